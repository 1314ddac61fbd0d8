import { emptyEffects, emptyModel, emptyNeighbours, type Model } from "../scoring/model.ts";
import { interactionKinds } from "../scoring/types.ts";
import { CustomerCounter } from "./counts.ts";
import { easeOf } from "./ease.ts";
import { contextEffectsOf } from "./effects.ts";
import { forEachCustomer } from "./fold.ts";
import type { TargetRule } from "./holdout.ts";
import { type MoodCount, moodEffectsOf } from "./moods.ts";
import { InterestCollector, type InterestLists, neighboursOf } from "./neighbours.ts";
import { scaled } from "./scales.ts";
import type { EventStore } from "./store.ts";
import {
  complementTable,
  expertKeeps,
  groupLifts,
  type SignLog,
  sessionTable,
  signOf,
  trendOf,
  visitsOf,
} from "./visits/index.ts";

/** Counts of a log, and who has an interest in what. */
interface Counted {
  readonly model: Model;
  readonly lists: InterestLists;
}

/** What is counted item by item: enough for the repeat module. */
export function countedModel(store: EventStore, rule: TargetRule): Counted {
  const counter = new CustomerCounter(store);
  const collector = new InterestCollector();
  forEachCustomer(store, rule, (interests) => {
    counter.add(interests);
    collector.add(interests);
  });
  const counts = counter.counts();
  const { ids } = store.catalogue;
  const total = (values: Int32Array) => values.reduce((sum, value) => sum + value, 0);
  const model: Model = {
    ...emptyModel(),
    version: "counted",
    asOf: store.newestAt,
    customers: customersWithEvents(store),
    events: store.eventCount,
    likedAbove: rule.likedAbove,
    lowRatingTenths: rule.lowRatingTenths,
    likedShare: total(counts.liked) / Math.max(1, total(counts.judged)),
    trendShare: total(counts.recentTenths) / Math.max(1, total(counts.interestTenths)),
    items: ids,
    ...counts,
    neighbours: emptyNeighbours(ids.length),
    ease: emptyNeighbours(ids.length),
    sessions: emptyNeighbours(ids.length),
    complements: emptyNeighbours(ids.length),
    groupLifts: emptyNeighbours(counts.groups.length),
    trends: {
      fastThousandths: new Float64Array(ids.length),
      slowThousandths: new Float64Array(ids.length),
    },
    conditions: store.conditions,
    conditionWeights: new Float64Array(store.conditions.length),
    contextEffects: emptyEffects(store.conditions.length),
  };
  return { model, lists: collector.lists() };
}

/** With everything that weights are learned for: relations between items, effects of conditions. */
export function relatedModel(store: EventStore, rule: TargetRule): Model {
  const { model, lists } = countedModel(store, rule);
  return scaled(store, {
    ...model,
    neighbours: neighboursOf(lists, model.items.length),
    ease: easeOf(lists, model.items.length),
    contextEffects: contextEffectsOf(store, rule),
  });
}

/** The whole of what is counted: with visits, experts and the anonymous counts of moods. */
export function wholeModel(
  store: EventStore,
  rule: TargetRule,
  moodCounts: readonly MoodCount[],
): Model {
  const model = relatedModel(store, rule);
  const visits = visitsOf(signLogOf(store, rule));
  return {
    ...model,
    sessions: sessionTable(visits),
    complements: complementTable(visits, store.catalogue),
    groupLifts: groupLifts(visits, store.catalogue),
    trends: trendOf(visits),
    experts: expertKeeps(visits, store.catalogue, (customer) => store.isExpert[customer] === 1),
    ...moodEffectsOf(moodCounts, model.groups, model.items.length),
  };
}

/** The log as visits are made from it: positive signs with a clock. */
function signLogOf(store: EventStore, { likedAbove }: TargetRule): SignLog {
  return {
    customerCount: store.customerCount,
    itemCount: store.catalogue.ids.length,
    forEachSign(customer, each) {
      for (let at = store.starts[customer]!; at < store.starts[customer + 1]!; at += 1) {
        const time = store.timeOfEvent[at]!;
        const value = store.valueOfEvent[at]!;
        const kind = interactionKinds[store.kindOfEvent[at]!]!;
        const sign = signOf(kind, Number.isNaN(value) ? null : value, likedAbove);
        if (sign !== null && !Number.isNaN(time)) each(store.itemOfEvent[at]!, time, sign);
      }
    },
  };
}

function customersWithEvents({ starts, customerCount }: EventStore): number {
  let count = 0;
  for (let customer = 0; customer < customerCount; customer += 1) {
    if (starts[customer + 1]! > starts[customer]!) count += 1;
  }
  return count;
}
