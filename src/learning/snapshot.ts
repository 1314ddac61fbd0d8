import { emptyRepeats } from "../scoring/repeats.ts";
import type { Model, Weights } from "../scoring/model.ts";
import { countsOf } from "./counts.ts";
import { contextEffectsOf } from "./effects.ts";
import { foldCustomers } from "./fold.ts";
import { easeOf } from "./ease.ts";
import type { TargetRule } from "./holdout.ts";
import { type MoodCount, moodEffectsOf } from "./moods.ts";
import { neighboursOf } from "./neighbours.ts";
import type { EventStore } from "./store.ts";

/** Everything that is counted, before weights are learned. */
export function countedModel(
  store: EventStore,
  rule: TargetRule,
  moodCounts: readonly MoodCount[],
  weights: Weights,
): Model {
  const customers = foldCustomers(store, rule.likedAbove);
  const { groupsOfItem, ...counts } = countsOf(store, customers);
  const neighbours = neighboursOf(customers, store.items.length);
  const items = store.items.map(({ id }) => id);
  const total = (values: Int32Array) => values.reduce((sum, value) => sum + value, 0);
  return {
    version: "counted",
    asOf: store.newestAt,
    customers: store.customers.filter((events) => events.length > 0).length,
    events: store.eventCount,
    likedAbove: rule.likedAbove,
    likedShare: total(counts.liked) / Math.max(1, total(counts.judged)),
    trendShare: total(counts.recentTenths) / Math.max(1, total(counts.interestTenths)),
    neighbourScale: 1,
    easeScale: 1,
    repeats: emptyRepeats(),
    ease: easeOf(customers, store.items.length),
    weights,
    fields: [],
    items,
    ...counts,
    neighbours,
    conditions: store.conditions,
    conditionWeights: new Float64Array(store.conditions.length),
    contextEffects: contextEffectsOf(store, groupsOfItem, counts.groups.length, rule),
    ...moodEffectsOf(moodCounts, counts.groups, items.length),
  };
}
