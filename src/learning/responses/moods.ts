import type { Encounter, EncounterCoder } from "../../scoring/likeness.ts";
import { Vocabulary } from "../../scoring/likeness.ts";
import { policy } from "../../scoring/policy.ts";
import type { ItemEffects } from "../../scoring/response.ts";
import { type Cluster, weightsOf } from "./clusters.ts";
import {
  cellsOf,
  type EffectCells,
  fitEffects,
  informationOf,
  namedEffects,
  targetKinds,
  updateVariances,
} from "./effects.ts";
import type { ResponseRow } from "./rows.ts";

/** By row: the error of a prediction without that row, and how exact it is (1 / variance). */
interface HeldOutErrors {
  readonly errors: Float64Array;
  readonly precisions: Float64Array;
  readonly meanSquare: number;
}

/**
 * Errors when each row is held out of its customer's own verdicts, in closed form: weight /
 * diagonal of the precision.
 *
 * @see Rasmussen, Williams 2006, "Gaussian Processes for Machine Learning", eq. 5.12
 */
export function heldOutErrors(clusters: readonly Cluster[], weights: Float64Array): HeldOutErrors {
  const errors = new Float64Array(weights.length);
  const precisions = new Float64Array(weights.length);
  for (const { first, size, precision } of clusters) {
    for (let row = 0, place = 0; row < size; row += 1, place += row + 1) {
      precisions[first + row] = precision[place]!;
      errors[first + row] = weights[first + row]! / precision[place]!;
    }
  }
  const squares = errors.reduce((sum, error) => sum + error * error, 0);
  return { errors, precisions, meanSquare: squares / Math.max(1, errors.length) };
}

const rounds = 8;
const shareStart = 0.03;

/**
 * Effects of moods on items and groups, learned last, from what everything else leaves
 * unexplained. They know only mood, item and error, never whose row it was, and no other part of
 * the model depends on them. They are scaled down where their spread over the rows would pass
 * `policy.moodShareMax` of the spread of all other predictions.
 *
 * @param predicted by row: what the rest of the model predicts, in any unit with its zero
 * @param scale variance of the values
 */
export function moodEffectsOf(
  rows: readonly ResponseRow[],
  encounters: readonly Encounter[],
  coder: EncounterCoder,
  held: HeldOutErrors,
  predicted: Float64Array,
  scale: number,
): ReadonlyMap<string, ItemEffects> {
  const names = new Vocabulary();
  const moods = rows.map((row) => Int32Array.from(row.moods, (name) => names.numberOf(name)));
  const cells = cellsOf(encounters, [(row) => moods[row]!]);
  const effects = fitMoods(cells, held, scale);
  const shares = new Float64Array(rows.length);
  for (const [cell, effect] of effects.entries()) {
    for (let at = cells.starts[cell]!; at < cells.starts[cell + 1]!; at += 1) {
      shares[cells.rows[at]!]! += effect;
    }
  }
  const spread = spreadOf(shares);
  const allowed = policy.moodShareMax * spreadOf(predicted);
  const factor = spread > allowed ? allowed / spread : 1;
  return namedEffects(
    cells,
    effects.map((effect) => factor * effect),
    coder,
    0,
    names.words,
  );
}

function fitMoods(cells: EffectCells, held: HeldOutErrors, scale: number): Float64Array {
  const rowsAlone: Cluster[] = Array.from(held.precisions, (precision, first) => ({
    first,
    size: 1,
    likenesses: [],
    precision: Float64Array.of(precision),
  }));
  const left = Float64Array.from(held.errors);
  const weights = weightsOf(rowsAlone, left);
  const information = informationOf(cells, rowsAlone);
  const fit = {
    effects: new Float64Array(cells.blocks.length),
    variances: new Float64Array(targetKinds).fill(shareStart * scale),
  };
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) updateVariances(cells, information, fit, scale);
    fitEffects(cells, rowsAlone, information, fit, left, weights);
  }
  return fit.effects;
}

function spreadOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}
