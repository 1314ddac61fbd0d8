import { foldInterests, type Interest, type OwnItem } from "../scoring/interests.ts";
import { type EventStore, itemEvents, type StoredEvent } from "./store.ts";

/** A customer's interests with the items as indices of the store. */
export interface CustomerInterests {
  readonly items: Int32Array;
  readonly interests: readonly Interest<number>[];
}

/** Share of a rating scale above which a rating is a like: four of five stars are one. */
const likedShareOfScale = 0.7;

/**
 * The rating above which a customer liked an item, from the scale that the house uses.
 *
 * @returns low + 0.7 × (high - low) over all ratings; 3 where nothing was rated
 */
export function likedAboveOf(
  customers: readonly (readonly Pick<StoredEvent, "kind" | "value">[])[],
): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const events of customers) {
    for (const { kind, value } of events) {
      if (kind !== "RATING" || value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high < low ? 3 : low + likedShareOfScale * (high - low);
}

/** The interests of every customer at the time of the newest event; see `foldInterests`. */
export function foldCustomers(store: EventStore, likedAbove: number): CustomerInterests[] {
  return store.customers.map((events) => {
    const interests = customerInterests(events, likedAbove, store.newestAt);
    return { items: Int32Array.from(interests, ({ itemId }) => itemId), interests };
  });
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
