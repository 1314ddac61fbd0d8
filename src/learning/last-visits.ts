import { visitBegins } from "../scoring/repeats.ts";
import { type EventStore, eventsOf, type StoredEvent, storeWith } from "./store.ts";

/** Visits that a customer needs to be asked about the last of them. */
const visitsMin = 3;
/** Customers who are asked; more change the repeat module below its error. */
const customersMax = 10_000;

/** A customer's last visit: when it began and what was bought. */
interface LastVisit {
  readonly customer: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly items: ReadonlySet<number>;
}

/**
 * The last visits of customers who came at least three times, and the log without them and what
 * came after. Of very many customers every n-th is asked.
 */
export function lastVisits(store: EventStore): { train: EventStore; visits: LastVisit[] } {
  const visits: LastVisit[] = [];
  const isKept = new Uint8Array(store.eventCount).fill(1);
  const every = Math.ceil(store.customerCount / customersMax);
  for (let customer = 0; customer < store.customerCount; customer += every) {
    const events = eventsOf(store, customer);
    const begins = visitBegins(purchaseTimes(events));
    if (begins.length < visitsMin) continue;
    const at = begins.at(-1)!;
    const bought = events.filter((event) => isPurchase(event) && event.at! >= at);
    visits.push({ customer, at, items: new Set(bought.map(({ item }) => item)) });
    const start = store.starts[customer]!;
    for (const [place, event] of events.entries()) {
      if ((event.at ?? 0) >= at) isKept[start + place] = 0;
    }
  }
  return { train: storeWith(store, isKept), visits };
}

function purchaseTimes(events: readonly StoredEvent[]): number[] {
  return events.filter(isPurchase).map(({ at }) => at!);
}

function isPurchase({ kind, at }: StoredEvent): boolean {
  return kind === "PURCHASE" && at !== null;
}

/**
 * Share of repeats among all that was bought at the customers' second and later visits.
 *
 * @returns in (0, 1); 1/2 where nobody came twice
 */
export function repeatShareOf(store: EventStore): number {
  let repeats = 0;
  let later = 0;
  const every = Math.ceil(store.customerCount / customersMax);
  for (let customer = 0; customer < store.customerCount; customer += every) {
    const events = eventsOf(store, customer).filter(isPurchase);
    const second = visitBegins(purchaseTimes(events))[1] ?? Number.POSITIVE_INFINITY;
    const firstOf = new Map<number, number>();
    for (const { item, at } of events) {
      firstOf.set(item, Math.min(firstOf.get(item) ?? Number.POSITIVE_INFINITY, at!));
    }
    for (const { item, at } of events) {
      if (at! < second) continue;
      later += 1;
      if (at! > firstOf.get(item)!) repeats += 1;
    }
  }
  return (repeats + 1) / (later + 2);
}
