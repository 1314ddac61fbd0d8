import type { Interest } from "../scoring/interests.ts";
import { type NeighbourTable, neighboursMax } from "../scoring/model.ts";
import { startsOf } from "./counts.ts";
import { Growable, growableInts } from "./growable.ts";
import { TableBuilder } from "./table-builder.ts";

/** Added to the support of both items, so that a pair seen once says little. */
const supportPrior = 5;
/** Powers of the supports: less than cosine for the own item, more for the proposed one. */
const sourcePower = 0.3;
const targetPower = 0.7;
/** Sums are whole numbers of this size, so that their order does not matter. */
const unit = 65_536 * 100;
/**
 * Items of one customer that are paired with each other: the strongest, then the newest. Pairs are
 * squared in items, and who takes more than this has no taste that pairs could tell.
 */
const itemsPerCustomerMax = 2_000;

/** Who has an interest in what, and how much: customer c is `starts[c] .. starts[c + 1])`. */
export interface InterestLists {
  readonly starts: Int32Array;
  readonly items: Int32Array;
  /** 1 to 10; see `interestTenths` in policy.ts. */
  readonly tenths: Uint8Array;
}

/** Collects the lists, one customer after the other. */
export class InterestCollector {
  readonly #starts = growableInts();
  readonly #items = growableInts();
  readonly #tenths = new Growable((length) => new Uint8Array(length));

  constructor() {
    this.#starts.push(0);
  }

  /** Adds one more customer. */
  add(interests: readonly Interest<number>[]): void {
    let some = interests;
    if (interests.length > itemsPerCustomerMax) {
      some = [...interests].sort(byStrength).slice(0, itemsPerCustomerMax);
    }
    for (const { itemId, tenths } of some) {
      if (tenths === 0) continue;
      this.#items.push(itemId);
      this.#tenths.push(tenths);
    }
    this.#starts.push(this.#items.length);
  }

  lists(): InterestLists {
    const tenths = this.#tenths.view();
    return { starts: this.#starts.view(), items: this.#items.view(), tenths };
  }
}

function byStrength(a: Interest<number>, b: Interest<number>): number {
  return b.tenths - a.tenths || (b.lastAt ?? 0) - (a.lastAt ?? 0) || a.itemId - b.itemId;
}

/**
 * The {@link neighboursMax} nearest items of each item:
 * weight(j → i) = Σ over customers of s_j s_i / sqrt(Σ s²) / ((d_j + 5)^0.3 (d_i + 5)^0.7),
 * with s the interest of a customer in an item (0 to 1) and d_i = Σ over customers of s_i².
 *
 * Dividing by the length of a customer's own list keeps wholesale buyers from connecting
 * everything; the larger power on the proposed item keeps best-sellers from being everybody's
 * neighbour. 1 / sqrt(Σ s²) is rounded to 1 / 65,536 and all sums are of whole numbers: the table
 * depends on who is in the log and not on the order or the way in which they came.
 *
 * Cost: Σ over customers of (own items)².
 *
 * @param itemCount items of the store
 * @see Deshpande, Karypis 2004, "Item-based top-N recommendation algorithms", for the powers
 */
export function neighboursOf(lists: InterestLists, itemCount: number): NeighbourTable {
  const { starts, items, tenths } = lists;
  const owners = ownersOf(lists, itemCount);
  const shares = sharesOf(lists);
  const support = supportOf(lists, itemCount);
  const targetScale = support.map((value) => (value + supportPrior) ** targetPower);
  const sums = new Float64Array(itemCount);
  const touched = new Int32Array(itemCount);
  const table = new TableBuilder(neighboursMax, hashOf);
  for (let source = 0; source < itemCount; source += 1) {
    let touchedCount = 0;
    for (let place = owners.starts[source]!; place < owners.starts[source + 1]!; place += 1) {
      const customer = owners.customers[place]!;
      const share = shares[customer]! * owners.tenths[place]!;
      const end = starts[customer + 1]!;
      for (let at = starts[customer]!; at < end; at += 1) {
        const target = items[at]!;
        if (sums[target] === 0) {
          touched[touchedCount] = target;
          touchedCount += 1;
        }
        sums[target]! += share * tenths[at]!;
      }
    }
    const sourceScale = unit * (support[source]! + supportPrior) ** sourcePower;
    for (let at = 0; at < touchedCount; at += 1) {
      const target = touched[at]!;
      if (target !== source)
        table.offer(target, sums[target]! / (sourceScale * targetScale[target]!));
      sums[target] = 0;
    }
    table.endRow();
  }
  return table.finish();
}

/** Customers with interest in each item: `customers[starts[i] .. starts[i + 1])`. */
function ownersOf(lists: InterestLists, itemCount: number) {
  const starts = startsOf(lists.items, itemCount);
  const next = starts.slice();
  const customers = new Int32Array(lists.items.length);
  const tenths = new Uint8Array(lists.items.length);
  for (let customer = 0; customer + 1 < lists.starts.length; customer += 1) {
    for (let at = lists.starts[customer]!; at < lists.starts[customer + 1]!; at += 1) {
      const item = lists.items[at]!;
      customers[next[item]!] = customer;
      tenths[next[item]!] = lists.tenths[at]!;
      next[item]! += 1;
    }
  }
  return { starts, customers, tenths };
}

/** 1 / sqrt(Σ s²) of each customer in 1 / 65,536: a whole number, 65,536 for one thing bought. */
function sharesOf({ starts, tenths }: InterestLists): Int32Array {
  const shares = new Int32Array(starts.length - 1);
  for (let customer = 0; customer < shares.length; customer += 1) {
    let squares = 0;
    for (let at = starts[customer]!; at < starts[customer + 1]!; at += 1)
      squares += tenths[at]! ** 2;
    if (squares > 0) shares[customer] = Math.round(655_360 / Math.sqrt(squares));
  }
  return shares;
}

/** Σ s² by item: whole hundredths until the very end. */
function supportOf({ items, tenths }: InterestLists, itemCount: number): Float64Array {
  const support = new Float64Array(itemCount);
  for (let at = 0; at < items.length; at += 1) support[items[at]!]! += tenths[at]! ** 2;
  return support.map((hundredths) => hundredths / 100);
}

/** Among equal weights a hash decides, so that ties do not favour the catalogue's order. */
function hashOf(item: number): number {
  return Math.imul(item, 0x9e3779b1);
}
