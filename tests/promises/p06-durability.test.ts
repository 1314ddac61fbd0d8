import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import { durabilityPromise, measureDurability } from "../../src/promises/p06-durability.ts";
import { difference } from "../../src/promises/writers.ts";
import { makeFolder } from "../support/promises.ts";

test(`${durabilityPromise.id} ${durabilityPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const found = await withHouse(folder, (house) => measureDurability(house, 10, signal, () => {}));
  expect(found).toMatchObject({ kills: 10, databaseKills: 1, lost: 0, surplus: 0 });
  expect(found.acknowledged).toBeGreaterThan(10);
  // Some kill has hit a request, or none was tried in earnest.
  expect(found.cutOff).toBeGreaterThan(0);
  await remove();
}, 300_000);

test.each([
  [["a", "b"], ["b", "a"], { lost: 0, surplus: 0 }],
  [["a", "b"], ["a"], { lost: 1, surplus: 0 }],
  [["a"], ["a", "a"], { lost: 0, surplus: 1 }],
  [["a", "a"], ["a", "c"], { lost: 1, surplus: 1 }],
])("of %j written, %j is there: %j", (written, found, expected) => {
  expect(difference(written, found)).toEqual(expected);
});
