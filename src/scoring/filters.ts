import type { Binding } from "./binding.ts";
import { categoryKey, tagKey } from "./catalogue.ts";
import type { Interest, OwnItem } from "./interests.ts";
import { millisecondsPerDay, policy } from "./policy.ts";
import type { DeclaredPreference } from "./types.ts";

/** Why an item is not shown; 0 means that it may be. */
export const removal = {
  none: 0,
  unavailable: 1,
  disliked: 2,
  justBought: 3,
  substituteJustBought: 4,
} as const;

/** Removals that hold for everybody, by catalogue index. Linear in items. */
export function removedForAll(binding: Binding): Uint8Array {
  return binding.catalogue.available.map((isAvailable) =>
    isAvailable === 1 ? removal.none : removal.unavailable,
  );
}

/**
 * Adds what one customer's evidence removes: disliked items, categories and tags, and low-repeat
 * goods just bought with their substitutes. Accessories stay, for they are in other categories.
 *
 * @param removed by catalogue index; the first reason found is kept
 * @param now milliseconds since 1970: what was just bought is asked of the real clock
 */
export function removeForCustomer(
  binding: Binding,
  ownItems: readonly OwnItem[],
  preferences: readonly DeclaredPreference[],
  now: number,
  removed: Uint8Array,
): void {
  for (const preference of preferences) {
    if (preference.sentiment === "DISLIKE") {
      for (const item of itemsOf(binding, preference)) remove(removed, item, removal.disliked);
    }
  }
  for (const { interest, item } of ownItems) {
    if (item < 0) continue;
    if (interest.isDisliked) remove(removed, item, removal.disliked);
    if (!interest.isTaken || !isResting(binding, interest, item, now)) continue;
    remove(removed, item, removal.justBought);
    if (interest.isBought && !interest.isReturned) removeSubstitutes(binding, item, removed);
  }
}

/** Catalogue indices that a declared preference speaks of. */
export function itemsOf(
  binding: Binding,
  preference: DeclaredPreference,
): readonly number[] | Int32Array {
  const { catalogue } = binding;
  if (preference.target === "ITEM") {
    const item = catalogue.indexOfItem.get(preference.name);
    return item === undefined ? [] : [item];
  }
  const toKey = preference.target === "CATEGORY" ? categoryKey : tagKey;
  const group = catalogue.indexOfGroup.get(toKey(preference.name));
  if (group === undefined) return [];
  return catalogue.itemsOfGroups.subarray(
    catalogue.itemStarts[group]!,
    catalogue.itemStarts[group + 1]!,
  );
}

/**
 * True while a low-repeat item is inside its window: 30 days, or the 10 % quantile of the gaps
 * between purchases where that is longer. Without a clock it is taken as just bought.
 */
function isResting(
  binding: Binding,
  interest: Interest<unknown>,
  item: number,
  now: number,
): boolean {
  if (binding.repurchaseRates[item]! >= policy.lowRepeatRate) return false;
  const last = interest.boughtAt.at(-1);
  if (last === undefined) return true;
  const known = binding.modelItems[item]!;
  const gapLowDays = known < 0 ? 0 : binding.model.gapLowDays[known]!;
  const windowDays = Math.max(policy.restDaysMin, gapLowDays);
  return now - last < windowDays * millisecondsPerDay;
}

/** Low-repeat items of the same leaf category, where its buyers hardly buy from it twice. */
function removeSubstitutes(binding: Binding, item: number, removed: Uint8Array): void {
  const { catalogue } = binding;
  const leaf = catalogue.leaves[item]!;
  if (leaf < 0 || binding.lowRepeatGroups[leaf] === 0) return;
  for (let at = catalogue.itemStarts[leaf]!; at < catalogue.itemStarts[leaf + 1]!; at += 1) {
    const other = catalogue.itemsOfGroups[at]!;
    if (other !== item && binding.repurchaseRates[other]! < policy.lowRepeatRate) {
      remove(removed, other, removal.substituteJustBought);
    }
  }
}

function remove(removed: Uint8Array, item: number, reason: number): void {
  if (removed[item] === removal.none) removed[item] = reason;
}
