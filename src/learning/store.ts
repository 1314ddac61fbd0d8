import {
  type CatalogueItem,
  conditionKey,
  type EvidenceEvent,
  type InteractionKind,
} from "../scoring/index.ts";
import type { ItemEvent } from "../scoring/interests.ts";

/** Everything one customer did, as far as consent lets it into what is learned for everybody. */
export interface CustomerLog {
  readonly events: readonly EvidenceEvent[];
}

/**
 * The log as the learner keeps it: one small record per event, no names of people, item ids and
 * contexts as indices. About 60 bytes an event; the strings are held once.
 */
export interface EventStore {
  readonly items: readonly CatalogueItem[];
  readonly customers: readonly (readonly StoredEvent[])[];
  /** All condition keys seen, and the field of each. */
  readonly conditions: readonly string[];
  readonly fieldOfCondition: readonly string[];
  readonly contexts: readonly StoredContext[];
  readonly eventCount: number;
  /** Time of the newest event; 0 where no event has a clock. */
  readonly newestAt: number;
  /** True where at least half of the events have a clock. */
  readonly hasClock: boolean;
}

/** One event; `context` is a position in the store's contexts. */
export interface StoredEvent {
  readonly item: number;
  readonly kind: InteractionKind;
  readonly value: number | null;
  readonly at: number | null;
  readonly context: number;
}

/** A distinct context: as given, and its conditions as indices. */
export interface StoredContext {
  readonly values: Readonly<Record<string, string>>;
  readonly conditions: readonly number[];
}

/**
 * Reads the log one customer at a time. Items of events that the catalogue does not list are
 * learned too, without groups: an item may leave the shelf and still connect others.
 */
export async function storeFrom(
  log: AsyncIterable<CustomerLog>,
  catalogueItems: readonly CatalogueItem[],
): Promise<EventStore> {
  const items = [...catalogueItems];
  const indexOfItem = new Map(items.map(({ id }, index) => [id, index]));
  const contexts = new ContextTable();
  const customers: StoredEvent[][] = [];
  let eventCount = 0;
  let clockCount = 0;
  let newestAt = 0;
  for await (const { events } of log) {
    customers.push(
      events.map(({ itemId, kind, value, at, context }) => {
        let item = indexOfItem.get(itemId);
        if (item === undefined) {
          item = items.length;
          indexOfItem.set(itemId, item);
          items.push({ id: itemId, categories: [], tags: [], isAvailable: false, addedAt: null });
        }
        eventCount += 1;
        if (at !== null) {
          clockCount += 1;
          newestAt = Math.max(newestAt, at);
        }
        return { item, kind, value, at, context: contexts.indexOf(context) };
      }),
    );
  }
  const { conditions, fieldOfCondition, contexts: list } = contexts;
  const hasClock = clockCount * 2 >= eventCount && eventCount > 0;
  return {
    items,
    customers,
    conditions,
    fieldOfCondition,
    contexts: list,
    eventCount,
    newestAt,
    hasClock,
  };
}

/** The same store with other events, for example without what is held out. */
export function storeWith(
  store: EventStore,
  customers: readonly (readonly StoredEvent[])[],
): EventStore {
  let newestAt = 0;
  let eventCount = 0;
  for (const events of customers) {
    eventCount += events.length;
    for (const { at } of events) newestAt = Math.max(newestAt, at ?? 0);
  }
  return { ...store, customers, newestAt, eventCount };
}

/** A customer's events as the core's fold reads them, with the store's indices for items. */
export function itemEvents(events: readonly StoredEvent[]): ItemEvent<number>[] {
  return events.map(({ item, kind, value, at }) => ({ id: "", itemId: item, kind, value, at }));
}

/** Gives each distinct context and condition an index; a shop has few of them. */
class ContextTable {
  readonly conditions: string[] = [];
  readonly fieldOfCondition: string[] = [];
  readonly contexts: StoredContext[] = [];
  readonly #indexOfContext = new Map<string, number>();
  readonly #indexOfCondition = new Map<string, number>();

  indexOf(values: Readonly<Record<string, string>>): number {
    const fields = Object.keys(values).sort();
    const key = JSON.stringify(fields.map((field) => [field, values[field]]));
    const known = this.#indexOfContext.get(key);
    if (known !== undefined) return known;
    const conditions = fields.map((field) => this.#conditionIndex(field, values[field]!));
    const index = this.contexts.push({ values, conditions }) - 1;
    this.#indexOfContext.set(key, index);
    return index;
  }

  #conditionIndex(field: string, value: string): number {
    const key = conditionKey(field, value);
    let index = this.#indexOfCondition.get(key);
    if (index === undefined) {
      index = this.conditions.push(key) - 1;
      this.fieldOfCondition.push(field);
      this.#indexOfCondition.set(key, index);
    }
    return index;
  }
}
