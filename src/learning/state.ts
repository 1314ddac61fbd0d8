import { versionOf } from "../scoring/codec.ts";
import type { CatalogueItem, EvidenceEvent } from "../scoring/index.ts";
import { emptyModel, type Model } from "../scoring/model.ts";
import { EventLog } from "./event-log.ts";
import { likedAboveOf, ratingsOf } from "./fold.ts";
import { targetRuleOf } from "./holdout.ts";
import type { MoodCount } from "./moods.ts";
import { wholeModel } from "./snapshot.ts";
import { type LearnedWeights, learnedWeights } from "./weights.ts";

export interface LearnOptions {
  /** Milliseconds since 1970; events after it are left out. */
  readonly now: number;
  /** Decides which requests are held out; the same seed and log give the same model. */
  readonly seed: number;
}

/** Weights stay for as long as the log has grown by no more than this since they were learned. */
const growthMax = 0.1;

interface KeptWeights extends LearnedWeights {
  readonly eventCount: number;
}

/**
 * What the learner keeps between two snapshots: everybody's folded log, and the weights.
 *
 * The state has no sums from which somebody would have to be taken out again: a model is counted
 * from the log that is left, in whole numbers and in an order that depends on nothing but that log.
 * So after any number of folds and removals it equals, byte for byte, the model of a learner that
 * never saw what is gone. Weights are the one thing that outlives a derivation; a removal drops
 * them.
 */
export class LearnerState {
  readonly #log = new EventLog();
  #learned: KeptWeights | null = null;

  get eventCount(): number {
    return this.#log.eventCount;
  }

  /** Customers who have events. */
  get customerCount(): number {
    return this.#log.customerCount;
  }

  /**
   * Puts a customer's events in the place of those known before. Linear in both.
   *
   * @param events what consent lets into IMPROVEMENT, oldest first; none removes the customer
   * @param isExpertAllowed whether the customer lets what they find guide others
   */
  fold(customerKey: string, events: readonly EvidenceEvent[], isExpertAllowed = false): void {
    const isGrowth = this.#log.replace(customerKey, events, isExpertAllowed);
    if (!isGrowth) this.#learned = null;
  }

  /** Forgets a customer, and the weights that were learned with them. */
  remove(customerKey: string): void {
    if (this.#log.remove(customerKey)) this.#learned = null;
  }

  /**
   * The model of the log as it is now. Weights are learned anew where something was removed since,
   * or where the log has grown by a tenth; else they are kept, which halves the time.
   *
   * @param items the catalogue; items of events that it does not list are learned without groups
   * @param moodCounts anonymous counts of moods and tags
   */
  derive(
    items: readonly CatalogueItem[],
    moodCounts: readonly MoodCount[],
    { now, seed }: LearnOptions,
  ): Model {
    const store = this.#log.store(items, now);
    if (store.eventCount === 0) return emptyModel();
    const rule = targetRuleOf(store, likedAboveOf(ratingsOf(store)));
    const learned = this.#keptWeights(store.eventCount) ?? {
      ...learnedWeights(store, rule, seed),
      eventCount: store.eventCount,
    };
    this.#learned = learned;
    const { weights, fields, signals, repeats, repeatShare } = learned;
    const model = wholeModel(store, learned.rule, moodCounts);
    const weightOf = new Map(fields.map(({ name, weight }) => [name, weight]));
    const conditionWeights = Float64Array.from(
      store.conditions,
      (key, index) => weightOf.get(key) ?? weightOf.get(store.fieldOfCondition[index]!) ?? 0,
    );
    const unnamed = { ...model, weights, fields, signals, repeats, repeatShare, conditionWeights };
    return { ...unnamed, version: versionOf(unnamed) };
  }

  #keptWeights(eventCount: number): KeptWeights | null {
    if (this.#learned === null) return null;
    return eventCount <= this.#learned.eventCount * (1 + growthMax) ? this.#learned : null;
  }
}
