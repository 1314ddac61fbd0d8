import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { complementTable } from "../../../src/learning/visits/complements.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import {
  anyHouse,
  bought,
  factsOf,
  itemsOfHouse,
  logOf,
  type MadeUpSign,
  pairHouse,
  rowOf,
  seen,
} from "./made-up.ts";

const noLeaves = factsOf(Array(itemsOfHouse).fill(-1));
const tableOf = (customers: readonly (readonly MadeUpSign[])[], facts = noLeaves) =>
  complementTable(visitsOf(logOf(customers, itemsOfHouse)), facts);

/** Those who took both at the given days, beside others who bring neither together. */
const pairOnDays = (first: number, second: number) => [
  ...Array.from({ length: 20 }, () => [bought(0, first), bought(1, second)]),
  ...pairHouse(0, 60),
];

describe("a complement", () => {
  test("has the logarithm of the smoothed lift as its weight", () => {
    // Of 80 baskets of two things 20 hold both; 20 × 20 / 80 = 5 would by chance.
    const weight = Math.fround(Math.log((20 + 5) / (5 + 5)));
    expect(rowOf(tableOf(pairOnDays(1, 1)), 0)).toEqual([[1, weight]]);
    expect(rowOf(tableOf(pairOnDays(1, 1)), 1)).toEqual([[0, weight]]);
  });

  test("comes with or within seven days after, never before", () => {
    const pairs = (first: number, second: number) => {
      const table = tableOf(pairOnDays(first, second));
      return [rowOf(table, 0).length, rowOf(table, 1).length];
    };
    expect(pairs(1, 8)).toEqual([1, 0]);
    expect(pairs(1, 8.1)).toEqual([0, 0]);
    expect(pairs(8, 1)).toEqual([0, 1]);
  });

  test("is told from chance by distinct customers, three at least", () => {
    const twice = [
      bought(0, 1),
      bought(1, 1),
      bought(0, 60),
      bought(1, 60),
      bought(0, 120),
      bought(1, 120),
    ];
    expect(rowOf(tableOf([twice, twice, ...pairHouse(0, 600)]), 0)).toEqual([]);
    expect(rowOf(tableOf([twice, twice, twice, ...pairHouse(0, 600)]), 0)).toHaveLength(1);
  });

  test("is not what the broad baskets of a few busy customers hold by chance", () => {
    const all = Array.from({ length: itemsOfHouse }, (_, item) => bought(item, 1));
    const single = Array.from({ length: 400 }, (_, place) => [bought(place % itemsOfHouse, 1)]);
    expect(tableOf([...Array(40).fill(all), ...single]).items).toHaveLength(0);
  });

  test("is found in the other parts of a visit that is too long, in both directions", () => {
    const order = (first: number) => Array.from({ length: 150 }, (_, at) => bought(first + at, 1));
    const customers = [...Array(20).fill(order(0)), ...Array(60).fill(order(150))];
    const visits = visitsOf(logOf(customers, 300));
    const table = complementTable(visits, factsOf(Array(300).fill(-1)));
    expect(rowOf(table, 0).map(([item]) => item)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rowOf(table, 1).map(([item]) => item)).toEqual([0, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("is taken, not only looked at", () => {
    const looks = Array.from({ length: 20 }, () => [bought(0, 1), seen(1, 1)]);
    expect(rowOf(tableOf([...looks, ...pairHouse(0, 60)]), 0)).toEqual([]);
  });

  test("is no substitute: the same pair in one leaf category is none", () => {
    const sameLeaf = factsOf([0, 0, 1, 1, 1, 1, 1, 1]);
    const otherLeaf = factsOf([0, 2, 1, 1, 1, 1, 1, 1]);
    expect(rowOf(tableOf(pairOnDays(1, 1), sameLeaf), 0)).toEqual([]);
    expect(rowOf(tableOf(pairOnDays(1, 1), otherLeaf), 0).map(([item]) => item)).toEqual([1]);
  });
});

test("no pair of one leaf category is ever a complement, and every weight is above 0", () => {
  fc.assert(
    fc.property(
      anyHouse(),
      fc.nat(40),
      fc.array(fc.integer({ min: -1, max: 3 }), {
        minLength: itemsOfHouse,
        maxLength: itemsOfHouse,
      }),
      (customers, together, leaves) => {
        const table = tableOf([...customers, ...pairHouse(together, 40)], factsOf(leaves));
        for (let item = 0; item < itemsOfHouse; item += 1) {
          for (const [target, weight] of rowOf(table, item)) {
            expect(target).not.toBe(item);
            expect(leaves[item] === -1 || leaves[target] !== leaves[item]).toBe(true);
            expect(weight).toBeGreaterThan(0);
            expect(Number.isFinite(weight)).toBe(true);
          }
        }
      },
    ),
  );
});
