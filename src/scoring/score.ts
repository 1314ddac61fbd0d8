import { affinities, affinityFeature } from "./affinity.ts";
import { type Binding, ownItemsOf } from "./binding.ts";
import {
  type ActiveCondition,
  activeContext,
  activeMood,
  addEffects,
  moodFactor,
} from "./conditions.ts";
import { itemsOf } from "./filters.ts";
import { foldInterests, type Interest, type OwnItem, referenceTime } from "./interests.ts";
import { type NeighbourSums, easeFeature, easeSums, neighbourFeature, neighbourSums } from "./neighbours.ts";
import { policy } from "./policy.ts";
import { repeatFeatureNames, repeatFeatures, repeatLogOdds, type Rhythm, rhythmOf } from "./repeats.ts";
import type { Context, Evidence, Mood } from "./types.ts";

/** The situation of one request; the same for a customer and for nobody in particular. */
export interface Situation {
  readonly context: Context;
  readonly mood: Mood | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Scores of all items, and what they were made from. */
export interface Scores {
  /** By catalogue index. */
  readonly scores: Float64Array;
  readonly conditions: readonly ActiveCondition[];
  /** The mood, its factor already within the cap; null where none has an effect. */
  readonly mood: ActiveCondition | null;
}

/** Scores that rest on a customer's evidence too. */
export interface PersonalScores extends Scores {
  readonly ownItems: readonly OwnItem[];
  readonly neighbours: NeighbourSums;
  /** By catalogue group; null without any interest. */
  readonly affinities: Float64Array | null;
  readonly reference: number;
  readonly rhythm: Rhythm;
}

/**
 * What everybody, the context and the mood say about every item. There is no customer here: this
 * is all that a profile-free answer is made of, and what a personal one begins with.
 *
 * Cost: one copy of N numbers; with conditions, the items that they concern.
 */
export function situationScores(binding: Binding, situation: Situation): Scores {
  const scores = binding.crowd.slice();
  const conditions = activeContext(binding, situation.context);
  for (const condition of conditions) addEffects(binding, condition, scores);
  const declared = activeMood(binding, situation.mood);
  if (declared === null) return { scores, conditions, mood: null };
  const moods = new Float64Array(scores.length);
  addEffects(binding, declared, moods);
  const factor = moodFactor(scores, moods);
  for (let item = 0; item < scores.length; item += 1) scores[item]! += factor * moods[item]!;
  return { scores, conditions, mood: { ...declared, factor: declared.factor * factor } };
}

/**
 * Adds what a customer's own evidence says: neighbours of own items, liking of their groups, own
 * repeats, declared likes and the rules that follow "not now", returns and low ratings. Adds
 * nothing for no evidence.
 *
 * Cost: 32 steps per own item, one logarithm per item that one of them touches, and one addition
 * per group of each item of the catalogue.
 */
export function addPersonalScores(
  binding: Binding,
  situation: Situation,
  evidence: Evidence,
  base: Scores,
): PersonalScores {
  const { model, catalogue } = binding;
  const { scores } = base;
  const reference = referenceTime(situation.now, model.asOf);
  const interests = foldInterests(evidence.events, model.likedAbove, reference);
  const ownItems = ownItemsOf(binding, interests);
  const neighbours = neighbourSums(binding, ownItems);
  const thetas = affinities(binding, ownItems);
  const ease = easeSums(binding, ownItems);
  const weight = model.weights.neighbour;
  const rhythm = rhythmOf(ownItems, model.repeats.repeatShare);
  const taken = new Uint8Array(scores.length);
  for (const { interest, item } of ownItems) if (item >= 0 && interest.isTaken) taken[item] = 1;
  for (let item = 0; item < scores.length; item += 1) {
    if (taken[item] === 1) continue;
    scores[item]! += weight * neighbourFeature(neighbours.sums[item]!, model.neighbourScale);
    scores[item]! += model.weights.ease * easeFeature(ease[item]!, model.easeScale);
    if (thetas !== null) scores[item]! += model.weights.affinity * affinityFeature(catalogue, thetas, item);
  }
  const personal = { ...base, ownItems, neighbours, affinities: thetas, reference, rhythm };
  for (const own of ownItems) {
    const { interest, item } = own;
    if (item < 0) continue;
    scores[item]! += ownRepeat(binding, personal, own) + ruleValue(interest);
  }
  for (const preference of evidence.preferences) {
    if (preference.sentiment === "DISLIKE") continue;
    const liked = itemsOf(binding, preference);
    for (let at = 0; at < liked.length; at += 1) scores[liked[at]!]! += policy.declaredLike;
  }
  return personal;
}

/**
 * The `ownRepeat` part: what having the item changes. Together with the crowd's share it is what the
 * repeat module says, so neighbours and likings of the discovery module stay out of it; 0 for what
 * was only looked at.
 */
export function ownRepeat(binding: Binding, scores: PersonalScores, own: OwnItem): number {
  if (!own.interest.isTaken) return 0;
  const { weights, repeats } = binding.model;
  const features = new Float64Array(repeatFeatureNames.length);
  repeatFeatures(binding, own, scores.rhythm, scores.reference, features);
  return (
    weights.repeatBias +
    weights.repeatSlope * repeatLogOdds(repeats, features) +
    weights.repeatQuota * scores.rhythm.repeatLeaning -
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
