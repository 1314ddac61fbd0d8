import { factorise, placeOf, solve } from "./cholesky.ts";
import {
  conditionsOf,
  contextualFrom,
  type Encounter,
  EncounterCoder,
  likenessCount,
  likenessNames,
  type ResponseItem,
  writeLikenesses,
} from "./likeness.ts";
import { conditionKey } from "./model.ts";
import type { Context, Contribution, ContributionPart, Mood, Signal } from "./types.ts";

/** Own verdicts that one prediction rests on at the most; the last ones given count. */
export const verdictsMax = 512;

/** What everybody's verdicts say under one condition, in units of the verdicts' values. */
export interface ItemEffects {
  readonly everything: number;
  readonly groups: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
}

/** Covariance of a customer's own verdicts: Σ strength × likeness, and noise on the diagonal. */
export interface OwnCovariance {
  /** By the order of `likenessNames`; a variance, in squared units of the values. */
  readonly strengths: readonly number[];
  /** Above 0. */
  readonly noise: number;
}

/**
 * Learned from everybody; it holds effects of items, groups and conditions, and strengths, but no
 * customer. Immutable.
 */
export interface ResponseModel {
  readonly mean: number;
  readonly valueMin: number;
  readonly valueMax: number;
  readonly always: ItemEffects;
  /** By `field=value`. */
  readonly conditions: ReadonlyMap<string, ItemEffects>;
  readonly moods: ReadonlyMap<string, ItemEffects>;
  /** For items without an own verdict, and for those with one. */
  readonly ownOfNewItem: OwnCovariance;
  readonly ownOfKnownItem: OwnCovariance;
  /** log odds of liking = slope × (value − likeCut); the slope is above 0. */
  readonly slope: number;
  readonly likeCut: number;
}

/** What a customer said about an item in a situation. A mood is never part of it. */
export interface Verdict {
  /** Opaque id that explanations cite. */
  readonly id: string;
  readonly item: ResponseItem;
  /** On the scale on which the model was learned, for example stars. */
  readonly value: number;
  readonly context: Context;
}

export interface ResponsePrediction {
  /** Chance that the customer will like the item in this situation, in (0, 1). */
  readonly probability: number;
  /** `baseline + Σ contributions.value`. */
  readonly logOdds: number;
  readonly baseline: number;
  /** The expected value, within the range of the values that were learned from. */
  readonly value: number;
  readonly contributions: readonly Contribution[];
}

/** The model of a house without verdicts: every chance is one half. */
export function emptyResponseModel(likedFrom: number): ResponseModel {
  const own = { strengths: new Array<number>(likenessCount).fill(0), noise: 1 };
  return {
    mean: likedFrom,
    valueMin: likedFrom,
    valueMax: likedFrom,
    always: { everything: 0, groups: new Map(), items: new Map() },
    conditions: new Map(),
    moods: new Map(),
    ownOfNewItem: own,
    ownOfKnownItem: own,
    slope: 1,
    likeCut: likedFrom,
  };
}

/**
 * Will this customer like this item in this situation? Everybody's effects, plus what the
 * customer's own verdicts add: Σ over verdicts of covariance × weight, where the weights solve
 * (K + noise I) weights = value − what everybody expects. That is the best linear unbiased
 * prediction of a mixed model, so each verdict's share is exact and can be cited.
 *
 * @param verdicts the customer's own, oldest first; without them everybody's part is left
 * @param mood speaks only through everybody's effects and the item, never through own verdicts
 * @see Henderson 1975, "Best linear unbiased estimation and prediction under a selection model"
 * @see Rasmussen, Williams 2006, "Gaussian Processes for Machine Learning", eq. 2.25
 */
export function predictResponse(
  model: ResponseModel,
  verdicts: readonly Verdict[],
  item: ResponseItem,
  context: Context,
  mood: Mood | null,
): ResponsePrediction {
  return responsePredictor(model, verdicts)(item, context, mood);
}

/**
 * {@link predictResponse} for many candidates of one customer. The weights are solved on first use:
 * verdicts³ / 6 multiplications once, then verdicts per candidate.
 */
export function responsePredictor(model: ResponseModel, verdicts: readonly Verdict[]) {
  const coder = new EncounterCoder();
  const own = verdicts.filter(({ value }) => Number.isFinite(value)).slice(-verdictsMax);
  const encounters = own.map(({ item, context }) => coder.encounterOf(item, context));
  const surprises = Float64Array.from(
    own,
    ({ item, value, context }) => value - expectedOf(model, item, context),
  );
  const knownItems = new Set(own.map(({ item }) => item.id));
  const weightsOf = new Map<OwnCovariance, Float64Array>();
  return (item: ResponseItem, context: Context, mood: Mood | null): ResponsePrediction => {
    const covariance = knownItems.has(item.id) ? model.ownOfKnownItem : model.ownOfNewItem;
    const weights = weightsOf.get(covariance) ?? solveWeights(encounters, surprises, covariance);
    weightsOf.set(covariance, weights);
    const shares = ownShares(coder.encounterOf(item, context), encounters, weights, covariance);
    const parts = shares.map((values, likeness) => partOf(likenessNames[likeness]!, values, own));
    return predictionFrom(model, [
      ["HISTORY", parts.slice(0, contextualFrom)],
      ["CONTEXT", [...conditionParts(model, item, context), ...parts.slice(contextualFrom)]],
      ["MOOD", moodParts(model, item, mood)],
      ["CROWD", crowdParts(model, item)],
    ]);
  };
}

/** Value that everybody's verdicts let expect, without the customer's own and without a mood. */
function expectedOf(model: ResponseModel, item: ResponseItem, context: Context): number {
  let sum = model.mean + effectOn(model.always, item);
  for (const condition of conditionsOf(context)) {
    sum += effectOn(model.conditions.get(condition), item);
  }
  return sum;
}

function effectOn(effects: ItemEffects | undefined, item: ResponseItem): number {
  if (effects === undefined) return 0;
  let sum = effects.everything + (effects.items.get(item.id) ?? 0);
  for (const group of new Set(item.groups)) sum += effects.groups.get(group) ?? 0;
  return sum;
}

function solveWeights(
  encounters: readonly Encounter[],
  surprises: Float64Array,
  { strengths, noise }: OwnCovariance,
): Float64Array {
  const size = encounters.length;
  const matrix = new Float64Array(placeOf(size, 0));
  const pair = new Float64Array(likenessCount);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      writeLikenesses(encounters[row]!, encounters[column]!, pair);
      let sum = row === column ? noise : 0;
      for (let likeness = 0; likeness < likenessCount; likeness += 1) {
        sum += strengths[likeness]! * pair[likeness]!;
      }
      matrix[placeOf(row, column)] = sum;
    }
  }
  factorise(matrix, size);
  return solve(matrix, size, surprises);
}

/** By likeness, the share of each own verdict in the predicted value. */
function ownShares(
  candidate: Encounter,
  encounters: readonly Encounter[],
  weights: Float64Array,
  { strengths }: OwnCovariance,
): Float64Array[] {
  const shares = likenessNames.map(() => new Float64Array(encounters.length));
  const pair = new Float64Array(likenessCount);
  for (const [row, encounter] of encounters.entries()) {
    writeLikenesses(candidate, encounter, pair);
    for (const [likeness, share] of shares.entries()) {
      share[row] = strengths[likeness]! * pair[likeness]! * weights[row]!;
    }
  }
  return shares;
}

/** A part resting on the own verdicts that have a share in it, in the order in which they came. */
function partOf(name: string, shares: Float64Array, own: readonly Verdict[]): ContributionPart {
  let value = 0;
  const evidenceIds: string[] = [];
  for (const [row, share] of shares.entries()) {
    if (share === 0) continue;
    value += share;
    evidenceIds.push(own[row]!.id);
  }
  return { name, value, evidenceIds };
}

function conditionParts(
  model: ResponseModel,
  item: ResponseItem,
  context: Context,
): ContributionPart[] {
  return conditionsOf(context).map((name) => ({
    name,
    value: effectOn(model.conditions.get(name), item),
    evidenceIds: [],
  }));
}

/** The mood's share, in thirds of its full effect for the intensities 1 to 3. */
function moodParts(
  model: ResponseModel,
  item: ResponseItem,
  mood: Mood | null,
): ContributionPart[] {
  if (mood === null) return [];
  const factor = Math.min(3, Math.max(1, mood.intensity)) / 3;
  const value = factor * effectOn(model.moods.get(mood.name), item);
  return [{ name: conditionKey("mood", mood.name), value, evidenceIds: [] }];
}

function crowdParts({ always }: ResponseModel, item: ResponseItem): ContributionPart[] {
  const groups = [...new Set(item.groups)].sort();
  const parts: [string, number][] = [
    ["item", always.everything + (always.items.get(item.id) ?? 0)],
    ...groups.map((name): [string, number] => [`group:${name}`, always.groups.get(name) ?? 0]),
  ];
  return parts.map(([name, value]) => ({ name, value, evidenceIds: [] }));
}

/** Adds the parts up, from values to log odds. What is not finite stops here: it is a bug. */
function predictionFrom(
  { slope, likeCut, mean, valueMin, valueMax }: ResponseModel,
  groups: readonly (readonly [Signal, readonly ContributionPart[]])[],
): ResponsePrediction {
  const contributions = groups.map(([signal, all]): Contribution => {
    const parts = all
      .filter(({ value }) => value !== 0)
      .map((part) => ({ ...part, value: slope * part.value }));
    return { signal, value: parts.reduce((sum, { value }) => sum + value, 0), parts };
  });
  const baseline = slope * (mean - likeCut);
  const logOdds = contributions.reduce((sum, { value }) => sum + value, baseline);
  if (!Number.isFinite(logOdds)) throw new Error("a response is not a finite number");
  const value = Math.min(valueMax, Math.max(valueMin, likeCut + logOdds / slope));
  const probability = 1 / (1 + Math.exp(-Math.min(30, Math.max(-30, logOdds))));
  return { probability, logOdds, baseline, value, contributions };
}
