import type { Catalogue } from "../../scoring/index.ts";
import { meanWithError } from "../statistics.ts";
import { basketNdcg10, ndcg10, rankOf } from "./metrics.ts";
import { asksForRepeats, type Protocol } from "./protocol.ts";
import type { Row } from "./rows.ts";
import type { SplitRequest } from "./splits.ts";

/** What a protocol measures of one list of scores. */
export interface Measure {
  /** Names of the values; the first is what arms are compared by. */
  readonly names: readonly string[];
  /** How many of them, from the first, decide between two configurations of a baseline. */
  readonly tunedCount: number;
  /**
   * Prepares a request, so that all arms are asked about the same candidates.
   *
   * @param rows the user's training rows
   * @returns from scores by catalogue index to one value per name; NaN where it does not count
   */
  of(request: SplitRequest, rows: readonly Row[]): (scores: Float64Array) => number[];
}

/** The measure that belongs to a protocol. */
export function measureOf(catalogue: Catalogue, protocol: Protocol): Measure {
  return asksForRepeats(protocol) ? basketMeasure(catalogue) : rankMeasure(catalogue);
}

/** One held-out item among all that the user does not have. */
function rankMeasure(catalogue: Catalogue): Measure {
  return {
    names: ["ndcg10", "hr10", "mrr10"],
    tunedCount: 1,
    of({ truth }, rows) {
      const isCandidate = new Uint8Array(catalogue.ids.length).fill(1);
      for (const { item } of rows) isCandidate[catalogue.indexOfItem.get(item)!] = 0;
      const heldOut = catalogue.indexOfItem.get(truth[0]!)!;
      return (scores) => {
        const rank = rankOf(scores, isCandidate, heldOut);
        return [ndcg10(rank), rank <= 10 ? 1 : 0, rank <= 10 ? 1 / rank : 0];
      };
    },
  };
}

/** A basket, three times: among all items, among those that the user has had, among the others. */
function basketMeasure(catalogue: Catalogue): Measure {
  const all = new Uint8Array(catalogue.ids.length).fill(1);
  return {
    names: ["all", "repeats", "new"],
    tunedCount: 3,
    of({ truth }, rows) {
      const isOwn = new Uint8Array(catalogue.ids.length);
      for (const { item } of rows) isOwn[catalogue.indexOfItem.get(item)!] = 1;
      const isNew = isOwn.map((flag) => 1 - flag);
      const basket = truth.map((item) => catalogue.indexOfItem.get(item)!);
      const repeats = basket.filter((item) => isOwn[item] === 1);
      const discoveries = basket.filter((item) => isOwn[item] === 0);
      return (scores) => [
        basketNdcg10(scores, all, basket)!,
        basketNdcg10(scores, isOwn, repeats) ?? Number.NaN,
        basketNdcg10(scores, isNew, discoveries) ?? Number.NaN,
      ];
    },
  };
}

/** Values of all requests by name: what an arm got. */
export type Series = readonly (readonly number[])[];

/** Asks a scorer all requests. */
export function seriesOf<Request>(
  measure: Measure,
  requests: readonly Request[],
  valuesOf: (request: Request) => readonly number[],
): Series {
  const values = requests.map(valuesOf);
  return measure.names.map((_, column) => values.map((ofRequest) => ofRequest[column]!));
}

/** The values of the requests that count. */
export function counted(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}

/** One number for a configuration: the mean of the means that count. */
export function worthOf(measure: Measure, series: Series): number {
  const means = series
    .slice(0, measure.tunedCount)
    .map((values) => meanWithError(counted(values)).mean);
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}
