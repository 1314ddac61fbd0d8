import type { CatalogueItem } from "../scoring/index.ts";
import type { Model } from "../scoring/model.ts";
import type { MoodCount } from "./moods.ts";
import { LearnerState, type LearnOptions } from "./state.ts";
import type { CustomerLog } from "./store.ts";

export type { LearnOptions } from "./state.ts";
export type { CustomerLog } from "./store.ts";

/** Digits of a customer's place in the log, so that places sort as numbers do. */
const placeDigits = 10;

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
  const state = new LearnerState();
  let place = 0;
  for await (const { events, isExpertAllowed } of log) {
    state.fold(String(place).padStart(placeDigits, "0"), events, isExpertAllowed);
    place += 1;
  }
  return state.derive(items, moodCounts, options);
}
