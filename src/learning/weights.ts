import { bindModel } from "../scoring/binding.ts";
import { type FieldWorth, type Model, type Weights, weightsPrior } from "../scoring/model.ts";
import { neighbourSums } from "../scoring/neighbours.ts";
import {
  type Candidates,
  candidatesOf,
  discoveryChoice,
  discoveryNames,
  repeatChoice,
  repeatNames,
} from "./choices.ts";
import { fieldWorths, type HoldoutCandidates } from "./fields.ts";
import { customerItems } from "./fold.ts";
import { holdoutsOf, requestsMin, type TargetRule } from "./holdout.ts";
import { fitChoices } from "./logit.ts";
import { countedModel } from "./snapshot.ts";
import { type EventStore, eventsOf } from "./store.ts";

/** Strength of the prior of the weights, in choices. */
const ridge = 10;
/** The unit of the neighbour feature, as a share of a customer's mean sum over touched items. */
const scaleShare = 0.5;
/** Customers from whom that mean is taken. */
const scaleCustomersMax = 500;

/**
 * The weights of all signals, learned on held-out parts of the training data, in three steps that
 * do not disturb each other: discovery among items that a customer does not have; then repeats
 * against the settled discovery scores; then one factor for each context field.
 *
 * One blend learned jointly ranked repeats worse, see the README.
 */
export function learnedWeights(
  store: EventStore,
  rule: TargetRule,
  seed: number,
): { weights: Weights; fields: FieldWorth[] } {
  const holdouts = holdoutsOf(store, rule, seed).map((holdout, index): HoldoutCandidates => {
    const counted = countedModel(holdout.train, rule, [], unitWeights);
    const model = scaled(holdout.train, counted);
    const binding = bindModel(store.catalogue, model);
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
  const weights = repeats.length < requestsMin ? settled : withRepeats(settled, all);
  return { weights, fields: fieldWorths(holdouts, weights, seed) };
}

function withRepeats(settled: Weights, all: readonly Candidates[]): Weights {
  const repeat = fitted(
    repeatNames,
    all.map((candidates) => repeatChoice(candidates, settled)),
  );
  // Below -1, evidence that speaks for an own item would count against it.
  return { ...settled, ...repeat, repeatDiscovery: Math.max(-1, repeat.repeatDiscovery) };
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
export function scaled(store: EventStore, model: Model): Model {
  const binding = bindModel(store.catalogue, model);
  const every = Math.ceil(store.customerCount / scaleCustomersMax);
  const sums = new Float64Array(store.items.length);
  let sum = 0;
  let count = 0;
  for (let customer = 0; customer < store.customerCount; customer += every) {
    const events = eventsOf(store, customer);
    // As of their own last visit: that is when they ask, and when their evidence is fresh.
    const newest = events.reduce((latest, { at }) => Math.max(latest, at ?? 0), 0);
    const ownItems = customerItems(events, model.likedAbove, newest);
    const { touched } = neighbourSums(binding, ownItems, sums);
    if (touched.length === 0) continue;
    sum += touched.reduce((total, item) => total + sums[item]!, 0) / touched.length;
    for (const item of touched) sums[item] = 0;
    count += 1;
  }
  return { ...model, neighbourScale: count === 0 ? 1 : (scaleShare * sum) / count };
}
