import type { Binding } from "./binding.ts";
import type { Catalogue } from "./catalogue.ts";
import type { OwnItem } from "./interests.ts";
import type { Model } from "./model.ts";

/** Interests at everybody's rate that every customer is given in each group before their own. */
const affinityPrior = 5;

/**
 * Share of everybody's interest that falls into each group, by catalogue group; 0 for all where
 * nothing was learned.
 */
export function interestShares(
  catalogue: Catalogue,
  model: Model,
  modelItems: Int32Array,
): Float64Array {
  const shares = new Float64Array(catalogue.groups.length);
  let total = 0;
  for (const [item, known] of modelItems.entries()) {
    if (known < 0) continue;
    const tenths = model.interestTenths[known]!;
    total += tenths;
    for (let at = catalogue.groupStarts[item]!; at < catalogue.groupStarts[item + 1]!; at += 1) {
      shares[catalogue.groupsOfItems[at]!]! += tenths;
    }
  }
  return total === 0 ? shares : shares.map((tenths) => tenths / total);
}

/**
 * How much more a customer takes to each group than everybody does:
 * θ(group) = (n - E) / (E + 5), n = Σ strength of own items in it, E = Σ strength of all own items
 * × the group's share of everybody's interest. Above 0 is a liking; at least -1.
 *
 * @returns by catalogue group, or null where there is no interest at all
 */
export function affinities(binding: Binding, ownItems: readonly OwnItem[]): Float64Array | null {
  const { catalogue, interestShares: shares } = binding;
  const own = new Float64Array(shares.length);
  let total = 0;
  for (const { interest, item } of ownItems) {
    const { strength } = interest;
    if (item < 0 || strength === 0) continue;
    total += strength;
    for (let at = catalogue.groupStarts[item]!; at < catalogue.groupStarts[item + 1]!; at += 1) {
      own[catalogue.groupsOfItems[at]!]! += strength;
    }
  }
  if (total === 0) return null;
  return own.map((strength, group) => {
    const expected = total * shares[group]!;
    return (strength - expected) / (expected + affinityPrior);
  });
}

/**
 * Feature of one item: the mean of θ over its groups, so that an item with many tags is not
 * favoured. Cost: the groups of the item.
 */
export function affinityFeature(catalogue: Catalogue, thetas: Float64Array, item: number): number {
  const start = catalogue.groupStarts[item]!;
  const end = catalogue.groupStarts[item + 1]!;
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += thetas[catalogue.groupsOfItems[at]!]!;
  return end === start ? 0 : sum / (end - start);
}
