import { affinityFeature } from "./affinity.ts";
import { type Binding, ownItemsOf } from "./binding.ts";
import type { Asker, Candidates } from "./candidates.ts";
import { type ActiveCondition, effectOn, moodFactor } from "./conditions.ts";
import { itemsOf } from "./filters.ts";
import { foldInterests, type Interest, type OwnItem, referenceTime } from "./interests.ts";
import { freshDraw } from "./novelty.ts";
import { policy } from "./policy.ts";
import { repeatFeatureNames, repeatLogOdds } from "./repeat-model.ts";
import { type Rhythm, repeatFeatures, rhythmOf } from "./repeats.ts";
import { walkFeature, walkNames, walkWeights } from "./taste.ts";
import {
  type Context,
  type Dial,
  type Evidence,
  type Mood,
  type Signal,
  signals,
} from "./types.ts";

/** The situation of one request; the same for a customer and for nobody in particular. */
export interface Situation {
  readonly context: Context;
  readonly mood: Mood | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A customer as the scores see them. */
export interface Customer extends Asker {
  readonly rhythm: Rhythm;
  /** Own items by catalogue index. */
  readonly ownOf: ReadonlyMap<number, OwnItem>;
  /** Milliseconds since 1970, and the clock that evidence ages by; see `referenceTime`. */
  readonly now: number;
  readonly reference: number;
}

/** What a customer's events amount to, before any taste is walked. */
export function ownItemsFrom(binding: Binding, evidence: Evidence, now: number) {
  const { model } = binding;
  const reference = referenceTime(now, model.asOf);
  const ownItems = ownItemsOf(binding, foldInterests(evidence.events, model, reference));
  const ownOf = new Map(ownItems.map((own) => [own.item, own]));
  return { ownItems, ownOf, now, reference, rhythm: rhythmOf(ownItems, model.repeatShare) };
}

/** Shares of every signal in every candidate's score. */
export interface ScoreSheet extends Candidates {
  readonly shares: Readonly<Record<Signal, Float64Array>>;
  /** Sums of the shares. */
  readonly scores: Float64Array;
  readonly conditions: readonly ActiveCondition[];
  /** The mood, its factor already within the cap; null where none has an effect. */
  readonly mood: ActiveCondition | null;
}

/**
 * Scores the candidates: one share for each signal, which add up to the score.
 *
 * Cost: a few additions and four logarithms a candidate, and one addition for each of its groups.
 *
 * @param customer null for an answer that knows nobody
 * @param draw clock and seed of the draws for new items; null draws nothing
 * @throws {RangeError} where a score is not finite: NaN and infinity are bugs and go no further
 */
export function scoreSheet(
  binding: Binding,
  candidates: Candidates,
  conditions: readonly ActiveCondition[],
  mood: ActiveCondition | null,
  customer: Customer | null,
  dial: Dial,
  draw: { readonly seed: number; readonly now: number } | null,
): ScoreSheet {
  const { items } = candidates;
  const zeros = () => new Float64Array(items.length);
  const shares: Record<Signal, Float64Array> = {
    HISTORY: zeros(),
    CONTEXT: zeros(),
    MOOD: zeros(),
    CROWD: zeros(),
    NOVELTY: zeros(),
    DECLARED: zeros(),
    RULE: zeros(),
  };
  for (let place = 0; place < items.length; place += 1) {
    const item = items[place]!;
    shares.CROWD[place] = binding.crowd[item]! + expertShare(binding, item);
    if (draw !== null) shares.NOVELTY[place] = freshDraw(binding, item, draw.now, draw.seed);
    for (const condition of conditions) {
      shares.CONTEXT[place]! += effectOn(binding, condition, item);
    }
  }
  if (customer !== null) addCustomer(binding, items, customer, dial, shares);
  const scores = zeros();
  const sum = () => {
    for (let place = 0; place < items.length; place += 1) {
      let score = 0;
      for (const name of signals) score += shares[name][place]!;
      if (!Number.isFinite(score)) throw new RangeError(`the score of place ${place} is ${score}`);
      scores[place] = score;
    }
  };
  sum();
  if (mood === null) return { ...candidates, shares, scores, conditions, mood: null };
  for (let place = 0; place < items.length; place += 1) {
    shares.MOOD[place] = effectOn(binding, mood, items[place]!);
  }
  const factor = moodFactor(scores, shares.MOOD, dial.mood);
  for (let place = 0; place < items.length; place += 1) shares.MOOD[place]! *= factor;
  sum();
  const capped = { ...mood, factor: mood.factor * factor };
  return { ...candidates, shares, scores, conditions, mood: capped };
}

/** Recent finds of people with niche expertise, by their followers above the average. */
export function expertShare({ expertFinds }: Binding, item: number): number {
  const followers = expertFinds.get(item) ?? 0;
  return Math.min(policy.expertMax, policy.expertPerFollower * followers);
}

function addCustomer(
  binding: Binding,
  items: Int32Array,
  customer: Customer,
  dial: Dial,
  shares: Readonly<Record<Signal, Float64Array>>,
): void {
  const { ownOf, preferences } = customer;
  const liked = likedTimes(binding, preferences);
  const weights = walkWeights(binding);
  for (let place = 0; place < items.length; place += 1) {
    const item = items[place]!;
    const own = ownOf.get(item);
    const history =
      own?.interest.isTaken === true
        ? ownRepeat(binding, customer, own)
        : tasteScore(binding, weights, customer, item);
    shares.HISTORY[place] = dial.history * history;
    if (own !== undefined) shares.RULE[place] = ruleValue(own.interest);
    shares.DECLARED[place] = policy.declaredLike * (liked.get(item) ?? 0);
  }
}

/** What neighbours, the running visit and the liking of its groups say about an item. */
function tasteScore(
  binding: Binding,
  weights: ReturnType<typeof walkWeights>,
  { taste }: Customer,
  item: number,
): number {
  let score = 0;
  for (const name of walkNames) {
    const { weight, scale } = weights[name];
    score += weight * walkFeature(taste.sums[name].at(item), scale);
  }
  const { affinity } = binding.model.weights;
  return score + affinity * affinityFeature(binding.catalogue, taste.affinities, item);
}

function likedTimes(binding: Binding, preferences: Asker["preferences"]): Map<number, number> {
  const times = new Map<number, number>();
  for (const preference of preferences) {
    if (preference.sentiment === "DISLIKE") continue;
    const items = itemsOf(binding, preference);
    for (let at = 0; at < items.length; at += 1) {
      times.set(items[at]!, (times.get(items[at]!) ?? 0) + 1);
    }
  }
  return times;
}

/**
 * The `ownRepeat` part: what having the item changes. With the crowd's share it is what the repeat
 * module says, so neighbours and likings of the discovery module stay out of it.
 */
export function ownRepeat(binding: Binding, customer: Customer, own: OwnItem): number {
  const { weights, repeats } = binding.model;
  const features = new Float64Array(repeatFeatureNames.length);
  repeatFeatures(binding, own, customer.rhythm, customer.reference, features);
  return (
    weights.repeatBias +
    weights.repeatSlope * repeatLogOdds(repeats, features) +
    weights.repeatQuota * customer.rhythm.repeatLeaning -
    binding.crowd[own.item]!
  );
}

/** Parts of the rules on one own item, by name. */
export function ruleParts(interest: Interest<unknown>): readonly (readonly [string, number])[] {
  const parts: (readonly [string, number])[] = [];
  if (interest.fatigue > 0) {
    parts.push(["notNow", -policy.fatigueWeight * Math.log1p(interest.fatigue)]);
  }
  if (interest.isReturned) parts.push(["returned", policy.returned]);
  if (interest.isRatedLow) parts.push(["ratedLow", policy.ratedLow]);
  return parts;
}

function ruleValue(interest: Interest<unknown>): number {
  let sum = 0;
  for (const [, value] of ruleParts(interest)) sum += value;
  return sum;
}
