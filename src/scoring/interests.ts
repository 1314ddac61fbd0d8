import { interestTenths, millisecondsPerDay, policy } from "./policy.ts";
import type { InteractionKind } from "./types.ts";

/** How a house reads its ratings: both learned, see `Model`. */
export interface RatingScale {
  /** A rating above this counts as liked. */
  readonly likedAbove: number;
  /** Interest that a lower rating shows, in tenths: what was had at all, or nothing. */
  readonly lowRatingTenths: number;
}

/** An event as the fold reads it. Items go by id when serving, by index when learning. */
export interface ItemEvent<Key> {
  readonly id: string;
  readonly itemId: Key;
  readonly kind: InteractionKind;
  readonly value: number | null;
  readonly at: number | null;
}

/** What the events about one item amount to, whatever their order. */
export interface Interest<Key = string> {
  readonly itemId: Key;
  /** Strongest interest shown, 0 to 10 (see `interestTenths`). */
  readonly tenths: number;
  /** The same, faded by age: 0 to 1. */
  readonly strength: number;
  /** Time of the newest sign of interest; null without a clock. */
  readonly lastAt: number | null;
  /** Distinct times of purchase, ascending, milliseconds since 1970. */
  readonly boughtAt: readonly number[];
  /** True where it was bought or rated. */
  readonly isTaken: boolean;
  readonly isBought: boolean;
  readonly isDisliked: boolean;
  readonly isReturned: boolean;
  readonly isRatedLow: boolean;
  /** A verdict for what everybody likes: true, false, or null where there is none. */
  readonly isLiked: boolean | null;
  /** Σ 2^(-age / half-life) over "not now". */
  readonly fatigue: number;
  /** The events themselves, for the evidence that explanations cite. */
  readonly events: readonly ItemEvent<Key>[];
}

/** An interest with the places of its item, each -1 where that side does not know it. */
export interface OwnItem {
  readonly interest: Interest<unknown>;
  /** Index in the catalogue. */
  readonly item: number;
  /** Index in the model: an item that left the shelf still tells what its people like. */
  readonly known: number;
}

interface OpenInterest<Key> {
  events: ItemEvent<Key>[];
  tenths: number;
  strength: number;
  lastAt: number | null;
  boughtAt: number[];
  isBought: boolean;
  ratings: number[];
  likedAt: number;
  dislikedAt: number;
  returnedAt: number;
  takenAt: number;
  refusals: number[];
}

/**
 * The clock that evidence ages by: `now`, unless the model was learned from data that ended more
 * than 30 days before. Then ages count from that end, so that an imported history of years ago
 * still says what its people liked.
 */
export function referenceTime(now: number, asOf: number): number {
  const isStale = asOf > 0 && now - asOf > 30 * millisecondsPerDay;
  return isStale ? asOf : now;
}

/**
 * Folds a customer's events into one interest per item. Linear in events.
 *
 * @param scale how ratings are read
 * @param reference see {@link referenceTime}; events after it count as just happened
 * @returns by item id, so that sums over them do not depend on the order of events either
 */
export function foldInterests<Key extends string | number>(
  events: readonly ItemEvent<Key>[],
  scale: RatingScale,
  reference: number,
): Interest<Key>[] {
  const open = new Map<Key, OpenInterest<Key>>();
  for (const event of events) {
    let interest = open.get(event.itemId);
    if (interest === undefined) {
      interest = emptyInterest<Key>();
      open.set(event.itemId, interest);
    }
    foldEvent(interest, event, scale, reference);
  }
  const interests: Interest<Key>[] = [];
  for (const [itemId, interest] of open) interests.push(closed(itemId, interest, scale));
  return interests.sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

function emptyInterest<Key>(): OpenInterest<Key> {
  return {
    events: [],
    tenths: 0,
    strength: 0,
    lastAt: null,
    boughtAt: [],
    isBought: false,
    ratings: [],
    likedAt: Number.NEGATIVE_INFINITY,
    dislikedAt: Number.NEGATIVE_INFINITY,
    returnedAt: Number.NEGATIVE_INFINITY,
    takenAt: Number.NEGATIVE_INFINITY,
    refusals: [],
  };
}

function foldEvent<Key>(
  interest: OpenInterest<Key>,
  event: ItemEvent<Key>,
  scale: RatingScale,
  reference: number,
): void {
  interest.events.push(event);
  const at = event.at ?? 0;
  const ageDays = event.at === null ? 0 : Math.max(0, reference - event.at) / millisecondsPerDay;
  const tenths = tenthsOf(event, scale);
  if (tenths > 0) {
    const fading = 1 / (1 + ageDays / policy.evidenceHalfLifeDays);
    interest.tenths = Math.max(interest.tenths, tenths);
    interest.strength = Math.max(interest.strength, (tenths / 10) * fading);
    if (event.at !== null) interest.lastAt = Math.max(interest.lastAt ?? 0, event.at);
  }
  switch (event.kind) {
    case "PURCHASE":
      interest.isBought = true;
      interest.takenAt = Math.max(interest.takenAt, at);
      if (event.at !== null) interest.boughtAt.push(event.at);
      break;
    case "RATING":
      interest.ratings.push(event.value ?? scale.likedAbove);
      break;
    case "LIKE":
      interest.likedAt = Math.max(interest.likedAt, at);
      break;
    case "DISLIKE":
      interest.dislikedAt = Math.max(interest.dislikedAt, at);
      break;
    case "RETURN":
      interest.returnedAt = Math.max(interest.returnedAt, at);
      break;
    case "NOT_NOW":
      interest.refusals.push(2 ** (-ageDays / policy.fatigueHalfLifeDays));
      break;
    default:
      break;
  }
}

function tenthsOf<Key>(event: ItemEvent<Key>, scale: RatingScale): number {
  switch (event.kind) {
    case "PURCHASE":
    case "LIKE":
      return interestTenths.taken;
    case "RATING":
      return (event.value ?? 0) > scale.likedAbove ? interestTenths.taken : scale.lowRatingTenths;
    case "CART":
      return interestTenths.cart;
    case "CLICK":
      return interestTenths.click;
    case "VIEW":
      return interestTenths.view;
    default:
      return 0;
  }
}

function closed<Key>(itemId: Key, open: OpenInterest<Key>, scale: RatingScale): Interest<Key> {
  // The last word wins; where the clock cannot tell, the no does.
  const isDisliked = open.dislikedAt > Number.NEGATIVE_INFINITY && open.dislikedAt >= open.likedAt;
  const isReturned = open.returnedAt > Number.NEGATIVE_INFINITY && open.returnedAt >= open.takenAt;
  const isRated = open.ratings.length > 0;
  const isRatedLow = isRated && sumOf(open.ratings) / open.ratings.length <= scale.likedAbove;
  const isRejected = isDisliked || isReturned;
  const isApproved = open.isBought || open.likedAt > Number.NEGATIVE_INFINITY || isRated;
  return {
    itemId,
    tenths: isRejected ? 0 : open.tenths,
    strength: isRejected ? 0 : open.strength,
    lastAt: open.lastAt,
    boughtAt: distinctTimes(open.boughtAt),
    isTaken: open.isBought || isRated,
    isBought: open.isBought,
    isDisliked,
    isReturned,
    isRatedLow,
    isLiked: isRejected || isRatedLow ? false : isApproved ? true : null,
    fatigue: sumOf(open.refusals),
    events: open.events,
  };
}

/** What an event may be evidence for: the interest, having the item, or a rule about it. */
const kindsOfUse = {
  interest: new Set<InteractionKind>(["PURCHASE", "LIKE", "RATING", "CART", "CLICK", "VIEW"]),
  taken: new Set<InteractionKind>(["PURCHASE", "RATING"]),
  rule: new Set<InteractionKind>(["DISLIKE", "RETURN", "NOT_NOW"]),
} as const;

/** Ids of the events that stand behind one use of an interest, sorted. Built for winners only. */
export function evidenceIdsOf(
  { events }: Interest<unknown>,
  use: keyof typeof kindsOfUse,
): readonly string[] {
  const kinds = kindsOfUse[use];
  return events
    .filter(({ kind }) => kinds.has(kind))
    .map(({ id }) => id)
    .sort();
}

/** A sum to the last bit, whatever the order of the values. */
function sumOf(values: number[]): number {
  let sum = 0;
  for (const value of values.sort((a, b) => a - b)) sum += value;
  return sum;
}

/** Ascending, each once: what was bought at the same moment is one purchase. */
function distinctTimes(times: number[]): readonly number[] {
  if (times.length < 2) return times;
  return times.sort((a, b) => a - b).filter((time, at) => at === 0 || time !== times[at - 1]);
}
