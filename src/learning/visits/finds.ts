import { millisecondsPerDay } from "../../scoring/policy.ts";
import type { ItemFacts } from "./facts.ts";
import { signs } from "./log.ts";
import { type Visits, type VisitsByItem, visitsByItem } from "./visits.ts";

/** Whoever takes an item this long after somebody else has followed them. */
const followDays = 14;

/** Where no date of arrival is known, an item is new if the log ran this long without it. */
const quietDays = 28;

/** An item that came while the log ran, and who took it, in the order of time. */
export interface Find {
  readonly item: number;
  /** When it came: as the catalogue says, or when it was first taken. */
  readonly arrivedAt: number;
  /** Each customer once, at their first taking. */
  readonly takers: Int32Array;
  readonly takenAt: Float64Array;
  /** Followers of the average taker, and the standard deviation over the takers; above 0. */
  readonly followersMean: number;
  readonly followersSpread: number;
}

/**
 * The items that somebody can have found: those that came while the log ran and were taken by at
 * least two customers at different times. Who was the first to take an old item is unknown.
 *
 * If the order of an item's takers were chance, everybody would have the same expected number of
 * followers: the mean over its takers. That makes it the measure of an early taker.
 *
 * Cost: n log n in the takers of each such item.
 */
export function findsOf(visits: Visits, facts: Pick<ItemFacts, "addedAt">): Find[] {
  const byItem = visitsByItem(visits, signs.approved);
  const finds: Find[] = [];
  for (let item = 0; item < visits.itemCount; item += 1) {
    const addedAt = facts.addedAt[item] ?? Number.NaN;
    if (addedAt < visits.oldestAt) continue;
    const { customers, times, firstAt } = firstTakings(visits, byItem, item);
    if (customers.length < 2) continue;
    // An item that was taken before it came has no date that could be trusted.
    const isDated = addedAt <= firstAt;
    if (!isDated && firstAt < visits.oldestAt + quietDays * millisecondsPerDay) continue;
    const order = times.map((_, place) => place).sort((one, two) => times[one]! - times[two]!);
    const takers = Int32Array.from(order, (place) => customers[place]!);
    const takenAt = Float64Array.from(order, (place) => times[place]!);
    const { mean, spread } = followersOverTakers(takenAt);
    if (spread === 0) continue;
    const arrivedAt = isDated ? addedAt : firstAt;
    finds.push({ item, arrivedAt, takers, takenAt, followersMean: mean, followersSpread: spread });
  }
  return finds;
}

/** The takers of an item, each with the time of the first taking, customer by customer. */
function firstTakings(visits: Visits, { starts, visits: list }: VisitsByItem, item: number) {
  const customers: number[] = [];
  const times: number[] = [];
  let firstAt = Number.POSITIVE_INFINITY;
  for (let at = starts[item]!; at < starts[item + 1]!; at += 1) {
    const visit = list[at]!;
    const customer = visits.customerOfVisit[visit]!;
    // The visits of an item come customer by customer, each customer's oldest first.
    if (customer === customers.at(-1)) continue;
    customers.push(customer);
    times.push(visits.endedAt[visit]!);
    firstAt = Math.min(firstAt, visits.endedAt[visit]!);
  }
  return { customers, times, firstAt };
}

function followersOverTakers(takenAt: Float64Array): { mean: number; spread: number } {
  let sum = 0;
  let squares = 0;
  for (const at of takenAt) {
    const followers = followerCount(takenAt, at);
    sum += followers;
    squares += followers * followers;
  }
  const mean = sum / takenAt.length;
  return { mean, spread: Math.sqrt(Math.max(0, squares / takenAt.length - mean * mean)) };
}

/** Takers within {@link followDays} after a time. */
export function followerCount(takenAt: Float64Array, at: number): number {
  return firstAfter(takenAt, at + followDays * millisecondsPerDay) - firstAfter(takenAt, at);
}

/** The takers whom {@link followerCount} counts. */
export function followersOf({ takers, takenAt }: Find, at: number): Int32Array {
  const end = firstAfter(takenAt, at + followDays * millisecondsPerDay);
  return takers.subarray(firstAfter(takenAt, at), end);
}

/** The first place with a later time, by bisection. */
function firstAfter(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
