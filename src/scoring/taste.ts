import { Affinities } from "./affinity.ts";
import type { Binding } from "./binding.ts";
import type { OwnItem } from "./interests.ts";
import type { NeighbourTable } from "./model.ts";
import { millisecondsPerDay, policy, visitGapMs } from "./policy.ts";

/** Tables that walk from own items to others, and how much an own item counts in each. */
export type WalkName = "neighbours" | "ease" | "sessions" | "complements";

export const walkNames = ["neighbours", "ease", "sessions", "complements"] as const;

/** Sums over own items of strength × weight, for the items that a walk has reached. */
export class WalkSums {
  readonly reached: number[] = [];
  readonly #sums: Float64Array;

  /** @param sums one number for each item of the catalogue, all 0; they are lent until `clear` */
  constructor(sums: Float64Array) {
    this.#sums = sums;
  }

  at(item: number): number {
    return this.#sums[item]!;
  }

  /** Walks the row of one own item. Cost: its places, at most 64. */
  walk(binding: Binding, table: NeighbourTable, known: number, strength: number): void {
    const { catalogueItems } = binding;
    const end = table.starts[known + 1]!;
    for (let at = table.starts[known]!; at < end; at += 1) {
      const item = catalogueItems[table.items[at]!]!;
      if (item < 0) continue;
      if (this.#sums[item] === 0) this.reached.push(item);
      this.#sums[item]! += strength * table.weights[at]!;
    }
  }

  /** Gives the numbers back as they were lent. */
  clear(): void {
    for (const item of this.reached) this.#sums[item] = 0;
  }
}

/** What a customer's own items say about others. */
export interface Taste {
  readonly sums: Readonly<Record<WalkName, WalkSums>>;
  readonly affinities: Affinities;
}

/**
 * Walks all tables from the own items.
 *
 * Cost: at most 32 + 64 + 16 + 8 steps an own item; nothing grows with the catalogue.
 *
 * @param now milliseconds since 1970: the running visit and the last week go by the real clock
 * @param scratch four arrays of zeros, one number for each item of the catalogue
 * @param struckGroups catalogue groups whose liking the customer has struck
 */
export function tasteOf(
  binding: Binding,
  ownItems: readonly OwnItem[],
  now: number,
  scratch: Readonly<Record<WalkName, Float64Array>>,
  struckGroups?: ReadonlySet<number>,
): Taste {
  const sums = {
    neighbours: new WalkSums(scratch.neighbours),
    ease: new WalkSums(scratch.ease),
    sessions: new WalkSums(scratch.sessions),
    complements: new WalkSums(scratch.complements),
  };
  for (const own of ownItems) {
    if (own.known < 0) continue;
    for (const name of walkNames) {
      const strength = walkStrength(own, name, now);
      if (strength > 0) sums[name].walk(binding, binding.model[name], own.known, strength);
    }
  }
  return { sums, affinities: new Affinities(binding, ownItems, struckGroups) };
}

/**
 * How much an own item counts in a walk: its strength; in the session walk only if it was touched
 * in the running visit, the newest most; in the complement walk only if it was bought this week.
 */
export function walkStrength({ interest }: OwnItem, name: WalkName, now: number): number {
  if (interest.strength === 0) return 0;
  if (name === "neighbours" || name === "ease") return interest.strength;
  const { lastAt } = interest;
  if (lastAt === null) return 0;
  const age = Math.max(0, now - lastAt);
  if (name === "sessions") {
    const share = age / visitGapMs;
    return share < 1 ? 1 - share / 2 : 0;
  }
  return interest.isBought && age < policy.complementDays * millisecondsPerDay ? 1 : 0;
}

/**
 * ln(1 + sum / scale): proportional for a few hints, a ratio for many. The scale is the model's,
 * not the request's, so taking a piece of evidence away never raises what it supported.
 */
export function walkFeature(sum: number, scale: number): number {
  return sum > 0 ? Math.log1p(sum / scale) : 0;
}

/** Weight and unit of each walk's feature. */
export function walkWeights(
  binding: Binding,
): Readonly<Record<WalkName, { readonly weight: number; readonly scale: number }>> {
  const { weights, neighbourScale, easeScale } = binding.model;
  return {
    neighbours: { weight: weights.neighbour, scale: neighbourScale },
    ease: { weight: weights.ease, scale: easeScale },
    sessions: { weight: policy.session, scale: binding.sessionScale },
    complements: { weight: policy.complement, scale: 1 },
  };
}
