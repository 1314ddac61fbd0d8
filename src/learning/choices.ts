import { affinityFeature } from "../scoring/affinity.ts";
import type { Binding } from "../scoring/binding.ts";
import { meanOf } from "../scoring/crowd.ts";
import { type OwnItem, referenceTime } from "../scoring/interests.ts";
import type { Weights } from "../scoring/model.ts";
import { repeatFeatureNames, repeatLogOdds } from "../scoring/repeat-model.ts";
import { type Rhythm, repeatFeatures, rhythmOf } from "../scoring/repeats.ts";
import { tasteOf, walkFeature, walkNames } from "../scoring/taste.ts";
import { customerItems } from "./fold.ts";
import type { HeldOut, Holdout } from "./holdout.ts";
import { type Choice, logSumExp } from "./logit.ts";
import { randomFrom } from "./random.ts";
import { eventsOf } from "./store.ts";

/** Candidates beside the chosen one; more change the coefficients below their error. */
const candidatesMax = 100;

/** Features of the discovery part, in the order of the coefficients. */
export const discoveryNames = [
  "popularity",
  "liking",
  "trend",
  "neighbour",
  "ease",
  "affinity",
] as const;
/** What turns the log odds of the repeat module into scores. */
export const repeatNames = ["repeatBias", "repeatSlope", "repeatQuota"] as const;

/** A request with the features of its candidates; the held-out item is candidate 0. */
export interface Candidates {
  readonly request: HeldOut;
  /** The chosen item, then items that the customer does not have, then those they have. */
  readonly items: Int32Array;
  /** Rows of the first two of these. */
  readonly freeCount: number;
  /** ln of how many candidates each one stands for. */
  readonly offsets: Float64Array;
  readonly discovery: Float64Array;
  /** The same with another customer's history: the control of that signal, made when asked for. */
  readonly exchanged: () => Float64Array;
  /** Zero for what the customer does not have, as `discovery` is for what they have. */
  readonly repeat: Float64Array;
}

/**
 * Candidates of one holdout's requests with the ranker's own features. Among items that the
 * customer does not have, a sample stands for all; their own items follow, for the repeat part.
 *
 * @param binding a model learned from the holdout's training part
 */
export function candidatesOf(holdout: Holdout, binding: Binding, seed: number): Candidates[] {
  const { train, requests } = holdout;
  const { model } = binding;
  const random = randomFrom(seed);
  const crowdMeans = crowdMeansOf(binding);
  return requests.map((request, index) => {
    const reference = referenceTime(request.now, model.asOf);
    const itemsOf = ({ customer }: HeldOut) =>
      customerItems(eventsOf(train, customer), model, reference);
    const ownItems = itemsOf(request);
    const own = new Map(
      ownItems.filter(({ interest }) => interest.isTaken).map((taken) => [taken.item, taken]),
    );
    const { items, offsets, freeCount } = sampleOf(train.items.length, request, own, random);
    const features = (owner: readonly OwnItem[]) =>
      discoveryFeatures(binding, crowdMeans, items, own, owner, request.now);
    const stranger = requests[(index + (requests.length >> 1)) % requests.length]!;
    return {
      request,
      items,
      freeCount,
      offsets,
      discovery: features(ownItems),
      exchanged: () => features(itemsOf(stranger)),
      repeat: repeatFeaturesOf(
        binding,
        items,
        own,
        rhythmOf(ownItems, model.repeatShare),
        reference,
      ),
    };
  });
}

/** Means over the catalogue, by which the ranker centres the crowd's share. */
function crowdMeansOf({ popularityFeatures, likingFeatures, trendFeatures }: Binding) {
  return {
    popularity: meanOf(popularityFeatures),
    liking: meanOf(likingFeatures),
    trend: meanOf(trendFeatures),
  };
}

/**
 * One row for each candidate; zeros for what the customer has. The crowd's features are centred as
 * in the ranker: own items are weighed against these scores, so the zero must be the same.
 */
function discoveryFeatures(
  binding: Binding,
  crowdMeans: ReturnType<typeof crowdMeansOf>,
  items: Int32Array,
  own: ReadonlyMap<number, OwnItem>,
  ownItems: readonly OwnItem[],
  now: number,
): Float64Array {
  const { model, popularityFeatures, likingFeatures, trendFeatures } = binding;
  const rows = new Float64Array(items.length * discoveryNames.length);
  const { sums, affinities } = tasteOf(binding, ownItems, now, binding.scratch);
  for (const [row, item] of items.entries()) {
    if (own.has(item)) continue;
    const features = [
      popularityFeatures[item]! - crowdMeans.popularity,
      likingFeatures[item]! - crowdMeans.liking,
      trendFeatures[item]! - crowdMeans.trend,
      walkFeature(sums.neighbours.at(item), model.neighbourScale),
      walkFeature(sums.ease.at(item), model.easeScale),
      affinityFeature(binding.catalogue, affinities, item),
    ];
    rows.set(features, row * discoveryNames.length);
  }
  for (const name of walkNames) sums[name].clear();
  return rows;
}

/** One row for each candidate; zeros for what the customer does not have. */
function repeatFeaturesOf(
  binding: Binding,
  items: Int32Array,
  own: ReadonlyMap<number, OwnItem>,
  rhythm: Rhythm,
  reference: number,
): Float64Array {
  const rows = new Float64Array(items.length * repeatNames.length);
  const features = new Float64Array(repeatFeatureNames.length);
  for (const [row, item] of items.entries()) {
    const ownItem = own.get(item);
    if (ownItem === undefined) continue;
    repeatFeatures(binding, ownItem, rhythm, reference, features);
    const logOdds = repeatLogOdds(binding.model.repeats, features);
    rows.set([1, logOdds, rhythm.repeatLeaning], row * repeatNames.length);
  }
  return rows;
}

function sampleOf(
  itemCount: number,
  request: HeldOut,
  own: ReadonlyMap<number, OwnItem>,
  random: () => number,
) {
  const isFree = (item: number) => item !== request.item && !own.has(item);
  const othersCount = itemCount - own.size - (own.has(request.item) ? 0 : 1);
  const isAll = othersCount <= candidatesMax;
  const others = new Set<number>();
  for (let item = 0; isAll && item < itemCount; item += 1) if (isFree(item)) others.add(item);
  while (others.size < Math.min(othersCount, candidatesMax)) {
    const item = Math.floor(random() * itemCount);
    if (isFree(item)) others.add(item);
  }
  const otherOwn = [...own.keys()].filter((item) => item !== request.item);
  const items = Int32Array.from([request.item, ...others, ...otherOwn]);
  const offsets = new Float64Array(items.length);
  offsets.fill(Math.log(othersCount / Math.max(1, others.size)), 1, 1 + others.size);
  return { items, offsets, freeCount: 1 + others.size };
}

/** The discovery choice: only among items that the customer does not have. */
export function discoveryChoice({ freeCount, discovery }: Candidates): Choice {
  return { count: freeCount, features: discovery, offsets: new Float64Array(freeCount) };
}

/**
 * The repeat choice: own items against the rest, whose scores are settled. The rest have no repeat
 * features, so together they are one candidate with the logarithm of their summed odds.
 */
export function repeatChoice(candidates: Candidates, weights: Weights): Choice {
  const { features, offsets } = repeatRows(candidates, weights);
  const { freeCount } = candidates;
  if (freeCount < 3) return { count: offsets.length, features, offsets };
  const width = repeatNames.length;
  const merged = new Float64Array(2 * width + features.length - freeCount * width);
  merged.set(features.subarray(0, width));
  merged.set(features.subarray(freeCount * width), 2 * width);
  const rest = logSumExp(offsets.subarray(1, freeCount));
  const known = [offsets[0]!, rest, ...offsets.subarray(freeCount)];
  return { count: known.length, features: merged, offsets: Float64Array.from(known) };
}

/** Repeat features and settled scores of all candidates. */
function repeatRows(
  candidates: Candidates,
  weights: Weights,
): { features: Float64Array; offsets: Float64Array } {
  const offsets = discoveryScores(candidates, weights);
  for (const [row, offset] of candidates.offsets.entries()) offsets[row]! += offset;
  return { features: candidates.repeat, offsets };
}

/** Scores of the candidates by the discovery part. */
function discoveryScores({ items, discovery }: Candidates, weights: Weights): Float64Array {
  const scores = new Float64Array(items.length);
  for (let row = 0; row < items.length; row += 1) {
    for (const [index, name] of discoveryNames.entries()) {
      scores[row]! += weights[name] * discovery[row * discoveryNames.length + index]!;
    }
  }
  return scores;
}

/**
 * Candidates with the score that they have before any context: for something new, the items that
 * the customer does not have; for a repeat, their own items as well.
 */
export function settledScores(
  candidates: Candidates,
  weights: Weights,
): { items: Int32Array; offsets: Float64Array } {
  const { items, freeCount, request } = candidates;
  if (request.isNew) {
    const offsets = discoveryScores(candidates, weights).subarray(0, freeCount);
    return { items: items.subarray(0, freeCount), offsets };
  }
  const { features, offsets } = repeatRows(candidates, weights);
  for (let row = 0; row < items.length; row += 1) {
    for (const [index, name] of repeatNames.entries()) {
      offsets[row]! += weights[name] * features[row * repeatNames.length + index]!;
    }
  }
  return { items, offsets };
}
