import { meanWithError } from "../statistics.ts";
import { controls } from "./arms.ts";
import type { Settings } from "./baselines/index.ts";
import { type Difference, differencesOf, type Interval } from "./bootstrap.ts";
import { counted, type Measure, type Series } from "./measures.ts";
import { asksForRepeats, type Protocol } from "./protocol.ts";
import type { ResponseReport } from "./responses.ts";
import { type Dataset, rowCountOf } from "./rows.ts";

/** Everything that was measured, request by request. */
export interface Results {
  readonly measure: Measure;
  /** User of each request. */
  readonly users: string[];
  /** Training rows of that user. */
  readonly historyLengths: number[];
  /** By arm: one list for each name of the measure, with a number for each request. */
  readonly values: ReadonlyMap<string, number[][]>;
  /** By baseline: the settings chosen, one for each time that it was fitted. */
  readonly chosen: Map<string, readonly Settings[]>;
}

/** NDCG@10 with its 95 % interval over users. */
export interface Ndcg {
  readonly ndcg10: number;
  readonly low: number;
  readonly high: number;
}

export interface ArmFigures extends Ndcg {
  /** Over requests. */
  readonly ndcg10StandardError: number;
  /** Where one item is held out. */
  readonly hr10?: number;
  readonly mrr10?: number;
  /** Where a basket is held out; `all` is `ndcg10`. */
  readonly lastBasket?: Readonly<Record<"all" | "repeats" | "new", BasketPart>>;
}

interface BasketPart extends Ndcg {
  /** Requests that count: those whose basket has such items. */
  readonly requests: number;
}

/** A paired difference in NDCG@10. */
export interface Lift extends Ndcg {
  /** Of a paired randomisation test over users. */
  readonly pValue: number;
}

/** What the two controls of a signal say. */
export type Verdict =
  | "used"
  | "no measurable effect"
  | "not used"
  | "harmful"
  | "no such columns in the data"
  | "nothing was asked";

/** Arms among users with so many training events; `eventsMax` is null for no limit. */
export interface HistoryBucket {
  readonly eventsMin: number;
  readonly eventsMax: number | null;
  readonly requests: number;
  readonly ndcg10: Readonly<Record<string, number>>;
}

/** What `evaluate` prints of one protocol. Later versions add keys; none is renamed. */
export interface EvaluationReport {
  readonly dataset: string;
  readonly protocol: Protocol["protocol"];
  readonly events: number;
  readonly items: number;
  readonly seeds: readonly number[];
  readonly requests: number;
  readonly users: number;
  readonly arms: Readonly<Record<string, ArmFigures>>;
  readonly lifts: Readonly<Record<string, Lift>>;
  /** By signal: history, context, mood, crowd. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly byHistory: readonly HistoryBucket[];
  /** Settings that the baselines chose, by how often. */
  readonly settings: Readonly<Record<string, readonly ChosenSettings[]>>;
  /** By held-out rows (p2a), items of users (p2b) and situations of users (p2c). */
  readonly p2?: ResponseReport;
  readonly seconds: number;
}

export interface ChosenSettings {
  readonly settings: Settings;
  readonly times: number;
}

/** Means, intervals, paired tests and verdicts of what was measured. */
export function figuresFrom(
  dataset: Dataset,
  protocol: Protocol,
  seeds: readonly number[],
  results: Results,
): Omit<EvaluationReport, "seconds" | "p2"> {
  const lifts = liftsOf(results);
  return {
    dataset: dataset.name,
    protocol: protocol.protocol,
    events: rowCountOf(dataset),
    items: dataset.items.length,
    seeds,
    requests: results.users.length,
    users: new Set(results.users).size,
    arms: armsOf(results, asksForRepeats(protocol)),
    lifts,
    verdicts: Object.fromEntries(
      Object.keys(controls).map((signal) => [
        signal,
        verdictOn(signal, protocol, lifts, results.users.length),
      ]),
    ),
    byHistory: bucketsOf(results),
    settings: settingsOf(results),
  };
}

function armsOf({ users, values, measure }: Results, isBasket: boolean) {
  const names = [...values.keys()];
  const width = measure.names.length;
  const intervals = differencesOf(users, [...values.values()].flat());
  const figures = names.map((name, index): [string, ArmFigures] => {
    const series = values.get(name)!;
    const ofArm = intervals.slice(index * width, (index + 1) * width);
    const { standardError } = meanWithError(counted(series[0]!));
    const first = { ...ndcgFrom(ofArm[0]!), ndcg10StandardError: standardError };
    if (!isBasket) return [name, { ...first, hr10: ofArm[1]!.value, mrr10: ofArm[2]!.value }];
    const [all, repeats, discoveries] = ofArm.map((interval, column) => {
      const requests = counted(series[column]!).length;
      return { ...ndcgFrom(interval), requests };
    });
    return [name, { ...first, lastBasket: { all: all!, repeats: repeats!, new: discoveries! } }];
  });
  return Object.fromEntries(figures);
}

function ndcgFrom({ value, low, high }: Interval): Ndcg {
  return { ndcg10: value, low, high };
}

/**
 * Paired differences: the ranker minus each control and each baseline, and what noise in place of
 * the contexts would change.
 */
function liftsOf({ users, values }: Results): Record<string, Lift> {
  const pairs: [lift: string, arm: string, other: string][] = [];
  for (const [signal, { none, other }] of Object.entries(controls)) {
    pairs.push([`${signal}VsNone`, "kathi", none], [`${signal}VsShuffled`, "kathi", other]);
  }
  pairs.push(["noiseVsNone", "kathiNoiseContext", "kathiNoContext"]);
  for (const name of values.keys()) {
    if (!name.startsWith("kathi")) pairs.push([liftOver(name), "kathi", name]);
  }
  const series = pairs.map(([, arm, other]) => {
    const [first, second] = [firstOf(values.get(arm)!), firstOf(values.get(other)!)];
    return first.map((value, request) => value - second[request]!);
  });
  const differences = differencesOf(users, series);
  return Object.fromEntries(pairs.map(([lift], index) => [lift, liftFrom(differences[index]!)]));
}

/** Name of the difference between the ranker and a baseline: `kathiVsEase`. */
export function liftOver(baseline: string): string {
  return `kathiVs${baseline.charAt(0).toUpperCase()}${baseline.slice(1)}`;
}

function liftFrom(difference: Difference): Lift {
  return { ...ndcgFrom(difference), pValue: difference.pValue };
}

function firstOf(series: Series): readonly number[] {
  return series[0]!;
}

function verdictOn(
  signal: string,
  { context, mood }: Protocol,
  lifts: Readonly<Record<string, Lift>>,
  requestCount: number,
): Verdict {
  const columns = { context, mood }[signal];
  if (columns?.length === 0) return "no such columns in the data";
  if (requestCount === 0) return "nothing was asked";
  return verdictOf(lifts[`${signal}VsNone`]!, lifts[`${signal}VsShuffled`]!);
}

/** A signal counts only where its interval is above 0 against both controls. */
export function verdictOf(none: Lift, shuffled: Lift): Verdict {
  const isUnchanged = [none, shuffled].every(({ low, high }) => low === 0 && high === 0);
  if (isUnchanged) return "not used";
  if (none.low > 0 && shuffled.low > 0) return "used";
  return none.high < 0 ? "harmful" : "no measurable effect";
}

const bucketStarts = [0, 5, 20, 100];

function bucketsOf({ historyLengths, values }: Results): HistoryBucket[] {
  return bucketStarts.flatMap((eventsMin, index) => {
    const next = bucketStarts[index + 1];
    const isIn = (length: number) => length >= eventsMin && length < (next ?? Infinity);
    const requests = historyLengths.filter(isIn).length;
    if (requests === 0) return [];
    const means = [...values].map(([name, series]) => {
      const some = firstOf(series).filter((_, request) => isIn(historyLengths[request]!));
      return [name, meanWithError(counted(some)).mean];
    });
    const eventsMax = next === undefined ? null : next - 1;
    return [{ eventsMin, eventsMax, requests, ndcg10: Object.fromEntries(means) }];
  });
}

function settingsOf({ chosen }: Results): Record<string, ChosenSettings[]> {
  const tuned = [...chosen].filter(([, all]) => Object.keys(all[0]!).length > 0);
  return Object.fromEntries(
    tuned.map(([name, all]) => {
      const times = new Map<string, ChosenSettings>();
      for (const settings of all) {
        const key = JSON.stringify(settings);
        times.set(key, { settings, times: (times.get(key)?.times ?? 0) + 1 });
      }
      return [name, [...times.values()].sort((a, b) => b.times - a.times)];
    }),
  );
}
