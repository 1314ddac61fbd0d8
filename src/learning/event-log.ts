import {
  type CatalogueItem,
  conditionKey,
  type EvidenceEvent,
  type InteractionKind,
} from "../scoring/index.ts";
import { interactionKinds } from "../scoring/types.ts";
import { Growable, growableInts } from "./growable.ts";
import {
  columnsAt,
  type EventColumns,
  type EventStore,
  type StoredContext,
  storeOfColumns,
} from "./store.ts";

/** Where a customer's events lie in the columns. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** True where what the customer finds may guide others. */
  readonly isExpert: boolean;
}

/** Columns are rewritten when this much of them, and no little, belongs to nobody any more. */
const unusedShareMax = 0.5;
const unusedMin = 1024;

const placeOfKind = new Map<InteractionKind, number>(
  interactionKinds.map((kind, place) => [kind, place]),
);

/**
 * Everybody's events, by customer, in columns that grow. A customer's part is replaced or removed
 * as a whole; what it took is used again when half of the columns is unused.
 *
 * The order of customers, unlisted items and contexts in a store is that of their keys, so equal
 * logs give equal stores, byte for byte, whatever was folded, replaced and removed before.
 */
export class EventLog {
  #eventCount = 0;
  #segments = new Map<string, Segment>();
  #columns = emptyColumns();
  readonly #items = new Dictionary();
  readonly #contexts = new Dictionary();
  /** Contexts as they come: spares putting the fields of each one in order. */
  readonly #contextOfText = new Map<string, number>();

  get eventCount(): number {
    return this.#eventCount;
  }

  /** Places of the columns that are taken up, by events or by what is left of replaced ones. */
  get placesUsed(): number {
    return this.#columns.items.length;
  }

  /**
   * Puts a customer's events in the place of those known before. Cost: linear in both.
   *
   * @returns true where everything known before is still there, in the same order
   */
  replace(customerKey: string, events: readonly EvidenceEvent[], isExpert = false): boolean {
    const old = this.#segments.get(customerKey) ?? { start: 0, end: 0, isExpert: false };
    const start = this.#columns.items.length;
    for (const event of events) this.#append(event);
    const segment = { start, end: start + events.length, isExpert };
    const isGrowth = this.#isWithin(old, segment);
    this.#eventCount += events.length - (old.end - old.start);
    if (events.length > 0) this.#segments.set(customerKey, segment);
    else this.#segments.delete(customerKey);
    this.#compactIfSparse();
    return isGrowth;
  }

  /** Forgets a customer; false where nothing was known of them. */
  remove(customerKey: string): boolean {
    return !this.replace(customerKey, []);
  }

  /** Customers who have events. */
  get customerCount(): number {
    return this.#segments.size;
  }

  /**
   * The log as it is learned from.
   *
   * @param catalogueItems in the order that the model is to have
   * @param now milliseconds since 1970; events after it are left out
   */
  store(catalogueItems: readonly CatalogueItem[], now: number): EventStore {
    const source = viewOf(this.#columns);
    const { starts, places, isExpert } = this.#placesInOrder(source.timeOfEvent, now);
    const items = this.#itemsInOrder(catalogueItems, source.itemOfEvent, places);
    const contexts = this.#contextsInOrder(source.contextOfEvent, places);
    const columns = columnsAt(source, places);
    for (let at = 0; at < places.length; at += 1) {
      columns.itemOfEvent[at] = items.indexOf[columns.itemOfEvent[at]!]!;
      columns.contextOfEvent[at] = contexts.indexOf[columns.contextOfEvent[at]!]!;
    }
    return storeOfColumns({
      items: items.list,
      starts,
      isExpert,
      ...columns,
      contexts: contexts.list,
      ...contexts.dictionary,
    });
  }

  #append({ itemId, kind, value, at, context }: EvidenceEvent): void {
    this.#columns.items.push(this.#items.indexOf(itemId));
    this.#columns.kinds.push(placeOfKind.get(kind)!);
    this.#columns.values.push(value ?? Number.NaN);
    this.#columns.times.push(at ?? Number.NaN);
    this.#columns.contexts.push(this.#contextIndex(context));
  }

  #contextIndex(context: EvidenceEvent["context"]): number {
    const text = JSON.stringify(context);
    let index = this.#contextOfText.get(text);
    if (index === undefined) {
      const fields = Object.keys(context).sort();
      index = this.#contexts.indexOf(JSON.stringify(fields.map((name) => [name, context[name]])));
      this.#contextOfText.set(text, index);
    }
    return index;
  }

  /** Whether the events of one segment are all in another one, in the same order. */
  #isWithin(part: Segment, whole: Segment): boolean {
    const { items, kinds, values, times, contexts } = this.#columns;
    let next = part.start;
    for (let at = whole.start; at < whole.end && next < part.end; at += 1) {
      const isSame =
        items.at(next) === items.at(at) &&
        kinds.at(next) === kinds.at(at) &&
        contexts.at(next) === contexts.at(at) &&
        Object.is(values.at(next), values.at(at)) &&
        Object.is(times.at(next), times.at(at));
      if (isSame) next += 1;
    }
    return next === part.end;
  }

  #compactIfSparse(): void {
    const unused = this.placesUsed - this.#eventCount;
    if (unused <= Math.max(unusedMin, this.placesUsed * unusedShareMax)) return;
    const old = this.#columns;
    this.#columns = emptyColumns();
    for (const [key, { start, end, isExpert }] of this.#segments) {
      this.#segments.set(key, {
        isExpert,
        start: this.#columns.items.length,
        end: this.#columns.items.length + end - start,
      });
      for (const name of columnNames) {
        for (let at = start; at < end; at += 1) this.#columns[name].push(old[name].at(at));
      }
    }
  }

  /** Places of the events until `now`, customer by customer. */
  #placesInOrder(times: Float64Array, now: number) {
    const places = new Int32Array(this.#eventCount);
    const starts = growableInts();
    const experts = growableInts();
    starts.push(0);
    let count = 0;
    for (const key of [...this.#segments.keys()].sort()) {
      const begin = count;
      const { start, end, isExpert } = this.#segments.get(key)!;
      for (let at = start; at < end; at += 1) {
        // Not "<= now": an event without a clock has NaN.
        if (times[at]! > now) continue;
        places[count] = at;
        count += 1;
      }
      if (count === begin) continue;
      starts.push(count);
      experts.push(isExpert ? 1 : 0);
    }
    const isExpert = Uint8Array.from(experts.view());
    return { starts: starts.copy(), places: places.subarray(0, count), isExpert };
  }

  #itemsInOrder(catalogueItems: readonly CatalogueItem[], column: Int32Array, places: Int32Array) {
    const isUsed = new Uint8Array(this.#items.keys.length);
    for (let at = 0; at < places.length; at += 1) isUsed[column[places[at]!]!] = 1;
    const indexOf = new Int32Array(isUsed.length).fill(-1);
    for (let index = 0; index < catalogueItems.length; index += 1) {
      const known = this.#items.knownIndexOf(catalogueItems[index]!.id);
      if (known !== undefined) indexOf[known] = index;
    }
    const unlisted = this.#items.keys.filter(
      (_, known) => isUsed[known] === 1 && indexOf[known]! < 0,
    );
    const list = [...catalogueItems];
    for (const id of unlisted.sort()) {
      indexOf[this.#items.indexOf(id)] = list.length;
      list.push({ id, categories: [], tags: [], isAvailable: false, addedAt: null });
    }
    return { list, indexOf };
  }

  #contextsInOrder(column: Int32Array, places: Int32Array) {
    const isUsed = new Uint8Array(this.#contexts.keys.length);
    for (let at = 0; at < places.length; at += 1) isUsed[column[places[at]!]!] = 1;
    const keys = this.#contexts.keys.filter((_, known) => isUsed[known] === 1).sort();
    const indexOf = new Int32Array(isUsed.length).fill(-1);
    const conditions = new Dictionary();
    const fieldOfCondition: string[] = [];
    const list = keys.map((key, index): StoredContext => {
      indexOf[this.#contexts.indexOf(key)] = index;
      const pairs: [string, string][] = JSON.parse(key);
      const indices = pairs.map(([field, value]) => {
        const condition = conditions.indexOf(conditionKey(field, value));
        fieldOfCondition[condition] = field;
        return condition;
      });
      return { values: Object.fromEntries(pairs), conditions: indices };
    });
    return { list, indexOf, dictionary: { conditions: conditions.keys, fieldOfCondition } };
  }
}

/** Gives each distinct text an index, in the order of their first appearance. */
class Dictionary {
  readonly keys: string[] = [];
  readonly #indices = new Map<string, number>();

  knownIndexOf(key: string): number | undefined {
    return this.#indices.get(key);
  }

  indexOf(key: string): number {
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.keys.push(key) - 1;
      this.#indices.set(key, index);
    }
    return index;
  }
}

const columnNames = ["items", "kinds", "values", "times", "contexts"] as const;

function emptyColumns() {
  return {
    items: growableInts(),
    kinds: new Growable((length) => new Uint8Array(length)),
    values: new Growable((length) => new Float64Array(length)),
    times: new Growable((length) => new Float64Array(length)),
    contexts: growableInts(),
  };
}

function viewOf(columns: ReturnType<typeof emptyColumns>): EventColumns {
  return {
    itemOfEvent: columns.items.view(),
    kindOfEvent: columns.kinds.view(),
    valueOfEvent: columns.values.view(),
    timeOfEvent: columns.times.view(),
    contextOfEvent: columns.contexts.view(),
  };
}
