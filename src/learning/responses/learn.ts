import { EncounterCoder, likenessCount, ownItemLikeness } from "../../scoring/likeness.ts";
import {
  emptyResponseModel,
  type OwnCovariance,
  type ResponseModel,
} from "../../scoring/response.ts";
import { calibrate } from "./calibration.ts";
import {
  type Cluster,
  clusterOf,
  type OwnStrengths,
  updatePrecisions,
  updateStrengths,
  weightsOf,
} from "./clusters.ts";
import {
  cellsOf,
  type EffectCells,
  type EffectFit,
  fitEffects,
  informationOf,
  namedEffects,
  targetKinds,
  updateVariances,
} from "./effects.ts";
import { heldOutErrors, moodEffectsOf } from "./moods.ts";
import type { ResponseRow } from "./rows.ts";

/**
 * Rows of one customer that are learned from, evenly spaced among all: no customer speaks more
 * often than that for everybody, and the cost grows with the cube of it.
 */
const customerRowsMax = 160;
const rounds = 6;
const roundsOfNewItem = 5;
const passes = 3;
/** Where variances start, as shares of the values' own: small, so that no noise is taken in. */
const effectShareStart = 0.03;
const ownShareStart = 0.1;
const noiseShareStart = 0.4;

/**
 * Learns the response model by maximum likelihood of the variances: everybody's effects with
 * partial pooling, the strengths of a customer's own verdicts, and last the moods, from what all
 * the rest leaves unexplained in rows that are held out.
 *
 * @param rows in any order of customers; the order within a customer is kept
 * @param likedFrom values from here on count as liked
 * @returns the same model for the same rows in the same order
 */
export function learnResponses(rows: readonly ResponseRow[], likedFrom: number): ResponseModel {
  if (rows.length === 0) return emptyResponseModel(likedFrom);
  const rowsOfCustomers = byCustomer(rows);
  const sorted = rowsOfCustomers.flat();
  const coder = new EncounterCoder();
  const encounters = sorted.map(({ item, context }) => coder.encounterOf(item, context));
  const clusters: Cluster[] = [];
  let first = 0;
  for (const { length } of rowsOfCustomers) {
    clusters.push(clusterOf(encounters, first, length));
    first += length;
  }
  const mean = sorted.reduce((sum, { value }) => sum + value, 0) / sorted.length;
  const values = Float64Array.from(sorted, ({ value }) => value - mean);
  const scale = Math.max(1e-6, values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

  const everyone = Int32Array.of(0);
  const cells = cellsOf(encounters, [() => everyone, (row) => encounters[row]!.conditions]);
  const { fit, own, left } = fitShared(cells, clusters, values, scale);
  const ownOfNewItem = learnNewItem(clusters, own, left, scale);
  // The precisions are now those for new items, which is what most candidates are.
  const held = heldOutErrors(clusters, weightsOf(clusters, left));
  const predicted = values.map((value, row) => value - held.errors[row]!);
  const moods = moodEffectsOf(sorted, encounters, coder, held, predicted, scale);
  const ofConditions = namedEffects(cells, fit.effects, coder, 1, coder.conditions.words);
  return {
    mean,
    valueMin: sorted.reduce((low, { value }) => Math.min(low, value), Number.POSITIVE_INFINITY),
    valueMax: sorted.reduce((high, { value }) => Math.max(high, value), Number.NEGATIVE_INFINITY),
    always: namedEffects(cells, fit.effects, coder, 0, ["always"]).get("always")!,
    conditions: ofConditions,
    moods,
    ownOfNewItem,
    ownOfKnownItem: covarianceFrom(own),
    ...calibrate(
      predicted.map((value) => mean + value),
      sorted.map(({ value }) => value >= likedFrom),
      likedFrom,
      Math.sqrt(held.meanSquare + scale * 1e-3),
    ),
  };
}

function byCustomer(rows: readonly ResponseRow[]): ResponseRow[][] {
  const rowsOfCustomers = new Map<string, ResponseRow[]>();
  for (const row of rows) {
    const own = rowsOfCustomers.get(row.customer) ?? [];
    rowsOfCustomers.set(row.customer, own);
    own.push(row);
  }
  return [...rowsOfCustomers.values()].map((own) => {
    const step = Math.max(1, own.length / customerRowsMax);
    const count = Math.min(own.length, customerRowsMax);
    return Array.from({ length: count }, (_, at) => own[Math.floor(at * step)]!);
  });
}

/** Everybody's effects and the strengths of all likenesses, in turns. */
function fitShared(
  cells: EffectCells,
  clusters: readonly Cluster[],
  values: Float64Array,
  scale: number,
): { fit: EffectFit; own: OwnStrengths; left: Float64Array } {
  const fit = {
    effects: new Float64Array(cells.blocks.length),
    variances: new Float64Array(2 * targetKinds).fill(effectShareStart * scale),
  };
  const strengths = new Float64Array(likenessCount).fill(ownShareStart * scale);
  const own: OwnStrengths = { strengths, noise: noiseShareStart * scale };
  const left = Float64Array.from(values);
  for (let round = 0; round < rounds; round += 1) {
    updatePrecisions(clusters, own);
    const weights = weightsOf(clusters, left);
    const information = informationOf(cells, clusters);
    for (let pass = 0; pass < passes; pass += 1) {
      fitEffects(cells, clusters, information, fit, left, weights);
    }
    if (round === rounds - 1) break;
    updateVariances(cells, information, fit, scale);
    updateStrengths(clusters, weights, own, scale);
  }
  return { fit, own, left };
}

/**
 * The covariance without a strength for the item itself, learned on what everybody's effects leave.
 * Asked about an item without an own verdict, that strength would only say that several verdicts on
 * another item are one opinion. Where people differ in kind, some judging by item and some by
 * situation, that made predictions of new items much worse.
 */
function learnNewItem(
  clusters: readonly Cluster[],
  known: OwnStrengths,
  left: Float64Array,
  scale: number,
): OwnCovariance {
  const own = {
    strengths: Float64Array.from(known.strengths),
    noise: known.noise + known.strengths[ownItemLikeness]!,
  };
  own.strengths[ownItemLikeness] = 0;
  for (let round = 0; round < roundsOfNewItem; round += 1) {
    updatePrecisions(clusters, own);
    updateStrengths(clusters, weightsOf(clusters, left), own, scale);
  }
  updatePrecisions(clusters, own);
  return covarianceFrom(own);
}

function covarianceFrom({ strengths, noise }: OwnStrengths): OwnCovariance {
  return { strengths: Array.from(strengths), noise };
}
