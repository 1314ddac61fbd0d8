import type { Interest } from "./interests.ts";
import type { Weights } from "./model.ts";
import { millisecondsPerDay, policy } from "./policy.ts";

/** Buyers that the prior of a repurchase rate counts for. */
const priorBuyers = 8;

/**
 * Chance that an item is bought again by someone who bought it, shrunk towards a prior: 1/4 for a
 * category, the category's own rate for an item. So a shop's tenth pair of shoes is known to be
 * bought once before thirty people have bought it.
 *
 * @param repeatBuyers people who bought it at two or more times
 * @param buyers people who bought it at least once; `repeatBuyers <= buyers`
 * @returns probability in (0, 1)
 * @see Bhagat et al. 2018, "Buy It Again", eq. 1
 */
export function repurchaseRate(repeatBuyers: number, buyers: number, prior = 1 / 4): number {
  return (repeatBuyers + priorBuyers * prior) / (buyers + priorBuyers);
}

/**
 * The rate of a category with few buyers leans on everybody's: at 0 buyers it is everybody's, at 30
 * its own.
 */
export function categoryRepurchaseRate(
  repeatBuyers: number,
  buyers: number,
  rateOfAll: number,
): number {
  const trust = Math.min(1, buyers / policy.buyersTrusted);
  return trust * repurchaseRate(repeatBuyers, buyers) + (1 - trust) * rateOfAll;
}

/** What the repeat part of a score is computed from; all 0 for what was never bought or rated. */
export interface RepeatFeatures {
  readonly repeatBias: number;
  readonly repeatCount: number;
  readonly repeatRate: number;
  readonly repeatEarly: number;
  readonly repeatLate: number;
  readonly repeatDiscovery: number;
}

/**
 * Features of an own item: how often it was bought, how likely people buy it again, and how far
 * the wait since the last purchase is before or after the usual gap. The discovery score is among
 * them because what recommends an item to somebody new says less about who already has it.
 *
 * @param rate see {@link repurchaseRate}
 * @param gapMeanDays everybody's mean gap for the item, or 0 where unknown
 * @param reference see `referenceTime`
 * @param discovery what crowd, neighbours and affinity say about the item, in log odds
 */
export function repeatFeatures(
  interest: Interest<unknown>,
  rate: number,
  gapMeanDays: number,
  reference: number,
  discovery: number,
): RepeatFeatures {
  const times = interest.boughtAt;
  const count = Math.max(1, times.length);
  let early = 0;
  let late = 0;
  if (times.length > 0) {
    const last = times[times.length - 1]!;
    const waitDays = Math.max(0, reference - last) / millisecondsPerDay;
    const gapDays = expectedGapDays(times, gapMeanDays);
    // One day on both sides keeps a purchase of this morning finite.
    const ratio = Math.log((waitDays + 1) / (gapDays + 1));
    early = Math.min(3, Math.max(0, -ratio));
    late = Math.min(3, Math.max(0, ratio));
  }
  return {
    repeatBias: 1,
    repeatCount: Math.log(count),
    repeatRate: Math.log(rate / 0.25),
    repeatEarly: early,
    repeatLate: late,
    repeatDiscovery: discovery,
  };
}

/** Sum of weight × feature: the `ownRepeat` part in log odds. */
export function repeatScore(features: RepeatFeatures, weights: Weights): number {
  return (
    features.repeatBias * weights.repeatBias +
    features.repeatCount * weights.repeatCount +
    features.repeatRate * weights.repeatRate +
    features.repeatEarly * weights.repeatEarly +
    features.repeatLate * weights.repeatLate +
    features.repeatDiscovery * weights.repeatDiscovery
  );
}

/** Own mean gap, shrunk by three purchases at everybody's gap: (Σ gaps + 3 g) / (n + 3). */
function expectedGapDays(times: readonly number[], gapMeanDays: number): number {
  const sumDays = (times[times.length - 1]! - times[0]!) / millisecondsPerDay;
  const everybody = gapMeanDays > 0 ? gapMeanDays : 30;
  return (sumDays + 3 * everybody) / (times.length - 1 + 3);
}
