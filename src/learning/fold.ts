import { foldInterests, type Interest, type OwnItem } from "../scoring/interests.ts";
import {
  type EventStore,
  eventsOf,
  interactionKinds,
  itemEvents,
  type StoredEvent,
} from "./store.ts";

const ratingKind = interactionKinds.indexOf("RATING");

/** Values of all ratings of a store. */
export function ratingsOf({ kindOfEvent, valueOfEvent }: EventStore): Float64Array {
  return valueOfEvent.filter((value, at) => kindOfEvent[at] === ratingKind && !Number.isNaN(value));
}

/**
 * A rating above the middle of the scale and above the mean of all ratings is a like.
 *
 * @returns the larger of the two; 3 where nothing was rated
 */
export function likedAboveOf(ratings: Iterable<number>): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const value of ratings) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    count += 1;
  }
  return count === 0 ? 3 : Math.max((low + high) / 2, sum / count);
}

/**
 * Folds one customer after the other at the time of the newest event; see `foldInterests`. The
 * interests of a customer live as long as the visit, so a million customers need no more memory
 * than the one with the most events.
 */
export function forEachCustomer(
  store: EventStore,
  likedAbove: number,
  visit: (interests: readonly Interest<number>[]) => void,
): void {
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    visit(customerInterests(eventsOf(store, customer), likedAbove, store.newestAt));
  }
}

/** The interests of one customer at a time; items are the store's indices. */
export function customerInterests(
  events: readonly StoredEvent[],
  likedAbove: number,
  reference: number,
): Interest<number>[] {
  return foldInterests(itemEvents(events), likedAbove, reference);
}

/** The same as the core's own items: in training, catalogue and model list the same items. */
export function customerItems(
  events: readonly StoredEvent[],
  likedAbove: number,
  reference: number,
): OwnItem[] {
  return customerInterests(events, likedAbove, reference).map((interest) => {
    return { interest, item: interest.itemId, known: interest.itemId };
  });
}
