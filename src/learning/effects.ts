import type { EffectTable } from "../scoring/model.ts";
import { isTarget, type TargetRule } from "./holdout.ts";
import type { EventStore } from "./store.ts";

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
 * Cost: conditions × groups of all items.
 *
 * @param groupsOfItem groups of each item of the store
 */
export function contextEffectsOf(
  store: EventStore,
  groupsOfItem: readonly (readonly number[])[],
  groupCount: number,
  rule: TargetRule,
): EffectTable {
  const observed = observationsOf(store, rule);
  const groups = groupsByWidth(groupsOfItem, groupCount);
  const starts = new Int32Array(store.conditions.length + 1);
  const targets: number[] = [];
  const effects: number[] = [];
  for (let condition = 0; condition < store.conditions.length; condition += 1) {
    const counts = observed.byCondition[condition]!;
    const ofField = observed.byField.get(store.fieldOfCondition[condition]!)!;
    const share = sumOf(counts) / Math.max(1, sumOf(ofField));
    const expected = ofField.map((count) => count * share);
    const add = (target: number, effect: number) => {
      if (Math.abs(effect) < effectMin) return;
      targets.push(target);
      effects.push(effect);
    };
    for (const { group, items } of groups) {
      let residual = 0;
      let variance = 0;
      for (const item of items) {
        residual += counts[item]! - expected[item]!;
        variance += expected[item]! * (1 - share);
      }
      const effect = residual / (variance + effectPrior);
      add(store.items.length + group, effect);
      for (const item of items) expected[item]! *= Math.exp(effect);
    }
    for (let item = 0; item < counts.length; item += 1) {
      const residual = counts[item]! - expected[item]!;
      add(item, residual / (expected[item]! * (1 - share) + effectPrior));
    }
    starts[condition + 1] = targets.length;
  }
  return { starts, targets: Int32Array.from(targets), effects: Float32Array.from(effects) };
}

function observationsOf(store: EventStore, rule: TargetRule) {
  const size = store.items.length;
  const byCondition = store.conditions.map(() => new Float64Array(size));
  const byField = new Map<string, Float64Array>();
  for (const field of store.fieldOfCondition) byField.set(field, new Float64Array(size));
  for (const events of store.customers) {
    const seen = new Set<number>();
    for (const event of events) {
      if (!isTarget(event, rule)) continue;
      for (const condition of store.contexts[event.context]!.conditions) {
        const key = condition * size + event.item;
        if (seen.has(key)) continue;
        seen.add(key);
        byCondition[condition]![event.item]! += 1;
        byField.get(store.fieldOfCondition[condition]!)![event.item]! += 1;
      }
    }
  }
  return { byCondition, byField };
}

function groupsByWidth(groupsOfItem: readonly (readonly number[])[], groupCount: number) {
  const groups = Array.from({ length: groupCount }, (_, group) => ({
    group,
    items: [] as number[],
  }));
  for (const [item, ofItem] of groupsOfItem.entries()) {
    for (const group of ofItem) groups[group]!.items.push(item);
  }
  return groups.sort((a, b) => b.items.length - a.items.length || a.group - b.group);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
