import type { Binding } from "./binding.ts";
import { millisecondsPerDay, policy } from "./policy.ts";
import { randomFrom } from "./random.ts";

/**
 * What a new item is given for being unknown: a Thompson draw. Its interest so far says little, so
 * the crowd's share of it is drawn from what new items turn out to be: an average item (0), give
 * or take. The draw replaces part of the crowd's share, all of it on the first day and none after
 * 30 days, and it is never below 0: a new item gets a chance, not a handicap.
 *
 * @param now milliseconds since 1970
 * @param seed the same seed draws the same
 * @returns log odds; 0 for what is not new
 * @see Thompson 1933; Chapelle, Li 2011, "An empirical evaluation of Thompson sampling"
 */
export function freshDraw(binding: Binding, item: number, now: number, seed: number): number {
  const addedAt = binding.catalogue.addedAt[item]!;
  const ageDays = (now - addedAt) / millisecondsPerDay;
  if (!(ageDays >= 0 && ageDays < policy.freshDays)) return 0;
  const unknownShare = 1 - ageDays / policy.freshDays;
  const drawn = policy.freshSpread * normalFrom(randomFrom(Math.imul(seed ^ item, 0x9e3779b1)));
  return Math.max(0, unknownShare * (drawn - binding.crowd[item]!));
}

/** A number of the standard normal distribution (Box, Muller 1958). */
function normalFrom(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}
