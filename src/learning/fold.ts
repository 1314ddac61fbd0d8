import {
  foldInterests,
  type Interest,
  type OwnItem,
  type RatingScale,
} from "../scoring/interests.ts";
import { interactionKinds } from "../scoring/types.ts";
import { type EventStore, eventsOf, itemEvents, type StoredEvent } from "./store.ts";

const ratingKind = interactionKinds.indexOf("RATING");

/** Values of all ratings of a store. */
export function ratingsOf({ kindOfEvent, valueOfEvent }: EventStore): Float64Array {
  return valueOfEvent.filter((value, at) => kindOfEvent[at] === ratingKind && !Number.isNaN(value));
}

/** Share of a rating scale above which a rating is a like: four of five stars are one. */
const likedShareOfScale = 0.7;

/**
 * The rating above which a customer liked an item, from the scale that the house uses.
 *
 * @returns low + 0.7 × (high - low) over all ratings; 3 where nothing was rated
 */
export function likedAboveOf(ratings: Iterable<number>): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of ratings) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high < low ? 3 : low + likedShareOfScale * (high - low);
}

/**
 * Folds one customer after the other at the time of the newest event; see `foldInterests`. The
 * interests of a customer live as long as the visit, so a million customers need no more memory
 * than the one with the most events.
 */
export function forEachCustomer(
  store: EventStore,
  scale: RatingScale,
  visit: (interests: readonly Interest<number>[]) => void,
): void {
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    visit(customerInterests(eventsOf(store, customer), scale, store.newestAt));
  }
}

/** The interests of one customer at a time; items are the store's indices. */
function customerInterests(
  events: readonly StoredEvent[],
  scale: RatingScale,
  reference: number,
): Interest<number>[] {
  return foldInterests(itemEvents(events), scale, reference);
}

/** The same as the core's own items: in training, catalogue and model list the same items. */
export function customerItems(
  events: readonly StoredEvent[],
  scale: RatingScale,
  reference: number,
): OwnItem[] {
  return customerInterests(events, scale, reference).map((interest) => {
    return { interest, item: interest.itemId, known: interest.itemId };
  });
}
