import type { NeighbourTable } from "../../scoring/model.ts";
import { millisecondsPerDay } from "../../scoring/policy.ts";
import { TableBuilder } from "../table-builder.ts";
import { type Baskets, basketsOf, expectedTogether, membersHeld, strataOf } from "./baskets.ts";
import { lnLift } from "./chance.ts";
import type { ItemFacts } from "./facts.ts";
import { signs } from "./log.ts";
import { type Visits, type VisitsByItem, visitsByItem } from "./visits.ts";

/** Places of one row. */
const complementsMax = 8;

/** What is taken this long after an item still goes with it. */
const complementDays = 7;

/**
 * A customer counts once for each span of this length. Over years everybody takes everything once,
 * so that in one basket for all years nothing would stand out.
 */
const spanDays = 56;

/** Items walked after one taking; a week of a wholesale customer is longer. */
const walkItemsMax = 200;

/**
 * What is taken with an item or within 7 days after it, more often than chance: the cheese to the
 * wine. Never a substitute, which is an item of the same leaf category: no wine to the wine.
 *
 * weight(a → b) = ln((n_ab + k) / (E_ab + k)), with n_ab the spans of 56 days in which a customer
 * took b with or after a, and E_ab = Σ n_a n_b / N over strata of equally broad spans; only where
 * `lnLift` finds more than chance in it.
 *
 * Cost: at most {@link walkItemsMax} steps a taking.
 *
 * @returns at most {@link complementsMax} a row
 * @see McAuley, Pandey, Leskovec 2015, "Inferring networks of substitutable and complementary
 *   products", for the distinction
 */
export function complementTable(visits: Visits, facts: Pick<ItemFacts, "leaves">): NeighbourTable {
  const baskets = basketsOf(visits, spanDays);
  const strata = strataOf(baskets);
  const candidates = membersHeld(strata);
  const followers = new FollowerCounts(visits, baskets);
  const table = new TableBuilder(complementsMax);
  for (let source = 0; source < visits.itemCount; source += 1) {
    const leaf = facts.leaves[source] ?? -1;
    followers.forEachFollower(source, (target, spans, customers) => {
      if (leaf >= 0 && facts.leaves[target] === leaf) return;
      const expected = expectedTogether(strata, source, target);
      const weight = lnLift(spans, customers, expected, candidates);
      if (weight !== null) table.offer(target, Math.fround(weight));
    });
    table.endRow();
  }
  return table.finish();
}

/** Counts what follows one item at a time; the buffers serve all items. */
class FollowerCounts {
  readonly #visits: Visits;
  readonly #baskets: Baskets;
  readonly #byItem: VisitsByItem;
  readonly #spans: Int32Array;
  readonly #customers: Int32Array;
  readonly #lastBasket: Int32Array;
  readonly #lastCustomer: Int32Array;
  #touched: number[] = [];

  constructor(visits: Visits, baskets: Baskets) {
    this.#visits = visits;
    this.#baskets = baskets;
    this.#byItem = visitsByItem(visits, signs.approved);
    this.#spans = new Int32Array(visits.itemCount);
    this.#customers = new Int32Array(visits.itemCount);
    this.#lastBasket = new Int32Array(visits.itemCount).fill(-1);
    this.#lastCustomer = new Int32Array(visits.itemCount).fill(-1);
  }

  /** Calls back with each item taken with or after the source, its spans and its customers. */
  forEachFollower(
    source: number,
    each: (target: number, spans: number, customers: number) => void,
  ): void {
    const { starts, visits } = this.#byItem;
    for (let at = starts[source]!; at < starts[source + 1]!; at += 1) {
      this.#walkFrom(visits[at]!, source);
    }
    for (const target of this.#touched) {
      each(target, this.#spans[target]!, this.#customers[target]!);
      this.#spans[target] = 0;
      this.#customers[target] = 0;
      this.#lastBasket[target] = -1;
      this.#lastCustomer[target] = -1;
    }
    this.#touched = [];
  }

  #walkFrom(visit: number, source: number): void {
    const { visitStarts, itemStarts, items, strongest, endedAt, customerOfVisit } = this.#visits;
    const customer = customerOfVisit[visit]!;
    const basket = this.#baskets.basketOfVisit[visit]!;
    const until = endedAt[visit]! + complementDays * millisecondsPerDay;
    // The parts of one long visit have ended at the same time.
    let first = visit;
    while (first > visitStarts[customer]! && endedAt[first - 1] === endedAt[visit]) first -= 1;
    let walked = 0;
    for (
      let next = first;
      next < visitStarts[customer + 1]! && endedAt[next]! <= until;
      next += 1
    ) {
      for (let at = itemStarts[next]!; at < itemStarts[next + 1]!; at += 1) {
        if (walked === walkItemsMax) return;
        walked += 1;
        const target = items[at]!;
        if (strongest[at] !== signs.seen && target !== source) this.#add(target, basket, customer);
      }
    }
  }

  #add(target: number, basket: number, customer: number): void {
    if (this.#lastBasket[target] === basket) return;
    if (this.#lastBasket[target] === -1) this.#touched.push(target);
    this.#lastBasket[target] = basket;
    this.#spans[target]! += 1;
    if (this.#lastCustomer[target] === customer) return;
    this.#lastCustomer[target] = customer;
    this.#customers[target]! += 1;
  }
}
