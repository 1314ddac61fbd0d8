import type { Catalogue } from "../../scoring/index.ts";
import type { Baseline, Settings } from "./baselines/baseline.ts";
import { type Measure, seriesOf, worthOf } from "./measures.ts";
import type { Protocol } from "./protocol.ts";
import type { Dataset } from "./rows.ts";
import { type Split, splitOf } from "./splits.ts";
import { type TrainingOfUsers, trainingOf } from "./training.ts";

/** The training data of a protocol, split once more by the protocol's own rule. */
interface InnerSplit {
  readonly training: TrainingOfUsers;
  readonly measure: Measure;
  /** Each request with what measures it. */
  readonly requests: readonly {
    readonly user: string;
    readonly valuesOf: (scores: Float64Array) => number[];
  }[];
}

/** More of them change which configuration is best less than another seed does. */
const requestsMax = 1_000;

/**
 * Splits the training rows of a split as the protocol splits the whole, so that a baseline's
 * settings are chosen for the very task, and no test row has a say.
 */
export function innerSplitOf(
  dataset: Dataset,
  catalogue: Catalogue,
  protocol: Protocol,
  outer: Split,
  seed: number,
  measure: Measure,
): InnerSplit {
  const inner = splitOf({ ...dataset, rowsOfUsers: outer.train }, protocol, seed);
  // Users come in the file's order; every so many of them, so that late ones count too.
  const step = Math.max(1, Math.ceil(inner.requests.length / requestsMax));
  const chosen = inner.requests.filter((_, index) => index % step === 0);
  return {
    training: trainingOf(catalogue, protocol, inner.train),
    measure,
    requests: chosen.map((request) => ({
      user: request.user,
      valuesOf: measure.of(request, inner.train.get(request.user)!),
    })),
  };
}

/** A baseline's configuration with what it was worth on the inner split. */
export interface Tried {
  readonly settings: Settings;
  readonly worth: number;
}

/** Tries one configuration; every baseline of a protocol is asked the same requests. */
export function tryConfiguration(
  baseline: Baseline,
  settings: Settings,
  { training, measure, requests }: InnerSplit,
): Tried {
  const scorer = baseline.fit(training, settings, true);
  const series = seriesOf(measure, requests, ({ user, valuesOf }) =>
    valuesOf(scorer(training.historyOf.get(user)!)),
  );
  return { settings, worth: worthOf(measure, series) };
}

/** The settings that were worth most; the first tried among equals. */
export function bestOf(tried: readonly Tried[]): Settings {
  return tried.reduce((best, one) => (one.worth > best.worth ? one : best)).settings;
}
