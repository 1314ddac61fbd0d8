import type { Binding } from "../scoring/binding.ts";
import type { OwnItem } from "../scoring/interests.ts";
import {
  binOf,
  emptyRepeats,
  type RepeatModel,
  repeatFeatureNames,
} from "../scoring/repeat-model.ts";
import { repeatFeatures, rhythmOf } from "../scoring/repeats.ts";
import { solvePositive } from "./cholesky.ts";

/** Bins of a feature, where it has that many values. */
const binsMax = 12;
/** Strength of the prior at 0 of every bin's weight, in observations' variance. */
const ridge = 5;
/** Own items that the model is fitted on; more change the weights below their error. */
const rowsMax = 250_000;

/** One customer as of their last visit: what they had, and which of it they took again. */
export interface RepeatRequest {
  readonly ownItems: readonly OwnItem[];
  /** Time of the visit, milliseconds since 1970. */
  readonly now: number;
  readonly isTakenAgain: (item: number) => boolean;
}

/**
 * Learns which own items are taken again at the next visit: a logistic regression over binned
 * features with a ridge, by Newton's method.
 *
 * @param binding a model counted without the visits that are asked about
 * @see the README for the figures behind bins and ridge
 */
export function learnRepeats(
  binding: Binding,
  requests: readonly RepeatRequest[],
  repeatShare: number,
): RepeatModel {
  const { rows, labels } = observationsOf(binding, requests, repeatShare);
  if (labels.length === 0) return emptyRepeats();
  const edges = repeatFeatureNames.map((name, feature) => edgesOf(rows, feature, name));
  const edgeStarts = new Int32Array(edges.length + 1);
  for (const [feature, list] of edges.entries()) {
    edgeStarts[feature + 1] = edgeStarts[feature]! + list.length;
  }
  const size = edgeStarts[edges.length]! + edges.length;
  const unfitted = { ...emptyRepeats(), edgeStarts, edges: Float64Array.from(edges.flat()) };
  const bins = rows.map((features) =>
    Int32Array.from(features, (value, feature) => binOf(unfitted, feature, value)),
  );
  return { ...unfitted, weights: fitBins(bins, labels, size) };
}

function observationsOf(binding: Binding, requests: readonly RepeatRequest[], repeatShare: number) {
  const rows: Float64Array[] = [];
  const labels: number[] = [];
  for (const { ownItems, now, isTakenAgain } of requests) {
    const rhythm = rhythmOf(ownItems, repeatShare);
    for (const own of ownItems) {
      if (!own.interest.isBought || rows.length >= rowsMax) continue;
      const features = new Float64Array(repeatFeatureNames.length);
      repeatFeatures(binding, own, rhythm, now, features);
      rows.push(features);
      labels.push(isTakenAgain(own.item) ? 1 : 0);
    }
  }
  return { rows, labels };
}

/** Quantiles, each once; the cross of two small numbers keeps all of its values apart. */
function edgesOf(rows: readonly Float64Array[], feature: number, name: string): number[] {
  const values = Float64Array.from(rows, (features) => features[feature]!).sort();
  if (name === "countAndVisitsSince") {
    return [...new Set(values)].slice(0, -1).map((value) => value + 0.5);
  }
  const edges = new Set<number>();
  for (let bin = 1; bin < binsMax; bin += 1) {
    edges.add(values[Math.floor(((values.length - 1) * bin) / binsMax)]!);
  }
  return [...edges];
}

/** Newton's method; the bias is the last weight. */
function fitBins(bins: readonly Int32Array[], labels: readonly number[], size: number) {
  const width = size + 1;
  const weights = new Float64Array(width);
  for (let round = 0; round < 12; round += 1) {
    const gradient = weights.map((weight) => -ridge * weight);
    const hessian = new Float64Array(width * width);
    for (let at = 0; at < width; at += 1) hessian[at * width + at] = ridge;
    for (let row = 0; row < bins.length; row += 1) {
      const active = bins[row]!;
      let score = weights[size]!;
      for (let at = 0; at < active.length; at += 1) score += weights[active[at]!]!;
      const p = 1 / (1 + Math.exp(-score));
      const residual = labels[row]! - p;
      const variance = p * (1 - p);
      gradient[size]! += residual;
      hessian[size * width + size]! += variance;
      for (let a = 0; a < active.length; a += 1) {
        const first = active[a]!;
        gradient[first]! += residual;
        hessian[size * width + first]! += variance;
        // Bins of later features have larger indices, so this is the lower triangle.
        for (let b = 0; b <= a; b += 1) hessian[first * width + active[b]!]! += variance;
      }
    }
    const step = solvePositive(hessian, gradient);
    let change = 0;
    for (let at = 0; at < width; at += 1) {
      weights[at]! += step[at]!;
      change = Math.max(change, Math.abs(step[at]!));
    }
    if (change < 1e-6) break;
  }
  return weights;
}
