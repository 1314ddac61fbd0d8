import type { Binding } from "./binding.ts";
import { categoryKey, tagKey } from "./catalogue.ts";
import type { Interest, OwnItem } from "./interests.ts";
import { millisecondsPerDay, policy } from "./policy.ts";
import type { DeclaredPreference, NotShownReason } from "./types.ts";

/** What one customer's evidence removes, by catalogue indices. */
interface CustomerFilters {
  readonly dislikedItems: ReadonlySet<number>;
  readonly dislikedGroups: ReadonlySet<number>;
  readonly justBought: ReadonlySet<number>;
  /** Leaf categories from which something was just bought that nobody needs twice. */
  readonly restingLeaves: ReadonlySet<number>;
}

/**
 * The filters of one customer: disliked items, categories and tags, and low-repeat goods just
 * bought with their substitutes. Accessories stay, for they are in other categories. Linear in the
 * own items.
 *
 * @param now milliseconds since 1970: what was just bought is asked of the real clock
 */
export function filtersOf(
  binding: Binding,
  ownItems: readonly OwnItem[],
  preferences: readonly DeclaredPreference[],
  now: number,
): CustomerFilters {
  const filters = {
    dislikedItems: new Set<number>(),
    dislikedGroups: new Set<number>(),
    justBought: new Set<number>(),
    restingLeaves: new Set<number>(),
  };
  for (const preference of preferences) {
    if (preference.sentiment !== "DISLIKE") continue;
    if (preference.target === "ITEM") {
      for (const item of itemsOf(binding, preference)) filters.dislikedItems.add(item);
    } else {
      filters.dislikedGroups.add(groupOf(binding, preference));
    }
  }
  for (const { interest, item } of ownItems) {
    if (item < 0) continue;
    if (interest.isDisliked) filters.dislikedItems.add(item);
    if (!interest.isTaken || !isResting(binding, interest, item, now)) continue;
    filters.justBought.add(item);
    const leaf = binding.catalogue.leaves[item]!;
    const isKept = interest.isBought && !interest.isReturned;
    if (isKept && leaf >= 0 && binding.lowRepeatGroups[leaf] === 1) filters.restingLeaves.add(leaf);
  }
  return filters;
}

/** Why an item may not be shown at all; null where it may. Cost: the groups of the item. */
export function removalOf(
  binding: Binding,
  filters: CustomerFilters | null,
  item: number,
): NotShownReason | null {
  const { catalogue } = binding;
  if (catalogue.available[item] === 0) return "UNAVAILABLE";
  if (filters === null) return null;
  if (filters.dislikedItems.has(item)) return "DISLIKED";
  if (filters.dislikedGroups.size > 0) {
    const end = catalogue.groupStarts[item + 1]!;
    for (let at = catalogue.groupStarts[item]!; at < end; at += 1) {
      if (filters.dislikedGroups.has(catalogue.groupsOfItems[at]!)) return "DISLIKED";
    }
  }
  if (filters.justBought.has(item)) return "JUST_BOUGHT";
  const isSubstitute =
    filters.restingLeaves.has(catalogue.leaves[item]!) &&
    binding.repurchaseRates[item]! < policy.lowRepeatRate;
  return isSubstitute ? "SUBSTITUTE_JUST_BOUGHT" : null;
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
  const group = groupOf(binding, preference);
  if (group < 0) return [];
  return catalogue.itemsOfGroups.subarray(
    catalogue.itemStarts[group]!,
    catalogue.itemStarts[group + 1]!,
  );
}

/** The group of a preference for a category or tag; -1 where the catalogue has none. */
export function groupOf({ catalogue }: Binding, { target, name }: DeclaredPreference): number {
  const toKey = target === "CATEGORY" ? categoryKey : tagKey;
  return catalogue.indexOfGroup.get(toKey(name)) ?? -1;
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
