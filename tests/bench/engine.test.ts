import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sizesUpTo } from "../../src/bench/engine/engine.ts";
import { measureLearning } from "../../src/bench/engine/learning.ts";
import { measureServing } from "../../src/bench/engine/serving.ts";
import { World } from "../../src/bench/engine/world.ts";
import { startCli } from "../support/cli.ts";

const size = { items: 200, customers: 100, events: 1000 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kathi-engine-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A run of the command line whose temporary files are in the test's folder. */
const bench = (...args: string[]) => startCli(["bench", ...args], { TMPDIR: folder });

test("a world has the asked size, a long tail, and the same histories each time", () => {
  const world = new World({ items: 1000, customers: 2000, events: 20_000 });
  const lengths: number[] = [];
  for (let customer = 0; customer < 2000; customer += 1) {
    const events = world.events(customer);
    lengths.push(events.length);
    const times = events.map(({ at }) => at!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((at) => at <= world.now)).toBe(true);
  }
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(20_000);
  expect(Math.max(...lengths)).toBeGreaterThan(100);
  expect(world.events(7)).toEqual(new World(world.size).events(7));
  const grown = world.events(7, 3);
  expect(grown.slice(0, -3)).toEqual(world.events(7));
  expect(world.items()).toHaveLength(1000);
});

test("some items are far more popular than most, and customers keep to their categories", () => {
  const world = new World({ items: 1000, customers: 500, events: 10_000 });
  const countOfItem = new Map<string, number>();
  const leafOfItem = new Map(world.items().map(({ id, categories }) => [id, categories.at(-1)]));
  let leaves = 0;
  for (let customer = 0; customer < 500; customer += 1) {
    const items = world.events(customer).map(({ itemId }) => itemId);
    for (const id of items) countOfItem.set(id, (countOfItem.get(id) ?? 0) + 1);
    leaves += new Set(items.map((id) => leafOfItem.get(id))).size;
  }
  const counts = [...countOfItem.values()].sort((a, b) => b - a);
  expect(counts[0]).toBeGreaterThan(20 * counts[Math.floor(counts.length / 2)]!);
  // Of ten categories, a customer with twenty events on average would see nearly all by chance.
  expect(leaves / 500).toBeLessThan(6);
});

test("what one process learns another one serves", async () => {
  const world = new World(size);
  const progress: number[] = [];
  const learning = await measureLearning(world, folder, (customers) => progress.push(customers));
  expect(progress).toEqual([0]);
  expect(learning.foldedEventsPerSecond).toBeGreaterThan(0);
  expect(learning.learnSeconds).toBeGreaterThan(0);
  const serving = await measureServing(world, folder);
  expect(serving.p50Ms).toBeLessThanOrEqual(serving.p95Ms);
  expect(serving.p95Ms).toBeLessThanOrEqual(serving.p99Ms);
  expect(serving.requests).toBeGreaterThanOrEqual(200);
  for (const file of await readdir(folder)) await rm(join(folder, file));
  await expect(measureServing(world, folder)).rejects.toThrow("ENOENT");
}, 300_000);

test("smaller sizes come before the one that was asked for, in proportion", () => {
  expect(sizesUpTo({ items: 50_000, customers: 5_000, events: 100_000 })).toEqual([
    { items: 1_000, customers: 100, events: 2_000 },
    { items: 10_000, customers: 1_000, events: 20_000 },
    { items: 50_000, customers: 5_000, events: 100_000 },
  ]);
  expect(sizesUpTo({ items: 1_000, customers: 1, events: 1 })).toHaveLength(1);
  expect(sizesUpTo({ items: 2_000, customers: 1, events: 1 })[0]).toEqual({
    items: 1_000,
    customers: 1,
    events: 1,
  });
});

test("the command prints one document, measures in processes of its own and cleans up", async () => {
  const asked = ["--items", "200", "--customers", "100", "--events", "1000"];
  const { ended, printed } = bench("--engine", ...asked, "--json");
  expect(await ended).toBe(0);
  const { engine } = JSON.parse(printed.stdout);
  const number = expect.any(Number);
  expect(engine).toEqual([
    expect.objectContaining({
      ...size,
      p50Ms: number,
      p95Ms: number,
      p99Ms: number,
      peakMemoryMiB: number,
      learnSeconds: number,
      loadSeconds: number,
      foldedEventsPerSecond: number,
    }),
  ]);
  expect(engine[0].peakMemoryMiB).toBeGreaterThan(10);
  expect(printed.stderr).toContain("learning 200 items, 100 customers, 1,000 events\n");
  expect(await readdir(folder)).toEqual([]);
}, 300_000);

test("a signal ends the processes and leaves nothing", async () => {
  const run = bench(
    "--engine",
    "--items",
    "200000",
    "--customers",
    "900000",
    "--events",
    "9000000",
  );
  while (!run.printed.stderr.includes("learning")) await new Promise((go) => setTimeout(go, 20));
  run.process.kill("SIGTERM");
  expect(await run.ended).toBe(130);
  expect(run.printed.stdout).toBe("");
  expect(await readdir(folder)).toEqual([]);
}, 300_000);

test.each([
  [["--items", "200"], "Expected --engine with --items."],
  [["--engine", "--items", "many"], "Expected a whole number from 1 after --items."],
  [["--engine", "--customers", "9000000"], "Expected at most 5000000 after --customers."],
  [["--engine", "--events", "0"], "Expected a whole number from 1 after --events."],
  [["--engine", "--customers", "20", "--events", "10"], "Expected at least as many --events"],
])("%j is called wrongly: one line, exit code 2", async (args, words) => {
  const { ended, printed } = bench(...args);
  expect(await ended).toBe(2);
  expect(printed.stdout).toBe("");
  expect(printed.stderr.split("\n")).toHaveLength(2);
  expect(printed.stderr).toContain(words);
});
