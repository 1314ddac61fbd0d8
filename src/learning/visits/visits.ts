import { visitGapMs } from "../../scoring/policy.ts";
import { Growable, growableInts } from "../growable.ts";
import { type Sign, type SignLog, signs } from "./log.ts";

/**
 * A longer visit is a stock order. It counts as several visits of at most this many items, so that
 * all pairs of a log cost at most this many steps a sign.
 */
export const visitItemsMax = 100;

/**
 * Every customer's visits in columns. Visits of customer c:
 * `visitStarts[c] .. visitStarts[c + 1]`, oldest first; items of visit v:
 * `itemStarts[v] .. itemStarts[v + 1]`, ascending, each once.
 */
export interface Visits {
  readonly customerCount: number;
  readonly itemCount: number;
  readonly visitStarts: Int32Array;
  readonly itemStarts: Int32Array;
  readonly items: Int32Array;
  /** The strongest sign of each item in its visit; see `signs`. */
  readonly strongest: Uint8Array;
  /** When each visit ended, milliseconds since 1970. */
  readonly endedAt: Float64Array;
  readonly customerOfVisit: Int32Array;
  /** When the first and the last visit of the house ended; 0 where there is none. */
  readonly oldestAt: number;
  readonly newestAt: number;
}

/**
 * Cuts the log into visits and lists each item once in a visit: the same item clicked, carted and
 * bought in one visit is one fact.
 *
 * Cost: n log n in the signs of one customer, by native sorts of numbers; 5 bytes an item of a
 * visit, 16 bytes a visit.
 */
export function visitsOf(log: SignLog): Visits {
  const { customerCount, itemCount } = log;
  const visitStarts = new Int32Array(customerCount + 1);
  const columns = new VisitColumns();
  const signsOfCustomer = new CustomerSigns();
  for (let customer = 0; customer < customerCount; customer += 1) {
    signsOfCustomer.read(log, customer);
    signsOfCustomer.forEachVisit((packed, endedAt) => columns.append(packed, endedAt, customer));
    visitStarts[customer + 1] = columns.visitCount;
  }
  return { customerCount, itemCount, visitStarts, ...columns.finish() };
}

/** Item and sign in one integer, so that a plain numeric sort orders by item, then by sign. */
const signValues = 4;

/** The signs of one customer at a time; the buffers are used again for the next. */
class CustomerSigns {
  #packed: number[] = [];
  #times: number[] = [];
  #buffer = new Int32Array(64);

  read(log: SignLog, customer: number): void {
    this.#packed.length = 0;
    this.#times.length = 0;
    log.forEachSign(customer, (item: number, at: number, sign: Sign) => {
      this.#packed.push(item * signValues + sign);
      this.#times.push(at);
    });
  }

  /** Calls back with the packed items of each visit, ascending, and the time of its last sign. */
  forEachVisit(each: (packed: Int32Array, endedAt: number) => void): void {
    const order = orderInTime(this.#times);
    if (this.#buffer.length < order.length) this.#buffer = new Int32Array(order.length * 2);
    let size = 0;
    for (const [place, position] of order.entries()) {
      const at = this.#times[position]!;
      this.#buffer[size] = this.#packed[position]!;
      size += 1;
      const next = order[place + 1];
      if (next !== undefined && this.#times[next]! - at < visitGapMs) continue;
      each(this.#buffer.subarray(0, size).sort(), at);
      size = 0;
    }
  }
}

/**
 * Positions in the order of time. Second and position share one number, so that the sort is native;
 * exact for 2 million signs over a century.
 */
function orderInTime(times: readonly number[]): Float64Array {
  const count = times.length;
  let first = Number.POSITIVE_INFINITY;
  for (const at of times) first = Math.min(first, at);
  const keys = new Float64Array(count);
  for (let position = 0; position < count; position += 1) {
    keys[position] = Math.floor((times[position]! - first) / 1_000) * count + position;
  }
  keys.sort();
  for (let place = 0; place < count; place += 1) keys[place] = keys[place]! % count;
  return keys;
}

/** Collects visits; the columns grow as they fill. */
class VisitColumns {
  readonly #items = growableInts();
  readonly #strongest = new Growable((length) => new Uint8Array(length));
  readonly #itemStarts = growableInts();
  readonly #endedAt = new Growable((length) => new Float64Array(length));
  readonly #customerOfVisit = growableInts();

  constructor() {
    this.#itemStarts.push(0);
  }

  get visitCount(): number {
    return this.#endedAt.length;
  }

  /** Adds a visit; of each item the last, and so the strongest, of its packed signs counts. */
  append(packed: Int32Array, endedAt: number, customer: number): void {
    let size = 0;
    for (let at = 0; at < packed.length; at += 1) {
      const isLast = at + 1 === packed.length || itemOf(packed[at + 1]!) !== itemOf(packed[at]!);
      if (isLast) packed[size++] = packed[at]!;
    }
    // Every part takes each n-th item, so that no part depends on the order of the log.
    const parts = Math.ceil(size / visitItemsMax);
    for (let part = 0; part < parts; part += 1) {
      for (let at = part; at < size; at += parts) {
        this.#items.push(itemOf(packed[at]!));
        this.#strongest.push(packed[at]! % signValues);
      }
      this.#itemStarts.push(this.#items.length);
      this.#endedAt.push(endedAt);
      this.#customerOfVisit.push(customer);
    }
  }

  finish(): Omit<Visits, "customerCount" | "itemCount" | "visitStarts"> {
    const endedAt = this.#endedAt.copy();
    let oldestAt = endedAt[0] ?? 0;
    let newestAt = endedAt[0] ?? 0;
    for (const at of endedAt) {
      oldestAt = Math.min(oldestAt, at);
      newestAt = Math.max(newestAt, at);
    }
    return {
      itemStarts: this.#itemStarts.copy(),
      items: this.#items.copy(),
      strongest: this.#strongest.copy(),
      endedAt,
      customerOfVisit: this.#customerOfVisit.copy(),
      oldestAt,
      newestAt,
    };
  }
}

function itemOf(packed: number): number {
  return Math.floor(packed / signValues);
}

/** Visits that hold each item: `visits[starts[i] .. starts[i + 1])`, customer by customer. */
export interface VisitsByItem {
  readonly starts: Int32Array;
  readonly visits: Int32Array;
}

/**
 * The visits of each item, by a counting sort. Linear in the items of all visits.
 *
 * @param signMin only visits whose sign for the item is at least this strong
 */
export function visitsByItem(visits: Visits, signMin: Sign = signs.seen): VisitsByItem {
  const { items, itemStarts, strongest, itemCount } = visits;
  const starts = new Int32Array(itemCount + 1);
  for (let at = 0; at < items.length; at += 1) {
    if (strongest[at]! >= signMin) starts[items[at]! + 1]! += 1;
  }
  for (let item = 0; item < itemCount; item += 1) starts[item + 1]! += starts[item]!;
  const next = starts.slice();
  const list = new Int32Array(starts[itemCount]!);
  for (let visit = 0; visit + 1 < itemStarts.length; visit += 1) {
    for (let at = itemStarts[visit]!; at < itemStarts[visit + 1]!; at += 1) {
      if (strongest[at]! >= signMin) list[next[items[at]!]++] = visit;
    }
  }
  return { starts, visits: list };
}
