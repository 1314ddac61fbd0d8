import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { countsOf } from "../../src/learning/counts.ts";
import { foldCustomers, likedAboveOf } from "../../src/learning/fold.ts";
import { neighboursOf } from "../../src/learning/neighbours.ts";
import { storeWith } from "../../src/learning/store.ts";
import { day, did, item, storeOf } from "./log.ts";

const items = [item("milk", "dairy"), item("cream", "dairy"), item("shoe", "shoes")];

async function counted(customers: Parameters<typeof storeOf>[0]) {
  const store = await storeOf(customers, items);
  const { groupsOfItem: _, ...counts } = countsOf(store, foldCustomers(store, 3));
  return counts;
}

test("counts are of distinct customers, repeats of distinct times", async () => {
  const counts = await counted([
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

test("taking a customer away is an exact decrement", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCustomer, { minLength: 1, maxLength: 6 }), async (customers) => {
      // The last customer of the log fixes the clock, so that "recent" means the same in all three.
      const clock = [did("VIEW", "shoe", day(51))];
      const all = await counted([...customers, clock]);
      const without = await counted([...customers.slice(1), clock]);
      const alone = await counted([customers[0]!, clock]);
      const clockOnly = await counted([clock]);
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

test("neighbours: weight of a pair by the formula, best first, never the item itself", async () => {
  const store = await storeOf(
    [
      [did("PURCHASE", "milk", day(0)), did("PURCHASE", "cream", day(0))],
      [
        did("PURCHASE", "milk", day(0)),
        did("PURCHASE", "cream", day(0)),
        did("CART", "shoe", day(0)),
      ],
    ],
    items,
  );
  const { starts, items: nearest, weights } = neighboursOf(foldCustomers(store, 3), 3);
  expect(Array.from(starts)).toEqual([0, 2, 4, 6]);
  expect(Array.from(nearest.subarray(0, 2))).toEqual([1, 2]);
  const scale = (support: number, power: number) => (support + 5) ** power;
  const milkCream = (1 / Math.sqrt(2) + 1 / Math.sqrt(2.25)) / (scale(2, 0.3) * scale(2, 0.7));
  const milkShoe = 0.5 / Math.sqrt(2.25) / (scale(2, 0.3) * scale(0.25, 0.7));
  expect(weights[0]).toBeCloseTo(milkCream, 6);
  expect(weights[1]).toBeCloseTo(milkShoe, 6);
  expect(Array.from(nearest.subarray(4))).toContain(0);
});

test("a rating is liked above the middle of the scale and above the mean", () => {
  const ratings = (...values: number[]) => [
    values.map((value) => ({ kind: "RATING" as const, value })),
  ];
  expect(likedAboveOf(ratings(1, 5, 1))).toBe(3);
  expect(likedAboveOf(ratings(1, 5, 5))).toBeCloseTo(11 / 3, 12);
  expect(likedAboveOf([[{ kind: "PURCHASE", value: 900 }]])).toBe(3);
});

test("items outside of the catalogue are learned, without groups", async () => {
  const store = await storeOf([[did("PURCHASE", "gone", day(0))]], items);
  expect(store.items.map(({ id }) => id)).toEqual(["milk", "cream", "shoe", "gone"]);
  expect(countsOf(store, foldCustomers(store, 3)).buyers).toEqual(Int32Array.from([0, 0, 0, 1]));
});

test("a store without some events knows its own newest time", async () => {
  const store = await storeOf([[did("VIEW", "milk", day(1)), did("VIEW", "milk", day(5))]], items);
  const { newestAt, eventCount } = storeWith(store, [store.customers[0]!.slice(0, 1)]);
  expect({ newestAt, eventCount }).toEqual({ newestAt: day(1), eventCount: 1 });
});
