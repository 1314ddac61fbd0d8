import fc from "fast-check";
import type { ItemFacts } from "../../../src/learning/visits/facts.ts";
import { type Sign, type SignLog, signs } from "../../../src/learning/visits/log.ts";
import type { NeighbourTable } from "../../../src/scoring/model.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A Thursday in 1970 on which a span of 56 days begins, so that made-up days are easy to read. */
export const begin = 56 * 100 * dayMs;

export interface MadeUpSign {
  readonly item: number;
  readonly at: number;
  readonly sign: Sign;
}

export function bought(item: number, day: number): MadeUpSign {
  return { item, at: begin + day * dayMs, sign: signs.bought };
}

export function seen(item: number, day: number): MadeUpSign {
  return { ...bought(item, day), sign: signs.seen };
}

/** A log of made-up customers. */
export function logOf(customers: readonly (readonly MadeUpSign[])[], itemCount: number): SignLog {
  return {
    customerCount: customers.length,
    itemCount,
    forEachSign: (customer, each) => {
      for (const { item, at, sign } of customers[customer]!) each(item, at, sign);
    },
  };
}

/** Facts of items that have one leaf category each, `category:0` and on; -1 is none. */
export function factsOf(leaves: readonly number[], addedOn: readonly number[] = []): ItemFacts {
  const groupStarts = [0];
  const groupsOfItems: number[] = [];
  for (const leaf of leaves) {
    if (leaf >= 0) groupsOfItems.push(leaf);
    groupStarts.push(groupsOfItems.length);
  }
  const groupCount = Math.max(-1, ...leaves) + 1;
  return {
    groups: Array.from({ length: groupCount }, (_, group) => `category:${group}`),
    groupStarts: Int32Array.from(groupStarts),
    groupsOfItems: Int32Array.from(groupsOfItems),
    leaves: Int32Array.from(leaves),
    addedAt: Float64Array.from(leaves, (_, item) => begin + (addedOn[item] ?? Number.NaN) * dayMs),
  };
}

/** One row of a table as pairs. */
export function rowOf({ starts, items, weights }: NeighbourTable, row: number) {
  const pairs: [item: number, weight: number][] = [];
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1)
    pairs.push([items[at]!, weights[at]!]);
  return pairs;
}

export const itemsOfHouse = 8;

/** Customers with up to 20 signs at a few items within 30 days, often within one visit. */
export function anyCustomer(): fc.Arbitrary<MadeUpSign[]> {
  const sign = fc.record({
    item: fc.nat(itemsOfHouse - 1),
    at: fc
      .tuple(fc.nat(30), fc.nat(5))
      .map(([day, quarter]) => begin + day * dayMs + (quarter * hourMs) / 4),
    sign: fc.constantFrom<Sign>(signs.seen, signs.approved, signs.bought, signs.bought),
  });
  return fc.array(sign, { maxLength: 20 });
}

/** A house in which pairs occur often enough to be more than chance now and then. */
export function anyHouse(): fc.Arbitrary<MadeUpSign[][]> {
  return fc.array(anyCustomer(), { minLength: 1, maxLength: 30 });
}

/** Customers who all took the first two items together, among others who took anything else. */
export function pairHouse(together: number, apart: number): MadeUpSign[][] {
  const pairs = Array.from({ length: together }, () => [bought(0, 1), bought(1, 1)]);
  const others = Array.from({ length: apart }, (_, place) => [
    bought(2 + (place % 3), 1),
    bought(5 + (place % 3), 1),
  ]);
  return [...pairs, ...others];
}
