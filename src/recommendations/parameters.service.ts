import {
  type FieldWorth,
  type Model,
  policy,
  type Signal,
  type SignalWorth,
  signals,
} from "../scoring/index.ts";
import type { Shelf } from "./shelf.service.ts";

/** Whether something is used, and why. */
export type ParameterVerdict = "USED" | "USED_UNPROVEN" | "NOT_USED" | "DECIDED";

/** What something was found to be worth on held-out requests, in log likelihood per request. */
export interface MeasuredWorth {
  readonly requestCount: number;
  readonly gain: number;
  readonly gainLow: number;
  readonly gainHigh: number;
  readonly gainOverShuffledLow: number;
}

/** What the ranker does with one signal. */
export interface SignalParameters {
  readonly signal: Signal;
  readonly verdict: ParameterVerdict;
  readonly weights: RankerWeight[];
  readonly worth: MeasuredWorth | null;
}

/** What the ranker does with one context field, or with one condition of it. */
export interface FieldParameters {
  readonly name: string;
  readonly weight: number;
  readonly verdict: ParameterVerdict;
  readonly worth: MeasuredWorth | null;
}

interface RankerWeight {
  readonly name: string;
  readonly value: number;
  readonly isLearned: boolean;
}

/** Weights that are fitted on held-out data, by signal. */
const LEARNED = {
  HISTORY: ["neighbour", "ease", "affinity", "repeatBias", "repeatSlope", "repeatQuota"],
  CROWD: ["popularity", "liking", "trend"],
} as const satisfies Partial<Record<Signal, readonly (keyof Model["weights"])[]>>;

/** Rules of the house, by signal. */
const DECIDED = {
  HISTORY: ["session", "complement"],
  CROWD: ["expertPerFollower"],
  CONTEXT: [],
  MOOD: ["moodShareMax"],
  NOVELTY: ["freshSpread"],
  DECLARED: ["declaredLike"],
  RULE: ["fatigueWeight", "returned", "ratedLow"],
} as const satisfies Record<Signal, readonly (keyof typeof policy)[]>;

const SENTENCES: Readonly<Record<ParameterVerdict, { readonly EN: string; readonly DE: string }>> =
  {
    USED: {
      EN: "Used: better than without it and than with somebody else's.",
      DE: "Verwendet: besser als ohne und besser als mit einem fremden Wert.",
    },
    USED_UNPROVEN: {
      EN: "Used, though its effect cannot be told from chance.",
      DE: "Verwendet, obwohl die Wirkung nicht vom Zufall zu unterscheiden ist.",
    },
    NOT_USED: {
      EN: "Not used, no measurable effect.",
      DE: "Nicht verwendet, keine messbare Wirkung.",
    },
    DECIDED: {
      EN: "Decided, not learned.",
      DE: "Festgelegt, nicht gelernt.",
    },
  };

/** A verdict as one plain sentence. */
export function sentenceOf(verdict: ParameterVerdict, locale: "DE" | "EN"): string {
  return SENTENCES[verdict][locale];
}

/**
 * What was learned and what was decided, for everybody to read: it rests on counts over distinct
 * customers and names none. Cost: linear in the snapshot's conditions and moods.
 */
export function parametersOf({ model, snapshotId, learnedAt }: Shelf) {
  return {
    modelVersion: snapshotId === null ? null : model.version,
    learnedAt,
    customerCount: model.customers,
    eventCount: model.events,
    signals: signals.map((signal) => signalParametersOf(model, signal)),
    fields: model.fields.map(fieldParametersOf),
    moods: model.moods.map((name, mood) => moodParametersOf(model, name, mood)),
    repeatShare: model.repeatShare,
    likedAbove: model.likedAbove,
    lowRatingInterest: model.lowRatingTenths / 10,
    easeItemCount: rowsWithEntries(model.ease.starts),
  };
}

function signalParametersOf(model: Model, signal: Signal): SignalParameters {
  const learned: readonly (keyof Model["weights"])[] =
    signal === "HISTORY" || signal === "CROWD" ? LEARNED[signal] : [];
  const weights = [
    ...learned.map((name) => ({ name, value: model.weights[name], isLearned: true })),
    ...DECIDED[signal].map((name) => ({ name, value: policy[name], isLearned: false })),
  ];
  const worth = model.signals.find((measured) => measured.signal === signal);
  const measured = worth && worth.requests > 0 ? worthOf(worth, worth.gainHigh) : null;
  return { signal, verdict: verdictOf(model, signal, measured), weights, worth: measured };
}

function verdictOf(model: Model, signal: Signal, worth: MeasuredWorth | null): ParameterVerdict {
  switch (signal) {
    case "CONTEXT":
      return model.fields.some(({ weight }) => weight > 0) ? "USED" : "NOT_USED";
    case "MOOD":
      return model.moodEffects.targets.length > 0 ? "USED" : "NOT_USED";
    case "HISTORY":
    case "CROWD":
      // Where nothing could be measured the weights are those that a house begins with.
      if (worth === null) return "DECIDED";
      return worth.gainLow > 0 && worth.gainOverShuffledLow > 0 ? "USED" : "USED_UNPROVEN";
    default:
      return "DECIDED";
  }
}

function fieldParametersOf(field: FieldWorth): FieldParameters {
  const { name, weight, requests, gain, gainLow } = field;
  // A field that too few requests had was not tried: all of its figures are 0.
  const isMeasured = requests > 0 && (gain !== 0 || gainLow !== 0);
  return {
    name,
    weight,
    verdict: weight > 0 ? "USED" : "NOT_USED",
    // Both bounds are the same number of standard errors away.
    worth: isMeasured ? worthOf(field, 2 * gain - gainLow) : null,
  };
}

function moodParametersOf({ moodEffects }: Model, name: string, mood: number) {
  const effectCount = moodEffects.starts[mood + 1]! - moodEffects.starts[mood]!;
  const verdict = effectCount > 0 ? ("USED" as const) : ("NOT_USED" as const);
  return { name, effectCount, verdict };
}

function worthOf(worth: Omit<SignalWorth, "signal" | "gainHigh">, gainHigh: number): MeasuredWorth {
  const { requests, gain, gainLow, gainOverShuffledLow } = worth;
  return { requestCount: requests, gain, gainLow, gainHigh, gainOverShuffledLow };
}

function rowsWithEntries(starts: Int32Array): number {
  let count = 0;
  for (let row = 1; row < starts.length; row += 1) if (starts[row]! > starts[row - 1]!) count += 1;
  return count;
}
