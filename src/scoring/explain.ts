import { evidenceOfGroups } from "./affinity.ts";
import type { Binding } from "./binding.ts";
import { namesOfSources } from "./candidates.ts";
import { groupName, groupsOf } from "./catalogue.ts";
import { effectOn } from "./conditions.ts";
import { itemsOf } from "./filters.ts";
import { evidenceIdsOf, type OwnItem } from "./interests.ts";
import { policy } from "./policy.ts";
import { type Customer, expertShare, ownRepeat, ruleParts, type ScoreSheet } from "./score.ts";
import { type WalkName, walkFeature, walkNames, walkStrength, walkWeights } from "./taste.ts";
import { topIndices } from "./top.ts";
import {
  type Contribution,
  type ContributionPart,
  type Dial,
  type ScoredItem,
  type Signal,
  signals,
} from "./types.ts";

/** Largest difference between a share and the sum of its parts, and of all with the score. */
const toleranceMax = 1e-9;

type Parts = Record<Signal, ContributionPart[]>;

/** The part of a place that explains its score. */
export type Explanation = Pick<ScoredItem, "score" | "baseline" | "contributions" | "sources">;

/**
 * Explanations of some places of a sheet. Builds parts for these only, by a computation of its own,
 * and makes sure that they add up to what was ranked by.
 *
 * @throws {RangeError} where they do not, or where a score is not finite
 */
export function explain(
  binding: Binding,
  sheet: ScoreSheet,
  customer: Customer | null,
  dial: Dial,
  places: readonly number[],
): Explanation[] {
  const winners = places.map((place) => sheet.items[place]!);
  const personal = customer && new PersonalParts(binding, customer, dial, winners);
  return places.map((place, index) => {
    const parts = situationParts(binding, sheet, place);
    personal?.addTo(parts, winners[index]!, index);
    return explanationOf(binding, sheet, place, parts);
  });
}

function situationParts(binding: Binding, sheet: ScoreSheet, place: number): Parts {
  const item = sheet.items[place]!;
  const parts: Parts = {
    HISTORY: [],
    CONTEXT: [],
    MOOD: [],
    CROWD: [],
    NOVELTY: [],
    DECLARED: [],
    RULE: [],
  };
  const add = (signal: Signal, name: string, value: number) => {
    if (value !== 0) parts[signal].push({ name, value, evidenceIds: [] });
  };
  add("CROWD", "popularity", binding.popularity[item]!);
  add("CROWD", "liking", binding.liking[item]!);
  add("CROWD", "trend", binding.trend[item]!);
  add("CROWD", "expert", expertShare(binding, item));
  add("NOVELTY", "fresh", sheet.shares.NOVELTY[place]!);
  for (const condition of sheet.conditions) {
    add("CONTEXT", condition.name, effectOn(binding, condition, item));
  }
  if (sheet.mood !== null) add("MOOD", sheet.mood.name, effectOn(binding, sheet.mood, item));
  return parts;
}

/** Parts that rest on one customer's evidence. */
class PersonalParts {
  readonly #evidenceOfGroups: ReadonlyMap<number, readonly string[]>;
  readonly #shares: Readonly<Record<WalkName, readonly Float64Array[]>>;

  constructor(
    private readonly binding: Binding,
    private readonly customer: Customer,
    private readonly dial: Dial,
    winners: readonly number[],
  ) {
    const groups = winners.flatMap((item) => [...groupsOf(binding.catalogue, item)]);
    this.#evidenceOfGroups = evidenceOfGroups(binding, customer.ownItems, groups);
    this.#shares = walkShares(binding, customer, winners);
  }

  addTo(parts: Parts, item: number, index: number): void {
    const own = this.customer.ownOf.get(item);
    if (own?.interest.isTaken === true) this.#addRepeat(parts, own);
    else this.#addTaste(parts, item, index);
    if (own !== undefined) {
      for (const [name, value] of ruleParts(own.interest)) {
        const ids = evidenceIdsOf(own.interest, name === "ratedLow" ? "taken" : "rule");
        parts.RULE.push({ name, value, evidenceIds: ids });
      }
    }
    for (const preference of this.customer.preferences) {
      if (preference.sentiment === "DISLIKE") continue;
      const { id, name } = preference;
      if (!itemsOf(this.binding, preference).includes(item)) continue;
      parts.DECLARED.push({ name: `likes:${name}`, value: policy.declaredLike, evidenceIds: [id] });
    }
  }

  #addRepeat(parts: Parts, own: OwnItem): void {
    const value = this.dial.history * ownRepeat(this.binding, this.customer, own);
    const evidenceIds = evidenceIdsOf(own.interest, "taken");
    if (value !== 0) parts.HISTORY.push({ name: "ownRepeat", value, evidenceIds });
  }

  #addTaste(parts: Parts, item: number, index: number): void {
    const weights = walkWeights(this.binding);
    for (const name of walkNames) {
      const { weight, scale } = weights[name];
      const sum = this.customer.taste.sums[name].at(item);
      const value = this.dial.history * weight * walkFeature(sum, scale);
      if (value !== 0) this.#addWalk(parts, name, this.#shares[name][index]!, value / sum);
    }
    this.#addAffinity(parts, item);
  }

  /** The logarithm's value is divided among the own items in proportion to what each brought. */
  #addWalk(parts: Parts, walk: WalkName, shares: Float64Array, perAmount: number): void {
    const { ownItems } = this.customer;
    const silent = Uint8Array.from(shares, (amount) => (amount === 0 ? 1 : 0));
    for (const own of topIndices(shares, silent, policy.partsListedMax, 0)) {
      silent[own] = 1;
      const evidenceIds = evidenceIdsOf(ownItems[own]!.interest, "interest");
      parts.HISTORY.push({ name: partOfWalk[walk], value: perAmount * shares[own]!, evidenceIds });
    }
    let value = 0;
    const evidenceIds: string[] = [];
    for (let own = 0; own < shares.length; own += 1) {
      if (silent[own] === 1) continue;
      value += perAmount * shares[own]!;
      for (const id of evidenceIdsOf(ownItems[own]!.interest, "interest")) evidenceIds.push(id);
    }
    if (value !== 0) parts.HISTORY.push({ name: otherOfWalk[walk], value, evidenceIds });
  }

  /**
   * The mean over the groups of the item, divided among those that speak its way, each citing the
   * own items of that group. What the other groups say is taken off their parts: a part that they
   * outweigh would cite evidence without which the item stood higher.
   */
  #addAffinity(parts: Parts, item: number): void {
    const { affinities } = this.customer.taste;
    if (affinities.isEmpty) return;
    const { catalogue, model } = this.binding;
    const groups = groupsOf(catalogue, item);
    const perGroup = (this.dial.history * model.weights.affinity) / groups.length;
    const net = perGroup * groups.reduce((sum, group) => sum + affinities.at(group), 0);
    const agreeing = groups.filter((group) => perGroup * affinities.at(group) * net > 0);
    const whole = agreeing.reduce((sum, group) => sum + affinities.at(group), 0);
    for (const group of agreeing) {
      const name = `affinity:${groupName(catalogue.groups[group]!)}`;
      const value = (net * affinities.at(group)) / whole;
      parts.HISTORY.push({ name, value, evidenceIds: this.#evidenceOfGroups.get(group)! });
    }
  }
}

const partOfWalk: Readonly<Record<WalkName, string>> = {
  neighbours: "neighbour",
  ease: "together",
  sessions: "session",
  complements: "complement",
};
const otherOfWalk: Readonly<Record<WalkName, string>> = {
  neighbours: "otherNeighbours",
  ease: "otherTogether",
  sessions: "otherSession",
  complements: "otherComplements",
};

/**
 * Which own items stand behind each winner in each walk: one row for each winner with one amount
 * for each own item; a row adds up to the winner's sum.
 */
function walkShares(binding: Binding, { ownItems, now }: Customer, winners: readonly number[]) {
  const rowOfItem = new Map(winners.map((item, row) => [item, row]));
  const sharesOf = (name: WalkName): Float64Array[] => {
    const rows = winners.map(() => new Float64Array(ownItems.length));
    const { starts, items, weights } = binding.model[name];
    for (const [index, own] of ownItems.entries()) {
      const strength = own.known < 0 ? 0 : walkStrength(own, name, now);
      if (strength === 0) continue;
      for (let at = starts[own.known]!; at < starts[own.known + 1]!; at += 1) {
        const row = rowOfItem.get(binding.catalogueItems[items[at]!]!);
        if (row !== undefined) rows[row]![index] = strength * weights[at]!;
      }
    }
    return rows;
  };
  return {
    neighbours: sharesOf("neighbours"),
    ease: sharesOf("ease"),
    sessions: sharesOf("sessions"),
    complements: sharesOf("complements"),
  };
}

function explanationOf(
  binding: Binding,
  sheet: ScoreSheet,
  place: number,
  parts: Parts,
): Explanation {
  const contributions = signals.map(
    (signal): Contribution => ({
      signal,
      value: parts[signal].reduce((sum, { value }) => sum + value, 0),
      parts: parts[signal],
    }),
  );
  const score = contributions.reduce((sum, { value }) => sum + value, 0);
  // Ranking and explaining are two computations; a difference between them is a bug, and so is NaN.
  for (const { signal, value } of contributions) {
    if (!(Math.abs(value - sheet.shares[signal][place]!) <= toleranceMax)) {
      const itemId = binding.catalogue.ids[sheet.items[place]!]!;
      const ranked = sheet.shares[signal][place];
      throw new RangeError(`item ${itemId}: ${signal} is ${value} in parts and ${ranked} in whole`);
    }
  }
  return { score, baseline: 0, contributions, sources: namesOfSources(sheet.sources[place]!) };
}
