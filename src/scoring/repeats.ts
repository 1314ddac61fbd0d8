import type { Binding } from "./binding.ts";
import type { OwnItem } from "./interests.ts";
import { millisecondsPerDay, policy, visitGapMs } from "./policy.ts";

/** Buyers that the prior of a repurchase rate counts for. */
const priorBuyers = 8;
/** Own gaps that everybody's gap counts for. */
const priorGaps = 3;
/** Days between two purchases of an item that nobody has bought twice yet. */
const gapDaysUnknown = 60;
/** The last moment that a date can hold, milliseconds since 1970. */
const dateMax = 8.64e15;
/** Own takings that the house's share of repeats counts for. */
const priorTakings = 4;

/**
 * Chance that an item is bought again by someone who bought it, shrunk towards a prior: 1/4 for a
 * category, the category's own rate for an item. So a shop's tenth pair of shoes is known to be
 * bought once before thirty people have bought it.
 *
 * @param repeatBuyers people who bought it at two or more times
 * @param buyers people who bought it at least once; `repeatBuyers <= buyers`
 * @returns probability in (0, 1)
 * @see Bhagat et al. 2018, "Buy It Again", eq. 1
 */
export function repurchaseRate(repeatBuyers: number, buyers: number, prior = 1 / 4): number {
  return (repeatBuyers + priorBuyers * prior) / (buyers + priorBuyers);
}

/**
 * The rate of a category with few buyers leans on everybody's: at 0 buyers it is everybody's, at 30
 * its own.
 */
export function categoryRepurchaseRate(
  repeatBuyers: number,
  buyers: number,
  rateOfAll: number,
): number {
  const trust = Math.min(1, buyers / policy.buyersTrusted);
  return trust * repurchaseRate(repeatBuyers, buyers) + (1 - trust) * rateOfAll;
}

/** How a customer comes and buys: the same for all of their items. */
export interface Rhythm {
  /** Begin of each visit with a purchase, ascending, milliseconds since 1970. */
  readonly visits: readonly number[];
  /** Share of the own items that were bought at two or more times. */
  readonly habit: number;
  /** Own items. */
  readonly breadth: number;
  /** Own share of repeats at second and later visits, shrunk to the house's. */
  readonly repeatShare: number;
  /** Its log odds minus those of the house's share. */
  readonly repeatLeaning: number;
}

/**
 * A customer's rhythm from their own items. Cost: sorts the purchase times.
 *
 * @param houseShare the house's share of repeats among all takings at later visits, in (0, 1)
 */
export function rhythmOf(ownItems: readonly OwnItem[], houseShare: number): Rhythm {
  const visits = visitBegins(ownItems.flatMap(({ interest }) => interest.boughtAt));
  const second = visits[1] ?? Number.POSITIVE_INFINITY;
  let breadth = 0;
  let repeated = 0;
  let repeats = 0;
  let later = 0;
  for (const { interest } of ownItems) {
    const times = interest.boughtAt;
    if (times.length === 0) continue;
    breadth += 1;
    if (times.length > 1) repeated += 1;
    const laterTimes = times.filter((at) => at >= second).length;
    later += laterTimes;
    repeats += times[0]! < second ? laterTimes : laterTimes - 1;
  }
  const share = (repeats + priorTakings * houseShare) / (later + priorTakings);
  return {
    visits,
    habit: breadth === 0 ? 0 : repeated / breadth,
    breadth,
    repeatShare: share,
    repeatLeaning: logOdds(share) - logOdds(houseShare),
  };
}

/** When each visit began: purchases less than {@link visitGapMs} apart are of one visit. */
export function visitBegins(purchaseTimes: readonly number[]): number[] {
  const times = Float64Array.from(purchaseTimes).sort();
  const begins: number[] = [];
  for (let at = 0; at < times.length; at += 1) {
    if (at === 0 || times[at]! - times[at - 1]! >= visitGapMs) begins.push(times[at]!);
  }
  return begins;
}

function logOdds(share: number): number {
  const inside = Math.min(0.98, Math.max(0.02, share));
  return Math.log(inside / (1 - inside));
}

/** Days that usually pass before this customer buys the item again: own gaps, shrunk to all's. */
export function expectedGapDays(binding: Binding, { interest, known }: OwnItem): number {
  const times = interest.boughtAt;
  const sumDays = times.length < 2 ? 0 : (times.at(-1)! - times[0]!) / millisecondsPerDay;
  const learned = known < 0 ? 0 : binding.model.gapMeanDays[known]!;
  const everybody = learned > 0 ? learned : gapDaysUnknown;
  return (sumDays + priorGaps * everybody) / (Math.max(0, times.length - 1) + priorGaps);
}

/**
 * Writes the features of one own item.
 *
 * @param reference see `referenceTime`
 * @param into as many numbers as `repeatFeatureNames`
 */
export function repeatFeatures(
  binding: Binding,
  own: OwnItem,
  rhythm: Rhythm,
  reference: number,
  into: Float64Array,
): void {
  const { interest, item } = own;
  const times = interest.boughtAt;
  const count = Math.max(1, times.length);
  const last = times.at(-1) ?? reference;
  const waitDays = Math.max(0, reference - last) / millisecondsPerDay;
  const since = rhythm.visits.length - 1 - visitOf(rhythm.visits, last);
  into[0] = Math.log1p(count);
  into[1] = since;
  into[2] = Math.log(waitDays / Math.max(1, expectedGapDays(binding, own)) + 0.05);
  into[3] = Math.log1p(waitDays);
  into[4] = item < 0 ? 0 : binding.popularityFeatures[item]!;
  into[5] = item < 0 ? 0 : Math.log(binding.repurchaseRates[item]!);
  into[6] = item < 0 ? 0 : binding.trendFeatures[item]!;
  into[7] = count / Math.max(1, rhythm.visits.length);
  into[8] = rhythm.habit;
  into[9] = Math.log1p(rhythm.breadth);
  into[10] = Math.min(count, 5) * 10 + Math.min(since, 9);
}

/** Position of the visit that a purchase belongs to; -1 before all. */
function visitOf(visits: readonly number[], time: number): number {
  let low = 0;
  let high = visits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (visits[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * When a customer is expected to buy an item again: the last time plus the usual gap.
 *
 * @returns milliseconds since 1970; null for what was bought less than twice, and where broken
 *   clocks lead beyond the last day that a date can hold
 */
export function dueTime(binding: Binding, own: OwnItem): number | null {
  const times = own.interest.boughtAt;
  if (times.length < policy.duePurchasesMin) return null;
  const time = times.at(-1)! + expectedGapDays(binding, own) * millisecondsPerDay;
  return Math.abs(time) <= dateMax ? time : null;
}
