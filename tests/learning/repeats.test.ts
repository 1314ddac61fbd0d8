import { expect, test } from "@jest/globals";
import { lastVisits, repeatShareOf } from "../../src/learning/last-visits.ts";
import { randomFrom } from "../../src/learning/random.ts";
import { learnRepeats, type RepeatRequest } from "../../src/learning/repeats.ts";
import { eventsOf } from "../../src/learning/store.ts";
import { bindModel } from "../../src/scoring/binding.ts";
import { emptyModel, prepareCatalogue } from "../../src/scoring/index.ts";
import type { OwnItem } from "../../src/scoring/interests.ts";
import { emptyRepeats, repeatFeatureNames, repeatLogOdds } from "../../src/scoring/repeat-model.ts";
import { repeatFeatures, rhythmOf } from "../../src/scoring/repeats.ts";
import { ownItemsFrom } from "../../src/scoring/score.ts";
import { day, did, item, storeOf } from "./log.ts";

const shelf = Array.from({ length: 6 }, (_, at) => item(`i${at}`));
const binding = bindModel(prepareCatalogue(shelf), emptyModel());

/** Items that a customer bought on some days; asked on day 100. */
function ownItemsOf(daysOfItem: readonly (readonly number[])[]): OwnItem[] {
  const events = daysOfItem.flatMap((days, index) =>
    days.map((at) => did("PURCHASE", `i${index}`, day(at))),
  );
  return ownItemsFrom(binding, { events, preferences: [] }, day(100)).ownItems;
}

function chanceOf(model: ReturnType<typeof learnRepeats>, own: OwnItem, all: readonly OwnItem[]) {
  const features = new Float64Array(repeatFeatureNames.length);
  repeatFeatures(binding, own, rhythmOf(all, 0.5), day(100), features);
  return 1 / (1 + Math.exp(-repeatLogOdds(model, features)));
}

test("the fit recovers planted chances: the odds of count and wait multiply", () => {
  const random = randomFrom(7);
  const chance = (count: number, wait: number) => {
    const logOdds = -1 + (count === 3 ? 1.2 : 0) + (wait === 10 ? 0.8 : 0);
    return 1 / (1 + Math.exp(-logOdds));
  };
  const kinds = [
    { count: 1, wait: 10, days: [90] },
    { count: 1, wait: 60, days: [40] },
    { count: 3, wait: 10, days: [10, 50, 90] },
    { count: 3, wait: 60, days: [10, 25, 40] },
  ];
  const own = ownItemsOf(kinds.map(({ days }) => days));
  const requests = Array.from({ length: 3_000 }, (): RepeatRequest => {
    const taken = new Set(
      own
        .filter((_, at) => random() < chance(kinds[at]!.count, kinds[at]!.wait))
        .map((o) => o.item),
    );
    return { ownItems: own, now: day(100), isTakenAgain: (index) => taken.has(index) };
  });
  const model = learnRepeats(binding, requests, 0.5);
  for (const [at, { count, wait }] of kinds.entries()) {
    // Three standard errors of a share of 3,000 are 0.027.
    expect(Math.abs(chanceOf(model, own[at]!, own) - chance(count, wait))).toBeLessThan(0.03);
  }
});

test("edges ascend, and each feature has one bin more than it has edges", () => {
  const random = randomFrom(3);
  const requests = Array.from({ length: 200 }, (): RepeatRequest => {
    const own = ownItemsOf(
      shelf.map(() => Array.from({ length: 1 + Math.floor(3 * random()) }, () => 90 * random())),
    );
    return { ownItems: own, now: day(100), isTakenAgain: () => random() < 0.3 };
  });
  const { edgeStarts, edges, weights } = learnRepeats(binding, requests, 0.5);
  expect(edgeStarts).toHaveLength(repeatFeatureNames.length + 1);
  expect(weights).toHaveLength(edges.length + repeatFeatureNames.length + 1);
  expect(weights.every(Number.isFinite)).toBe(true);
  for (const [feature, name] of repeatFeatureNames.entries()) {
    const own = Array.from(edges.subarray(edgeStarts[feature]!, edgeStarts[feature + 1]!));
    expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
    // Eleven quantiles, or the steps between all crossed values: up to 5 counts × 10 waits.
    expect(own.length).toBeLessThanOrEqual(name === "countAndVisitsSince" ? 49 : 11);
  }
  const cross = edgeStarts[repeatFeatureNames.indexOf("countAndVisitsSince")]!;
  expect(Array.from(edges.subarray(cross), (edge) => edge % 1)).not.toContain(0);
});

test.each([true, false])("where it is always %p, the ridge keeps the weights finite", (isTaken) => {
  const own = ownItemsOf([[1], [5, 30], [60]]);
  const requests = Array.from({ length: 500 }, () => {
    return { ownItems: own, now: day(100), isTakenAgain: () => isTaken };
  });
  const model = learnRepeats(binding, requests, 0.5);
  expect(model.weights.every(Number.isFinite)).toBe(true);
  const chance = chanceOf(model, own[0]!, own);
  expect(isTaken ? chance : 1 - chance).toBeGreaterThan(0.95);
});

test("a feature that decides everything does not run away", () => {
  const own = ownItemsOf([[1], [1, 30, 60, 90]]);
  const requests = Array.from({ length: 2_000 }, () => {
    return {
      ownItems: own,
      now: day(100),
      isTakenAgain: (index: number) => index === own[1]!.item,
    };
  });
  const model = learnRepeats(binding, requests, 0.5);
  expect(model.weights.every((weight) => Math.abs(weight) < 20)).toBe(true);
  expect(chanceOf(model, own[1]!, own)).toBeGreaterThan(0.98);
  expect(chanceOf(model, own[0]!, own)).toBeLessThan(0.02);
});

test("nobody asked, or nothing but looks: nothing is learned", () => {
  expect(learnRepeats(binding, [], 0.5)).toEqual(emptyRepeats());
  const { ownItems } = ownItemsFrom(
    binding,
    { events: [did("VIEW", "i0", day(1))], preferences: [] },
    day(100),
  );
  const request = { ownItems, now: day(100), isTakenAgain: () => true };
  expect(learnRepeats(binding, [request], 0.5)).toEqual(emptyRepeats());
});

const hour = 1 / 24;

test("last visits: of whoever came three times, and the log without them and what followed", () => {
  const store = storeOf([
    [
      did("PURCHASE", "milk", day(1)),
      did("PURCHASE", "milk", day(8)),
      did("VIEW", "cake", day(14)),
      did("PURCHASE", "milk", day(15)),
      // Twenty minutes later is the same visit, a look the day after is what followed.
      did("PURCHASE", "brie", day(15 + hour / 3)),
      did("VIEW", "brie", day(16)),
      did("LIKE", "milk", null),
    ],
    [did("PURCHASE", "milk", day(1)), did("PURCHASE", "milk", day(2))],
    [did("RATING", "milk", day(1)), did("RATING", "cake", day(2)), did("RATING", "brie", day(3))],
  ]);
  const { train, visits } = lastVisits(store);
  const idsOf = (items: Iterable<number>) => [...items].map((index) => store.items[index]!.id);
  expect(visits.map(({ customer, at, items }) => [customer, at, idsOf(items).sort()])).toEqual([
    [0, day(15), ["brie", "milk"]],
  ]);
  expect(idsOf(eventsOf(train, 0).map((event) => event.item))).toEqual([
    "milk",
    "milk",
    "cake",
    "milk",
  ]);
  expect(train.eventCount).toBe(store.eventCount - 3);
});

test("the house's share of repeats: what was bought before, at second and later visits", () => {
  expect(repeatShareOf(storeOf([]))).toBe(0.5);
  expect(repeatShareOf(storeOf([[did("PURCHASE", "milk", day(1))]]))).toBe(0.5);
  const store = storeOf([
    [
      did("PURCHASE", "milk", day(1)),
      did("PURCHASE", "milk", day(1 + hour / 4)),
      did("PURCHASE", "milk", day(8)),
      did("PURCHASE", "cake", day(8)),
      did("PURCHASE", "cake", day(15)),
    ],
  ]);
  expect(repeatShareOf(store)).toBeCloseTo((2 + 1) / (3 + 2), 12);
});

test("a customer's own share of repeats follows the same rule as the house's", () => {
  const random = randomFrom(11);
  for (let round = 0; round < 50; round += 1) {
    const events = Array.from({ length: 12 }, () =>
      did("PURCHASE", `i${Math.floor(6 * random())}`, day(Math.floor(40 * random()) / 96)),
    );
    const { ownItems } = ownItemsFrom(binding, { events, preferences: [] }, day(100));
    // (r + 4 h) / (n + 4) at h = 0 and h = 1 tells r and n.
    const none = rhythmOf(ownItems, 0).repeatShare;
    const all = rhythmOf(ownItems, 1).repeatShare;
    const later = 4 / (all - none) - 4;
    const repeats = none * (later + 4);
    // Purchases of an item at the same moment are one.
    const once = [...new Map(events.map((event) => [event.id, event])).values()];
    expect(repeatShareOf(storeOf([once]))).toBeCloseTo((repeats + 1) / (later + 2), 9);
  }
});
