import { expect, test } from "@jest/globals";
import { randomFrom } from "../../src/learning/random.ts";
import { calibrate } from "../../src/learning/responses/calibration.ts";
import { learnResponses } from "../../src/learning/responses/learn.ts";
import type { ResponseRow } from "../../src/learning/responses/rows.ts";
import { ownItemLikeness } from "../../src/scoring/likeness.ts";
import { predictResponse } from "../../src/scoring/response.ts";

interface World {
  /** What a row is worth besides chance. */
  readonly worth: (customer: number, item: number, isHot: boolean, isFestive: boolean) => number;
  readonly customers?: number;
  readonly noise?: number;
}

/** 40 customers judge 12 of 24 items each; hot and festive are drawn by chance. */
function rowsOf({ worth, customers = 40, noise = 0.5 }: World): ResponseRow[] {
  const random = randomFrom(7);
  return Array.from({ length: customers * 12 }, (_, at) => {
    const customer = Math.floor(at / 12);
    const item = (customer * 5 + (at % 12) * 2) % 24;
    const isHot = random() < 0.5;
    const isFestive = random() < 0.5;
    const chance = noise * (random() + random() + random() + random() - 2) * 1.7;
    return {
      customer: `customer-${customer}`,
      item: itemOf(item),
      value: 3 + worth(customer, item, isHot, isFestive) + chance,
      context: { weather: isHot ? "hot" : "cold" },
      moods: [isFestive ? "FESTIVE" : "CALM"],
    };
  });
}

const itemOf = (item: number) => ({ id: `item-${item}`, groups: [item < 8 ? "rich" : "light"] });
const ask = (model: ReturnType<typeof learnResponses>, item: number, weather: string) =>
  predictResponse(model, [], itemOf(item), { weather }, null).value;

test("items and the groups that a condition moves are found", () => {
  const model = learnResponses(
    rowsOf({ worth: (_c, item, isHot) => (item === 3 ? 1 : 0) - (isHot && item < 8 ? 1 : 0) }),
    3.5,
  );
  expect(ask(model, 3, "cold") - ask(model, 4, "cold")).toBeGreaterThan(0.5);
  expect(ask(model, 4, "cold") - ask(model, 4, "hot")).toBeGreaterThan(0.6);
  expect(Math.abs(ask(model, 20, "cold") - ask(model, 20, "hot"))).toBeLessThan(0.25);
});

test("a condition without effect is shrunk to nearly nothing", () => {
  const model = learnResponses(rowsOf({ worth: (_c, item) => (item % 3) - 1 }), 3.5);
  for (const item of [0, 5, 20]) {
    expect(Math.abs(ask(model, item, "hot") - ask(model, item, "cold"))).toBeLessThan(0.1);
  }
});

test("a person's own deviation under a condition is read from the own verdicts alone", () => {
  const rows = rowsOf({
    worth: (customer, _i, isHot) => (isHot === (customer % 2 === 0) ? 1 : -1),
  });
  const model = learnResponses(rows, 3.5);
  const own = rows
    .filter(({ customer }) => customer === "customer-0")
    .map((row, at) => ({ ...row, id: `v${at}` }));
  const hot = predictResponse(model, own, itemOf(23), { weather: "hot" }, null);
  const cold = predictResponse(model, own, itemOf(23), { weather: "cold" }, null);
  expect(hot.value - cold.value).toBeGreaterThan(1);
  expect(hot.contributions.find(({ signal }) => signal === "CONTEXT")!.value).toBeGreaterThan(0);
  // Everybody together has no such effect, and the model knows no customer.
  expect(Math.abs(ask(model, 23, "hot") - ask(model, 23, "cold"))).toBeLessThan(0.3);
  expect(
    JSON.stringify(model, (_key, value) => (value instanceof Map ? [...value] : value)),
  ).not.toContain("customer");
});

test("moods are learned last: nothing else depends on them, and they are capped", () => {
  const rows = rowsOf({ worth: (_c, item, _h, isFestive) => (isFestive && item < 8 ? 1 : -0.5) });
  const model = learnResponses(rows, 3.5);
  const festive = { name: "FESTIVE", intensity: 3 };
  const share = (item: number) =>
    predictResponse(model, [], itemOf(item), {}, festive).contributions.find(
      ({ signal }) => signal === "MOOD",
    )!.value;
  expect(share(2)).toBeGreaterThan(share(20));
  const { moods, ...rest } = model;
  const without = learnResponses(
    rows.map((row) => ({ ...row, moods: [] })),
    3.5,
  );
  expect({ ...without, moods }).toEqual({ ...rest, moods });
  expect(without.moods.size).toBe(0);
  const spread = model.slope * (model.valueMax - model.valueMin);
  expect(share(2) - share(20)).toBeLessThan(0.2 * spread);
});

test("several verdicts on one item count for that item, not for others", () => {
  const repeated = rowsOf({ worth: (customer, item) => ((customer * 7 + item * 3) % 5) - 2 });
  const model = learnResponses([...repeated, ...repeated], 3.5);
  expect(model.ownOfNewItem.strengths[ownItemLikeness]).toBe(0);
  expect(model.ownOfKnownItem.strengths[ownItemLikeness]).toBeGreaterThan(0.5);
  expect(model.ownOfKnownItem.noise).toBeLessThan(model.ownOfNewItem.noise);
});

test("the same rows give the same model; the order of customers changes rounding at most", () => {
  const rows = rowsOf({ worth: (_c, item) => (item % 3) - 1, customers: 10 });
  const model = learnResponses(rows, 3.5);
  expect(learnResponses(rows, 3.5)).toEqual(model);
});

test("no rows, one row, and rows that are all equal have an answer", () => {
  expect(ask(learnResponses([], 4), 1, "hot")).toBe(4);
  const [row] = rowsOf({ worth: () => 0 });
  for (const rows of [[row!], Array.from({ length: 80 }, () => ({ ...row!, value: 5 }))]) {
    const model = learnResponses(rows, 4);
    expect(ask(model, 1, "hot")).toBeCloseTo(rows[0]!.value, 6);
  }
});

test("calibration: few rows lean on the normal guess, many speak for themselves", () => {
  const guess = calibrate(new Float64Array(0), [], 4, 1);
  expect(guess).toEqual({ slope: Math.PI / Math.sqrt(3), likeCut: 4 });
  const random = randomFrom(1);
  const predicted = Float64Array.from({ length: 5000 }, () => 1 + 4 * random());
  const isLiked = Array.from(predicted, (value) => random() < 1 / (1 + Math.exp(3 - value)));
  const learned = calibrate(predicted, isLiked, 4, 1);
  expect(learned.slope).toBeCloseTo(1, 0);
  expect(Math.abs(learned.likeCut - 3)).toBeLessThan(0.15);
});
