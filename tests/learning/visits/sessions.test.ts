import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  sessionNeighboursMax,
  sessionTable,
  visitWeights,
} from "../../../src/learning/visits/sessions.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import { anyHouse, bought, itemsOfHouse, logOf, rowOf, seen } from "./made-up.ts";

const tableOf = (customers: Parameters<typeof logOf>[0], itemCount: number) =>
  sessionTable(visitsOf(logOf(customers, itemCount)));

describe("the table of session neighbours", () => {
  test("adds up w_s over shared visits, over the powers of both items' visits", () => {
    const table = tableOf(
      [
        [bought(0, 0), seen(1, 0)],
        [bought(0, 180), bought(1, 180), seen(2, 180)],
      ],
      3,
    );
    // Visit of two half a recency ago, visit of three just now; items 0 and 1 were in both.
    const old = Math.round((65_536 * 0.5) / Math.sqrt(2)) / 65_536;
    const recent = Math.round(65_536 / Math.sqrt(3)) / 65_536;
    const scale = (source: number, target: number) => (source + 5) ** 0.5 * (target + 5) ** 0.3;
    expect(rowOf(table, 0)).toEqual([
      [1, Math.fround((old + recent) / scale(2, 2))],
      [2, Math.fround(recent / scale(2, 1))],
    ]);
    expect(rowOf(table, 2)).toEqual([
      [0, Math.fround(recent / scale(1, 2))],
      [1, Math.fround(recent / scale(1, 2))],
    ]);
  });

  test("tells in a large house no pair that only one customer has made, however often", () => {
    const others = (count: number) =>
      Array.from({ length: count }, () => [bought(2, 1), bought(3, 1)]);
    const own = [1, 2, 3].flatMap((day) => [bought(0, day), bought(1, day)]);
    expect(rowOf(tableOf([own, ...others(98)], 4), 0).map(([item]) => item)).toEqual([1]);
    expect(rowOf(tableOf([own, ...others(99)], 4), 0)).toEqual([]);
    expect(rowOf(tableOf([own, own, ...others(99)], 4), 0).map(([item]) => item)).toEqual([1]);
  });

  test("keeps the best of a row", () => {
    const visit = Array.from({ length: 30 }, (_, item) => bought(item, 1));
    const table = tableOf([visit, [bought(0, 1), bought(29, 1)]], 30);
    const row = rowOf(table, 0);
    expect(row).toHaveLength(sessionNeighboursMax);
    expect(row[0]![0]).toBe(29);
    expect(row.slice(1).map(([item]) => item)).toEqual(
      Array.from({ length: 15 }, (_, at) => at + 1),
    );
  });

  test("counts a visit so old that its weight rounds to nothing as never made", () => {
    const table = tableOf([[bought(0, 0), bought(1, 0), bought(2, 40 * 180)]], 3);
    expect(table.items).toHaveLength(0);
  });
});

test("the shares of own items add up to session kNN with all visits as neighbours", () => {
  fc.assert(
    fc.property(anyHouse(), fc.uniqueArray(fc.nat(itemsOfHouse - 1)), (customers, own) => {
      const visits = visitsOf(logOf(customers, itemsOfHouse));
      const { itemStarts, items } = visits;
      const weights = visitWeights(visits);
      const table = sessionTable(visits);
      const inVisit = (visit: number, item: number) =>
        items.subarray(itemStarts[visit], itemStarts[visit + 1]).includes(item);
      const visitsWith = (item: number) =>
        weights.filter((_, visit) => inVisit(visit, item)).length;
      for (let target = 0; target < itemsOfHouse; target += 1) {
        let knn = 0;
        for (const [visit, weight] of weights.entries()) {
          const shared = own.filter((item) => item !== target && inVisit(visit, item));
          if (!inVisit(visit, target)) continue;
          const similarity = shared.reduce((sum, item) => sum + (visitsWith(item) + 5) ** -0.5, 0);
          knn += (similarity * weight) / 65_536 / (visitsWith(target) + 5) ** 0.3;
        }
        const shares = own.flatMap((item) => rowOf(table, item).filter(([to]) => to === target));
        expect(shares.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(knn, 5);
      }
    }),
    { numRuns: 50 },
  );
});
