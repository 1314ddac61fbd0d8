import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import { measureMoodTraces, moodPromise } from "../../src/promises/p08-mood.ts";
import { makeFolder } from "../support/promises.ts";

test(`${moodPromise.id} ${moodPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const found = await withHouse(folder, (house) => measureMoodTraces(house, 20, signal, () => {}));
  expect(found).toEqual({
    requests: 20,
    fileBytes: 0,
    rowBytes: 0,
    logBytes: 0,
    isSearchSound: true,
  });
  await remove();
}, 120_000);
