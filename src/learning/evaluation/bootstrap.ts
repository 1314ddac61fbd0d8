import { randomFrom } from "../random.ts";

/** A mean over requests with its 95 % interval over users. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The same for a paired difference. */
export interface Difference extends Interval {
  /** Chance of a difference as large where none is: two-sided, by exchanging the two by user. */
  readonly pValue: number;
}

const resamplesCount = 1_000;

/**
 * Means of several series over the same requests, with 95 % intervals: users are drawn with
 * replacement 1,000 times under seed 0, each with all of their requests, the same draws for all
 * series.
 *
 * The p-value is that of a paired randomisation test: whether a user's differences get their sign
 * turned is thrown 1,000 times.
 *
 * @param users user of each request
 * @param series one number per request; NaN where the request does not count
 * @returns in the order of `series`; all 0 with a p-value of 1 where there is no request
 * @see Efron, Tibshirani 1993, "An introduction to the bootstrap"; Smucker, Allan, Carterette 2007,
 *   "A comparison of statistical significance tests for information retrieval evaluation"
 */
export function differencesOf(
  users: readonly string[],
  series: readonly (readonly number[])[],
): Difference[] {
  const totals = totalsOf(users, series);
  const all = Float64Array.from({ length: totals.userCount }, () => 1);
  const means = ratios(totals, all, all);
  const draws = resampledMeans(totals);
  const chances = pValues(totals, means);
  return series.map((_, index) => ({
    value: means[index]!,
    ...intervalOf(draws[index]!),
    pValue: chances[index]!,
  }));
}

/** Sums and counts of every series by user. */
interface Totals {
  readonly userCount: number;
  readonly sums: readonly Float64Array[];
  readonly counts: readonly Float64Array[];
}

function totalsOf(users: readonly string[], series: readonly (readonly number[])[]): Totals {
  const indexOf = new Map<string, number>();
  for (const user of users) if (!indexOf.has(user)) indexOf.set(user, indexOf.size);
  const places = users.map((user) => indexOf.get(user)!);
  const sums = series.map(() => new Float64Array(indexOf.size));
  const counts = series.map(() => new Float64Array(indexOf.size));
  for (const [index, values] of series.entries()) {
    for (const [request, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      sums[index]![places[request]!]! += value;
      counts[index]![places[request]!]! += 1;
    }
  }
  return { userCount: indexOf.size, sums, counts };
}

/** Mean of each series where every user counts a number of times, and its sums have a factor. */
function ratios({ sums, counts }: Totals, times: Float64Array, factors: Float64Array): number[] {
  return sums.map((ofUsers, index) => {
    let sum = 0;
    let count = 0;
    for (let user = 0; user < times.length; user += 1) {
      sum += times[user]! * factors[user]! * ofUsers[user]!;
      count += times[user]! * counts[index]![user]!;
    }
    return count === 0 ? 0 : sum / count;
  });
}

function resampledMeans(totals: Totals): Float64Array[] {
  const { userCount, sums } = totals;
  const random = randomFrom(0);
  const means = sums.map(() => new Float64Array(resamplesCount));
  const times = new Float64Array(userCount);
  const unchanged = new Float64Array(userCount).fill(1);
  for (let resample = 0; resample < resamplesCount; resample += 1) {
    times.fill(0);
    for (let draw = 0; draw < userCount; draw += 1) times[Math.floor(random() * userCount)]! += 1;
    for (const [index, mean] of ratios(totals, times, unchanged).entries()) {
      means[index]![resample] = mean;
    }
  }
  return means;
}

function intervalOf(means: Float64Array): { low: number; high: number } {
  means.sort();
  return {
    low: means[Math.floor(resamplesCount * 0.025)]!,
    high: means[Math.ceil(resamplesCount * 0.975) - 1]!,
  };
}

function pValues(totals: Totals, means: readonly number[]): number[] {
  const random = randomFrom(1);
  const once = new Float64Array(totals.userCount).fill(1);
  const signs = new Float64Array(totals.userCount);
  const extremes = new Float64Array(means.length);
  for (let trial = 0; trial < resamplesCount; trial += 1) {
    for (let user = 0; user < signs.length; user += 1) signs[user] = random() < 0.5 ? -1 : 1;
    for (const [index, mean] of ratios(totals, once, signs).entries()) {
      // What rounding alone makes different is not less extreme.
      if (Math.abs(mean) >= Math.abs(means[index]!) - 1e-12) extremes[index]! += 1;
    }
  }
  return Array.from(extremes, (count) => (count + 1) / (resamplesCount + 1));
}
