import { beforeAll, expect, test } from "@jest/globals";
import type { PolicyEstimate } from "../../../src/learning/off-policy/estimates.ts";
import { evaluateLog, type LogReport } from "../../../src/learning/off-policy/evaluate-log.ts";
import type { CustomerSlots } from "../../../src/learning/off-policy/slots.ts";
import { type KnownLog, knownLog, readerOf } from "./world.ts";

const repetitions = 300;
const estimators = ["ips", "snips", "doublyRobust"] as const;
const targets = ["greedy", "uniform"] as const;

/** Estimates from many logs of one world, each with what is true in it. */
let runs: { truth: number; estimate: PolicyEstimate }[][];

beforeAll(async () => {
  const reports: { truth: KnownLog["truth"]; report: LogReport }[] = [];
  for (let seed = 1; seed <= repetitions; seed += 1) {
    const { customers, truth } = knownLog({ seed, customerCount: 40, listsOfEach: 3, share: 0.3 });
    reports.push({ truth, report: await evaluateLog(readerOf(customers)) });
  }
  runs = targets.map((target) =>
    reports.map(({ truth, report }) => ({
      truth: truth[target],
      estimate: target === "greedy" ? report : report.uniform,
    })),
  );
}, 300_000);

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const meanSquare = (values: readonly number[]) => mean(values.map((value) => value ** 2));
const errorsOf = (target: number, estimator: (typeof estimators)[number]) =>
  runs[target]!.map(({ truth, estimate }) => estimate[estimator]!.value - truth);

const cases = targets.flatMap((name, target) =>
  estimators.map((estimator) => ({ name, target, estimator })),
);

test.each(cases)("$estimator hits the truth of the $name policy on average", (pick) => {
  const errors = errorsOf(pick.target, pick.estimator);
  const standardError = Math.sqrt(meanSquare(errors) / repetitions);
  expect(Math.abs(mean(errors))).toBeLessThan(3 * standardError);
  // The world is one in which the test could fail: a mistake of a tenth would be seen.
  expect(3 * standardError).toBeLessThan(0.1 * mean(runs[pick.target]!.map(({ truth }) => truth)));
});

test.each(cases)("$estimator's intervals hold the truth of the $name policy", (pick) => {
  // The truth of the world, not of one log: the intervals speak of customers not seen, too.
  const truth = mean(runs[pick.target]!.map((run) => run.truth));
  const holding = runs[pick.target]!.filter(({ estimate }) => {
    const { low, high } = estimate[pick.estimator]!;
    return low! <= truth && truth <= high!;
  });
  expect(holding.length / repetitions).toBeGreaterThan(0.91);
  expect(holding.length / repetitions).toBeLessThan(0.985);
});

test("self-normalised and doubly robust estimates are more exact than plain weighting", () => {
  for (const [target] of targets.entries()) {
    const [ips, snips, doublyRobust] = estimators.map((name) => meanSquare(errorsOf(target, name)));
    expect(snips).toBeLessThan(ips!);
    expect(doublyRobust).toBeLessThan(ips!);
  }
});

test("of the chance of exploration, the reward model takes out more than a half", async () => {
  const errors = { snips: [] as number[], doublyRobust: [] as number[] };
  for (let seed = 1; seed <= 60; seed += 1) {
    const world = { seed, customerCount: 80, listsOfEach: 3, share: 0.3, isNoiseless: true };
    const { customers, truth } = knownLog(world);
    const { snips, doublyRobust } = await evaluateLog(readerOf(customers));
    errors.snips.push(snips!.value - truth.greedy);
    errors.doublyRobust.push(doublyRobust!.value - truth.greedy);
  }
  expect(meanSquare(errors.doublyRobust)).toBeLessThan(0.5 * meanSquare(errors.snips));
});

test("a log of 120 short lists gets no verdict, and is told why", () => {
  for (const run of runs.flat()) {
    expect(run.estimate.effectiveSampleSize).toBeLessThan(1_000);
    const found = Math.floor(run.estimate.effectiveSampleSize);
    expect(run.estimate.verdict).toBe(`refused: effective sample size ${found} < 1,000`);
  }
});

test("with enough slots the ranking is found better and chance worse than what was in use", async () => {
  const { customers } = knownLog({ seed: 1, customerCount: 400, listsOfEach: 20, share: 0.08 });
  const report = await evaluateLog(readerOf(customers));
  expect(report).toMatchObject({ customers: 400, lists: 8_000, slots: 48_000, verdict: "better" });
  expect(report.explored / report.slots).toBeGreaterThan(0.05);
  expect(report.explored / report.slots).toBeLessThan(0.1);
  expect(report.uniform.verdict).toBe("worse");
  // Each explored slot weighs 1 / share, so their number is about the effective sample size.
  expect(report.uniform.effectiveSampleSize).toBeGreaterThan(3_000);
  expect(report.uniform.effectiveSampleSize).toBeLessThan(5_000);
});

test("without exploration nothing is said about either policy", async () => {
  const { customers } = knownLog({ seed: 1, customerCount: 100, listsOfEach: 10, share: 0 });
  const report = await evaluateLog(readerOf(customers));
  expect(report.effectiveSampleSize).toBeCloseTo(6_000, 6);
  expect(report.ips).toEqual(report.onPolicy);
  expect(report.verdict).toBe("refused: no slot was explored");
  expect(report.uniform).toEqual({
    slots: 0,
    effectiveSampleSize: 0,
    onPolicy: null,
    ips: null,
    snips: null,
    doublyRobust: null,
    gain: null,
    verdict: "refused: effective sample size 0 < 1,000",
  });
});

test("one customer's log has means but no intervals and no verdict", async () => {
  const { customers } = knownLog({ seed: 1, customerCount: 1, listsOfEach: 500, share: 0.08 });
  const report = await evaluateLog(readerOf(customers));
  expect(report.onPolicy).toMatchObject({ standardError: null, low: null, high: null });
  expect(report.effectiveSampleSize).toBeGreaterThan(1_000);
  expect(report.verdict).toBe("refused: one customer's outcomes give no interval");
});

test("an empty log and one without slots have no estimates", async () => {
  const nobody: CustomerSlots = { customerId: "a", listCount: 0, openListCount: 0, slots: [] };
  for (const customers of [[], [nobody]]) {
    const report = await evaluateLog(readerOf(customers));
    expect(report).toMatchObject({ customers: customers.length, slots: 0, explored: 0 });
    expect(report.doublyRobust).toBeNull();
    expect(report.verdict).toBe("refused: effective sample size 0 < 1,000");
  }
});

test("figures worked out by hand", async () => {
  const slot = { rank: 1, candidateCount: 4, exploitedItemId: "a" };
  const shown = { ...slot, itemId: "a", propensity: 0.7 };
  const explored = { ...slot, itemId: "b", propensity: 0.1 };
  const customers = [
    {
      customerId: "x",
      slots: [
        { ...shown, reward: 1 },
        { ...explored, reward: 0 },
      ],
    },
    {
      customerId: "y",
      slots: [
        { ...shown, reward: 0 },
        { ...shown, reward: 0.5 },
      ],
    },
  ].map((customer) => ({ ...customer, listCount: 2, openListCount: 1 }));
  const report = await evaluateLog(readerOf(customers));
  expect(report).toMatchObject({ customers: 2, lists: 4, openLists: 2, slots: 4, explored: 1 });
  expect(report.onPolicy?.value).toBeCloseTo(1.5 / 4, 12);
  expect(report.ips?.value).toBeCloseTo(1.5 / 0.7 / 4, 12);
  expect(report.snips?.value).toBeCloseTo(1.5 / 3, 12);
  expect(report.effectiveSampleSize).toBeCloseTo(3, 12);
  // Weights of 0.25 / 0.7 for the three shown ones and 0.25 / 0.1 for the explored one.
  const weights = (3 * 0.25) / 0.7 + 2.5;
  expect(report.uniform.snips?.value).toBeCloseTo((1.5 * 0.25) / 0.7 / weights, 12);
  // On-policy: residuals 1 - 0.75 and 0.5 - 0.75 of two customers with two slots each.
  const standardError = Math.sqrt((0.25 ** 2 + 0.25 ** 2) * 2) / 4;
  expect(report.onPolicy?.standardError).toBeCloseTo(standardError, 12);
});
