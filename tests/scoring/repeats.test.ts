import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bindModel } from "../../src/scoring/binding.ts";
import { recommendPersonal } from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import {
  binOf,
  emptyRepeats,
  repeatFeatureNames,
  repeatLogOdds,
} from "../../src/scoring/repeat-model.ts";
import { dueTime, expectedGapDays, repeatFeatures, rhythmOf } from "../../src/scoring/repeats.ts";
import { ownItemsFrom } from "../../src/scoring/score.ts";
import type { EvidenceEvent } from "../../src/scoring/types.ts";
import { catalogue, event, evidenceOf, items, model, now, repeatsOf } from "./house.ts";

const binding = bindModel(catalogue, model);

function ownItems(...events: EvidenceEvent[]) {
  return ownItemsFrom(binding, evidenceOf(...events), now).ownItems;
}

const bought = (id: string, ...days: number[]) => days.map((day) => event("PURCHASE", id, day));

test("a value falls into the bin after the last edge that it has reached", () => {
  const made = repeatsOf(
    {
      visitsSince: { edges: [1, 3], weights: [10, 20, 30] },
      wait: { edges: [0], weights: [1, 2] },
    },
    0.5,
  );
  const weightOf = (feature: number, value: number) => made.weights[binOf(made, feature, value)];
  expect([0.9, 1, 2.9, 3, 99].map((value) => weightOf(1, value))).toEqual([10, 20, 20, 30, 30]);
  expect([-1e9, -0.1, 0, 7].map((value) => weightOf(3, value))).toEqual([1, 1, 2, 2]);
  const features = new Float64Array(repeatFeatureNames.length);
  expect(repeatLogOdds(made, features)).toBe(0.5 + 10 + 2);
  expect(repeatLogOdds(emptyRepeats(), features)).toBe(0);
});

test("the search for a bin counts the edges that are not above the value", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { maxLength: 9 }),
      fc.integer({ min: -22, max: 22 }),
      (unsorted, value) => {
        const edges = unsorted.toSorted((a, b) => a - b);
        const made = repeatsOf({ habit: { edges, weights: [...edges, 0] } }, 0);
        const habit = repeatFeatureNames.indexOf("habit");
        expect(binOf(made, habit, value) - habit).toBe(edges.filter((at) => at <= value).length);
      },
    ),
  );
});

test("a rhythm: visits, habit, breadth, and the share of repeats leaning on the house's", () => {
  const half = 0.4 / 24;
  const own = ownItems(
    // Three visits; milk twice within the last one is one purchase at two times of it.
    ...bought("milk", 20, 10, 1, 1 - half),
    ...bought("cake", 20),
    ...bought("brie", 10),
    event("VIEW", "comte"),
  );
  const rhythm = rhythmOf(own, 0.5);
  expect(rhythm.visits).toEqual([20, 10, 1].map((day) => now - day * millisecondsPerDay));
  expect(rhythm.breadth).toBe(3);
  expect(rhythm.habit).toBeCloseTo(1 / 3, 12);
  // At the later visits: milk three times, all repeats, and brie once, which is new.
  const share = (3 + 4 * 0.5) / (4 + 4);
  expect(rhythm.repeatShare).toBeCloseTo(share, 12);
  expect(rhythm.repeatLeaning).toBeCloseTo(Math.log(share / (1 - share)), 12);
});

test("what is taken twice at the first visit is no repeat", () => {
  const own = ownItems(...bought("milk", 5, 5 - 0.01), ...bought("cake", 1));
  expect(rhythmOf(own, 0.3).repeatShare).toBeCloseTo((0 + 4 * 0.3) / (1 + 4), 12);
});

test("nobody's rhythm is the house's", () => {
  expect(rhythmOf([], 0.3)).toEqual({
    visits: [],
    habit: 0,
    breadth: 0,
    repeatShare: 0.3,
    repeatLeaning: 0,
  });
});

test("the expected gap: own gaps, shrunk to everybody's, 60 days where nobody bought twice", () => {
  const gapOf = (id: string, ...days: number[]) =>
    expectedGapDays(binding, ownItems(...bought(id, ...days))[0]!);
  expect(gapOf("milk", 1)).toBe(7);
  expect(gapOf("milk", 21, 11, 1)).toBeCloseTo((20 + 3 * 7) / (2 + 3), 12);
  expect(gapOf("comte", 1)).toBe(60);
  expect(gapOf("comte", 31, 1)).toBeCloseTo((30 + 3 * 60) / (1 + 3), 12);
});

test("due: the last time plus the expected gap, for what was bought at least twice", () => {
  const dueOf = (id: string, ...days: number[]) =>
    dueTime(binding, ownItems(...bought(id, ...days))[0]!);
  expect(dueOf("milk", 1)).toBeNull();
  expect(dueOf("milk", 8, 1)).toBeCloseTo(now + 6 * millisecondsPerDay, 0);
  expect(dueOf("milk", 1, 1)).toBeNull();
});

test("a due item says its day, and is due from the day before", () => {
  const slotAfter = (days: number) => {
    const evidence = evidenceOf(...bought("milk", days + 14, days + 7, days));
    const situation = { context: {}, mood: null, now, seed: 1, first: items.length };
    const list = recommendPersonal({ catalogue, model, evidence, ...situation }).items;
    const { slot, dueAt, sources } = list.find(({ itemId }) => itemId === "milk")!;
    expect(dueAt).toBe(now + (7 - days) * millisecondsPerDay);
    expect(sources).toContain("due");
    return slot;
  };
  expect(slotAfter(5.9)).toBe("RELEVANT");
  expect(slotAfter(6)).toBe("DUE");
  expect(slotAfter(7)).toBe("DUE");
  expect(slotAfter(20)).toBe("DUE");
});

test("the features of an own item, one by one", () => {
  const own = ownItems(...bought("milk", 30, 20, 10), ...bought("cake", 20, 3));
  const rhythm = rhythmOf(own, 0.5);
  const milk = own.find(({ interest }) => interest.itemId === "milk")!;
  const into = new Float64Array(repeatFeatureNames.length);
  repeatFeatures(binding, milk, rhythm, now, into);
  const gap = (20 + 3 * 7) / 5;
  const expected = {
    count: Math.log1p(3),
    visitsSince: 1,
    lateness: Math.log(10 / gap + 0.05),
    wait: Math.log1p(10),
    popularity: Math.log1p(50),
    repurchaseRate: Math.log(binding.repurchaseRates[milk.item]!),
    trend: binding.trendFeatures[milk.item]!,
    shareOfVisits: 3 / 4,
    habit: 1,
    breadth: Math.log1p(2),
    countAndVisitsSince: 31,
  } satisfies Record<(typeof repeatFeatureNames)[number], number>;
  for (const [index, name] of repeatFeatureNames.entries()) {
    expect([name, into[index]]).toEqual([name, expect.closeTo(expected[name], 12)]);
  }
});

test("an own item's score is what the repeat module says, whatever the crowd and its neighbours", () => {
  const weeks = bought("milk", 28, 21, 14, 7);
  const scoreIn = (weights: Partial<typeof model.weights>) => {
    const house = { ...model, weights: { ...model.weights, ...weights } };
    const situation = { context: {}, mood: null, now, seed: 1, first: items.length };
    const request = { catalogue, model: house, evidence: evidenceOf(...weeks), ...situation };
    return recommendPersonal(request).items.find(({ itemId }) => itemId === "milk")!.score;
  };
  // Bias 1, slope 1/2 on -0.5 + 1.5 (late) + 0.5 (often), and the leaning of one who repeats only.
  const share = (3 + 2) / (3 + 4);
  const expected = 1 + 0.5 * 1.5 + 0.25 * Math.log(share / (1 - share));
  expect(scoreIn({})).toBeCloseTo(expected, 12);
  expect(scoreIn({ popularity: 3, neighbour: 9, affinity: 9 })).toBeCloseTo(expected, 12);
});

test("what is bought again is worth showing by that alone, however popular it is", () => {
  const popular = { ...model, weights: { ...model.weights, popularity: 3 } };
  const evidence = evidenceOf(...bought("milk", 3));
  const situation = { context: {}, mood: null, now, seed: 1, first: items.length };
  const list = recommendPersonal({ catalogue, model: popular, evidence, ...situation });
  expect(list.reasonOf("milk")).toBe("SHOWN");
  const { score, contributions } = list.items.find(({ itemId }) => itemId === "milk")!;
  const crowd = contributions.find(({ signal }) => signal === "CROWD")!.value;
  // The crowd's share is far above what the repeat module says, and replaced by it.
  expect(crowd).toBeGreaterThan(score + 1.5);
  const tired = evidenceOf(...bought("milk", 3), event("NOT_NOW", "milk", 0));
  const after = recommendPersonal({ catalogue, model: popular, evidence: tired, ...situation });
  expect(after.reasonOf("milk")).toBe("BELOW_RELEVANCE");
});
