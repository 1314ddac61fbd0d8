import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CustomerCounter } from "../../src/learning/counts.ts";
import { forEachCustomer, likedAboveOf, ratingsOf } from "../../src/learning/fold.ts";
import { InterestCollector, neighboursOf } from "../../src/learning/neighbours.ts";
import { storeWith } from "../../src/learning/store.ts";
import { day, did, item, storeOf } from "./log.ts";

const scale = { likedAbove: 3, lowRatingTenths: 3 };
const items = [item("milk", "dairy"), item("cream", "dairy"), item("shoe", "shoes")];

function counted(customers: Parameters<typeof storeOf>[0]) {
  const store = storeOf(customers, items);
  const counter = new CustomerCounter(store);
  forEachCustomer(store, scale, (interests) => counter.add(interests));
  return counter.counts();
}

function neighboursFrom(customers: Parameters<typeof storeOf>[0], catalogue = items) {
  const store = storeOf(customers, catalogue);
  const collector = new InterestCollector();
  forEachCustomer(store, scale, (interests) => collector.add(interests));
  return neighboursOf(collector.lists(), store.items.length);
}

test("counts are of distinct customers, repeats of distinct times", () => {
  const counts = counted([
    [
      did("PURCHASE", "milk", day(0)),
      did("PURCHASE", "milk", day(0)),
      did("PURCHASE", "milk", day(7)),
      did("PURCHASE", "milk", day(21)),
      did("PURCHASE", "cream", day(60)),
    ],
    [
      did("VIEW", "milk", day(60)),
      did("PURCHASE", "shoe", day(60)),
      did("RETURN", "shoe", day(61)),
    ],
    [did("RATING", "milk", day(60), 2), did("LIKE", "cream", day(60))],
  ]);
  expect(counts).toEqual({
    // Taken 10, viewed 1, rated low 3; what was returned shows no interest.
    interestTenths: Int32Array.from([14, 20, 0]),
    // The newest event is day 61, so the purchase of day 21 is not recent.
    recentTenths: Int32Array.from([4, 20, 0]),
    judged: Int32Array.from([2, 2, 1]),
    liked: Int32Array.from([1, 2, 0]),
    buyers: Int32Array.from([1, 1, 1]),
    repeatBuyers: Int32Array.from([1, 0, 0]),
    gapMeanDays: Float32Array.from([10.5, 0, 0]),
    gapLowDays: Float32Array.from([7, 0, 0]),
    groups: ["category:dairy", "category:shoes"],
    groupBuyers: Int32Array.from([1, 1]),
    groupRepeatBuyers: Int32Array.from([1, 0]),
  });
});

const anyCustomer = fc.array(
  fc
    .record({
      kind: fc.constantFrom("VIEW" as const, "PURCHASE" as const, "DISLIKE" as const),
      id: fc.constantFrom("milk", "cream", "shoe"),
      at: fc.integer({ min: 0, max: 50 }),
    })
    .map(({ kind, id, at }) => did(kind, id, day(at))),
  { maxLength: 8 },
);

test("taking a customer away is an exact decrement", () => {
  fc.assert(
    fc.property(fc.array(anyCustomer, { minLength: 1, maxLength: 6 }), (customers) => {
      // The last customer of the log fixes the clock, so that "recent" means the same in all three.
      const clock = [did("VIEW", "shoe", day(51))];
      const all = counted([...customers, clock]);
      const without = counted([...customers.slice(1), clock]);
      const alone = counted([customers[0]!, clock]);
      const clockOnly = counted([clock]);
      for (const name of ["interestTenths", "recentTenths", "buyers", "repeatBuyers"] as const) {
        const sum = without[name].map(
          (count, index) => count + alone[name][index]! - clockOnly[name][index]!,
        );
        expect(all[name]).toEqual(sum);
      }
    }),
    { numRuns: 50 },
  );
});

test("neighbours: weight of a pair by the formula, best first, never the item itself", () => {
  const {
    starts,
    items: nearest,
    weights,
  } = neighboursFrom([
    [did("PURCHASE", "milk", day(0)), did("PURCHASE", "cream", day(0))],
    [
      did("PURCHASE", "milk", day(0)),
      did("PURCHASE", "cream", day(0)),
      did("CART", "shoe", day(0)),
    ],
  ]);
  expect(Array.from(starts)).toEqual([0, 2, 4, 6]);
  expect(Array.from(nearest.subarray(0, 2))).toEqual([1, 2]);
  const scale = (support: number, power: number) => (support + 5) ** power;
  const milkCream = (1 / Math.sqrt(2) + 1 / Math.sqrt(2.25)) / (scale(2, 0.3) * scale(2, 0.7));
  const milkShoe = 0.5 / Math.sqrt(2.25) / (scale(2, 0.3) * scale(0.25, 0.7));
  // 1 / sqrt(Σ s²) is rounded to 1 / 65,536.
  expect(weights[0]).toBeCloseTo(milkCream, 5);
  expect(weights[1]).toBeCloseTo(milkShoe, 5);
  expect(Array.from(nearest.subarray(4))).toContain(0);
});

test("neighbours: 32 at the most, and ties go neither by the catalogue nor by the log", () => {
  const many = Array.from({ length: 60 }, (_, at) => item(`i${String(at).padStart(2, "0")}`));
  const basket = many.map(({ id }) => did("PURCHASE", id, day(0)));
  const table = neighboursFrom([basket, basket.toReversed()], many);
  expect(Array.from(table.starts)).toEqual(Array.from({ length: 61 }, (_, at) => at * 32));
  expect(neighboursFrom([basket.toReversed(), basket], many)).toEqual(table);
  const first = Array.from(table.items.subarray(0, 32));
  expect(first).not.toEqual(first.toSorted((a, b) => a - b));
  expect(first).not.toContain(0);
});

test("neighbours: whoever bought thousands of things pairs the strongest of them only", () => {
  const ids = Array.from({ length: 2100 }, (_, at) => `i${at}`);
  const bought = ids.slice(0, 2000).map((id) => did("PURCHASE", id, day(0)));
  const viewed = ids.slice(2000).map((id) => did("VIEW", id, day(1)));
  const { starts } = neighboursFrom(
    [[...viewed, ...bought]],
    ids.map((id) => item(id)),
  );
  expect(starts[2000]).toBe(2000 * 32);
  expect(starts[2100]).toBe(2000 * 32);
});

test("a rating is liked above seven tenths of the scale that the house uses", () => {
  expect(likedAboveOf([1, 5, 1])).toBeCloseTo(3.8, 12);
  expect(likedAboveOf([5, 1, 5])).toBeCloseTo(3.8, 12);
  expect(likedAboveOf([0, 100])).toBe(70);
  expect(likedAboveOf([4, 4])).toBe(4);
  expect(likedAboveOf([])).toBe(3);
  const store = storeOf([
    [did("RATING", "a", 0, 4), did("PURCHASE", "a", 0, 900), did("RATING", "b", 0, null)],
  ]);
  expect(Array.from(ratingsOf(store))).toEqual([4]);
});

test("items outside of the catalogue are learned, without groups", () => {
  const customers = [[did("PURCHASE", "gone", day(0))], [did("VIEW", "away", day(0))]];
  const store = storeOf(customers, items);
  expect(store.items.map(({ id }) => id)).toEqual(["milk", "cream", "shoe", "away", "gone"]);
  expect(counted(customers).buyers).toEqual(Int32Array.from([0, 0, 0, 0, 1]));
});

test("a store without some events knows its own newest time", () => {
  const store = storeOf([[did("VIEW", "milk", day(1)), did("VIEW", "milk", day(5))]], items);
  const { newestAt, eventCount } = storeWith(store, Uint8Array.from([1, 0]));
  expect({ newestAt, eventCount }).toEqual({ newestAt: day(1), eventCount: 1 });
});
