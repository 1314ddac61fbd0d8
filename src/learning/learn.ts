import { bindModel } from "../scoring/binding.ts";
import { prepareCatalogue } from "../scoring/catalogue.ts";
import { versionOf } from "../scoring/codec.ts";
import type { CatalogueItem } from "../scoring/index.ts";
import {
  emptyModel,
  type FieldWorth,
  type Model,
  type Weights,
  weightsPrior,
} from "../scoring/model.ts";
import { neighbourSums } from "../scoring/neighbours.ts";
import {
  candidatesOf,
  discoveryChoice,
  discoveryNames,
  repeatChoice,
  repeatNames,
} from "./choices.ts";
import { fieldWorths, type HoldoutCandidates } from "./fields.ts";
import { customerInterests, likedAboveOf } from "./fold.ts";
import { holdoutsOf, requestsMin, type TargetRule, targetRuleOf } from "./holdout.ts";
import { fitChoices } from "./logit.ts";
import type { MoodCount } from "./moods.ts";
import { countedModel } from "./snapshot.ts";
import { type CustomerLog, type EventStore, storeFrom } from "./store.ts";

export type { CustomerLog } from "./store.ts";

export interface LearnOptions {
  /** Milliseconds since 1970; events after it are left out. */
  readonly now: number;
  /** Decides which requests are held out; the same seed and log give the same model. */
  readonly seed: number;
}

/** Strength of the prior of the weights, in choices. */
const ridge = 10;
/** The unit of the neighbour feature, as a share of a customer's mean sum over touched items. */
const scaleShare = 0.5;
/** Customers from whom that mean is taken. */
const scaleCustomersMax = 500;

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
  const { weights, fields } = learnedWeights(store, rule, options.seed);
  const model = scaled(store, countedModel(store, rule, moodCounts, weights));
  const weightOfField = new Map(fields.map(({ name, weight }) => [name, weight]));
  const unnamed: Model = {
    ...model,
    fields,
    conditionWeights: Float64Array.from(
      store.fieldOfCondition,
      (field) => weightOfField.get(field) ?? 0,
    ),
  };
  return { ...unnamed, version: versionOf(unnamed) };
}

async function* pastOf(log: AsyncIterable<CustomerLog>, now: number): AsyncIterable<CustomerLog> {
  for await (const { events } of log) {
    yield { events: events.filter(({ at }) => at === null || at <= now) };
  }
}

function learnedWeights(
  store: EventStore,
  rule: TargetRule,
  seed: number,
): { weights: Weights; fields: FieldWorth[] } {
  const holdouts = holdoutsOf(store, rule, seed).map((holdout, index): HoldoutCandidates => {
    const counted = countedModel(holdout.train, rule, [], unitWeights);
    const model = scaled(holdout.train, counted);
    const binding = bindModel(prepareCatalogue(store.items), model);
    const candidates = candidatesOf(holdout, binding, seed + index);
    return { store: holdout.train, binding, candidates };
  });
  const all = holdouts.flatMap(({ candidates }) => candidates);
  const fresh = all.filter(({ request }) => request.isNew);
  const discovery = fitted(discoveryNames, fresh.map(discoveryChoice));
  const settled: Weights = {
    ...weightsPrior,
    ...discovery,
    // What a customer liked may count for nothing, never against what resembles it.
    neighbour: Math.max(0, discovery.neighbour),
    affinity: Math.max(0, discovery.affinity),
  };
  const repeats = all.filter(({ request }) => !request.isNew);
  const weights = {
    ...settled,
    ...(repeats.length < requestsMin
      ? {}
      : fitted(
          repeatNames,
          all.map((candidates) => repeatChoice(candidates, settled)),
        )),
  };
  const forFields = holdouts.map((holdout) => ({
    ...holdout,
    candidates: holdout.candidates.filter(({ request }) => request.isNew),
  }));
  return { weights, fields: fieldWorths(forFields, weights, seed) };
}

const unitWeights = Object.fromEntries(
  Object.keys(weightsPrior).map((name) => [name, 1]),
) as unknown as Weights;

function fitted<Name extends keyof Weights>(
  names: readonly Name[],
  choices: Parameters<typeof fitChoices>[0],
): Record<Name, number> {
  const prior = names.map((name) => weightsPrior[name]);
  const values = fitChoices(choices, prior, ridge);
  return Object.fromEntries(names.map((name, index) => [name, values[index]!])) as Record<
    Name,
    number
  >;
}

/** The model with the unit of its neighbour feature: what a customer's sum typically is. */
function scaled(store: EventStore, model: Model): Model {
  const binding = bindModel(prepareCatalogue(store.items), model);
  const every = Math.ceil(store.customers.length / scaleCustomersMax);
  let sum = 0;
  let count = 0;
  for (let customer = 0; customer < store.customers.length; customer += every) {
    const events = store.customers[customer]!;
    // As of their own last visit: that is when they ask, and when their evidence is fresh.
    const newest = events.reduce((latest, { at }) => Math.max(latest, at ?? 0), 0);
    const interests = customerInterests(store, events, model.likedAbove, newest);
    const { sums, touched } = neighbourSums(binding, interests);
    if (touched.length === 0) continue;
    sum += touched.reduce((total, item) => total + sums[item]!, 0) / touched.length;
    count += 1;
  }
  return { ...model, neighbourScale: count === 0 ? 1 : (scaleShare * sum) / count };
}
