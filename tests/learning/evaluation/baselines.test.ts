import { expect, test } from "@jest/globals";
import type { OwnHistory, Training } from "../../../src/learning/evaluation/baselines/baseline.ts";
import { ease, easeWeights } from "../../../src/learning/evaluation/baselines/ease.ts";
import { fitIals, ialsLoss } from "../../../src/learning/evaluation/baselines/ials.ts";
import {
  discoveryBaselines,
  repeatBaselines,
} from "../../../src/learning/evaluation/baselines/index.ts";
import { itemKnn } from "../../../src/learning/evaluation/baselines/item-knn.ts";
import { sessionKnn } from "../../../src/learning/evaluation/baselines/session-knn.ts";
import { randomFrom } from "../../../src/learning/random.ts";

const hour = 3_600_000;

/** A history of baskets an hour apart. */
function history(...baskets: readonly (readonly number[])[]): OwnHistory {
  return {
    items: Int32Array.from(new Set(baskets.flat())),
    baskets: baskets.map((items, at) => ({ at: at * hour, items: Int32Array.from(items) })),
  };
}

function training(itemCount: number, ...histories: readonly OwnHistory[]): Training {
  return { itemCount, histories };
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

test("the same number of configurations for all that can be tuned", () => {
  const counts = Object.values(repeatBaselines).map(({ configurations }) => configurations.length);
  expect(counts).toEqual([1, 1, 1, 6, 6, 6, 6]);
  expect(Object.keys(discoveryBaselines)).toEqual([
    "popularity",
    "itemKnn",
    "ease",
    "ials",
    "sessionKnn",
  ]);
});

test("popularity counts users, or baskets where repeats are asked for", () => {
  const data = training(3, history([0], [0, 1]), history([0]));
  const scoresBy = (baseline: (typeof repeatBaselines)[string]) =>
    Array.from(baseline.fit(data, {}, false)(history([0])));
  expect(scoresBy(discoveryBaselines.popularity!)).toEqual([2, 1, 0]);
  expect(scoresBy(repeatBaselines.popularity!)).toEqual([3, 1, 0]);
});

test("own counts and own recency, then popularity below a thousandth", () => {
  const data = training(4, history([0], [0, 1]), history([2], [2], [2], [2]));
  const own = history([0], [0, 1]);
  const counts = repeatBaselines.ownCount!.fit(data, {}, false)(own);
  expect(Array.from(counts)).toEqual(closeTo([2.0005, 1.00025, 0.001, 0]));
  const recency = repeatBaselines.ownRecency!.fit(data, {}, false)(own);
  expect(Array.from(recency)).toEqual(closeTo([1.9005, 1.00025, 0.001, 0]));
});

test("item-kNN: the shrunk cosine over the nearest of each own item", () => {
  const data = training(4, history([0, 1]), history([0, 1, 2]), history([0]));
  const near = itemKnn.fit(data, { neighbours: 50, shrinkage: 10 }, false);
  const both = 2 / (Math.sqrt(3 * 2) + 10);
  const one = 1 / (Math.sqrt(3 * 1) + 10);
  expect(Array.from(near(history([0])))).toEqual(closeTo([0, both, one, 0]));
  const nearest = itemKnn.fit(data, { neighbours: 1, shrinkage: 10 }, false);
  expect(Array.from(nearest(history([0])))).toEqual(closeTo([0, both, 0, 0]));
});

test("EASE: the closed form of two items by hand", () => {
  const data = training(2, history([0, 1]), history([0, 1]), history([0]));
  // (XᵀX + I)⁻¹ = [[4, 2], [2, 3]]⁻¹ = [[3, -2], [-2, 4]] / 8.
  const weights = easeWeights(data, Int32Array.from([0, 1]), 1);
  expect(Array.from(weights)).toEqual(closeTo([0, 2 / 4, 2 / 3, 0]));
});

test("EASE: what nobody has is below everything, by popularity", () => {
  const data = training(3, history([0, 1]), history([0, 1]), history([0]));
  const scores = ease.fit(data, { lambda: 1 }, false)(history([0]));
  expect(Array.from(scores)).toEqual(closeTo([0, 0.5, -1]));
});

test("iALS: no pass over both sides raises the loss, and its end is a minimum", () => {
  const random = randomFrom(7);
  const histories = Array.from({ length: 20 }, () =>
    history([0, 1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.4)),
  );
  const data = training(8, ...histories);
  const settings = { unseen: 0.3, ridge: 0.05 };
  const losses = [1, 2, 4, 8, 300].map((sweeps) =>
    ialsLoss(data, settings, fitIals(data, settings, 3, sweeps)),
  );
  for (const [at, loss] of losses.entries()) {
    if (at > 0) expect(loss).toBeLessThanOrEqual(losses[at - 1]! + 1e-9);
  }
  expect(losses[3]).toBeLessThan(losses[0]! * 0.99);
  const factors = fitIals(data, settings, 3, 300);
  for (const vectors of [factors.users, factors.items]) {
    for (const change of [-0.02, 0.02]) {
      vectors[4]! += change;
      expect(ialsLoss(data, settings, factors)).toBeGreaterThan(losses[4]!);
      vectors[4]! -= change;
    }
  }
});

test("iALS: people with a taste get the rest of it", () => {
  const data = training(
    6,
    ...Array.from({ length: 20 }, (_, user) =>
      history(user % 2 === 0 ? [0, 1, 2].filter((item) => item !== user % 3) : [3, 4, 5]),
    ),
  );
  const { ials } = discoveryBaselines;
  const scores = ials!.fit(data, { unseen: 0.1, ridge: 0.03 }, false)(history([0]));
  expect(Math.min(scores[1]!, scores[2]!)).toBeGreaterThan(Math.max(...scores.slice(3)));
});

test("session kNN: sessions vote by what they share with the newest ones", () => {
  const data = training(4, history([0, 1]), history([0, 2]), history([1, 2, 3]));
  const all = sessionKnn.fit(data, { sessions: 100, fading: 0.5 }, false);
  // Own items 1 (an hour ago, so 0.5) and 0 (now).
  const a = 1.5 / Math.sqrt(2);
  const b = 1 / Math.sqrt(2);
  const c = 0.5 / Math.sqrt(3);
  expect(Array.from(all(history([1], [0])))).toEqual(closeTo([a + b, a + c, b + c, c]));
  const nearest = sessionKnn.fit(data, { sessions: 1, fading: 0.5 }, false);
  expect(Array.from(nearest(history([1], [0])))).toEqual(closeTo([a, a, 0, 0]));
  // A second question is not answered with what the first one left behind.
  expect(Array.from(nearest(history([3])))).toEqual(
    closeTo([0, 1, 1, 1].map((x) => x / Math.sqrt(3))),
  );
});

test("session kNN: less than half an hour apart is one session, each item once in it", () => {
  const minutes = (...at: readonly number[]): OwnHistory => ({
    items: Int32Array.from([0, 1]),
    baskets: at.map((minute, index) => ({
      at: minute * 60_000,
      items: Int32Array.from([index % 2]),
    })),
  });
  const score = (own: OwnHistory) =>
    sessionKnn.fit(training(2, own), { sessions: 9, fading: 0.5 }, false)(history([0]));
  expect(Array.from(score(minutes(0, 29, 58)))).toEqual(closeTo([Math.SQRT1_2, Math.SQRT1_2]));
  expect(Array.from(score(minutes(0, 31)))).toEqual(closeTo([1, 0]));
});
