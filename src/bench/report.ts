import type { LoadResult } from "./load.ts";

/** How fast one kind of request is answered. */
export interface Speed {
  readonly ratePerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What `bench` measures, all of it in one run. */
export interface BenchReport {
  /** Twelve explained recommendations of one customer, from the database. */
  readonly recommendations: Speed & { readonly sqlStatements: number };
  /** The same answer from memory, by an Apollo server with nothing of ours. */
  readonly bareApollo: Speed;
  /** Rate of the first by rate of the second. */
  readonly ratio: number;
  /** Events that are on disk when they are acknowledged, in calls of 100. */
  readonly intake: { readonly eventsPerSecond: number };
}

/** The speed over several rounds: all answers by all seconds, percentiles over all answers. */
export function speedOf(rounds: readonly LoadResult[]): Speed {
  const latenciesMs = rounds.flatMap((round) => round.latenciesMs).sort((a, b) => a - b);
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  return {
    ratePerSecond: rounded(latenciesMs.length / seconds),
    p50Ms: rounded(percentile(latenciesMs, 0.5)),
    p95Ms: rounded(percentile(latenciesMs, 0.95)),
    p99Ms: rounded(percentile(latenciesMs, 0.99)),
  };
}

/**
 * The smallest value that at least this share of the values does not exceed (nearest rank).
 *
 * @param sorted ascending, not empty
 * @param share above 0, at most 1
 */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.ceil(share * sorted.length) - 1];
  if (value === undefined) throw new Error("There is no percentile of nothing.");
  return value;
}

/** Two decimals: more would be noise. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
