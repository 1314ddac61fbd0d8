import { expect, test } from "@jest/globals";
import { erasurePromise } from "../../src/promises/p05-erasure.ts";
import { SIZES } from "../../src/promises/promise.ts";
import { createDemo } from "../../src/promises/run.ts";
import { makeFolder } from "../support/promises.ts";

test(`${erasurePromise.id} ${erasurePromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const { open: demo } = createDemo(folder);
  const run = { folder, sizes: SIZES, signal, onProgress: () => {}, demo };
  const verdict = await erasurePromise.check(run);
  expect(verdict.figure).toMatch(/^0 traces of [1-9]\d* erased values/);
  expect(verdict.holds).toBe(true);
  await remove();
}, 300_000);
