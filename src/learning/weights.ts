import { bindModel } from "../scoring/binding.ts";
import { type FieldWorth, type SignalWorth, type Weights, weightsPrior } from "../scoring/model.ts";
import { emptyRepeats, type RepeatModel } from "../scoring/repeat-model.ts";
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
 * What a low rating may show, in tenths of an interest: nothing, a little, or as much as a high one.
 * Who rates a place has been there; who was given a song to rate has not chosen it.
 */
const lowRatingOptions = [0, 3, 10] as const;

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
  const { rule, parts, discovery } = bestReading(holdouts, givenRule, seed, (model) => ({
    ...model,
    repeats,
    repeatShare,
  }));
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
  holdouts: readonly Holdout[],
  rule: TargetRule,
  seed: number,
  withRepeatModule: (model: ReturnType<typeof relatedModel>) => ReturnType<typeof relatedModel>,
) {
  const isRated = rule.kinds.has("RATING");
  const readings = (isRated ? lowRatingOptions : [rule.lowRatingTenths]).map((lowRatingTenths) => {
    const reading: TargetRule = { ...rule, lowRatingTenths };
    const parts = holdouts.map((holdout, index): HoldoutCandidates => {
      const model = withRepeatModule(relatedModel(holdout.train, reading));
      const binding = bindModel(holdout.train.catalogue, model);
      const candidates = candidatesOf(holdout, binding, seed + index);
      return { store: holdout.train, binding, candidates };
    });
    const fresh = parts.flatMap(({ candidates }) => candidates.filter(isNew)).map(discoveryChoice);
    const discovery = fitted(discoveryNames, fresh, ridgeOfDiscovery);
    const values = discoveryNames.map((name) => discovery[name]);
    const fit = fresh.reduce((sum, choice) => sum + choiceLogLikelihood(choice, values), 0);
    return { rule: reading, parts, discovery, fit };
  });
  return readings.reduce((best, other) => (other.fit > best.fit ? other : best));
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
