import type { Binding } from "../scoring/binding.ts";
import { addEffects } from "../scoring/conditions.ts";
import type { Interest } from "../scoring/interests.ts";
import { referenceTime } from "../scoring/interests.ts";
import type { Weights } from "../scoring/model.ts";
import { neighbourFeature, neighbourSums } from "../scoring/neighbours.ts";
import { repeatFeatures } from "../scoring/repeats.ts";
import { customerInterests } from "./fold.ts";
import type { HeldOut, Holdout } from "./holdout.ts";
import type { Choice } from "./logit.ts";
import { randomFrom } from "./random.ts";

/** Candidates beside the chosen one; more change the coefficients below their error. */
const candidatesMax = 300;

/** Features of the discovery part, in the order of the coefficients. */
export const discoveryNames = ["popularity", "liking", "trend", "neighbour"] as const;
/** Features of the repeat part. */
export const repeatNames = [
  "repeatBias",
  "repeatCount",
  "repeatRate",
  "repeatEarly",
  "repeatLate",
] as const;

/** A request with the features of its candidates; the held-out item is candidate 0. */
export interface Candidates {
  readonly request: HeldOut;
  readonly items: Int32Array;
  /** ln of how many candidates each one stands for. */
  readonly offsets: Float64Array;
  readonly discovery: Float64Array;
  readonly repeat: Float64Array;
}

/**
 * Candidates of one holdout's requests with the ranker's own features. Among items that the
 * customer does not have, a sample stands for all; for a repeat, all own items are candidates too.
 *
 * @param binding a model learned from the holdout's training part, with weights of 1
 */
export function candidatesOf(holdout: Holdout, binding: Binding, seed: number): Candidates[] {
  const { train, requests } = holdout;
  const { model } = binding;
  const random = randomFrom(seed);
  return requests.map((request) => {
    const reference = referenceTime(request.now, model.asOf);
    const events = train.customers[request.customer]!;
    const interests = customerInterests(train, events, model.likedAbove, reference);
    const own = new Map(
      interests
        .filter(({ isTaken }) => isTaken)
        .map((interest) => [binding.indexInModel.get(interest.itemId)!, interest]),
    );
    const { items, offsets } = sampleOf(train.items.length, request, own, random);
    const { sums } = neighbourSums(binding, interests);
    const discovery = new Float64Array(items.length * discoveryNames.length);
    const repeat = new Float64Array(items.length * repeatNames.length);
    for (const [row, item] of items.entries()) {
      discovery.set(
        [
          binding.popularity[item]!,
          binding.liking[item]!,
          binding.trend[item]!,
          neighbourFeature(sums[item]!, model.neighbourScale),
        ],
        row * discoveryNames.length,
      );
      const interest = own.get(item);
      if (interest === undefined) continue;
      const rate = binding.repurchaseRates[item]!;
      const features = repeatFeatures(interest, rate, model.gapMeanDays[item]!, reference);
      repeat.set(
        repeatNames.map((name) => features[name]),
        row * repeatNames.length,
      );
    }
    return { request, items, offsets, discovery, repeat };
  });
}

function sampleOf(
  itemCount: number,
  request: HeldOut,
  own: ReadonlyMap<number, Interest>,
  random: () => number,
) {
  const items = [request.item];
  const isFree = (item: number) => item !== request.item && !own.has(item);
  const freeCount = itemCount - own.size - (own.has(request.item) ? 0 : 1);
  const isAll = freeCount <= candidatesMax;
  if (isAll) {
    for (let item = 0; item < itemCount; item += 1) if (isFree(item)) items.push(item);
  } else {
    const drawn = new Set<number>();
    while (drawn.size < candidatesMax) {
      const item = Math.floor(random() * itemCount);
      if (isFree(item)) drawn.add(item);
    }
    items.push(...drawn);
  }
  const offset = isAll ? 0 : Math.log(freeCount / candidatesMax);
  const offsets = items.map((_, row) => (row === 0 ? 0 : offset));
  if (!request.isNew) {
    for (const item of own.keys()) {
      if (item === request.item) continue;
      items.push(item);
      offsets.push(0);
    }
  }
  return { items: Int32Array.from(items), offsets: Float64Array.from(offsets) };
}

/** The discovery choice: only among items that the customer does not have. */
export function discoveryChoice({ items, discovery }: Candidates): Choice {
  return { count: items.length, features: discovery, offsets: new Float64Array(items.length) };
}

/** The repeat choice: own items against the rest, whose scores are settled. */
export function repeatChoice(candidates: Candidates, weights: Weights): Choice {
  const offsets = discoveryScores(candidates, weights);
  for (const [row, offset] of candidates.offsets.entries()) offsets[row]! += offset;
  return { count: candidates.items.length, features: candidates.repeat, offsets };
}

/** Scores of the candidates by the discovery part. */
export function discoveryScores({ items, discovery }: Candidates, weights: Weights): Float64Array {
  const scores = new Float64Array(items.length);
  for (let row = 0; row < items.length; row += 1) {
    for (const [index, name] of discoveryNames.entries()) {
      scores[row]! += weights[name] * discovery[row * discoveryNames.length + index]!;
    }
  }
  return scores;
}

/** Effects of one context's field on the candidates, before any weight. */
export function fieldEffects(
  binding: Binding,
  condition: number,
  items: Int32Array,
  scratch: Float64Array,
): Float64Array {
  scratch.fill(0);
  const table = binding.model.contextEffects;
  addEffects(binding, { name: "", table, row: condition, factor: 1 }, scratch);
  return Float64Array.from(items, (item) => scratch[item]!);
}
