import { expect, test } from "@jest/globals";
import { contextEffectsOf } from "../../src/learning/effects.ts";
import { targetRuleOf } from "../../src/learning/holdout.ts";
import { moodEffectsOf } from "../../src/learning/moods.ts";
import { day, did, item, storeOf } from "./log.ts";

test("effects: groups first, then what they leave to the item", () => {
  const bought = (id: string, weather: string) => did("PURCHASE", id, day(0), 1, { weather });
  // Each in an own customer: 60 cakes and 40 sorbets when cold, 40 sorbets when hot.
  const customers = [
    ...Array.from({ length: 60 }, () => [bought("cake", "cold")]),
    ...Array.from({ length: 40 }, () => [bought("sorbet", "cold")]),
    ...Array.from({ length: 40 }, () => [bought("sorbet", "hot")]),
  ];
  const store = storeOf(customers, [item("cake", "rich"), item("sorbet", "light")]);
  const rule = targetRuleOf(store, 3);
  const table = contextEffectsOf(store, rule);
  const hot = store.conditions.indexOf("weather=hot");
  const row = Array.from({ length: table.starts[hot + 1]! - table.starts[hot]! }, (_, at) => [
    table.targets[table.starts[hot]! + at],
    table.effects[table.starts[hot]! + at],
  ]);
  const share = 40 / 140;
  const rich = (-60 * share) / (60 * share * (1 - share) + 30);
  const light = (40 - 80 * share) / (80 * share * (1 - share) + 30);
  const left = (count: number, expected: number) =>
    (count - expected) / (expected * (1 - share) + 30);
  expect(row).toEqual([
    [2, expect.closeTo(rich, 6)],
    [3, expect.closeTo(light, 6)],
    [0, expect.closeTo(left(0, 60 * share * Math.exp(rich)), 6)],
    [1, expect.closeTo(left(40, 80 * share * Math.exp(light)), 6)],
  ]);
});

test("without a difference between conditions there is no effect to store", () => {
  const customers = ["cold", "hot"].flatMap((weather) =>
    ["cake", "sorbet"].flatMap((id) =>
      Array.from({ length: 20 }, () => [did("PURCHASE", id, day(0), 1, { weather })]),
    ),
  );
  const store = storeOf(customers, [item("cake"), item("sorbet")]);
  const table = contextEffectsOf(store, targetRuleOf(store, 3));
  expect(table.targets).toHaveLength(0);
});

const groups = ["tag:austrian", "tag:french", "category:wine"];

function festive(austrian: number, french: number) {
  return [
    { mood: "FESTIVE", tag: "austrian", shown: 1000, accepted: austrian },
    { mood: "FESTIVE", tag: "french", shown: 1000, accepted: french },
    { mood: "CALM", tag: "austrian", shown: 1000, accepted: 200 },
    { mood: "CALM", tag: "french", shown: 1000, accepted: 200 },
  ];
}

test("a mood that truly favours a tag has an effect on it, and the opposite on the other", () => {
  const { moods, moodEffects } = moodEffectsOf(festive(320, 80), groups, 10);
  expect(moods).toEqual(["CALM", "FESTIVE"]);
  const { starts, targets, effects } = moodEffects;
  expect(Array.from(targets.subarray(starts[1]!, starts[2]!))).toEqual([10, 11]);
  expect(effects[starts[1]!]).toBeGreaterThan(0.1);
  expect(effects[starts[1]! + 1]).toBeLessThan(-0.1);
});

test("one tag among many that a mood favours is found, and only that one", () => {
  const tags = Array.from({ length: 60 }, (_, index) => `tag${index}`);
  const counts = ["CALM", "CURIOUS", "FESTIVE"].flatMap((mood) =>
    tags.map((tag, index) => ({
      mood,
      tag,
      shown: 100,
      accepted: mood === "FESTIVE" && index === 7 ? 60 : 28 + (index % 5),
    })),
  );
  const keys = tags.map((tag) => `tag:${tag}`);
  const { moods, moodEffects } = moodEffectsOf(counts, keys, 0);
  const { starts, targets, effects } = moodEffects;
  const festive = moods.indexOf("FESTIVE");
  expect(Array.from(targets.subarray(starts[festive]!, starts[festive + 1]!))).toEqual([7]);
  expect(effects[starts[festive]!]).toBeGreaterThan(0.4);
});

test("a category is counted as a tag of its own name", () => {
  const counts = festive(320, 80).map((count) => ({ ...count, tag: `category=${count.tag}` }));
  const { moodEffects } = moodEffectsOf(counts, ["category:austrian", "category:french"], 0);
  expect(new Set(moodEffects.targets)).toEqual(new Set([0, 1]));
});

test("a difference within chance has no effect", () => {
  const { moodEffects } = moodEffectsOf(festive(206, 196), groups, 10);
  expect(moodEffects.targets).toHaveLength(0);
});

test("counts of unknown tags, impossible counts and none at all are left out", () => {
  const counts = [
    { mood: "FESTIVE", tag: "unknown", shown: 10, accepted: 1 },
    { mood: "FESTIVE", tag: "french", shown: 0, accepted: 0 },
    { mood: "FESTIVE", tag: "french", shown: 5, accepted: 6 },
  ];
  expect(moodEffectsOf(counts, groups, 10).moods).toEqual([]);
  expect(moodEffectsOf([], groups, 10).moods).toEqual([]);
});

test("nobody ever took anything: rates of 0 give no effect and no NaN", () => {
  const { moodEffects } = moodEffectsOf(
    [{ mood: "FESTIVE", tag: "french", shown: 100, accepted: 0 }],
    groups,
    10,
  );
  expect(Array.from(moodEffects.effects).every(Number.isFinite)).toBe(true);
});
