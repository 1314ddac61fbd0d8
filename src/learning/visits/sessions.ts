import type { NeighbourTable } from "../../scoring/model.ts";
import { millisecondsPerDay } from "../../scoring/policy.ts";
import { TableBuilder } from "../table-builder.ts";
import { type Visits, type VisitsByItem, visitsByItem } from "./visits.ts";

/** Places of one row. */
export const sessionNeighboursMax = 16;

/** Weights of visits are whole multiples of 1 / this, so that sums do not depend on their order. */
const visitWeightUnit = 65_536;

/** A visit counts half after this many days. */
const recencyHalfLifeDays = 180;

/** A house of this many customers shows no pair that only one of them has made. */
const customersForSupport = 100;

/** Added to the visits of both items, so that a pair seen once says little. */
const visitPrior = 5;
/** Powers of the visits: as in a cosine for the own item, smaller for the proposed one. */
const sourcePower = 0.5;
const targetPower = 0.3;

/**
 * Session neighbours as a table: what else is in the visits that hold an item.
 *
 * Session kNN scores an item by the past visits that share items with the current one:
 * score(i) = Σ_s similarity(current, s) · [i ∈ s], the similarity being a sum over the shared items
 * of their decay, divided by the root of the visit's length. When all visits are neighbours, the
 * sums change places: score(i) = Σ_j decay(j) · weight(j → i), with
 * weight(j → i) = Σ_{s ∋ j, i} w_s / ((v_j + 5)^0.5 (v_i + 5)^0.3), w_s = 2^(−age / 180 d) / √|s|
 * and v_i = visits that hold item i. So every share belongs to exactly one own item, and no visit
 * of anybody has to be kept to answer.
 *
 * A pair must have been made by two customers, in houses of at least 100: one customer's visits are
 * noise, and nobody else's business. In smaller houses hardly a pair would be left.
 *
 * Cost: Σ over visits of (items)², at most `visitItemsMax` steps an item of a visit.
 *
 * @returns at most {@link sessionNeighboursMax} a row
 * @see Ludewig, Jannach 2018, "Evaluation of session-based recommendation algorithms" (VS-KNN)
 * @see Garg et al. 2019, "Sequence and time aware neighborhood for session-based recommendations"
 * @see Ludewig, Mauro, Latifi, Jannach 2020, "Empirical analysis of session-based recommendation
 *   algorithms" (V-STAN)
 */
export function sessionTable(visits: Visits): NeighbourTable {
  const byItem = visitsByItem(visits);
  const weights = visitWeights(visits);
  const customersMin = customersWithPairs(visits) >= customersForSupport ? 2 : 1;
  const pairs = new PairSums(visits, byItem, weights);
  const table = new TableBuilder(sessionNeighboursMax);
  const visitCount = (item: number) => byItem.starts[item + 1]! - byItem.starts[item]!;
  const targetScale = new Float64Array(visits.itemCount);
  for (let item = 0; item < visits.itemCount; item += 1) {
    targetScale[item] = (visitCount(item) + visitPrior) ** targetPower;
  }
  for (let source = 0; source < visits.itemCount; source += 1) {
    const scale = visitWeightUnit * (visitCount(source) + visitPrior) ** sourcePower;
    pairs.forEachPair(source, (target, sum, customers) => {
      if (customers < customersMin) return;
      table.offer(target, Math.fround(sum / (scale * targetScale[target]!)));
    });
    table.endRow();
  }
  return table.finish();
}

/** w_s of every visit in units of 1 / {@link visitWeightUnit}: integers, 0 for the very old. */
export function visitWeights({ itemStarts, endedAt, newestAt }: Visits): Int32Array {
  const weights = new Int32Array(endedAt.length);
  for (let visit = 0; visit < endedAt.length; visit += 1) {
    const ageDays = (newestAt - endedAt[visit]!) / millisecondsPerDay;
    const length = itemStarts[visit + 1]! - itemStarts[visit]!;
    const recency = 2 ** (-ageDays / recencyHalfLifeDays);
    weights[visit] = Math.round((visitWeightUnit * recency) / Math.sqrt(length));
  }
  return weights;
}

function customersWithPairs({ customerOfVisit, itemStarts }: Visits): number {
  let count = 0;
  let last = -1;
  for (let visit = 0; visit < customerOfVisit.length; visit += 1) {
    const customer = customerOfVisit[visit]!;
    if (itemStarts[visit + 1]! - itemStarts[visit]! < 2 || customer === last) continue;
    last = customer;
    count += 1;
  }
  return count;
}

/** Sums of visit weights over the pairs of one item at a time; the buffers serve all items. */
class PairSums {
  readonly #visits: Visits;
  readonly #byItem: VisitsByItem;
  readonly #weights: Int32Array;
  readonly #sums: Float64Array;
  readonly #customers: Int32Array;
  readonly #lastCustomer: Int32Array;

  constructor(visits: Visits, byItem: VisitsByItem, weights: Int32Array) {
    this.#visits = visits;
    this.#byItem = byItem;
    this.#weights = weights;
    this.#sums = new Float64Array(visits.itemCount);
    this.#customers = new Int32Array(visits.itemCount);
    this.#lastCustomer = new Int32Array(visits.itemCount);
  }

  /** Calls back with every item that shares a visit, the sum of weights and distinct customers. */
  forEachPair(
    source: number,
    each: (target: number, sum: number, customers: number) => void,
  ): void {
    const touched: number[] = [];
    const { starts, visits } = this.#byItem;
    for (let at = starts[source]!; at < starts[source + 1]!; at += 1) {
      this.#addVisit(visits[at]!, source, touched);
    }
    for (const target of touched) {
      each(target, this.#sums[target]!, this.#customers[target]!);
      this.#sums[target] = 0;
      this.#customers[target] = 0;
    }
  }

  #addVisit(visit: number, source: number, touched: number[]): void {
    const { items, itemStarts, customerOfVisit } = this.#visits;
    const weight = this.#weights[visit]!;
    if (weight === 0) return;
    const customer = customerOfVisit[visit]!;
    for (let at = itemStarts[visit]!; at < itemStarts[visit + 1]!; at += 1) {
      const target = items[at]!;
      if (target === source) continue;
      if (this.#customers[target] === 0) touched.push(target);
      // The visits of an item come customer by customer.
      if (this.#customers[target] === 0 || this.#lastCustomer[target] !== customer) {
        this.#customers[target]! += 1;
        this.#lastCustomer[target] = customer;
      }
      this.#sums[target]! += weight;
    }
  }
}
