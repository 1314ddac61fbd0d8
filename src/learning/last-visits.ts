import { type EventStore, type StoredEvent, storeWith } from "./store.ts";

/** Purchases with less than this between them belong to one visit. */
const visitGapMs = 30 * 60_000;

/** A customer's last visit: when it began and what was bought. */
export interface LastVisit {
  readonly customer: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly items: ReadonlySet<number>;
}

/** Visits that a customer needs to be asked about the last of them. */
const visitsMin = 3;

/** Everybody's last visit, and the log without it and what came after. */
export function lastVisits(store: EventStore): { train: EventStore; visits: LastVisit[] } {
  const visits: LastVisit[] = [];
  const train = store.customers.map((events, customer) => {
    const begins = visitBegins(events);
    if (begins.length < visitsMin) return events;
    const at = begins.at(-1)!;
    const bought = events.filter((event) => isPurchase(event) && event.at! >= at);
    visits.push({ customer, at, items: new Set(bought.map(({ item }) => item)) });
    return events.filter((event) => (event.at ?? 0) < at);
  });
  return { train: storeWith(store, train), visits };
}

function visitBegins(events: readonly StoredEvent[]): number[] {
  const times = Float64Array.from(events.filter(isPurchase), ({ at }) => at!).sort();
  const begins: number[] = [];
  for (let index = 0; index < times.length; index += 1) {
    if (index === 0 || times[index]! - times[index - 1]! >= visitGapMs) begins.push(times[index]!);
  }
  return begins;
}

function isPurchase({ kind, at }: StoredEvent): boolean {
  return kind === "PURCHASE" && at !== null;
}

/** Share of repeats among all that was bought at the customers' second and later visits. */
export function repeatShareOf(store: EventStore): number {
  let repeats = 0;
  let later = 0;
  for (const events of store.customers) {
    const begins = visitBegins(events);
    const second = begins[1] ?? Number.POSITIVE_INFINITY;
    const firstOf = new Map<number, number>();
    for (const event of events.filter(isPurchase)) {
      const first = firstOf.get(event.item) ?? Number.POSITIVE_INFINITY;
      firstOf.set(event.item, Math.min(first, event.at!));
    }
    for (const event of events.filter(isPurchase)) {
      if (event.at! < second) continue;
      later += 1;
      if (event.at! > firstOf.get(event.item)!) repeats += 1;
    }
  }
  return (repeats + 1) / (later + 2);
}
