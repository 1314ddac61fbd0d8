import { expect, test } from "@jest/globals";
import {
  explainSummary,
  type ScoredItem,
  type Signal,
  type SummarySources,
} from "../../src/scoring/index.ts";

const sources: SummarySources = {
  titleOf: (itemId) => ({ comte: "Comté", brie: "Brie" })[itemId] ?? itemId,
  eventOf: (id) =>
    ({
      bought: { itemId: "comte", kind: "PURCHASE" as const },
      viewed: { itemId: "comte", kind: "VIEW" as const },
    })[id] ?? null,
};

type Part = readonly [signal: Signal, name: string, value: number, ...evidenceIds: string[]];

function scored(...parts: readonly Part[]): ScoredItem {
  const contributions = parts.map(([signal, name, value, ...evidenceIds]) => ({
    signal,
    value,
    parts: [{ name, value, evidenceIds }],
  }));
  return { itemId: "brie", rank: 1, score: 1, baseline: 0, contributions, sources: [] };
}

test.each<[Part, string, string]>([
  [
    ["HISTORY", "neighbour", 1, "viewed", "bought"],
    "Because you bought Comté, and people who do often choose this too.",
    "Weil Sie Comté gekauft haben und viele, die das tun, auch hierzu greifen.",
  ],
  [
    ["HISTORY", "neighbour", 1, "viewed"],
    "Because you looked at Comté, and people who do often choose this too.",
    "Weil Sie Comté angesehen haben und viele, die das tun, auch hierzu greifen.",
  ],
  [
    ["HISTORY", "neighbour", 1, "forgotten"],
    "Because it goes with several things that you chose before.",
    "Weil es zu mehreren Dingen passt, die Sie früher gewählt haben.",
  ],
  [
    ["HISTORY", "affinity:cheese", 1],
    "Because you often choose things of this kind.",
    "Weil Sie oft Dinge dieser Art wählen.",
  ],
  [
    ["HISTORY", "ownRepeat", 1],
    "Because you chose this before, and it may be time again.",
    "Weil Sie es schon einmal gewählt haben und es wieder so weit sein könnte.",
  ],
  [["CROWD", "popularity", 1], "Because many people here choose it.", "Weil viele hier es wählen."],
  [
    ["CROWD", "liking", 1],
    "Because most people who tried it liked it.",
    "Weil es den meisten gefallen hat, die es versucht haben.",
  ],
  [
    ["CROWD", "trend", 1],
    "Because more people than usual choose it at the moment.",
    "Weil es im Augenblick mehr Menschen wählen als sonst.",
  ],
  [
    ["CONTEXT", "weather=hot", 1],
    "Because it suits the moment (weather: hot).",
    "Weil es zum Augenblick passt (Wetter: heiß).",
  ],
  [
    ["MOOD", "mood=IN_A_HURRY", 1],
    "Because it suits the mood that you told us (in a hurry).",
    "Weil es zu der Stimmung passt, die Sie genannt haben (in Eile).",
  ],
  [
    ["DECLARED", "likes:brie", 1],
    "Because you told us that you like Brie.",
    "Weil Sie uns gesagt haben, dass Sie Brie mögen.",
  ],
])("%j", (part, english, german) => {
  expect(explainSummary(scored(part), "en", sources)).toBe(english);
  expect(explainSummary(scored(part), "de", sources)).toBe(german);
});

test("the largest part is named, not the first or the most negative", () => {
  const item = scored(
    ["CROWD", "popularity", 0.5],
    ["CONTEXT", "weather=hot", 0.75],
    ["RULE", "notNow", -3],
  );
  expect(explainSummary(item, "en", sources)).toBe("Because it suits the moment (weather: hot).");
});

test("where nothing speaks for an item, the sentence says so", () => {
  const item = scored(["CROWD", "popularity", -1]);
  expect(explainSummary(item, "en", sources)).toBe(
    "Nothing in particular speaks for it; it is simply part of the house.",
  );
});
