import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { TableBuilder } from "../../../src/learning/table-builder.ts";
import { lnLift } from "../../../src/learning/visits/chance.ts";
import { groupLifts } from "../../../src/learning/visits/group-lifts.ts";
import { trendOf } from "../../../src/learning/visits/trend.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import { bought, factsOf, itemsOfHouse, logOf, pairHouse, rowOf, seen } from "./made-up.ts";

describe("a row of a table", () => {
  test("holds the best as a sort would order them, ties by index", () => {
    const candidates = fc.uniqueArray(fc.tuple(fc.nat(50), fc.nat(5)), {
      selector: ([item]) => item,
    });
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 6 }), (offers, places) => {
        const table = new TableBuilder(places);
        for (const [item, weight] of offers) table.offer(item, weight);
        table.endRow();
        table.endRow();
        const sorted = offers.toSorted(([one, a], [two, b]) => b - a || one - two);
        expect(rowOf(table.finish(), 0)).toEqual(sorted.slice(0, places));
        expect(rowOf(table.finish(), 1)).toEqual([]);
      }),
    );
  });
});

describe("a lift", () => {
  test("is the logarithm of the smoothed ratio where chance does not explain it", () => {
    expect(lnLift(20, 20, 5, 100)).toBeCloseTo(Math.log(25 / 10), 12);
    expect(lnLift(20, 20, 0, 100)).toBeCloseTo(Math.log(25 / 5), 12);
  });

  test("is none where the Poisson tail allows it: more partners, fewer customers, less beyond", () => {
    // P(X >= 20) for a mean of 5 is 3.5e-7; half a false alarm is allowed to a row.
    expect(lnLift(20, 20, 5, 1e6)).not.toBeNull();
    expect(lnLift(20, 20, 5, 2e6)).toBeNull();
    expect(lnLift(20, 10, 5, 1e6)).toBeNull();
    expect(lnLift(20, 20, 12, 100)).toBeNull();
    expect(lnLift(5, 5, 5, 1)).toBeNull();
    expect(lnLift(20, 2, 0.001, 1)).toBeNull();
  });
});

describe("lifts between categories", () => {
  const leaves = [0, 1, 2, 3, 4, 5, 6, 7];

  test("connect what the same customers buy, in both directions, whenever they buy it", () => {
    const pairs = Array.from({ length: 20 }, () => [bought(0, 1), bought(1, 300)]);
    const visits = visitsOf(logOf([...pairs, ...pairHouse(0, 60)], itemsOfHouse));
    const table = groupLifts(visits, factsOf(leaves));
    const weight = Math.fround(Math.log((20 + 5) / (5 + 5)));
    expect(rowOf(table, 0)).toEqual([[1, weight]]);
    expect(rowOf(table, 1)).toEqual([[0, weight]]);
  });

  test("count customers, not items: two of one category are one", () => {
    const pairs = Array.from({ length: 20 }, () => [bought(0, 1), bought(1, 1), bought(2, 2)]);
    const visits = visitsOf(logOf([...pairs, ...pairHouse(0, 60)], itemsOfHouse));
    const table = groupLifts(visits, factsOf([0, 0, 1, 2, 3, 4, 5, 6]));
    // 40 of 80 customers buy from category 1, the 20 with item 2 beside it among them.
    expect(rowOf(table, 0)).toEqual([[1, Math.fround(Math.log((20 + 5) / (10 + 5)))]]);
  });

  test("leave out what has no category, and looks", () => {
    const pairs = Array.from({ length: 20 }, () => [seen(0, 1), bought(1, 1)]);
    const visits = visitsOf(logOf([...pairs, ...pairHouse(20, 60)], itemsOfHouse));
    const lonely = factsOf([0, -1, 2, 3, 4, 5, 6, 7]);
    expect(rowOf(groupLifts(visits, lonely), 0)).toEqual([]);
    expect(groupLifts(visits, factsOf(Array(itemsOfHouse).fill(-1))).items).toHaveLength(0);
  });
});

test("the trend counts takings in thousandths that halve every 3 and every 60 days", () => {
  const visits = visitsOf(
    logOf(
      [
        [bought(0, 0), bought(0, 60), seen(1, 60)],
        [bought(0, 57), bought(2, 30)],
      ],
      3,
    ),
  );
  const { fastThousandths, slowThousandths } = trendOf(visits);
  expect([...fastThousandths]).toEqual([1_000 + 500 + 0, 0, 1]);
  expect([...slowThousandths]).toEqual([1_000 + 966 + 500, 0, 707]);
});
