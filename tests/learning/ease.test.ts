import { expect, test } from "@jest/globals";
import { easeOf } from "../../src/learning/ease.ts";
import type { InterestLists } from "../../src/learning/neighbours.ts";

/** The lists of customers who have a full interest in some items. */
function listsOf(customers: readonly (readonly number[])[], tenths = 10): InterestLists {
  const starts = new Int32Array(customers.length + 1);
  for (const [index, list] of customers.entries()) starts[index + 1] = starts[index]! + list.length;
  const items = Int32Array.from(customers.flat());
  return { starts, items, tenths: new Uint8Array(items.length).fill(tenths) };
}

function rowOf({ starts, items, weights }: ReturnType<typeof easeOf>, item: number) {
  const row = new Map<number, number>();
  for (let at = starts[item]!; at < starts[item + 1]!; at += 1) row.set(items[at]!, weights[at]!);
  return row;
}

test("three items by hand", () => {
  // XᵀX = [2 2 1; 2 2 1; 1 1 2], lists of two on average, so λ = 10.
  // The cofactors of XᵀX + λ: 143, 143, 140 in the diagonal, -23 for (a, b), -10 for the rest.
  const table = easeOf(listsOf([[0, 1], [0, 1, 2], [2]]), 3);
  expect([...rowOf(table, 0)]).toEqual([
    [1, expect.closeTo(23 / 143, 6)],
    [2, expect.closeTo(10 / 140, 6)],
  ]);
  expect([...rowOf(table, 1)]).toEqual([
    [0, expect.closeTo(23 / 143, 6)],
    [2, expect.closeTo(10 / 140, 6)],
  ]);
  expect(rowOf(table, 2).get(0)).toBeCloseTo(10 / 143, 6);
  expect(rowOf(table, 2).get(1)).toBeCloseTo(10 / 143, 6);
});

test("the unit of interest is no matter, for λ has the same", () => {
  const customers = [[0, 1], [0, 1, 2], [2], [0, 3]];
  const whole = easeOf(listsOf(customers), 4);
  const tenth = easeOf(listsOf(customers, 1), 4);
  expect(tenth.items).toEqual(whole.items);
  for (const [at, weight] of tenth.weights.entries()) {
    expect(weight).toBeCloseTo(whole.weights[at]!, 6);
  }
});

test("the order of customers changes nothing, to the last bit", () => {
  const customers = Array.from({ length: 60 }, (_, at) => [at % 7, 7 + (at % 5), 12 + (at % 3)]);
  expect(easeOf(listsOf(customers.toReversed()), 15)).toEqual(easeOf(listsOf(customers), 15));
});

test("what is explained by another item gets less: only the direct link counts", () => {
  // Everybody who has c has b, and a goes with b whether or not there is a c.
  const customers = [
    ...Array.from({ length: 40 }, () => [0, 1]),
    ...Array.from({ length: 40 }, () => [0, 1, 2]),
    ...Array.from({ length: 40 }, () => [3]),
  ];
  const row = rowOf(easeOf(listsOf(customers), 4), 2);
  expect(row.get(1)! + row.get(0)!).toBeGreaterThan(0);
  expect(rowOf(easeOf(listsOf(customers), 4), 0).get(1)).toBeGreaterThan(2 * row.get(0)!);
});

test("items that never meet speak against each other, and nobody's item has no row", () => {
  const table = easeOf(
    listsOf([
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 2],
    ]),
    5,
  );
  expect(rowOf(table, 1).get(2)).toBeLessThan(0);
  expect(rowOf(table, 3).size).toBe(0);
  expect(table.starts).toHaveLength(6);
});

test("no customers and no items give an empty table", () => {
  expect(easeOf(listsOf([]), 0).starts).toEqual(new Int32Array(1));
  expect(easeOf(listsOf([[], []]), 3).items).toHaveLength(0);
});

test("of a row, the 64 largest weights by amount are kept", () => {
  const random = (at: number) => (at * 7919) % 100;
  const customers = Array.from({ length: 300 }, (_, customer) =>
    Array.from({ length: 8 }, (__, at) => random(customer * 8 + at + customer)),
  ).map((list) => [...new Set(list)]);
  const { starts, weights } = easeOf(listsOf(customers), 100);
  for (let item = 0; item < 100; item += 1) {
    const row = Array.from(weights.subarray(starts[item]!, starts[item + 1]!), Math.abs);
    expect(row.length).toBeLessThanOrEqual(64);
    expect(row).toEqual(row.toSorted((a, b) => b - a));
  }
});
