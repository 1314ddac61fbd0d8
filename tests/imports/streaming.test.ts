import { expect, test } from "@jest/globals";
import { forEachBatch } from "../../src/imports/batches.ts";

/** Counts how far a source has been read ahead of what has been handled. */
function countedSource(length: number) {
  const state = { read: 0, isClosed: false };
  async function* entries() {
    try {
      while (state.read < length) {
        state.read += 1;
        yield state.read;
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, entries: entries() };
}

test("never more than two batches of a stream are in memory", async () => {
  const { state, entries } = countedSource(200_000);
  let handled = 0;
  let aheadMax = 0;
  await forEachBatch(entries, 1_000, async (batch) => {
    // Give the reading side every chance to run ahead.
    await new Promise((resolve) => setImmediate(resolve));
    aheadMax = Math.max(aheadMax, state.read - handled);
    handled += batch.length;
  });
  expect(handled).toBe(200_000);
  expect(aheadMax).toBe(2_000);
});

test("batches come in order, one at a time, the last with the rest", async () => {
  const { entries } = countedSource(7);
  const seen: (readonly number[])[] = [];
  let running = 0;
  await forEachBatch(entries, 3, async (batch) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(batch);
    running -= 1;
  });
  expect(seen).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});

test("work that fails ends the reading and closes the source", async () => {
  const { state, entries } = countedSource(100);
  const failing = forEachBatch(entries, 10, async () => {
    throw new Error("no room");
  });
  await expect(failing).rejects.toThrow("no room");
  expect(state).toEqual({ read: 20, isClosed: true });
});

test("a source that fails lets the batch before it finish", async () => {
  const handled: number[] = [];
  async function* entries() {
    yield 1;
    yield 2;
    throw new Error("torn");
  }
  const failing = forEachBatch(entries(), 1, async ([entry]) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    handled.push(entry!);
  });
  await expect(failing).rejects.toThrow("torn");
  expect(handled).toEqual([1, 2]);
});
