import { groupsNamed } from "./affinity.ts";
import { type Binding, bindModel } from "./binding.ts";
import { allCandidates, type Candidates, candidatesOf, isFrom } from "./candidates.ts";
import type { Catalogue } from "./catalogue.ts";
import { activeContext, activeMood } from "./conditions.ts";
import { explain } from "./explain.ts";
import { type ExploredList, explore } from "./explore.ts";
import { filtersOf, removalOf } from "./filters.ts";
import type { Model } from "./model.ts";
import { millisecondsPerDay, policy } from "./policy.ts";
import { dueTime } from "./repeats.ts";
import { type RankedList, rerank } from "./rerank.ts";
import {
  type Customer,
  ownItemsFrom,
  type ScoreSheet,
  type Situation,
  scoreSheet,
} from "./score.ts";
import { tasteOf, walkNames } from "./taste.ts";
import {
  type Dial,
  type Evidence,
  type NotShownReason,
  type RecommendedList,
  type ScoredItem,
  type Signal,
  signals,
} from "./types.ts";

/** A request that knows no customer. */
export interface ProfileFreeRequest extends Situation {
  readonly catalogue: Catalogue;
  readonly model: Model;
  /** Decides what is explored and drawn; the same seed gives the same list. */
  readonly seed: number;
  /** Places of the list; fewer are returned where fewer items are worth showing. */
  readonly first: number;
  /** Probability that a place is drawn by chance; none where it is left out. */
  readonly explorationShare?: number;
  /** The customer wants to be reminded of nothing: no place is kept for what is due. */
  readonly isQuiet?: boolean;
}

/** A request for one customer, with the evidence that consent lets through. */
export interface PersonalRequest extends ProfileFreeRequest {
  readonly evidence: Evidence;
  /** The customer's own setting; as learned where it is left out. */
  readonly dial?: Dial;
}

/** The dial of everybody who has not moved it. */
export const neutralDial: Dial = { history: 1, context: 1, mood: 1, surprise: policy.surprise };

/**
 * The best items for nobody in particular: crowd, context and mood. No argument of it could carry
 * a customer.
 *
 * @returns best first, with explanations; contributions add up to each score to 1e-9
 * @throws {RangeError} where a score is not finite or is not the sum of its contributions
 */
export function recommendProfileFree(request: ProfileFreeRequest): RecommendedList {
  const binding = bindModel(request.catalogue, request.model);
  return listFor(binding, request, null, neutralDial);
}

/**
 * The best items for one customer now. With empty evidence and an untouched dial the answer is the
 * profile-free one, byte for byte.
 *
 * @returns best first, with explanations; contributions add up to each score to 1e-9
 * @throws {RangeError} where a score is not finite or is not the sum of its contributions
 */
export function recommendPersonal(request: PersonalRequest): RecommendedList {
  const binding = bindModel(request.catalogue, request.model);
  return withCustomer(binding, request, request.evidence, (customer) =>
    listFor(binding, request, customer, request.dial ?? neutralDial),
  );
}

/**
 * Scores of the whole catalogue by the same ranker, before any filter and re-ranking: for
 * evaluation, where the protocol says which items are candidates.
 *
 * @param request `without` leaves the shares of some signals out
 * @returns by catalogue index
 */
export function scoreAll(
  request: Omit<PersonalRequest, "seed" | "first"> & { readonly without?: readonly Signal[] },
  binding: Binding = bindModel(request.catalogue, request.model),
): Float64Array {
  const sheet = withCustomer(binding, request, request.evidence, (customer) =>
    sheetFor(binding, request, allCandidates(binding), customer, request.dial ?? neutralDial, null),
  );
  return scoresWithout(sheet, request.without ?? []);
}

/** Lends the binding's scratch space to one customer's taste, and takes it back as it was. */
function withCustomer<Answer>(
  binding: Binding,
  { now }: Situation,
  evidence: Evidence,
  answer: (customer: Customer) => Answer,
): Answer {
  const own = ownItemsFrom(binding, evidence, now);
  // By id, so that neither parts nor ties depend on the order in which they were read.
  const preferences = evidence.preferences.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const struck = groupsNamed(binding.catalogue, evidence.struck ?? []);
  const taste = tasteOf(binding, own.ownItems, now, binding.scratch, struck);
  try {
    return answer({ ...own, taste, preferences });
  } finally {
    for (const name of walkNames) taste.sums[name].clear();
  }
}

function sheetFor(
  binding: Binding,
  request: Situation,
  candidates: Candidates | null,
  customer: Customer | null,
  dial: Dial,
  seed: number | null,
): ScoreSheet {
  const conditions = activeContext(binding, request.context, dial.context);
  const mood = activeMood(binding, request.mood);
  const proposers = mood === null ? conditions : [...conditions, mood];
  const some = candidates ?? candidatesOf(binding, proposers, customer, request.now);
  const draw = seed === null ? null : { seed, now: request.now };
  return scoreSheet(binding, some, conditions, mood, customer, dial, draw);
}

function scoresWithout(sheet: ScoreSheet, without: readonly Signal[]): Float64Array {
  if (without.length === 0) return sheet.scores;
  const counted = signals.filter((signal) => !without.includes(signal));
  return sheet.scores.map((_, place) =>
    counted.reduce((sum, signal) => sum + sheet.shares[signal][place]!, 0),
  );
}

function listFor(
  binding: Binding,
  request: ProfileFreeRequest,
  customer: Customer | null,
  dial: Dial,
): RecommendedList {
  const sheet = sheetFor(binding, request, null, customer, dial, request.seed);
  const removals = removalsOf(binding, request, sheet, customer);
  const isHidden = Uint8Array.from(removals, (reason) => (reason === null ? 0 : 1));
  const dueTimes = dueTimesOf(binding, sheet, request.isQuiet ? null : customer);
  const isDue = (place: number) => isDueAt(dueTimes.get(place), request.now);
  const { first, seed, explorationShare = 0 } = request;
  const ranked = rerank(binding, sheet, customer, dial, isHidden, first, seed, isDue);
  const explored = explore(ranked.places, ranked.pool, explorationShare, seed);
  return {
    items: scoredItems(binding, sheet, customer, dial, ranked, explored, dueTimes),
    candidateCount: explored.candidateCount,
    ...answersAbout(binding, request, sheet, customer, removals, explored),
  };
}

function removalsOf(
  binding: Binding,
  request: ProfileFreeRequest,
  sheet: ScoreSheet,
  customer: Customer | null,
): (NotShownReason | null)[] {
  const filters =
    customer === null
      ? null
      : filtersOf(binding, customer.ownItems, customer.preferences, request.now);
  return Array.from(sheet.items, (item, place) => {
    const reason = removalOf(binding, filters, item);
    if (reason !== null) return reason;
    // What is said of an own item already stands in the place of the crowd's share.
    const crowd = isFrom(sheet.sources[place]!, "due") ? 0 : sheet.shares.CROWD[place]!;
    return sheet.scores[place]! - crowd < policy.relevanceMin ? "BELOW_RELEVANCE" : null;
  });
}

function dueTimesOf(binding: Binding, sheet: ScoreSheet, customer: Customer | null) {
  const times = new Map<number, number>();
  if (customer === null) return times;
  for (let place = 0; place < sheet.items.length; place += 1) {
    if (!isFrom(sheet.sources[place]!, "due")) continue;
    const time = dueTime(binding, customer.ownOf.get(sheet.items[place]!)!);
    if (time !== null) times.set(place, time);
  }
  return times;
}

/** Due from a day before the expected time on. */
function isDueAt(dueAt: number | undefined, now: number): boolean {
  return dueAt !== undefined && now >= dueAt - policy.dueLeadDays * millisecondsPerDay;
}

function scoredItems(
  binding: Binding,
  sheet: ScoreSheet,
  customer: Customer | null,
  dial: Dial,
  ranked: RankedList,
  explored: ExploredList,
  dueTimes: ReadonlyMap<number, number>,
): ScoredItem[] {
  const idOf = (place: number) => binding.catalogue.ids[sheet.items[place]!]!;
  const explanations = explain(binding, sheet, customer, dial, explored.items);
  return explored.items.map((place, index) => ({
    itemId: idOf(place),
    rank: index + 1,
    ...explanations[index]!,
    slot: explored.isExplored[index] ? "EXPLORE" : (ranked.slots.get(place) ?? "RELEVANT"),
    propensity: explored.propensities[index]!,
    rankedItemId: idOf(explored.exploited[index]!),
    dueAt: dueTimes.get(place) ?? null,
  }));
}

/** What can be asked about the list later: why not this item, and what without a signal. */
function answersAbout(
  binding: Binding,
  request: ProfileFreeRequest,
  sheet: ScoreSheet,
  customer: Customer | null,
  removals: readonly (NotShownReason | null)[],
  explored: ExploredList,
): Pick<RecommendedList, "reasonOf" | "without"> {
  const { indexOfItem } = binding.catalogue;
  const placeOf = (itemId: string) => sheet.items.indexOf(indexOfItem.get(itemId) ?? -1);
  const shown = new Set(explored.items);
  return {
    reasonOf: (itemId) => {
      const item = indexOfItem.get(itemId);
      if (item === undefined) return "UNKNOWN_ITEM";
      const place = sheet.items.indexOf(item);
      if (shown.has(place)) return "SHOWN";
      if (place >= 0) return removals[place] ?? "OTHERS_RANK_HIGHER";
      const filters =
        customer && filtersOf(binding, customer.ownItems, customer.preferences, request.now);
      return removalOf(binding, filters, item) ?? "NOT_A_CANDIDATE";
    },
    without: (itemId, signal) => {
      const asked = placeOf(itemId);
      if (asked < 0) return null;
      const scores = scoresWithout(sheet, [signal]);
      const score = scores[asked]!;
      let rank = 1;
      for (let place = 0; place < scores.length; place += 1) {
        if (removals[place] === null && scores[place]! > score) rank += 1;
      }
      return { rank, score };
    },
  };
}
