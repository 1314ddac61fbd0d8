import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import { measureInterleavings, withdrawalPromise } from "../../src/promises/p01-withdrawal.ts";
import { makeFolder } from "../support/promises.ts";

test(`${withdrawalPromise.id} ${withdrawalPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const found = await withHouse(folder, (house) =>
    measureInterleavings(house, 2_000, signal, () => {}),
  );
  expect(found.violations).toBe(0);
  expect(found.overlapping + found.following).toBeGreaterThanOrEqual(2_000);
  // Each kind of overlap has happened, or nothing was tried.
  expect([...found.usedCategories].sort()).toEqual(["BROWSING", "DECLARED_PREFERENCE", "PURCHASE"]);
  expect(found.overtaken).toBeGreaterThan(0);
  expect(found.following).toBeGreaterThan(0);
  await remove();
}, 300_000);
