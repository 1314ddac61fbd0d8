import { millisecondsPerDay } from "../../scoring/policy.ts";
import { signs } from "./log.ts";
import type { Visits } from "./visits.ts";

/** Half-lives of the two clocks whose ratio is the trend. */
const fastHalfLifeDays = 3;
const slowHalfLifeDays = 60;

/**
 * How much of each item was taken lately, by a fast and by a slow clock. A steady item has
 * fast / slow = 3 / 60; what has just come into fashion has more.
 */
export interface Trend {
  /** Σ over visits that took the item of 2^(−age / 3 d), in whole thousandths. */
  readonly fastThousandths: Float64Array;
  /** The same with a half-life of 60 days. */
  readonly slowThousandths: Float64Array;
}

/**
 * Exponentially decayed counts of the visits that took each item. Every visit adds whole
 * thousandths, so that sums are exact and a visit can be taken out again. Linear in visits' items.
 *
 * @param reference the time that ages are counted from, in milliseconds since 1970; not before the
 *   newest visit
 */
export function trendOf(visits: Visits, reference: number = visits.newestAt): Trend {
  const { items, itemStarts, strongest, endedAt, itemCount } = visits;
  // Doubles hold whole numbers exactly up to 2^53; 32 bits would end at 2 million recent visits.
  const fastThousandths = new Float64Array(itemCount);
  const slowThousandths = new Float64Array(itemCount);
  for (let visit = 0; visit < endedAt.length; visit += 1) {
    const ageDays = (reference - endedAt[visit]!) / millisecondsPerDay;
    const fast = Math.round(1_000 * 2 ** (-ageDays / fastHalfLifeDays));
    const slow = Math.round(1_000 * 2 ** (-ageDays / slowHalfLifeDays));
    for (let at = itemStarts[visit]!; at < itemStarts[visit + 1]!; at += 1) {
      if (strongest[at] === signs.seen) continue;
      fastThousandths[items[at]!]! += fast;
      slowThousandths[items[at]!]! += slow;
    }
  }
  return { fastThousandths, slowThousandths };
}
