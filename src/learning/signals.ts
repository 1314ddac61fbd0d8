import type { SignalWorth, Weights } from "../scoring/model.ts";
import { type Candidates, discoveryNames } from "./choices.ts";
import { type Choice, choiceLogLikelihood } from "./logit.ts";
import { meanWithError } from "./statistics.ts";

/** Features of the discovery part by the signal that they belong to. */
const featuresOfSignal = {
  HISTORY: ["neighbour", "ease", "affinity"],
  CROWD: ["popularity", "liking", "trend"],
} as const;

/** Standard errors of a two-sided 90 % interval, one-sided 95 %. */
const boundFactor = 1.645;

/**
 * What history and crowd are worth for finding something new: the gain in log likelihood of the
 * held-out choices over the same ranker without the signal, and over the one with the signal
 * exchanged: another customer's history, the crowd's opinion of another item.
 *
 * The weights were fitted on the same requests, six numbers on hundreds, so the gains are slightly
 * too high. What a context field is worth is measured on other requests than it was fitted on, see
 * `fields.ts`.
 */
export function signalWorths(all: readonly Candidates[], weights: Weights): SignalWorth[] {
  const asked = all.filter(({ request }) => request.isNew);
  return (["HISTORY", "CROWD"] as const).map((signal) => {
    const own: readonly string[] = featuresOfSignal[signal];
    const full = discoveryNames.map((name) => weights[name]);
    const without = discoveryNames.map((name) => (own.includes(name) ? 0 : weights[name]));
    const gains: number[] = [];
    const gainsOverShuffled: number[] = [];
    for (const candidates of asked) {
      const real = choiceOf(candidates, candidates.discovery);
      const value = choiceLogLikelihood(real, full);
      gains.push(value - choiceLogLikelihood(real, without));
      const rows = signal === "HISTORY" ? candidates.exchanged() : rotated(candidates, own);
      gainsOverShuffled.push(value - choiceLogLikelihood(choiceOf(candidates, rows), full));
    }
    const { mean, standardError } = meanWithError(gains);
    const overShuffled = meanWithError(gainsOverShuffled);
    return {
      signal,
      requests: asked.length,
      gain: mean,
      gainLow: mean - boundFactor * standardError,
      gainHigh: mean + boundFactor * standardError,
      gainOverShuffledLow: overShuffled.mean - boundFactor * overShuffled.standardError,
    };
  });
}

function choiceOf({ freeCount }: Candidates, features: Float64Array): Choice {
  return { count: freeCount, features, offsets: new Float64Array(freeCount) };
}

/** Every candidate with some features of the one after it. */
function rotated({ discovery, freeCount }: Candidates, names: readonly string[]): Float64Array {
  const rows = discovery.slice();
  const width = discoveryNames.length;
  for (const [column, name] of discoveryNames.entries()) {
    if (!names.includes(name)) continue;
    for (let row = 0; row < freeCount; row += 1) {
      rows[row * width + column] = discovery[((row + 1) % freeCount) * width + column]!;
    }
  }
  return rows;
}
