/** Features of an own item, each put into a bin with a weight of its own. */
export const repeatFeatureNames = [
  "count",
  "visitsSince",
  "lateness",
  "wait",
  "popularity",
  "repurchaseRate",
  "trend",
  "shareOfVisits",
  "habit",
  "breadth",
  "countAndVisitsSince",
] as const;

const featureCount = repeatFeatureNames.length;

/**
 * A binned additive logistic model: log odds = bias + Σ over features of the weight of the bin that
 * the feature falls into. The edges of feature f are `edges[edgeStarts[f] .. edgeStarts[f + 1])`,
 * ascending; its bins, one more than edges, begin at `edgeStarts[f] + f` of the weights, whose last
 * one is the bias.
 */
export interface RepeatModel {
  readonly edgeStarts: Int32Array;
  readonly edges: Float64Array;
  readonly weights: Float64Array;
}

/** A model that has learned nothing: no edges, all weights 0. */
export function emptyRepeats(): RepeatModel {
  return {
    edgeStarts: new Int32Array(featureCount + 1),
    edges: new Float64Array(0),
    weights: new Float64Array(featureCount + 1),
  };
}

/** Weight index of the bin that a feature falls into: a binary search in its edges. */
export function binOf({ edgeStarts, edges }: RepeatModel, feature: number, value: number): number {
  const start = edgeStarts[feature]!;
  let low = start;
  let high = edgeStarts[feature + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low + feature;
}

/** Log odds that the item is in the customer's next visit. */
export function repeatLogOdds(repeats: RepeatModel, features: Float64Array): number {
  let sum = repeats.weights.at(-1)!;
  for (let feature = 0; feature < featureCount; feature += 1) {
    sum += repeats.weights[binOf(repeats, feature, features[feature]!)]!;
  }
  return sum;
}
