import type { Affinities } from "./affinity.ts";
import type { Binding } from "./binding.ts";
import type { ActiveCondition } from "./conditions.ts";
import { groupOf, itemsOf } from "./filters.ts";
import type { OwnItem } from "./interests.ts";
import { millisecondsPerDay, policy } from "./policy.ts";
import type { Taste } from "./taste.ts";
import { topIndices } from "./top.ts";
import type { DeclaredPreference } from "./types.ts";

/** All sources that can propose an item; a candidate has one bit for each of its own. */
export const sourceNames = [
  "due",
  "session",
  "taste",
  "complement",
  "widen",
  "fresh",
  "trend",
  "expert",
  "popular",
  "situation",
  "declared",
] as const;
export type SourceName = (typeof sourceNames)[number];

/** Items that some source has proposed, each once, and the bits of their sources. */
export interface Candidates {
  readonly items: Int32Array;
  readonly sources: Uint16Array;
}

/** Who is asked for: null where nobody in particular is. */
export interface Asker {
  readonly ownItems: readonly OwnItem[];
  readonly taste: Taste;
  readonly preferences: readonly DeclaredPreference[];
}

/** Names of the sources whose bits are set. */
export function namesOfSources(bits: number): SourceName[] {
  return sourceNames.filter((_, place) => (bits & (1 << place)) !== 0);
}

/** True where a source proposed the item. */
export function isFrom(bits: number, source: SourceName): boolean {
  return (bits & (1 << sourceNames.indexOf(source))) !== 0;
}

/**
 * Collects what the sources propose. What may not be shown is filtered later, so that it can be
 * asked why. Cost: the proposals, a few thousand at most, whatever the catalogue's size.
 *
 * @param now milliseconds since 1970
 */
export function candidatesOf(
  binding: Binding,
  conditions: readonly ActiveCondition[],
  asker: Asker | null,
  now: number,
): Candidates {
  const collector = new Collector(binding);
  try {
    collector.all("popular", binding.popular);
    collector.all("trend", binding.trending);
    collector.all("fresh", freshItems(binding, now));
    collector.all("expert", binding.expertFinds.keys());
    for (const condition of conditions) proposeSuited(collector, condition);
    if (asker !== null) proposePersonal(collector, binding, asker);
    return collector.candidates();
  } finally {
    collector.clear();
  }
}

/** The whole catalogue as candidates without sources: for evaluation. */
export function allCandidates(binding: Binding): Candidates {
  const count = binding.catalogue.ids.length;
  return {
    items: Int32Array.from({ length: count }, (_, item) => item),
    sources: new Uint16Array(count),
  };
}

class Collector {
  readonly #items: number[] = [];
  readonly #bits: Uint16Array;

  constructor(private readonly binding: Binding) {
    this.#bits = binding.sourceBits;
  }

  add(source: SourceName, item: number): void {
    if (this.#bits[item] === 0) this.#items.push(item);
    this.#bits[item]! |= 1 << sourceNames.indexOf(source);
  }

  all(source: SourceName, items: Iterable<number>): void {
    for (const item of items) this.add(source, item);
  }

  /** Best of the crowd in a group; nothing for -1. */
  group(source: SourceName, group: number): void {
    if (group < 0) return;
    const { groupStarts, groupItems } = this.binding.best;
    for (let at = groupStarts[group]!; at < groupStarts[group + 1]!; at += 1) {
      this.add(source, groupItems[at]!);
    }
  }

  candidates(): Candidates {
    const items = Int32Array.from(this.#items);
    return { items, sources: Uint16Array.from(items, (item) => this.#bits[item]!) };
  }

  /** Gives the bits back as they were lent. */
  clear(): void {
    for (const item of this.#items) this.#bits[item] = 0;
  }
}

function freshItems({ newest, catalogue }: Binding, now: number): number[] {
  const since = now - policy.freshDays * millisecondsPerDay;
  return newest.filter((item) => catalogue.addedAt[item]! >= since);
}

/** Items and the best of the groups that a condition or mood speaks for. */
function proposeSuited(collector: Collector, { effects }: ActiveCondition): void {
  collector.all("situation", effects.suitedItems);
  for (const group of effects.suitedGroups) collector.group("situation", group);
}

function proposePersonal(
  collector: Collector,
  binding: Binding,
  { ownItems, taste, preferences }: Asker,
): void {
  const { sums, affinities } = taste;
  for (const { interest, item } of ownItems) {
    if (item >= 0 && interest.isTaken) collector.add("due", item);
    else if (item >= 0 && interest.tenths > 0) collector.add("taste", item);
  }
  collector.all("session", sums.sessions.reached);
  collector.all("complement", sums.complements.reached);
  collector.all("taste", bestReached(sums.neighbours, policy.tasteProposalsMax));
  collector.all("taste", bestReached(sums.ease, policy.tasteProposalsMax));
  for (const group of likedGroups(affinities)) collector.group("taste", group);
  for (const group of groupsToWiden(binding, ownItems, affinities)) collector.group("widen", group);
  for (const preference of preferences) {
    if (preference.sentiment === "DISLIKE") continue;
    if (preference.target === "ITEM") collector.all("declared", itemsOf(binding, preference));
    else collector.group("declared", groupOf(binding, preference));
  }
}

function bestReached(
  sums: { readonly reached: readonly number[]; at(item: number): number },
  count: number,
): readonly number[] {
  if (sums.reached.length <= count) return sums.reached;
  const values = Float64Array.from(sums.reached, (item) => sums.at(item));
  return topIndices(values, new Uint8Array(values.length), count, 0).map(
    (place) => sums.reached[place]!,
  );
}

/** The groups that the customer takes to most. */
function likedGroups(affinities: Affinities): number[] {
  const groups = affinities.groups();
  const values = Float64Array.from(groups, (group) => affinities.at(group));
  const isOut = Uint8Array.from(values, (value) => (value > 0 ? 0 : 1));
  return topIndices(values, isOut, policy.groupsPerSourceMax, 0).map((place) => groups[place]!);
}

/**
 * Categories that the customer never took from: first those that people who take from theirs also
 * take from more often than chance, the largest Σ over own categories of ln lift. Where these are
 * too few, for instance because tastes have nothing to do with each other, the house's most popular
 * others follow: who always gets more of the same is bored in any house. A category whose liking
 * the customer has struck neither widens nor leads anywhere.
 */
function groupsToWiden(
  binding: Binding,
  ownItems: readonly OwnItem[],
  affinities: Affinities,
): number[] {
  const { catalogue, model, modelGroups, catalogueGroups, leafGroups } = binding;
  const own = new Set<number>();
  for (const { interest, item } of ownItems) {
    const leaf = item < 0 || !interest.isTaken ? -1 : catalogue.leaves[item]!;
    if (leaf >= 0 && !affinities.isStruck(leaf)) own.add(leaf);
  }
  const isOut = (group: number) => own.has(group) || affinities.isStruck(group);
  if (own.size === 0) return [];
  const sums = new Map<number, number>();
  const { starts, items, weights } = model.groupLifts;
  for (const group of own) {
    const known = modelGroups[group]!;
    if (known < 0) continue;
    for (let at = starts[known]!; at < starts[known + 1]!; at += 1) {
      const other = catalogueGroups[items[at]!]!;
      if (other >= 0 && !isOut(other)) sums.set(other, (sums.get(other) ?? 0) + weights[at]!);
    }
  }
  const groups = [...sums.keys()];
  const values = Float64Array.from(groups, (group) => sums.get(group)!);
  const widening = topIndices(values, new Uint8Array(values.length), policy.groupsPerSourceMax, 0);
  const chosen = widening.map((place) => groups[place]!);
  for (const group of leafGroups) {
    if (chosen.length === policy.groupsPerSourceMax) break;
    if (!isOut(group) && !sums.has(group)) chosen.push(group);
  }
  return chosen;
}
