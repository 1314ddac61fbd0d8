import { expect, test } from "@jest/globals";
import { ClusteredMean } from "../../../src/learning/off-policy/clustered-mean.ts";
import { greedy, uniform } from "../../../src/learning/off-policy/policies.ts";
import { foldOf, RewardModel } from "../../../src/learning/off-policy/reward-model.ts";
import { type LoggedSlot, rewardOf } from "../../../src/learning/off-policy/slots.ts";
import { studentQuantile } from "../../../src/learning/statistics.ts";

const slot = (more: Partial<LoggedSlot>): LoggedSlot => ({
  rank: 1,
  itemId: "a",
  exploitedItemId: "a",
  propensity: 0.94,
  candidateCount: 4,
  reward: 0,
  ...more,
});

test.each([
  [[], 0],
  [["CLICK"], 0.2],
  [["CART", "CLICK"], 0.5],
  [["CLICK", "PURCHASE", "CART"], 1],
  [["PURCHASE", "RETURN"], -0.5],
  [["CLICK", "NOT_NOW"], -0.3],
  [["LIKE"], 1],
  [["DISLIKE", "PURCHASE"], -1],
  [["VIEW", "RATING"], 0],
])("of %j the weightiest counts: %p", (outcomes, reward) => {
  expect(rewardOf(outcomes)).toBe(reward);
});

test("the ranking alone shows its choice for sure, chance every candidate alike", () => {
  const explored = slot({ itemId: "b", propensity: 0.02 });
  expect([slot({}), explored].map(greedy.probabilityOf)).toEqual([1, 0]);
  expect(greedy.choiceOf(explored)).toBe("a");
  expect([slot({}), explored].map(uniform.probabilityOf)).toEqual([0.25, 0.25]);
  expect(uniform.choiceOf(explored)).toBeNull();
});

test("a slot that was not open to chance says nothing about chance", () => {
  expect(uniform.probabilityOf(slot({ propensity: 1 }))).toBeNull();
  expect(uniform.probabilityOf(slot({ propensity: 1, candidateCount: 1 }))).toBe(1);
});

test("Student's quantiles are those of the tables", () => {
  const tables = [
    [2, 4.303],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [1_000_000, 1.96],
  ] as const;
  for (const [degrees, expected] of tables) {
    expect(Math.abs(studentQuantile(degrees) / expected - 1)).toBeLessThan(0.01);
  }
});

test("slots of one customer are no independent witnesses", () => {
  const asOne = new ClusteredMean();
  const asMany = new ClusteredMean();
  for (let customer = 0; customer < 50; customer += 1) {
    const reward = customer % 2;
    asOne.add(reward * 10, 10);
    for (let index = 0; index < 10; index += 1) asMany.add(reward, 1);
  }
  expect(asOne.interval()?.value).toBe(0.5);
  expect(asMany.interval()?.value).toBe(0.5);
  const ratio = asOne.interval()!.standardError! / asMany.interval()!.standardError!;
  expect(ratio).toBeCloseTo(Math.sqrt(10), 1);
});

test("a mean of equal values is certain, and stays finite", () => {
  const mean = new ClusteredMean();
  expect(mean.interval()).toBeNull();
  for (let customer = 0; customer < 1_000; customer += 1) mean.add(0.1 * 7, 7);
  const { value, standardError, low, high } = mean.interval()!;
  expect(value).toBeCloseTo(0.1, 12);
  expect(standardError).toBeLessThan(1e-8);
  expect(low! <= value && value <= high!).toBe(true);
});

test("no prediction has seen the customer's own outcomes", () => {
  const others = new RewardModel();
  const all = new RewardModel();
  for (let customer = 0; customer < 40; customer += 1) {
    const seen = slot({ itemId: `${customer % 3}`, reward: customer % 2 });
    for (const model of [others, all]) model.learn(foldOf(`customer-${customer}`), seen, 1);
  }
  for (let index = 0; index < 100; index += 1) all.learn(foldOf("ann"), slot({ reward: -1 }), 1);
  for (const itemId of ["a", "0", null]) {
    expect(all.predict(foldOf("ann"), 1, itemId)).toBe(others.predict(foldOf("ann"), 1, itemId));
  }
});

test("an unseen item has the house's mean, a familiar one its own, less the lower it stands", () => {
  const model = new RewardModel();
  expect(model.predict(foldOf("ann"), 1, "good")).toBe(0);
  for (let customer = 0; customer < 4_000; customer += 1) {
    const isGood = customer % 2 === 0;
    const shown = { itemId: isGood ? "good" : "poor", reward: isGood ? 1 : 0 };
    model.learn(foldOf(`customer-${customer}`), slot(shown), 1);
  }
  expect(model.predict(foldOf("ann"), 1, "unseen")).toBeCloseTo(0.5, 1);
  expect(model.predict(foldOf("ann"), 1, "unseen")).toBe(model.predict(foldOf("ann"), 1, null));
  expect(model.predict(foldOf("ann"), 1, "good")).toBeGreaterThan(0.98);
  expect(model.predict(foldOf("ann"), 1, "poor")).toBeLessThan(0.02);
  expect(model.predict(foldOf("ann"), 3, "good")).toBeCloseTo(
    model.predict(foldOf("ann"), 1, "good") / 2,
    12,
  );
});
