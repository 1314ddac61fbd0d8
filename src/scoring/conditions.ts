import type { Binding } from "./binding.ts";
import { conditionKey, type EffectTable } from "./model.ts";
import { policy } from "./policy.ts";
import { topIndices } from "./top.ts";
import type { Context, Mood } from "./types.ts";

/** Effects of one condition laid out for asking item by item. */
export interface ConditionEffects {
  /** By catalogue group. */
  readonly ofGroups: Float64Array;
  /** By catalogue item, for the few that differ from their groups. */
  readonly ofItems: ReadonlyMap<number, number>;
  /** What it speaks for most, as candidates. */
  readonly suitedItems: readonly number[];
  readonly suitedGroups: readonly number[];
}

/** One stated condition that the model has an effect of. */
export interface ActiveCondition {
  /** `weather=hot` or `mood=FESTIVE`: the name of its part in explanations. */
  readonly name: string;
  readonly effects: ConditionEffects;
  readonly factor: number;
}

/**
 * Conditions of a context that carry weight. Unknown names and values, and fields that earned no
 * weight on held-out data, count nothing.
 *
 * @param wanted the customer's factor for all of them
 */
export function activeContext(
  binding: Binding,
  context: Context,
  wanted: number,
): ActiveCondition[] {
  const { model } = binding;
  const active: ActiveCondition[] = [];
  for (const field of Object.keys(context).sort()) {
    const name = conditionKey(field, context[field]!);
    const row = binding.indexOfCondition.get(name);
    if (row === undefined) continue;
    const factor = wanted * model.conditionWeights[row]!;
    if (factor === 0) continue;
    active.push({ name, effects: effectsOf(binding, name, model.contextEffects, row), factor });
  }
  return active;
}

/** The declared mood where the model knows effects of it; intensity 1 to 3 gives 1/3 to 1. */
export function activeMood(binding: Binding, mood: Mood | null): ActiveCondition | null {
  if (mood === null) return null;
  const row = binding.indexOfMood.get(mood.name);
  const table = binding.model.moodEffects;
  if (row === undefined || table.starts[row] === table.starts[row + 1]) return null;
  const factor = Math.min(3, Math.max(1, mood.intensity)) / 3;
  const name = conditionKey("mood", mood.name);
  return { name, effects: effectsOf(binding, `mood ${name}`, table, row), factor };
}

/** Factor × effect of a condition on one item. Cost: the groups of the item. */
export function effectOn(binding: Binding, condition: ActiveCondition, item: number): number {
  const { groupStarts, groupsOfItems } = binding.catalogue;
  const { ofGroups, ofItems } = condition.effects;
  let sum = ofItems.get(item) ?? 0;
  for (let at = groupStarts[item]!; at < groupStarts[item + 1]!; at += 1) {
    sum += ofGroups[groupsOfItems[at]!]!;
  }
  return condition.factor * sum;
}

/** Laid out at the first question and kept with the binding: a house has few conditions. */
export function effectsOf(
  binding: Binding,
  key: string,
  table: EffectTable,
  row: number,
): ConditionEffects {
  const known = binding.effectsOfConditions.get(key);
  if (known !== undefined) return known;
  const itemCount = binding.model.items.length;
  const ofGroups = new Float64Array(binding.catalogue.groups.length);
  const ofItems = new Map<number, number>();
  for (let at = table.starts[row]!; at < table.starts[row + 1]!; at += 1) {
    const target = table.targets[at]!;
    const isItem = target < itemCount;
    const place = isItem
      ? binding.catalogueItems[target]!
      : binding.catalogueGroups[target - itemCount]!;
    if (place >= 0 && isItem) ofItems.set(place, table.effects[at]!);
    else if (place >= 0) ofGroups[place] = table.effects[at]!;
  }
  const effects = { ofGroups, ofItems, ...suitedBy(ofGroups, ofItems) };
  binding.effectsOfConditions.set(key, effects);
  return effects;
}

function suitedBy(ofGroups: Float64Array, ofItems: ReadonlyMap<number, number>) {
  const isAgainst = (values: Float64Array) =>
    Uint8Array.from(values, (value) => (value > 0 ? 0 : 1));
  const items = [...ofItems.keys()];
  const values = Float64Array.from(ofItems.values());
  const best = topIndices(values, isAgainst(values), policy.proposalsMax, 0);
  return {
    suitedItems: best.map((place) => items[place]!),
    suitedGroups: topIndices(ofGroups, isAgainst(ofGroups), policy.groupsPerSourceMax, 0),
  };
}

/**
 * The wanted factor, or the largest one that keeps the mood within its share of the spread of the
 * scores without it. The mood's spread is measured from 0, so that no item is given more either.
 *
 * @param wanted the customer's factor: whoever wants more of the mood still gets no more than that
 */
export function moodFactor(scores: Float64Array, moods: Float64Array, wanted: number): number {
  const spread = spreadOf(moods, 0, 0);
  if (spread === 0) return 0;
  const spreadOfScores = spreadOf(scores, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  return Math.min(wanted, (policy.moodShareMax * spreadOfScores) / spread);
}

function spreadOf(values: Float64Array, lowest: number, highest: number): number {
  let low = lowest;
  let high = highest;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}
