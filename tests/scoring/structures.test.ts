import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { prepareCatalogue } from "../../src/scoring/index.ts";
import { topIndices } from "../../src/scoring/top.ts";
import { catalogue, item } from "./house.ts";

test("the heap finds what sorting finds", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), removed: fc.boolean() })),
      fc.nat({ max: 20 }),
      fc.integer(),
      (rows, count, seed) => {
        const scores = Float64Array.from(rows, ({ score }) => score);
        const removed = Uint8Array.from(rows, (row) => (row.removed ? 2 : 0));
        const top = topIndices(scores, removed, count, seed);
        const allowed = rows.filter((row) => !row.removed).map(({ score }) => score);
        const sorted = allowed.sort((a, b) => b - a).slice(0, count);
        expect(top.map((index) => scores[index]!)).toEqual(sorted);
        expect(new Set(top).size).toBe(top.length);
        expect(top.every((index) => removed[index] === 0)).toBe(true);
      },
    ),
  );
});

test("equal scores are ordered by the seed, the same for the same seed", () => {
  const scores = new Float64Array(50);
  const order = (seed: number) => topIndices(scores, new Uint8Array(50), 50, seed);
  expect(order(7)).toEqual(order(7));
  expect(order(7)).not.toEqual(order(8));
  expect(order(7).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at));
});

test("a catalogue lists groups of items and items of groups", () => {
  const indexOf = (key: string) => catalogue.indexOfGroup.get(key)!;
  const membersOf = (key: string) =>
    Array.from(
      catalogue.itemsOfGroups.subarray(
        catalogue.itemStarts[indexOf(key)],
        catalogue.itemStarts[indexOf(key) + 1],
      ),
      (index) => catalogue.ids[index]!,
    );
  expect(membersOf("category:cheese")).toEqual(["comte", "brie"]);
  expect(membersOf("tag:rich")).toEqual(["cake"]);
  expect(catalogue.leaves[0]).toBe(indexOf("category:cheese"));
});

test("a category and a tag of the same name are two groups, a name twice is one", () => {
  const prepared = prepareCatalogue([item("a", ["red", "red"], ["red"])]);
  expect(prepared.groups).toEqual(["category:red", "tag:red"]);
  expect(prepared.groupsOfItems).toEqual(Int32Array.from([0, 1]));
});

test("an item twice is refused", () => {
  expect(() => prepareCatalogue([item("a", []), item("a", [])])).toThrow("item a is there twice");
});

test("an item without categories has no leaf; an empty catalogue is fine", () => {
  expect(prepareCatalogue([item("a", [], ["x"])]).leaves[0]).toBe(-1);
  expect(prepareCatalogue([]).ids).toEqual([]);
});
