import type { Interest } from "../scoring/interests.ts";
import { trendDays } from "../scoring/model.ts";
import { millisecondsPerDay } from "../scoring/policy.ts";
import { growableInts } from "./growable.ts";
import type { EventStore } from "./store.ts";

const millisecondsPerMinute = 60_000;
const minutesPerDay = millisecondsPerDay / millisecondsPerMinute;

/**
 * Integer counts over distinct customers, one for each item and group of the store. Each customer
 * adds whole numbers on their own, so the counts do not depend on the order of customers, and
 * without one of them they are what they would have been had that one never come.
 */
export class CustomerCounter {
  readonly #catalogue: EventStore["catalogue"];
  readonly #recentAfter: number;
  readonly #counts;
  readonly #groups;
  /** Minutes between two purchases of an item by the same customer, with their items. */
  readonly #gapItems = growableInts();
  readonly #gapMinutes = growableInts();
  #customers = 0;

  constructor({ catalogue, newestAt }: Pick<EventStore, "catalogue" | "newestAt">) {
    this.#catalogue = catalogue;
    this.#recentAfter = newestAt - trendDays * millisecondsPerDay;
    const ofItems = () => new Int32Array(catalogue.ids.length);
    const ofGroups = () => new Int32Array(catalogue.groups.length);
    this.#counts = {
      interestTenths: ofItems(),
      recentTenths: ofItems(),
      judged: ofItems(),
      liked: ofItems(),
      buyers: ofItems(),
      repeatBuyers: ofItems(),
      groupBuyers: ofGroups(),
      groupRepeatBuyers: ofGroups(),
    };
    this.#groups = {
      /** The last customer, from 1 on, who bought from the group, and when first. */
      buyer: ofGroups(),
      firstAt: new Float64Array(catalogue.groups.length),
      repeatBuyer: ofGroups(),
    };
  }

  /** Counts one more customer. */
  add(interests: readonly Interest<number>[]): void {
    this.#customers += 1;
    const counts = this.#counts;
    for (const interest of interests) {
      const { itemId: item, tenths, lastAt, isLiked, isBought, boughtAt } = interest;
      counts.interestTenths[item]! += tenths;
      if (lastAt !== null && lastAt > this.#recentAfter) counts.recentTenths[item]! += tenths;
      if (isLiked !== null) counts.judged[item]! += 1;
      if (isLiked === true) counts.liked[item]! += 1;
      if (!isBought) continue;
      counts.buyers[item]! += 1;
      if (boughtAt.length > 1) counts.repeatBuyers[item]! += 1;
      this.#addGroups(item, boughtAt);
      for (let at = 1; at < boughtAt.length; at += 1) {
        const milliseconds = boughtAt[at]! - boughtAt[at - 1]!;
        this.#gapItems.push(item);
        this.#gapMinutes.push(Math.round(milliseconds / millisecondsPerMinute));
      }
    }
  }

  /** All counts, and the days between purchases of each item: mean and 10 % quantile. */
  counts() {
    const groups = this.#catalogue.groups;
    return { ...this.#counts, groups, ...this.#gapDays() };
  }

  /** A group's repeat buyer bought from it at two or more times, whichever of its items. */
  #addGroups(item: number, boughtAt: readonly number[]): void {
    const { groupStarts, groupsOfItems } = this.#catalogue;
    const { buyer, firstAt, repeatBuyer } = this.#groups;
    for (let place = groupStarts[item]!; place < groupStarts[item + 1]!; place += 1) {
      const group = groupsOfItems[place]!;
      if (buyer[group] !== this.#customers) {
        buyer[group] = this.#customers;
        firstAt[group] = Number.NaN;
        this.#counts.groupBuyers[group]! += 1;
      }
      for (const at of boughtAt) {
        if (Number.isNaN(firstAt[group]!)) firstAt[group] = at;
        if (at === firstAt[group] || repeatBuyer[group] === this.#customers) continue;
        repeatBuyer[group] = this.#customers;
        this.#counts.groupRepeatBuyers[group]! += 1;
      }
    }
  }

  #gapDays() {
    const size = this.#catalogue.ids.length;
    const items = this.#gapItems.view();
    const minutes = this.#gapMinutes.view();
    const starts = startsOf(items, size);
    const next = starts.slice();
    const byItem = new Int32Array(items.length);
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at]!;
      byItem[next[item]!] = minutes[at]!;
      next[item]! += 1;
    }
    const gapMeanDays = new Float32Array(size);
    const gapLowDays = new Float32Array(size);
    for (let item = 0; item < size; item += 1) {
      const gaps = byItem.subarray(starts[item]!, starts[item + 1]!).sort();
      if (gaps.length === 0) continue;
      let sum = 0;
      for (let at = 0; at < gaps.length; at += 1) sum += gaps[at]!;
      gapMeanDays[item] = sum / gaps.length / minutesPerDay;
      gapLowDays[item] = gaps[Math.floor(gaps.length / 10)]! / minutesPerDay;
    }
    return { gapMeanDays, gapLowDays };
  }
}

/** Where the rows of a table begin that has one entry for each of these row numbers. */
export function startsOf(rows: Int32Array, rowCount: number): Int32Array {
  const starts = new Int32Array(rowCount + 1);
  for (let at = 0; at < rows.length; at += 1) starts[rows[at]! + 1]! += 1;
  for (let row = 0; row < rowCount; row += 1) starts[row + 1]! += starts[row]!;
  return starts;
}
