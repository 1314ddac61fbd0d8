import { versionOf } from "../scoring/codec.ts";
import type { CatalogueItem } from "../scoring/index.ts";
import { emptyModel, type Model } from "../scoring/model.ts";
import { likedAboveOf } from "./fold.ts";
import { targetRuleOf } from "./holdout.ts";
import type { MoodCount } from "./moods.ts";
import { countedModel } from "./snapshot.ts";
import { type CustomerLog, storeFrom } from "./store.ts";
import { learnedWeights, scaled } from "./weights.ts";

export type { CustomerLog } from "./store.ts";

export interface LearnOptions {
  /** Milliseconds since 1970; events after it are left out. */
  readonly now: number;
  /** Decides which requests are held out; the same seed and log give the same model. */
  readonly seed: number;
}

/**
 * Learns a snapshot from everybody's log: counts, neighbours and effects from all of it; the
 * weights of the signals on a part of it that is held out first (see `holdout.ts`).
 *
 * The log is read once, one customer at a time. The same log, order and seed give the same bytes.
 *
 * @param log what consent lets into IMPROVEMENT
 * @param items the catalogue; items of events that it does not list are learned without groups
 * @param moodCounts anonymous counts of moods and tags
 */
export async function learnModel(
  log: AsyncIterable<CustomerLog>,
  items: readonly CatalogueItem[],
  moodCounts: readonly MoodCount[],
  options: LearnOptions,
): Promise<Model> {
  const store = await storeFrom(pastOf(log, options.now), items);
  if (store.eventCount === 0) return emptyModel();
  const rule = targetRuleOf(store, likedAboveOf(store.customers));
  const { weights, fields, repeats } = learnedWeights(store, rule, options.seed);
  const model = scaled(store, countedModel(store, rule, moodCounts, weights));
  const weightOf = new Map(fields.map(({ name, weight }) => [name, weight]));
  const unnamed: Model = {
    ...model,
    fields,
    repeats,
    conditionWeights: Float64Array.from(
      store.conditions,
      (key, index) => weightOf.get(key) ?? weightOf.get(store.fieldOfCondition[index]!) ?? 0,
    ),
  };
  return { ...unnamed, version: versionOf(unnamed) };
}

async function* pastOf(log: AsyncIterable<CustomerLog>, now: number): AsyncIterable<CustomerLog> {
  for await (const { events } of log) {
    yield { events: events.filter(({ at }) => at === null || at <= now) };
  }
}
