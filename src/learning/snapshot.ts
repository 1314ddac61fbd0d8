import type { Model, Weights } from "../scoring/model.ts";
import { CustomerCounter } from "./counts.ts";
import { contextEffectsOf } from "./effects.ts";
import { forEachCustomer } from "./fold.ts";
import type { TargetRule } from "./holdout.ts";
import { type MoodCount, moodEffectsOf } from "./moods.ts";
import { InterestCollector, neighboursOf } from "./neighbours.ts";
import type { EventStore } from "./store.ts";

/** Everything that is counted, before weights are learned. */
export function countedModel(
  store: EventStore,
  rule: TargetRule,
  moodCounts: readonly MoodCount[],
  weights: Weights,
): Model {
  const counter = new CustomerCounter(store);
  const collector = new InterestCollector();
  forEachCustomer(store, rule.likedAbove, (interests) => {
    counter.add(interests);
    collector.add(interests);
  });
  const counts = counter.counts();
  const items = store.catalogue.ids;
  const total = (values: Int32Array) => values.reduce((sum, value) => sum + value, 0);
  return {
    version: "counted",
    asOf: store.newestAt,
    customers: customersWithEvents(store),
    events: store.eventCount,
    likedAbove: rule.likedAbove,
    likedShare: total(counts.liked) / Math.max(1, total(counts.judged)),
    trendShare: total(counts.recentTenths) / Math.max(1, total(counts.interestTenths)),
    neighbourScale: 1,
    weights,
    fields: [],
    items,
    ...counts,
    neighbours: neighboursOf(collector.lists(), items.length),
    conditions: store.conditions,
    conditionWeights: new Float64Array(store.conditions.length),
    contextEffects: contextEffectsOf(store, rule),
    ...moodEffectsOf(moodCounts, counts.groups, items.length),
  };
}

function customersWithEvents({ starts, customerCount }: EventStore): number {
  let count = 0;
  for (let customer = 0; customer < customerCount; customer += 1) {
    if (starts[customer + 1]! > starts[customer]!) count += 1;
  }
  return count;
}
