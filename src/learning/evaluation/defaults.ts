import { type DatasetManifest, isRejectedRow, readEvents } from "../../datasets/index.ts";
import type { Protocol } from "./protocol.ts";

/** What decides which protocols suit a data set. */
interface DatasetFacts {
  readonly rowCount: number;
  /** True where every row has a time. */
  readonly hasClock: boolean;
  /** Over rows with a rating; null where there is none. */
  readonly ratings: {
    readonly low: number;
    readonly high: number;
    readonly mean: number;
    /** Distinct values, ascending. */
    readonly values: readonly number[];
  } | null;
}

/** Data sets with more rows are asked with fewer seeds: their requests are many enough. */
const smallRowsMax = 20_000;

/** Reads a data set once for what its manifest does not say. */
export async function factsOf(dir: string, manifest: DatasetManifest): Promise<DatasetFacts> {
  let rowCount = 0;
  let clockCount = 0;
  let ratingCount = 0;
  let sum = 0;
  const values = new Set<number>();
  for await (const event of readEvents(dir, manifest)) {
    if (isRejectedRow(event)) continue;
    rowCount += 1;
    if (event.at !== null) clockCount += 1;
    if (event.kind !== "RATING" || event.value === null) continue;
    ratingCount += 1;
    sum += event.value;
    values.add(event.value);
  }
  const sorted = Float64Array.from(values).sort();
  const ratings = {
    low: sorted[0]!,
    high: sorted.at(-1)!,
    mean: sum / ratingCount,
    values: [...sorted],
  };
  return {
    rowCount,
    hasClock: rowCount > 0 && clockCount === rowCount,
    ratings: ratingCount === 0 ? null : ratings,
  };
}

/**
 * Protocols for a data set that nobody wrote any for.
 *
 * - ratings with a clock: leave-last; without: P1, one liked item of each user
 * - anything else with a clock: P1t and last-basket; without: P1
 *
 * All context and mood columns of the manifest may be used. A rating is positive where it is above
 * both the middle of the scale and the mean.
 */
export function defaultProtocols(manifest: DatasetManifest, facts: DatasetFacts): Protocol[] {
  const { context, mood } = manifest.events;
  const seeds = facts.rowCount > smallRowsMax ? [1, 2, 3] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const shared = {
    dataset: manifest.name,
    positiveMin: positiveMinOf(facts),
    context: [...context, ...mood],
    mood,
    responses: null,
  };
  if (!facts.hasClock) return [{ ...shared, protocol: "P1", seeds }];
  if (facts.ratings !== null) return [{ ...shared, protocol: "P1 leave-last", seeds: [1] }];
  return [
    { ...shared, protocol: "P1t", seeds },
    // No choice of it depends on a seed.
    { ...shared, protocol: "last-basket", seeds: [1] },
  ];
}

function positiveMinOf({ ratings }: DatasetFacts): number | null {
  if (ratings === null) return null;
  const bar = Math.max((ratings.low + ratings.high) / 2, ratings.mean);
  return ratings.values.find((value) => value > bar) ?? ratings.high;
}
