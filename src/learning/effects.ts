import type { EffectTable } from "../scoring/model.ts";
import { type Growable, growableFloats, growableInts } from "./growable.ts";
import { isTarget, type TargetRule } from "./holdout.ts";
import { type EventStore, eventsOf } from "./store.ts";

/** Observations at the expected rate that every effect is given before its own. */
const effectPrior = 30;
/** Effects below this change no ranking and are not stored. */
const effectMin = 0.01;

/**
 * Effects of each condition by partial pooling with back-off:
 * θ(condition, target) = Σ residual / (Σ p(1 - p) + 30), where an observation is a distinct
 * (customer, item, condition) of something taken, and p is the condition's share among the
 * observations with a known value of that field. Groups come first, from wide to narrow, each
 * explaining what the wider ones left; items come last, so an item with little data inherits its
 * groups' effects.
 *
 * Cost: conditions × groups of all items; memory for one condition at a time.
 */
export function contextEffectsOf(store: EventStore, rule: TargetRule): EffectTable {
  const observed = observationsOf(store, rule);
  const { itemStarts, itemsOfGroups } = store.catalogue;
  const groups = groupsByWidth(itemStarts);
  const starts = new Int32Array(store.conditions.length + 1);
  const targets = growableInts();
  const effects = growableFloats();
  for (let condition = 0; condition < store.conditions.length; condition += 1) {
    const { counts, expected, share } = conditionCounts(store, observed, condition);
    const add = (target: number, effect: number) => {
      if (Math.abs(effect) < effectMin) return;
      targets.push(target);
      effects.push(effect);
    };
    for (const group of groups) {
      const items = itemsOfGroups.subarray(itemStarts[group]!, itemStarts[group + 1]!);
      let residual = 0;
      let variance = 0;
      for (let at = 0; at < items.length; at += 1) {
        residual += counts[items[at]!]! - expected[items[at]!]!;
        variance += expected[items[at]!]! * (1 - share);
      }
      const effect = residual / (variance + effectPrior);
      add(store.items.length + group, effect);
      const factor = Math.exp(effect);
      for (let at = 0; at < items.length; at += 1) expected[items[at]!]! *= factor;
    }
    for (let item = 0; item < counts.length; item += 1) {
      const residual = counts[item]! - expected[item]!;
      add(item, residual / (expected[item]! * (1 - share) + effectPrior));
    }
    starts[condition + 1] = targets.length;
  }
  return { starts, targets: targets.copy(), effects: effects.copy() };
}

/** Observations of a condition by item, and what its field's would make one expect. */
function conditionCounts(
  store: EventStore,
  observed: readonly Growable<Int32Array>[],
  condition: number,
) {
  const field = store.fieldOfCondition[condition];
  const counts = new Float64Array(store.items.length);
  const expected = new Float64Array(store.items.length);
  let total = 0;
  for (const [other, items] of observed.entries()) {
    if (store.fieldOfCondition[other] !== field) continue;
    total += items.length;
    for (const item of items.view()) expected[item]! += 1;
  }
  for (const item of observed[condition]!.view()) counts[item]! += 1;
  const share = observed[condition]!.length / Math.max(1, total);
  for (let item = 0; item < expected.length; item += 1) expected[item]! *= share;
  return { counts, expected, share };
}

/** Items of the distinct (customer, item) of each condition. */
function observationsOf(store: EventStore, rule: TargetRule): Growable<Int32Array>[] {
  const observed = store.conditions.map(growableInts);
  const size = store.items.length;
  const seen = new Set<number>();
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    seen.clear();
    for (const event of eventsOf(store, customer)) {
      if (!isTarget(event, rule)) continue;
      for (const condition of store.contexts[event.context]!.conditions) {
        const key = condition * size + event.item;
        if (seen.has(key)) continue;
        seen.add(key);
        observed[condition]!.push(event.item);
      }
    }
  }
  return observed;
}

/** Groups with the most items first. */
function groupsByWidth(itemStarts: Int32Array): number[] {
  const widthOf = (group: number) => itemStarts[group + 1]! - itemStarts[group]!;
  const groups = Array.from({ length: itemStarts.length - 1 }, (_, group) => group);
  return groups.sort((a, b) => widthOf(b) - widthOf(a) || a - b);
}
