import type { Binding } from "./binding.ts";
import { groupName } from "./catalogue.ts";
import { effectOn } from "./conditions.ts";
import { itemsOf } from "./filters.ts";
import { evidenceIdsOf, type OwnItem } from "./interests.ts";
import { neighbourFeature, neighbourShares } from "./neighbours.ts";
import { policy } from "./policy.ts";
import { ownRepeat, type PersonalScores, ruleParts, type Scores } from "./score.ts";
import { topIndices } from "./top.ts";
import type {
  Contribution,
  ContributionPart,
  DeclaredPreference,
  ScoredItem,
  Signal,
} from "./types.ts";

/** Largest difference between a score and the sum of its contributions, and of their parts. */
const toleranceMax = 1e-9;

/** All signals, in the order in which they are listed; each is always there, with 0 if silent. */
const signals = ["HISTORY", "CONTEXT", "MOOD", "CROWD", "DECLARED", "RULE"] as const;

type Parts = Record<Signal, ContributionPart[]>;

/**
 * Winners of a profile-free answer with their explanation.
 *
 * @param winners catalogue indices, best first
 */
export function explainSituation(
  binding: Binding,
  scores: Scores,
  winners: readonly number[],
): ScoredItem[] {
  return winners.map((item, place) =>
    scoredItem(binding, item, place, scores, situationParts(binding, scores, item)),
  );
}

/** Winners of a personal answer with their explanation. Builds parts for the winners only. */
export function explainPersonal(
  binding: Binding,
  scores: PersonalScores,
  preferences: readonly DeclaredPreference[],
  winners: readonly number[],
): ScoredItem[] {
  const shares = neighbourShares(binding, scores.ownItems, winners);
  const ownItems = new Map(scores.ownItems.map((own) => [own.item, own]));
  const liked = likedItems(binding, preferences, new Set(winners));
  const idsOfGroup = groupEvidence(binding, scores.ownItems, winners);
  return winners.map((item, place) => {
    const parts = situationParts(binding, scores, item);
    const own = ownItems.get(item);
    if (own !== undefined) addOwnParts(binding, scores, own, parts);
    if (own === undefined || !own.interest.isTaken) {
      addNeighbourParts(binding, scores, item, shares[place]!, parts);
      addAffinityParts(binding, scores, item, idsOfGroup, parts);
    }
    for (const { id, name } of liked.get(item) ?? []) {
      parts.DECLARED.push({
        name: `likes:${name}`,
        value: policy.declaredLike,
        evidenceIds: [id],
      });
    }
    return scoredItem(binding, item, place, scores, parts);
  });
}

function situationParts(binding: Binding, scores: Scores, item: number): Parts {
  const parts: Parts = {
    HISTORY: [],
    CONTEXT: [],
    MOOD: [],
    CROWD: [],
    DECLARED: [],
    RULE: [],
  };
  const add = (signal: Signal, name: string, value: number) => {
    if (value !== 0) parts[signal].push({ name, value, evidenceIds: [] });
  };
  add("CROWD", "popularity", binding.popularity[item]!);
  add("CROWD", "liking", binding.liking[item]!);
  add("CROWD", "trend", binding.trend[item]!);
  for (const condition of scores.conditions) {
    add("CONTEXT", condition.name, effectOn(binding, condition, item));
  }
  if (scores.mood !== null) add("MOOD", scores.mood.name, effectOn(binding, scores.mood, item));
  return parts;
}

function addOwnParts(
  binding: Binding,
  scores: PersonalScores,
  own: OwnItem,
  parts: Parts,
): void {
  const { interest } = own;
  const repeat = ownRepeat(binding, scores, own);
  if (repeat !== 0) {
    parts.HISTORY.push({
      name: "ownRepeat",
      value: repeat,
      evidenceIds: evidenceIdsOf(interest, "taken"),
    });
  }
  for (const [name, value] of ruleParts(interest)) {
    const ids = evidenceIdsOf(interest, name === "ratedLow" ? "taken" : "rule");
    parts.RULE.push({ name, value, evidenceIds: ids });
  }
}

/** The logarithm's value is divided among the own items in proportion to what each brought. */
function addNeighbourParts(
  binding: Binding,
  scores: PersonalScores,
  item: number,
  shares: Float64Array,
  parts: Parts,
): void {
  const sum = scores.neighbours.sums[item]!;
  if (sum === 0) return;
  const { model } = binding;
  const perAmount = (model.weights.neighbour * neighbourFeature(sum, model.neighbourScale)) / sum;
  const silent = Uint8Array.from(shares, (amount) => (amount === 0 ? 1 : 0));
  for (const own of topIndices(shares, silent, policy.partsListedMax, 0)) {
    silent[own] = 1;
    parts.HISTORY.push({
      name: "neighbour",
      value: perAmount * shares[own]!,
      evidenceIds: evidenceIdsOf(scores.ownItems[own]!.interest, "interest"),
    });
  }
  let rest = 0;
  const restIds: string[] = [];
  for (let own = 0; own < shares.length; own += 1) {
    if (silent[own] === 1) continue;
    rest += perAmount * shares[own]!;
    for (const id of evidenceIdsOf(scores.ownItems[own]!.interest, "interest")) restIds.push(id);
  }
  if (rest !== 0)
    parts.HISTORY.push({ name: "otherNeighbours", value: rest, evidenceIds: restIds });
}

/** One part per group of the item, citing the own items of that group. */
function addAffinityParts(
  binding: Binding,
  { affinities }: PersonalScores,
  item: number,
  idsOfGroup: ReadonlyMap<number, readonly string[]>,
  parts: Parts,
): void {
  if (affinities === null) return;
  const { catalogue, model } = binding;
  const start = catalogue.groupStarts[item]!;
  const end = catalogue.groupStarts[item + 1]!;
  for (let at = start; at < end; at += 1) {
    const group = catalogue.groupsOfItems[at]!;
    const value = (model.weights.affinity * affinities[group]!) / (end - start);
    if (value === 0) continue;
    const name = `affinity:${groupName(catalogue.groups[group]!)}`;
    parts.HISTORY.push({ name, value, evidenceIds: idsOfGroup.get(group)! });
  }
}

/** Evidence of own items by group, for the groups of the winners; one pass over the own items. */
function groupEvidence(
  binding: Binding,
  ownItems: readonly OwnItem[],
  winners: readonly number[],
): ReadonlyMap<number, readonly string[]> {
  const { catalogue } = binding;
  const idsOfGroup = new Map<number, string[]>();
  for (const item of winners) {
    const end = catalogue.groupStarts[item + 1]!;
    for (let at = catalogue.groupStarts[item]!; at < end; at += 1) {
      idsOfGroup.set(catalogue.groupsOfItems[at]!, []);
    }
  }
  for (const { interest, item } of ownItems) {
    if (item < 0 || interest.strength === 0) continue;
    const interestIds = evidenceIdsOf(interest, "interest");
    const end = catalogue.groupStarts[item + 1]!;
    for (let at = catalogue.groupStarts[item]!; at < end; at += 1) {
      const ids = idsOfGroup.get(catalogue.groupsOfItems[at]!);
      if (ids !== undefined) for (const id of interestIds) ids.push(id);
    }
  }
  return idsOfGroup;
}

function likedItems(
  binding: Binding,
  preferences: readonly DeclaredPreference[],
  winners: ReadonlySet<number>,
): ReadonlyMap<number, DeclaredPreference[]> {
  const liked = new Map<number, DeclaredPreference[]>();
  for (const preference of preferences) {
    if (preference.sentiment === "DISLIKE") continue;
    const items = itemsOf(binding, preference);
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at]!;
      if (winners.has(item)) liked.set(item, [...(liked.get(item) ?? []), preference]);
    }
  }
  return liked;
}

function scoredItem(
  binding: Binding,
  item: number,
  place: number,
  { scores }: Scores,
  parts: Parts,
): ScoredItem {
  const contributions = signals.map(
    (signal): Contribution => ({
      signal,
      value: parts[signal].reduce((sum, { value }) => sum + value, 0),
      parts: parts[signal],
    }),
  );
  const score = contributions.reduce((sum, { value }) => sum + value, 0);
  const itemId = binding.catalogue.ids[item]!;
  // Ranking and explaining are two computations; a difference between them is a bug, and so is NaN.
  if (!(Math.abs(score - scores[item]!) <= toleranceMax)) {
    throw new RangeError(
      `item ${itemId}: contributions ${score} are not its score ${scores[item]}`,
    );
  }
  return { itemId, rank: place + 1, score, baseline: 0, contributions, sources: sourcesOf(parts) };
}

const sourceOfPart: Readonly<Record<string, string>> = {
  ownRepeat: "due",
  neighbour: "taste",
  otherNeighbours: "taste",
  popularity: "popular",
  trend: "trend",
};

function sourcesOf(parts: Parts): string[] {
  const sources = new Set<string>();
  for (const { name, value } of [...parts.HISTORY, ...parts.CROWD]) {
    const source = sourceOfPart[name];
    if (source !== undefined && value > 0) sources.add(source);
  }
  if (parts.DECLARED.length > 0) sources.add("declared");
  return [...sources];
}
