import type { Binding } from "./binding.ts";
import { type Catalogue, categoryKey, tagKey } from "./catalogue.ts";
import { evidenceIdsOf, type OwnItem } from "./interests.ts";
import type { Model } from "./model.ts";
import type { InterestName } from "./types.ts";

/** Interests at everybody's rate that every customer is given in each group before their own. */
export const affinityPrior = 5;

const noGroups: ReadonlySet<number> = new Set();

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
 * Only the groups of own items are kept; any other has n = 0. So nothing grows with the number of
 * groups. A group whose liking the customer has struck has a θ of 0, whatever they do: it speaks
 * neither for nor against anything. The own items in it still count for their other groups.
 */
export class Affinities {
  readonly #shares: Float64Array;
  readonly #strengths = new Map<number, number>();
  #total = 0;

  constructor(
    { catalogue, interestShares: shares }: Binding,
    ownItems: readonly OwnItem[],
    private readonly struckGroups: ReadonlySet<number> = noGroups,
  ) {
    this.#shares = shares;
    const { groupStarts, groupsOfItems } = catalogue;
    for (const { interest, item } of ownItems) {
      const { strength } = interest;
      if (item < 0 || strength === 0) continue;
      this.#total += strength;
      for (let at = groupStarts[item]!; at < groupStarts[item + 1]!; at += 1) {
        const group = groupsOfItems[at]!;
        if (struckGroups.has(group)) continue;
        this.#strengths.set(group, (this.#strengths.get(group) ?? 0) + strength);
      }
    }
  }

  /** Without any interest every θ is 0. */
  get isEmpty(): boolean {
    return this.#total === 0;
  }

  /** Whether the customer has struck this liking. */
  isStruck(group: number): boolean {
    return this.struckGroups.has(group);
  }

  /** Groups of own items; all others have a θ of 0 or below. */
  groups(): number[] {
    return [...this.#strengths.keys()];
  }

  /** θ of a catalogue group. */
  at(group: number): number {
    if (this.struckGroups.has(group)) return 0;
    const expected = this.expected(group);
    return (this.observed(group) - expected) / (expected + affinityPrior);
  }

  /** n: Σ strength of the own items in a group. */
  observed(group: number): number {
    return this.#strengths.get(group) ?? 0;
  }

  /** E: what n would be if the customer took to the group as everybody does. */
  expected(group: number): number {
    return this.#total * this.#shares[group]!;
  }
}

/** Catalogue indices of the groups that these names mean; names of nothing here are left out. */
export function groupsNamed(
  { indexOfGroup }: Catalogue,
  names: readonly InterestName[],
): ReadonlySet<number> {
  const groups = names.map(({ kind, name }) =>
    indexOfGroup.get(kind === "CATEGORY" ? categoryKey(name) : tagKey(name)),
  );
  return new Set(groups.filter((group) => group !== undefined));
}

/** Ids of the events behind the interest in each of these groups; one pass over the own items. */
export function evidenceOfGroups(
  { catalogue }: Binding,
  ownItems: readonly OwnItem[],
  groups: Iterable<number>,
): ReadonlyMap<number, readonly string[]> {
  const { groupStarts, groupsOfItems } = catalogue;
  const idsOfGroup = new Map<number, string[]>();
  for (const group of groups) idsOfGroup.set(group, []);
  for (const { interest, item } of ownItems) {
    if (item < 0 || interest.strength === 0) continue;
    const ids = evidenceIdsOf(interest, "interest");
    for (let at = groupStarts[item]!; at < groupStarts[item + 1]!; at += 1) {
      const known = idsOfGroup.get(groupsOfItems[at]!);
      if (known !== undefined) for (const id of ids) known.push(id);
    }
  }
  return idsOfGroup;
}

/**
 * Feature of one item: the mean of θ over its groups, so that an item with many tags is not
 * favoured. Cost: the groups of the item.
 */
export function affinityFeature(catalogue: Catalogue, thetas: Affinities, item: number): number {
  const start = catalogue.groupStarts[item]!;
  const end = catalogue.groupStarts[item + 1]!;
  if (end === start || thetas.isEmpty) return 0;
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += thetas.at(catalogue.groupsOfItems[at]!);
  return sum / (end - start);
}
