import type { Binding } from "./binding.ts";
import { hasGroup } from "./catalogue.ts";
import { conditionKey, type EffectTable } from "./model.ts";
import { policy } from "./policy.ts";
import type { Context, Mood } from "./types.ts";

/** One stated condition that the model has an effect of. */
export interface ActiveCondition {
  /** `weather=hot` or `mood=FESTIVE`: the name of its part in explanations. */
  readonly name: string;
  readonly table: EffectTable;
  /** Row of the table. */
  readonly row: number;
  readonly factor: number;
}

/**
 * Conditions of a context that carry weight. Unknown names and values, and fields that earned no
 * weight on held-out data, count nothing.
 */
export function activeContext(binding: Binding, context: Context): ActiveCondition[] {
  const { model } = binding;
  const active: ActiveCondition[] = [];
  for (const field of Object.keys(context).sort()) {
    const name = conditionKey(field, context[field]!);
    const row = binding.indexOfCondition.get(name);
    if (row === undefined) continue;
    const factor = model.conditionWeights[row]!;
    if (factor !== 0) active.push({ name, table: model.contextEffects, row, factor });
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
  return { name: conditionKey("mood", mood.name), table, row, factor };
}

/**
 * Adds factor × effect of one condition to every item that it concerns. Cost: the items of the
 * groups that have an effect, each once per group.
 *
 * @param into by catalogue index
 */
export function addEffects(binding: Binding, condition: ActiveCondition, into: Float64Array): void {
  const { catalogue } = binding;
  forEachTarget(binding, condition, (item, group, value) => {
    if (item >= 0) into[item]! += value;
    if (group < 0) return;
    const end = catalogue.itemStarts[group + 1]!;
    for (let at = catalogue.itemStarts[group]!; at < end; at += 1) {
      into[catalogue.itemsOfGroups[at]!]! += value;
    }
  });
}

/** What {@link addEffects} adds to one item. */
export function effectOn(binding: Binding, condition: ActiveCondition, item: number): number {
  const { catalogue } = binding;
  let sum = 0;
  forEachTarget(binding, condition, (target, group, value) => {
    if (target === item) sum += value;
    if (group >= 0 && hasGroup(catalogue, item, group)) sum += value;
  });
  return sum;
}

/** Largest factor that keeps the mood's spread within its share of the spread without it. */
export function moodFactor(scores: Float64Array, moods: Float64Array): number {
  const spread = spreadOf(moods);
  if (spread === 0) return 0;
  return Math.min(1, (policy.moodShareMax * spreadOf(scores)) / spread);
}

function spreadOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}

/** Calls back with a catalogue item or a catalogue group, the other one -1. */
function forEachTarget(
  binding: Binding,
  { table, row, factor }: ActiveCondition,
  visit: (item: number, group: number, value: number) => void,
): void {
  const itemCount = binding.model.items.length;
  for (let at = table.starts[row]!; at < table.starts[row + 1]!; at += 1) {
    const target = table.targets[at]!;
    const value = factor * table.effects[at]!;
    if (target < itemCount) visit(binding.catalogueItems[target]!, -1, value);
    else visit(-1, binding.catalogueGroups[target - itemCount]!, value);
  }
}
