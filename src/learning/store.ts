import { type Catalogue, prepareCatalogue } from "../scoring/catalogue.ts";
import type { CatalogueItem, EvidenceEvent, InteractionKind } from "../scoring/index.ts";
import type { ItemEvent } from "../scoring/interests.ts";
import { interactionKinds } from "../scoring/types.ts";

/** Everything one customer did, as far as consent lets it into what is learned for everybody. */
export interface CustomerLog {
  readonly events: readonly EvidenceEvent[];
  /** True where the customer lets what they find guide others. */
  readonly isExpertAllowed?: boolean;
}

/**
 * The log as it is learned from: one number per event and property, without names of people and
 * with item ids and contexts as indices. 25 bytes an event, so ten million take 250 MB; as objects
 * they would take five times that. Immutable.
 *
 * The order of customers, items and contexts depends on what the log says and never on how it came
 * to say so (see `EventLog`), and so does everything that is learned from a store.
 */
export interface EventStore extends EventColumns {
  /** The catalogue, then items of events that it does not list, without groups. */
  readonly items: readonly CatalogueItem[];
  readonly catalogue: Catalogue;
  /** Events of customer c are at the places `starts[c] .. starts[c + 1])` of the columns. */
  readonly starts: Int32Array;
  readonly customerCount: number;
  /** 1 for each customer whose finds may guide others. */
  readonly isExpert: Uint8Array;
  readonly eventCount: number;
  /** All condition keys seen, and the field of each. */
  readonly conditions: readonly string[];
  readonly fieldOfCondition: readonly string[];
  readonly contexts: readonly StoredContext[];
  /** Time of the newest event; 0 where no event has a clock. */
  readonly newestAt: number;
  /** True where at least half of the events have a clock. */
  readonly hasClock: boolean;
}

/** Properties of all events, each in an array of its own. */
export interface EventColumns {
  readonly itemOfEvent: Int32Array;
  /** Positions in {@link interactionKinds}. */
  readonly kindOfEvent: Uint8Array;
  /** NaN where there is none. */
  readonly valueOfEvent: Float64Array;
  /** Milliseconds since 1970; NaN without a clock. */
  readonly timeOfEvent: Float64Array;
  /** Positions in the store's contexts. */
  readonly contextOfEvent: Int32Array;
}

/** One event as an object, for those who look at one customer at a time. */
export interface StoredEvent {
  readonly item: number;
  readonly kind: InteractionKind;
  readonly value: number | null;
  readonly at: number | null;
  /** Position in the store's contexts. */
  readonly context: number;
}

/** A distinct context: as given, and its conditions as indices. */
export interface StoredContext {
  readonly values: Readonly<Record<string, string>>;
  readonly conditions: readonly number[];
}

/** The store of some columns; what can be counted from them is. */
export function storeOfColumns(
  parts: EventColumns &
    Pick<
      EventStore,
      "items" | "starts" | "isExpert" | "conditions" | "fieldOfCondition" | "contexts"
    > & { readonly catalogue?: Catalogue },
): EventStore {
  const { timeOfEvent } = parts;
  let newestAt = 0;
  let clockCount = 0;
  for (let place = 0; place < timeOfEvent.length; place += 1) {
    const at = timeOfEvent[place]!;
    if (Number.isNaN(at)) continue;
    clockCount += 1;
    if (at > newestAt) newestAt = at;
  }
  const eventCount = timeOfEvent.length;
  return {
    ...parts,
    catalogue: parts.catalogue ?? prepareCatalogue(parts.items),
    customerCount: parts.starts.length - 1,
    eventCount,
    newestAt,
    hasClock: clockCount * 2 >= eventCount && eventCount > 0,
  };
}

/**
 * The same store with some of its events, for example without what is held out.
 *
 * @param isKept 1 for each event that stays
 */
export function storeWith(store: EventStore, isKept: Uint8Array): EventStore {
  const places = new Int32Array(store.eventCount);
  const starts = new Int32Array(store.starts.length);
  let count = 0;
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    for (let at = store.starts[customer]!; at < store.starts[customer + 1]!; at += 1) {
      if (isKept[at] === 0) continue;
      places[count] = at;
      count += 1;
    }
    starts[customer + 1] = count;
  }
  return storeOfColumns({ ...store, starts, ...columnsAt(store, places.subarray(0, count)) });
}

/** Copies of the columns at some places, in their order. */
export function columnsAt(source: EventColumns, places: Int32Array): EventColumns {
  const { length } = places;
  const columns = {
    itemOfEvent: new Int32Array(length),
    kindOfEvent: new Uint8Array(length),
    valueOfEvent: new Float64Array(length),
    timeOfEvent: new Float64Array(length),
    contextOfEvent: new Int32Array(length),
  };
  for (let at = 0; at < length; at += 1) {
    const place = places[at]!;
    columns.itemOfEvent[at] = source.itemOfEvent[place]!;
    columns.kindOfEvent[at] = source.kindOfEvent[place]!;
    columns.valueOfEvent[at] = source.valueOfEvent[place]!;
    columns.timeOfEvent[at] = source.timeOfEvent[place]!;
    columns.contextOfEvent[at] = source.contextOfEvent[place]!;
  }
  return columns;
}

/** One customer's events, in the order of the log. */
export function eventsOf(store: EventStore, customer: number): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (let at = store.starts[customer]!; at < store.starts[customer + 1]!; at += 1) {
    events.push({
      item: store.itemOfEvent[at]!,
      kind: interactionKinds[store.kindOfEvent[at]!]!,
      value: numberOrNull(store.valueOfEvent[at]!),
      at: numberOrNull(store.timeOfEvent[at]!),
      context: store.contextOfEvent[at]!,
    });
  }
  return events;
}

/** A customer's events as the core's fold reads them, with the store's indices for items. */
export function itemEvents(events: readonly StoredEvent[]): ItemEvent<number>[] {
  return events.map(({ item, kind, value, at }) => ({ id: "", itemId: item, kind, value, at }));
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
