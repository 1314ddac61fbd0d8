import type { Binding } from "./binding.ts";
import { isFrom } from "./candidates.ts";
import { policy } from "./policy.ts";
import type { Customer, ScoreSheet } from "./score.ts";
import { topIndices } from "./top.ts";
import type { Dial, Slot } from "./types.ts";

/** A list before exploration: places of the sheet, and what each of them is for. */
export interface RankedList {
  readonly places: readonly number[];
  readonly slots: ReadonlyMap<number, Slot>;
  /** Everything that could be shown, best first; the list is part of it. */
  readonly pool: readonly number[];
}

/**
 * Puts the list together from the best candidates, place by place: the next one has the largest
 *
 * (1 − λ) s − λ KL(own mix ‖ mix of the list with it) − μ (likeness to what is placed)
 *
 * with s the score from 0 to 1 within the pool. λ pulls the list towards the categories that the
 * customer takes from, μ pushes it away from itself; the dial moves both. Some places widen: they
 * go to categories that the customer never took from. Own items get no more places than the
 * customer's own share of repeats, plus one.
 *
 * Cost: (places × pool) steps of a few additions for each category of the own mix.
 *
 * @param isHidden by place of the sheet, 0 where it may be shown
 * @param seed decides among equal scores
 * @param isDue true for a place whose item is expected to be bought again by now
 * @see Steck 2018, "Calibrated recommendations"; Carbonell, Goldstein 1998, "The use of MMR"
 */
export function rerank(
  binding: Binding,
  sheet: ScoreSheet,
  customer: Customer | null,
  dial: Dial,
  isHidden: Uint8Array,
  first: number,
  seed: number,
  isDue: (place: number) => boolean,
): RankedList {
  const pool = topIndices(sheet.scores, isHidden, Math.max(policy.poolMin, 2 * first), seed);
  const list = new List(binding, sheet, customer, dial, pool, first, isDue);
  while (list.places.length < first && list.placeNext());
  return { places: list.places, slots: list.slots, pool };
}

class List {
  readonly places: number[] = [];
  readonly slots = new Map<number, Slot>();
  readonly #left: number[];
  readonly #likeness = new Map<number, number>();
  readonly #mix: Map<number, number>;
  readonly #listed = new Map<number, number>();
  /** Divergence with one more item of a leaf; one value for all leaves outside of the own mix. */
  readonly #divergences = new Map<number, number>();
  readonly #isDue: (place: number) => boolean;
  readonly #scoreOf: (place: number) => number;
  readonly #lambda: number;
  readonly #mu: number;
  readonly #repeatsMax: number;
  /** How many places widen. */
  readonly #widening: number;
  #repeats = 0;

  constructor(
    private readonly binding: Binding,
    private readonly sheet: ScoreSheet,
    private readonly customer: Customer | null,
    { surprise }: Dial,
    pool: readonly number[],
    private readonly first: number,
    isDue: (place: number) => boolean,
  ) {
    this.#left = [...pool];
    this.#isDue = isDue;
    this.#mix = ownMix(binding, customer);
    this.#lambda = this.#mix.size === 0 ? 0 : policy.calibrationMax * (1 - surprise);
    this.#mu = policy.diversityMax * surprise;
    const best = sheet.scores[pool[0] ?? 0] ?? 0;
    const spread = best - (sheet.scores[pool.at(-1) ?? 0] ?? 0) || 1;
    this.#scoreOf = (place) => 1 - (best - sheet.scores[place]!) / spread;
    this.#widening = Math.round(first * policy.wideningMax * surprise);
    this.#repeatsMax = Math.ceil(first * repeatQuota(customer)) + policy.repeatPlacesExtra;
  }

  /** False where nothing is left to place. */
  placeNext(): boolean {
    const isWidening = this.#isWideningPlace();
    const place =
      (isWidening ? this.#best((other) => this.#widens(other)) : null) ??
      this.#best((other) => this.#repeats < this.#repeatsMax || !this.#isRepeat(other)) ??
      this.#best(() => true);
    if (place === null) return false;
    this.#take(place, isWidening && this.#widens(place));
    return true;
  }

  /** Spread over the list, the last place first: one of twelve is the twelfth. */
  #isWideningPlace(): boolean {
    const widenedBefore = (count: number) => Math.floor((count * this.#widening) / this.first);
    return widenedBefore(this.places.length + 1) > widenedBefore(this.places.length);
  }

  #best(isAllowed: (place: number) => boolean): number | null {
    let best: number | null = null;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const place of this.#left) {
      if (!isAllowed(place)) continue;
      const value = this.#valueOf(place);
      if (value > bestValue) {
        best = place;
        bestValue = value;
      }
    }
    return best;
  }

  #valueOf(place: number): number {
    const relevance = (1 - this.#lambda) * this.#scoreOf(place);
    const likeness = this.#mu * (this.#likeness.get(place) ?? 0);
    return relevance - this.#lambda * this.#divergenceWith(place) - likeness;
  }

  /** KL(own mix ‖ mix of the list with one more place), the latter smoothed by 1 % of own. */
  #divergenceWith(place: number): number {
    if (this.#lambda === 0) return 0;
    const leaf = this.binding.catalogue.leaves[this.sheet.items[place]!]!;
    const key = this.#mix.has(leaf) ? leaf : -1;
    let divergence = this.#divergences.get(key);
    if (divergence === undefined) {
      divergence = this.#divergenceWithLeaf(key);
      this.#divergences.set(key, divergence);
    }
    return divergence;
  }

  #divergenceWithLeaf(leaf: number): number {
    const count = this.places.length + 1;
    let divergence = 0;
    for (const [group, share] of this.#mix) {
      const listed = ((this.#listed.get(group) ?? 0) + (group === leaf ? 1 : 0)) / count;
      divergence += share * Math.log(share / (0.99 * listed + 0.01 * share));
    }
    return divergence / Math.log(100);
  }

  #take(place: number, isWidening: boolean): void {
    const { leaves } = this.binding.catalogue;
    const item = this.sheet.items[place]!;
    const leaf = leaves[item]!;
    this.#left.splice(this.#left.indexOf(place), 1);
    this.#divergences.clear();
    this.places.push(place);
    this.slots.set(place, this.#isDue(place) ? "DUE" : isWidening ? "WIDEN" : "RELEVANT");
    this.#listed.set(leaf, (this.#listed.get(leaf) ?? 0) + 1);
    if (this.#isRepeat(place)) this.#repeats += 1;
    if (this.#mu === 0) return;
    for (const other of this.#left) {
      const likeness = likenessOf(this.binding, item, this.sheet.items[other]!);
      if (likeness > (this.#likeness.get(other) ?? 0)) this.#likeness.set(other, likeness);
    }
  }

  #widens(place: number): boolean {
    return isFrom(this.sheet.sources[place]!, "widen");
  }

  #isRepeat(place: number): boolean {
    return this.customer !== null && isFrom(this.sheet.sources[place]!, "due");
  }
}

/** Share of the list that own items may have: the customer's own share of repeats. */
function repeatQuota(customer: Customer | null): number {
  return customer === null ? 1 : customer.rhythm.repeatShare;
}

/**
 * Shares of the leaf categories in what the customer has an interest in; empty without any. Struck
 * likings pull nothing.
 */
function ownMix({ catalogue }: Binding, customer: Customer | null): Map<number, number> {
  const mix = new Map<number, number>();
  if (customer === null) return mix;
  const { affinities } = customer.taste;
  let total = 0;
  for (const { interest, item } of customer.ownItems) {
    const leaf = item < 0 ? -1 : catalogue.leaves[item]!;
    if (leaf < 0 || interest.strength === 0 || affinities.isStruck(leaf)) continue;
    mix.set(leaf, (mix.get(leaf) ?? 0) + interest.strength);
    total += interest.strength;
  }
  for (const [leaf, strength] of mix) mix.set(leaf, strength / total);
  return mix;
}

/** Groups in common among all groups of both (Jaccard), 0 to 1. */
function likenessOf({ catalogue }: Binding, one: number, other: number): number {
  const { groupStarts, groupsOfItems } = catalogue;
  let common = 0;
  for (let a = groupStarts[one]!; a < groupStarts[one + 1]!; a += 1) {
    for (let b = groupStarts[other]!; b < groupStarts[other + 1]!; b += 1) {
      if (groupsOfItems[a] === groupsOfItems[b]) common += 1;
    }
  }
  const sizes =
    groupStarts[one + 1]! - groupStarts[one]! + groupStarts[other + 1]! - groupStarts[other]!;
  return common === 0 ? 0 : common / (sizes - common);
}
