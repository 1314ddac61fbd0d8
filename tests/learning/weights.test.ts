import { expect, test } from "@jest/globals";
import { holdoutsOf, targetRuleOf } from "../../src/learning/holdout.ts";
import { type Choice, choiceLogLikelihood, fitChoices } from "../../src/learning/logit.ts";
import { permutationOf, randomFrom } from "../../src/learning/random.ts";
import { eventsOf } from "../../src/learning/store.ts";
import { day, did, storeOf } from "./log.ts";

function choicesBy(truth: readonly number[], count: number): Choice[] {
  const random = randomFrom(1);
  return Array.from({ length: count }, () => {
    const rows = Array.from({ length: 6 }, () => truth.map(() => 2 * random() - 1));
    const scores = rows.map((row) => row.reduce((sum, x, at) => sum + x * truth[at]!, 0));
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    const drawn = random() * total;
    const upTo = (last: number) =>
      scores.slice(0, last + 1).reduce((sum, score) => sum + Math.exp(score), 0);
    const chosen = scores.findIndex((_, last) => upTo(last) > drawn);
    const [first] = rows.splice(chosen, 1);
    return {
      count: 6,
      features: Float64Array.from([first!, ...rows].flat()),
      offsets: new Float64Array(6),
    };
  });
}

test("the conditional logit finds the coefficients that made the choices", () => {
  const [a, b] = fitChoices(choicesBy([1.5, -0.7], 5000), [0, 0], 1);
  expect(a).toBeGreaterThan(1.4);
  expect(a).toBeLessThan(1.6);
  expect(b).toBeGreaterThan(-0.8);
  expect(b).toBeLessThan(-0.6);
});

test("without choices, and under a heavy prior, the prior stands", () => {
  expect(fitChoices([], [0.3, 2], 10)).toEqual([0.3, 2]);
  const [weight] = fitChoices(choicesBy([3], 50), [0.5], 1e9);
  expect(weight).toBeCloseTo(0.5, 6);
});

test("offsets count as what is already known", () => {
  const offsets = Float64Array.from([Math.log(3), 0]);
  const choice = { count: 2, features: Float64Array.from([0, 0]), offsets };
  expect(choiceLogLikelihood(choice, [1])).toBeCloseTo(Math.log(0.75), 12);
});

test("a perfectly separated choice does not run away", () => {
  const choice = { count: 2, features: Float64Array.from([1, 0]), offsets: new Float64Array(2) };
  const [weight] = fitChoices(
    Array.from({ length: 100 }, () => choice),
    [0],
    1,
  );
  expect(Number.isFinite(weight)).toBe(true);
  expect(weight).toBeGreaterThan(2);
});

test("a permutation has every place once and follows the seed", () => {
  const order = permutationOf(100, randomFrom(3));
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  expect(permutationOf(100, randomFrom(3))).toEqual(order);
  expect(permutationOf(100, randomFrom(4))).not.toEqual(order);
});

const buyers = (count: number) =>
  Array.from({ length: count }, (_, customer) => [
    ...["a", "b", "c"].map((id, at) => did("PURCHASE", id, day(at))),
    did("PURCHASE", `d${customer % 7}`, day(95)),
    did("PURCHASE", "a", day(95)),
  ]);

test("by time: the future of everybody is held out, new items and repeats apart", () => {
  const early = Array.from({ length: 900 }, () => [did("PURCHASE", "z", day(1))]);
  const store = storeOf([...buyers(120), ...early]);
  const [holdout, ...others] = holdoutsOf(store, targetRuleOf(store, 3), 1);
  expect(others).toEqual([]);
  expect(holdout!.train.newestAt).toBe(day(2));
  expect(holdout!.requests).toHaveLength(240);
  expect(holdout!.requests.filter(({ isNew }) => isNew)).toHaveLength(120);
  expect(holdout!.requests.every(({ now }) => now === day(95))).toBe(true);
});

test("by the last item where the future is thin: it and everything since is held out", () => {
  // Everybody's history ends before the last tenth of the log begins, but for one.
  const past = Array.from({ length: 110 }, (_, customer) =>
    ["a", "b", "c", `d${customer % 7}`].map((id, at) => did("PURCHASE", id, day(at))),
  );
  const busy = Array.from({ length: 200 }, (_, at) => did("VIEW", "z", day(10 + at)));
  const store = storeOf([...past, busy]);
  const [holdout] = holdoutsOf(store, targetRuleOf(store, 3), 1);
  expect(holdout!.requests).toHaveLength(110);
  const first = holdout!.requests.find(({ customer }) => customer === 0);
  expect(store.items[first!.item]!.id).toBe("d0");
  expect(eventsOf(holdout!.train, 0)).toHaveLength(3);
});

test("of a large house a sample is asked, and only from them is anything held out", () => {
  const past = Array.from({ length: 4100 }, (_, customer) =>
    ["a", "b", "c"].map((id, at) => did("PURCHASE", id, day(at + (customer % 3)))),
  );
  const busy = Array.from({ length: 2000 }, (_, at) => did("VIEW", "z", day(10 + at / 100)));
  const store = storeOf([...past, busy]);
  const [holdout, ...others] = holdoutsOf(store, targetRuleOf(store, 3), 1);
  expect(others).toEqual([]);
  expect(new Set(holdout!.requests.map(({ customer }) => customer)).size).toBe(4000);
  // Each of them loses the last of three things, the hundred others nothing.
  expect(holdout!.train.eventCount).toBe(store.eventCount - 4000);
});

test("without a clock: one liked item of each, with all of its rows", () => {
  const raters = Array.from({ length: 30 }, () => [
    ...["a", "b", "c"].map((id) => did("RATING", id, null, 5)),
    did("RATING", "a", null, 4, { weather: "hot" }),
    did("RATING", "bad", null, 1),
  ]);
  const store = storeOf(raters);
  const holdouts = holdoutsOf(store, targetRuleOf(store, 3), 1);
  expect(holdouts).toHaveLength(15);
  for (const { train, requests } of holdouts) {
    expect(requests).toHaveLength(30);
    for (const { customer, item, context } of requests) {
      const id = store.items[item]!.id;
      expect(id).not.toBe("bad");
      expect(eventsOf(train, customer).some((event) => event.item === item)).toBe(false);
      // The row whose context is known is the one that asks.
      if (id === "a") expect(store.contexts[context]!.values).toEqual({ weather: "hot" });
    }
  }
});

test("a house of views alone learns from views", () => {
  const store = storeOf([[did("VIEW", "a", day(0)), did("CLICK", "a", day(0))]]);
  expect([...targetRuleOf(store, 3).kinds]).toEqual(["CLICK"]);
  const empty = storeOf([[]]);
  expect(holdoutsOf(empty, targetRuleOf(empty, 3), 1)).toEqual([]);
});

test("where only a few come back, they do not stand for everybody", () => {
  const once = Array.from({ length: 450 }, (_, customer) =>
    ["a", "b", "c", `d${customer % 7}`].map((id, at) => did("PURCHASE", id, day(at))),
  );
  const back = Array.from({ length: 40 }, () =>
    ["a", "b", "c", "x", "y", "z"].map((id, at) => did("PURCHASE", id, day(at < 3 ? at : 90 + at))),
  );
  const filler = Array.from({ length: 100 }, (_, at) => did("VIEW", "a", day(100 + at / 100)));
  const store = storeOf([...once, ...back, filler]);
  const [holdout] = holdoutsOf(store, targetRuleOf(store, 3), 1);
  // 120 requests of 40 customers lie in the last tenth; the last item of all 490 is asked instead.
  expect(holdout!.requests).toHaveLength(490);
});
