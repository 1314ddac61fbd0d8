import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  measureWithdrawals,
  withdrawalTimePromise,
} from "../../src/promises/p02-withdrawal-time.ts";
import { gatePromise, measureGate } from "../../src/promises/p07-gate.ts";
import {
  differenceOf,
  explanationPromise,
  measureExplanations,
} from "../../src/promises/p10-explanation.ts";
import { measureModes, profileFreePromise } from "../../src/promises/p11-profile-free.ts";
import type { ServedHouse } from "../../src/promises/promise.ts";
import { createDemo } from "../../src/promises/run.ts";
import { makeFolder } from "../support/promises.ts";

// The promises that only read a demo house share one. Times are measured here and judged by the
// command: what else a machine does while tests run says nothing about a promise.
const { signal } = new AbortController();
const onProgress = () => {};
let folder: Awaited<ReturnType<typeof makeFolder>>;
let demo: ReturnType<typeof createDemo>;
let served: ServedHouse;

beforeAll(async () => {
  folder = await makeFolder();
  demo = createDemo(folder.folder);
  served = await demo.open();
}, 300_000);
afterAll(async () => {
  await demo.remove();
  await folder.remove();
}, 60_000);

test(`${withdrawalTimePromise.id} ${withdrawalTimePromise.name}`, async () => {
  const { latenciesMs, listsPerSecond } = await measureWithdrawals(served, 30, signal, onProgress);
  expect(latenciesMs).toHaveLength(30);
  expect([...latenciesMs].sort((a, b) => a - b)).toEqual(latenciesMs);
  expect(Math.min(...latenciesMs)).toBeGreaterThan(0);
  expect(listsPerSecond).toBeGreaterThan(0);
}, 120_000);

test(`${gatePromise.id} ${gatePromise.name}`, async () => {
  const cost = await measureGate(served, 30, signal, onProgress);
  // Consents are read again before an answer leaves, or there is no gate to measure.
  expect(cost.statements).toBeGreaterThanOrEqual(1);
  expect(cost.statementsMs).toBeGreaterThan(0);
  expect(cost.decidingMs).toBeGreaterThanOrEqual(0);
  expect(cost.requestMs).toBeGreaterThan(cost.decidingMs);
}, 120_000);

test(`${explanationPromise.id} ${explanationPromise.name}`, async () => {
  const found = await measureExplanations(served, 60, signal, onProgress);
  expect(found).toMatchObject({ lists: 60, unexplained: 0, changed: 0 });
  expect(found.items).toBeGreaterThan(60);
  expect(found.differenceMax).toBeLessThanOrEqual(1e-9);
}, 120_000);

test("an explanation that is missing or does not add up is seen", () => {
  const part = { value: 2 };
  const explanation = { baseline: 1, contributions: [{ value: 2, parts: [part] }] };
  expect(differenceOf({ score: 3, explanation })).toBe(0);
  expect(differenceOf({ score: 3.5, explanation })).toBe(0.5);
  const uneven = { baseline: 1, contributions: [{ value: 2, parts: [part, part] }] };
  expect(differenceOf({ score: 3, explanation: uneven })).toBe(2);
  expect(differenceOf({ score: 3, explanation: null })).toBeNaN();
});

test(`${profileFreePromise.id} ${profileFreePromise.name}`, async () => {
  const { profileFreeMs, fullMs } = await measureModes(served, 20, signal, onProgress);
  expect([profileFreeMs.length, fullMs.length]).toEqual([20, 20]);
  expect(Math.min(...profileFreeMs, ...fullMs)).toBeGreaterThan(0);
}, 120_000);
