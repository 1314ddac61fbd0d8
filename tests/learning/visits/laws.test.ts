import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { basketsOf, strataOf } from "../../../src/learning/visits/baskets.ts";
import { complementTable } from "../../../src/learning/visits/complements.ts";
import { expertKeeps } from "../../../src/learning/visits/experts.ts";
import { groupLifts } from "../../../src/learning/visits/group-lifts.ts";
import { sessionTable } from "../../../src/learning/visits/sessions.ts";
import { trendOf } from "../../../src/learning/visits/trend.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import {
  anyHouse,
  begin,
  bought,
  dayMs,
  factsOf,
  itemsOfHouse,
  logOf,
  type MadeUpSign,
  pairHouse,
} from "./made-up.ts";

/** Six new wines beside the items of the random customers; one comes every two days. */
const wines = [8, 9, 10, 11, 12, 13];
const facts = factsOf(
  [0, 1, 2, 3, 2, 3, 2, -1, ...wines.map(() => 4)],
  Array.from({ length: 14 }, (_, item) => (item < 8 ? Number.NaN : 2 * (item - 8) + 2)),
);

/** Everything that is told of a house. */
function told(customers: readonly (readonly MadeUpSign[])[]) {
  const visits = visitsOf(logOf(customers, 14));
  return {
    sessions: sessionTable(visits),
    complements: complementTable(visits, facts),
    lifts: groupLifts(visits, facts),
    trend: trendOf(visits),
    keeps: expertKeeps(visits, facts, () => true),
  };
}

/** A house in which something is told: a pair that goes together, an expert with followers. */
const plantedHouse: readonly (readonly MadeUpSign[])[] = [
  ...pairHouse(20, 40),
  wines.map((wine, place) => bought(wine, 2 * place + 3)),
  ...Array.from({ length: 16 }, (_, follower) =>
    wines.map((wine, place) => bought(wine, 2 * place + 4 + ((follower * wine) % 11))),
  ),
];

const withPlanted = (customers: readonly (readonly MadeUpSign[])[]) => [
  ...customers,
  ...plantedHouse,
];

describe("of the house as a whole", () => {
  test("the order of customers changes nothing", () => {
    const shuffled = anyHouse().chain((customers) => {
      const all = withPlanted(customers);
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(
      fc.property(shuffled, ([customers, others]) => {
        expect(told(others)).toEqual(told(customers));
      }),
      { numRuns: 50 },
    );
  });

  test("a customer whose data were taken out has never been there", () => {
    fc.assert(
      fc.property(anyHouse(), fc.nat(), (house, at) => {
        const customers = withPlanted(house);
        const emptied = customers.with(at % customers.length, []);
        const without = customers.toSpliced(at % customers.length, 1);
        expect(told(emptied)).toEqual(told(without));
      }),
      { numRuns: 50 },
    );
  });

  test("something is told of the planted house, by every table", () => {
    const { sessions, complements, lifts, trend, keeps } = told(plantedHouse);
    for (const { items } of [sessions, complements, lifts, keeps]) {
      expect(items.length).toBeGreaterThan(0);
    }
    expect(Math.max(...trend.fastThousandths)).toBeGreaterThan(0);
  });

  test("counts of two houses add up to those of both, so that a customer is an exact decrement", () => {
    fc.assert(
      fc.property(anyHouse(), anyHouse(), (one, other) => {
        const counts = (customers: MadeUpSign[][]) => {
          const visits = visitsOf(logOf(customers, itemsOfHouse));
          const spans = strataOf(basketsOf(visits, 56));
          const groups = strataOf(basketsOf(visits, null, facts.leaves, facts.groups.length));
          const { fastThousandths, slowThousandths } = trendOf(visits, begin + 40 * dayMs);
          return [
            spans.sizes,
            spans.holding,
            groups.sizes,
            groups.holding,
            fastThousandths,
            slowThousandths,
          ];
        };
        const both = counts([...one, ...other]);
        const [first, second] = [counts(one), counts(other)];
        for (const [index, sums] of both.entries()) {
          expect(Array.from(sums, (sum, at) => sum - second[index]![at]!)).toEqual([
            ...first[index]!,
          ]);
        }
      }),
    );
  });

  test("every number told is finite", () => {
    fc.assert(
      fc.property(anyHouse(), (customers) => {
        const { sessions, complements, lifts, trend, keeps } = told(withPlanted(customers));
        const numbers = [sessions.weights, complements.weights, lifts.weights, keeps.weights];
        for (const values of [...numbers, trend.fastThousandths, trend.slowThousandths]) {
          expect([...values].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        }
      }),
    );
  });

  test("nothing is told of a house without visits", () => {
    for (const customers of [[], [[]]]) {
      const { sessions, complements, lifts, keeps } = told(customers);
      for (const { items } of [sessions, complements, lifts, keeps]) expect(items).toHaveLength(0);
    }
  });
});
