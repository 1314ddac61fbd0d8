import { groupKeys } from "../scoring/catalogue.ts";
import { trendDays } from "../scoring/model.ts";
import { millisecondsPerDay } from "../scoring/policy.ts";
import type { CustomerInterests } from "./fold.ts";
import type { EventStore } from "./store.ts";

/**
 * Integer counts over distinct customers, one for each item and group of the store. Every customer
 * adds to them on their own, so taking a customer away is an exact decrement.
 */
export function countsOf(store: EventStore, customers: readonly CustomerInterests[]) {
  const size = store.items.length;
  const counts = {
    interestTenths: new Int32Array(size),
    recentTenths: new Int32Array(size),
    judged: new Int32Array(size),
    liked: new Int32Array(size),
    buyers: new Int32Array(size),
    repeatBuyers: new Int32Array(size),
  };
  const recentAfter = store.newestAt - trendDays * millisecondsPerDay;
  for (const { items, interests } of customers) {
    for (const [position, interest] of interests.entries()) {
      const item = items[position]!;
      counts.interestTenths[item]! += interest.tenths;
      if (interest.lastAt !== null && interest.lastAt > recentAfter) {
        counts.recentTenths[item]! += interest.tenths;
      }
      if (interest.isLiked !== null) counts.judged[item]! += 1;
      if (interest.isLiked === true) counts.liked[item]! += 1;
      if (!interest.isBought) continue;
      counts.buyers[item]! += 1;
      if (interest.boughtAt.length > 1) counts.repeatBuyers[item]! += 1;
    }
  }
  return { ...counts, ...groupCounts(store, customers), ...gapsOf(store, customers) };
}

/** Distinct buyers of anything in a group, and those who bought from it at two or more times. */
function groupCounts(store: EventStore, customers: readonly CustomerInterests[]) {
  const indexOfGroup = new Map<string, number>();
  const groupsOfItem = store.items.map((item) =>
    groupKeys(item).map((key) => {
      const index = indexOfGroup.get(key) ?? indexOfGroup.size;
      indexOfGroup.set(key, index);
      return index;
    }),
  );
  const groupBuyers = new Int32Array(indexOfGroup.size);
  const groupRepeatBuyers = new Int32Array(indexOfGroup.size);
  for (const { items, interests } of customers) {
    const timesOfGroup = new Map<number, Set<number>>();
    for (const [position, interest] of interests.entries()) {
      if (!interest.isBought) continue;
      for (const group of groupsOfItem[items[position]!]!) {
        const times = timesOfGroup.get(group) ?? new Set();
        timesOfGroup.set(group, times);
        for (const at of interest.boughtAt) times.add(at);
      }
    }
    for (const [group, times] of timesOfGroup) {
      groupBuyers[group]! += 1;
      if (times.size > 1) groupRepeatBuyers[group]! += 1;
    }
  }
  return { groups: [...indexOfGroup.keys()], groupsOfItem, groupBuyers, groupRepeatBuyers };
}

/** Days between two purchases of an item by the same customer: mean and 10 % quantile. */
function gapsOf(store: EventStore, customers: readonly CustomerInterests[]) {
  const gaps: number[][] = store.items.map(() => []);
  for (const { items, interests } of customers) {
    for (const [position, { boughtAt }] of interests.entries()) {
      for (let at = 1; at < boughtAt.length; at += 1) {
        gaps[items[position]!]!.push((boughtAt[at]! - boughtAt[at - 1]!) / millisecondsPerDay);
      }
    }
  }
  const gapMeanDays = new Float32Array(gaps.length);
  const gapLowDays = new Float32Array(gaps.length);
  for (const [item, days] of gaps.entries()) {
    if (days.length === 0) continue;
    days.sort((a, b) => a - b);
    gapMeanDays[item] = days.reduce((sum, value) => sum + value, 0) / days.length;
    gapLowDays[item] = days[Math.floor(days.length / 10)]!;
  }
  return { gapMeanDays, gapLowDays };
}
