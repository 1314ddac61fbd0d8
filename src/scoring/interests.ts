import { interestTenths, millisecondsPerDay, policy } from "./policy.ts";
import type { EvidenceEvent } from "./types.ts";

/** What the events about one item amount to, whatever their order. */
export interface Interest {
  readonly itemId: string;
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
  /** Evidence behind the strength, behind having it, and behind rules; each sorted. */
  readonly interestIds: readonly string[];
  readonly takenIds: readonly string[];
  readonly ruleIds: readonly string[];
}

interface OpenInterest {
  tenths: number;
  strength: number;
  lastAt: number | null;
  boughtAt: number[];
  isBought: boolean;
  ratings: number;
  ratingSum: number;
  likedAt: number;
  dislikedAt: number;
  returnedAt: number;
  takenAt: number;
  fatigue: number;
  interestIds: string[];
  takenIds: string[];
  ruleIds: string[];
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
 * @param likedAbove rating above which an item counts as liked (learned, see `Model`)
 * @param reference see {@link referenceTime}; events after it count as just happened
 * @returns by item id, so that sums over them do not depend on the order of events either
 */
export function foldInterests(
  events: readonly EvidenceEvent[],
  likedAbove: number,
  reference: number,
): Interest[] {
  const open = new Map<string, OpenInterest>();
  for (const event of events) {
    let interest = open.get(event.itemId);
    if (interest === undefined) {
      interest = emptyInterest();
      open.set(event.itemId, interest);
    }
    foldEvent(interest, event, likedAbove, reference);
  }
  const interests: Interest[] = [];
  for (const [itemId, interest] of open) interests.push(closed(itemId, interest, likedAbove));
  return interests.sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

function emptyInterest(): OpenInterest {
  return {
    tenths: 0,
    strength: 0,
    lastAt: null,
    boughtAt: [],
    isBought: false,
    ratings: 0,
    ratingSum: 0,
    likedAt: Number.NEGATIVE_INFINITY,
    dislikedAt: Number.NEGATIVE_INFINITY,
    returnedAt: Number.NEGATIVE_INFINITY,
    takenAt: Number.NEGATIVE_INFINITY,
    fatigue: 0,
    interestIds: [],
    takenIds: [],
    ruleIds: [],
  };
}

function foldEvent(
  interest: OpenInterest,
  event: EvidenceEvent,
  likedAbove: number,
  reference: number,
): void {
  const at = event.at ?? 0;
  const ageDays = event.at === null ? 0 : Math.max(0, reference - event.at) / millisecondsPerDay;
  const tenths = tenthsOf(event, likedAbove);
  if (tenths > 0) {
    const fading = 1 / (1 + ageDays / policy.evidenceHalfLifeDays);
    interest.tenths = Math.max(interest.tenths, tenths);
    interest.strength = Math.max(interest.strength, (tenths / 10) * fading);
    interest.interestIds.push(event.id);
    if (event.at !== null) interest.lastAt = Math.max(interest.lastAt ?? 0, event.at);
  }
  switch (event.kind) {
    case "PURCHASE":
      interest.isBought = true;
      interest.takenAt = Math.max(interest.takenAt, at);
      if (event.at !== null) interest.boughtAt.push(event.at);
      interest.takenIds.push(event.id);
      break;
    case "RATING":
      interest.ratings += 1;
      interest.ratingSum += event.value ?? likedAbove;
      interest.takenIds.push(event.id);
      break;
    case "LIKE":
      interest.likedAt = Math.max(interest.likedAt, at);
      break;
    case "DISLIKE":
      interest.dislikedAt = Math.max(interest.dislikedAt, at);
      interest.ruleIds.push(event.id);
      break;
    case "RETURN":
      interest.returnedAt = Math.max(interest.returnedAt, at);
      interest.ruleIds.push(event.id);
      break;
    case "NOT_NOW":
      interest.fatigue += 2 ** (-ageDays / policy.fatigueHalfLifeDays);
      interest.ruleIds.push(event.id);
      break;
    default:
      break;
  }
}

function tenthsOf(event: EvidenceEvent, likedAbove: number): number {
  switch (event.kind) {
    case "PURCHASE":
    case "LIKE":
      return interestTenths.taken;
    case "RATING":
      return (event.value ?? 0) > likedAbove ? interestTenths.taken : interestTenths.ratedLow;
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

function closed(itemId: string, open: OpenInterest, likedAbove: number): Interest {
  // The last word wins; where the clock cannot tell, the no does.
  const isDisliked = open.dislikedAt > Number.NEGATIVE_INFINITY && open.dislikedAt >= open.likedAt;
  const isReturned = open.returnedAt > Number.NEGATIVE_INFINITY && open.returnedAt >= open.takenAt;
  const isRated = open.ratings > 0;
  const isRatedLow = isRated && open.ratingSum / open.ratings <= likedAbove;
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
    fatigue: open.fatigue,
    interestIds: sorted(open.interestIds),
    takenIds: sorted(open.takenIds),
    ruleIds: sorted(open.ruleIds),
  };
}

/** Sorts in place; most lists have one element. */
function sorted(ids: string[]): readonly string[] {
  return ids.length > 1 ? ids.sort() : ids;
}

/** Ascending, each once: what was bought at the same moment is one purchase. */
function distinctTimes(times: number[]): readonly number[] {
  if (times.length < 2) return times;
  return times.sort((a, b) => a - b).filter((time, at) => at === 0 || time !== times[at - 1]);
}
