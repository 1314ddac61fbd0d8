import { bindModel } from "../scoring/binding.ts";
import {
  type FieldWorth,
  type Model,
  type SignalWorth,
  type Weights,
  weightsPrior,
} from "../scoring/model.ts";
import { emptyRepeats, type RepeatModel } from "../scoring/repeat-model.ts";
import { interactionKinds } from "../scoring/types.ts";
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
import { type Holdout, holdoutsOf, requestsMin, type TargetRule } from "./holdout.ts";
import { lastVisits, repeatShareOf } from "./last-visits.ts";
import { choiceLogLikelihood, fitChoices } from "./logit.ts";
import { lookDecisions, looksOf } from "./looks.ts";
import { learnRepeats, type RepeatRequest } from "./repeats.ts";
import { signalWorths } from "./signals.ts";
import { countedModel, relatedModel } from "./snapshot.ts";
import { type EventStore, eventsOf } from "./store.ts";

/** Strength of the priors, in choices: features of taste share what they say, repeats do not. */
const ridgeOfDiscovery = 100;
const ridgeOfRepeats = 1;

/**
 * What a low rating may show, in tenths of an interest: nothing, a little, or as much as a high
 * one. Who rates a place has been there; who was given a song to rate has not chosen it.
 */
const lowRatingOptions = [0, 3, 10] as const;
/** Where fewer of the takings than this are low ratings, their reading changes nothing. */
const lowRatingShareMin = 0.05;

/** All that is fitted rather than counted. */
export interface LearnedWeights {
  readonly weights: Weights;
  readonly fields: readonly FieldWorth[];
  readonly signals: readonly SignalWorth[];
  readonly repeats: RepeatModel;
  readonly repeatShare: number;
  /** How ratings are read: `lowRatingTenths` is learned too. */
  readonly rule: TargetRule;
}

/**
 * The weights of all signals, learned on held-out parts of the training data, in steps that do not
 * disturb each other: how low ratings are read, and discovery among items that a customer does not
 * have; then repeats against the settled discovery scores; then one factor for each context field.
 *
 * One blend learned jointly ranked repeats worse, see the README.
 */
export function learnedWeights(
  store: EventStore,
  givenRule: TargetRule,
  seed: number,
): LearnedWeights {
  const repeatShare = repeatShareOf(store);
  const repeats = repeatsOf(store, givenRule, repeatShare);
  const holdouts = holdoutsOf(store, givenRule, seed);
  const repeatModule = { repeats, repeatShare };
  const { rule, parts, discovery } = bestReading(store, holdouts, givenRule, seed, repeatModule);
  const settled: Weights = {
    ...weightsPrior,
    ...discovery,
    // What a customer liked may count for nothing, never against what resembles it.
    neighbour: Math.max(0, discovery.neighbour),
    ease: Math.max(0, discovery.ease),
    affinity: Math.max(0, discovery.affinity),
  };
  const all = parts.flatMap(({ candidates }) => candidates);
  const weights = withRepeats(settled, all);
  return {
    weights,
    fields: fieldWorths(parts, weights, seed, heldOutLooks(store, holdouts, rule)),
    signals: signalWorths(all, weights),
    repeats,
    repeatShare,
    rule,
  };
}

/** What was looked at in the time that each holdout holds out and the one before it does not. */
function heldOutLooks(store: EventStore, holdouts: readonly Holdout[], rule: TargetRule) {
  return holdouts.map(({ train }, index) => {
    const whole = index === 0 ? store : holdouts[index - 1]!.train;
    return lookDecisions(looksOf(train, rule, 0), looksOf(whole, rule, train.newestAt));
  });
}

/** The repeat module, from what customers took again at their last visits. */
function repeatsOf(store: EventStore, rule: TargetRule, repeatShare: number): RepeatModel {
  const { train, visits } = lastVisits(store);
  if (visits.length === 0) return emptyRepeats();
  const { model } = countedModel(train, rule);
  const requests = visits.map(({ customer, at, items }): RepeatRequest => {
    const ownItems = customerItems(eventsOf(train, customer), model, at);
    return { ownItems, now: at, isTakenAgain: (item) => items.has(item) };
  });
  return learnRepeats(bindModel(store.catalogue, model), requests, repeatShare);
}

/** The reading of low ratings under which the held-out choices are the least surprising. */
function bestReading(
  store: EventStore,
  holdouts: readonly Holdout[],
  rule: TargetRule,
  seed: number,
  repeatModule: Pick<Model, "repeats" | "repeatShare">,
): Reading {
  const readAs = (lowRatingTenths: number) =>
    readingOf(holdouts, { ...rule, lowRatingTenths }, seed, repeatModule);
  // The given reading comes first: where nothing was held out, all fit the same, and it stands.
  let best = readAs(rule.lowRatingTenths);
  if (lowRatingShare(store, rule) < lowRatingShareMin) return best;
  for (const option of lowRatingOptions) {
    const other = option === rule.lowRatingTenths ? best : readAs(option);
    if (other.fit > best.fit) best = other;
  }
  return best;
}

/** Held-out choices under one reading of low ratings, and how well discovery explains them. */
interface Reading {
  readonly rule: TargetRule;
  readonly parts: readonly HoldoutCandidates[];
  readonly discovery: Pick<Weights, (typeof discoveryNames)[number]>;
  /** Log likelihood of what was chosen. */
  readonly fit: number;
}

function readingOf(
  holdouts: readonly Holdout[],
  rule: TargetRule,
  seed: number,
  repeatModule: Pick<Model, "repeats" | "repeatShare">,
): Reading {
  const parts = holdouts.map((holdout, index): HoldoutCandidates => {
    const model = { ...relatedModel(holdout.train, rule), ...repeatModule };
    const binding = bindModel(holdout.train.catalogue, model);
    const candidates = candidatesOf(holdout, binding, seed + index);
    return { store: holdout.train, binding, candidates };
  });
  const fresh = parts.flatMap(({ candidates }) => candidates.filter(isNew)).map(discoveryChoice);
  const discovery = fitted(discoveryNames, fresh, ridgeOfDiscovery);
  const values = discoveryNames.map((name) => discovery[name]);
  const fit = fresh.reduce((sum, choice) => sum + choiceLogLikelihood(choice, values), 0);
  return { rule, parts, discovery, fit };
}

/** Share of low ratings among all that was rated or taken. */
function lowRatingShare(store: EventStore, rule: TargetRule): number {
  let low = 0;
  let all = 0;
  for (let at = 0; at < store.eventCount; at += 1) {
    const kind = interactionKinds[store.kindOfEvent[at]!]!;
    if (!rule.kinds.has(kind)) continue;
    all += 1;
    if (kind === "RATING" && store.valueOfEvent[at]! <= rule.likedAbove) low += 1;
  }
  return low / Math.max(1, all);
}

function isNew({ request }: Candidates): boolean {
  return request.isNew;
}

function withRepeats(settled: Weights, all: readonly Candidates[]): Weights {
  if (all.filter((candidates) => !isNew(candidates)).length < requestsMin) return settled;
  const choices = all.map((candidates) => repeatChoice(candidates, settled));
  return { ...settled, ...fitted(repeatNames, choices, ridgeOfRepeats) };
}

function fitted<Name extends keyof Weights>(
  names: readonly Name[],
  choices: Parameters<typeof fitChoices>[0],
  ridge: number,
): Record<Name, number> {
  const prior = names.map((name) => weightsPrior[name]);
  const values = fitChoices(choices, prior, ridge);
  return Object.fromEntries(names.map((name, index) => [name, values[index]!])) as Record<
    Name,
    number
  >;
}
