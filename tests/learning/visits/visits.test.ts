import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { signOf, signs } from "../../../src/learning/visits/log.ts";
import {
  type Visits,
  visitItemsMax,
  visitsByItem,
  visitsOf,
} from "../../../src/learning/visits/visits.ts";
import { visitGapMs } from "../../../src/scoring/policy.ts";
import { anyCustomer, begin, bought, itemsOfHouse, logOf, seen } from "./made-up.ts";

/** Visits as plain lists. */
function listed({ itemStarts, items, strongest, endedAt, customerOfVisit }: Visits) {
  return Array.from(endedAt, (at, visit) => ({
    customer: customerOfVisit[visit],
    at,
    items: [...items.slice(itemStarts[visit], itemStarts[visit + 1])],
    strongest: [...strongest.slice(itemStarts[visit], itemStarts[visit + 1])],
  }));
}

describe("a visit", () => {
  test("lasts while less than 30 minutes lie between two signs", () => {
    const at = (ms: number, item: number) => ({ item, at: begin + ms, sign: signs.seen });
    const visits = visitsOf(
      logOf([[at(0, 0), at(visitGapMs - 1, 1), at(2 * visitGapMs - 1, 2)]], 3),
    );
    expect(listed(visits)).toEqual([
      { customer: 0, at: begin + visitGapMs - 1, items: [0, 1], strongest: [0, 0] },
      { customer: 0, at: begin + 2 * visitGapMs - 1, items: [2], strongest: [0] },
    ]);
    expect(visits.oldestAt).toBe(begin + visitGapMs - 1);
    expect(visits.newestAt).toBe(begin + 2 * visitGapMs - 1);
  });

  test("lists an item once, with its strongest sign, whatever the order of the log", () => {
    const log = logOf([[bought(4, 1), seen(2, 1), seen(4, 1), bought(4, 1)]], 5);
    expect(listed(visitsOf(log))).toEqual([
      { customer: 0, at: bought(4, 1).at, items: [2, 4], strongest: [signs.seen, signs.bought] },
    ]);
  });

  test("of more than the limit counts as several of even length, none of which is longer", () => {
    const order = Array.from({ length: 2 * visitItemsMax + 1 }, (_, item) => bought(item, 1));
    const lengths = listed(visitsOf(logOf([order], order.length))).map(({ items }) => items.length);
    expect(lengths).toEqual([67, 67, 67]);
  });

  test("is found by its items and by how strong the sign was", () => {
    const visits = visitsOf(logOf([[bought(0, 1), seen(1, 1), seen(0, 2)], [], [bought(1, 3)]], 2));
    expect([...visits.visitStarts]).toEqual([0, 2, 2, 3]);
    expect(visitsByItem(visits)).toEqual({
      starts: Int32Array.of(0, 2, 4),
      visits: Int32Array.of(0, 1, 0, 2),
    });
    expect(visitsByItem(visits, signs.bought)).toEqual({
      starts: Int32Array.of(0, 1, 2),
      visits: Int32Array.of(0, 2),
    });
  });

  test("is not there in a house without customers or signs", () => {
    for (const customers of [[], [[]]]) {
      const visits = visitsOf(logOf(customers, 3));
      expect(listed(visits)).toEqual([]);
      expect([visits.oldestAt, visits.newestAt]).toEqual([0, 0]);
      expect([...visitsByItem(visits).starts]).toEqual([0, 0, 0, 0]);
    }
  });
});

test("the order in which a customer's signs are read changes nothing", () => {
  fc.assert(
    fc.property(
      anyCustomer().chain((customer) =>
        fc.tuple(
          fc.constant(customer),
          fc.shuffledSubarray(customer, { minLength: customer.length }),
        ),
      ),
      ([customer, shuffled]) => {
        const visits = (signsOfOne: typeof customer) => visitsOf(logOf([signsOfOne], itemsOfHouse));
        expect(visits(shuffled)).toEqual(visits(customer));
      },
    ),
  );
});

test.each([
  ["PURCHASE", 2, signs.bought],
  ["LIKE", null, signs.approved],
  ["RATING", 4, signs.approved],
  ["RATING", 3, null],
  ["RATING", null, null],
  ["CART", null, signs.seen],
  ["CLICK", null, signs.seen],
  ["VIEW", null, signs.seen],
  ["DISLIKE", null, null],
  ["RETURN", null, null],
  ["NOT_NOW", null, null],
] as const)("%s with value %p gives the sign %p where above 3 is liked", (kind, value, sign) => {
  expect(signOf(kind, value, 3)).toBe(sign);
});
