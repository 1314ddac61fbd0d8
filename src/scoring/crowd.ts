import type { Model } from "./model.ts";

/** Crowd parts of the score by catalogue index, weighted and centred, and their sum. */
export interface CrowdParts {
  /** The features themselves, for learning and for the repeat module. */
  readonly popularityFeatures: Float64Array;
  readonly likingFeatures: Float64Array;
  readonly trendFeatures: Float64Array;
  readonly popularity: Float64Array;
  readonly liking: Float64Array;
  readonly trend: Float64Array;
  readonly crowd: Float64Array;
}

/**
 * What everybody contributes to an item's score:
 *
 * - popularity: ln(1 + interest), interest = Σ over distinct customers (1 took it, 0.1 viewed it …)
 * - liking: Σ (liked - p) / (Σ p(1 - p) + 5), p = the house's share of likes; 0 without verdicts
 * - trend: ln((recent + 1/2) / (expected + 1/2)), recent = interest of the last 30 days, expected =
 *   the item's interest times the share of all interest that is recent; 0 without a clock
 *
 * each times its learned weight, minus the catalogue's mean: an average item has 0, so "because
 * it is popular" is only said of what is more popular than most. Linear in items.
 *
 * @param modelItems catalogue index to model index, -1 where the model does not know the item
 */
export function crowdParts(model: Model, modelItems: Int32Array): CrowdParts {
  const { weights } = model;
  const features = (feature: (model: Model, known: number) => number) =>
    Float64Array.from(modelItems, (known) => (known < 0 ? 0 : feature(model, known)));
  const popularityFeatures = features(popularityFeature);
  const likingFeatures = features(likingFeature);
  const trendFeatures = features(trendFeature);
  const popularity = centred(popularityFeatures, weights.popularity);
  const liking = centred(likingFeatures, weights.liking);
  const trend = centred(trendFeatures, weights.trend);
  const crowd = popularity.map((value, item) => value + liking[item]! + trend[item]!);
  return { popularityFeatures, likingFeatures, trendFeatures, popularity, liking, trend, crowd };
}

function centred(values: Float64Array, weight: number): Float64Array {
  const mean = meanOf(values);
  return values.map((value) => weight * (value - mean));
}

/** Mean of numbers; 0 of none. */
export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function popularityFeature(model: Model, known: number): number {
  return Math.log1p(model.interestTenths[known]! / 10);
}

/** Verdicts at the house's own rate that every item is given before its own count. */
const likingPrior = 5;

function likingFeature(model: Model, known: number): number {
  const share = model.likedShare;
  const judged = model.judged[known]!;
  const residual = model.liked[known]! - judged * share;
  return residual / (judged * share * (1 - share) + likingPrior);
}

function trendFeature(model: Model, known: number): number {
  if (model.trendShare === 0) return 0;
  const expected = (model.trendShare * model.interestTenths[known]!) / 10;
  return Math.log((model.recentTenths[known]! / 10 + 0.5) / (expected + 0.5));
}
