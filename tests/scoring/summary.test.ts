import { expect, test } from "@jest/globals";
import {
  explainNotShown,
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
  return {
    itemId: "brie",
    rank: 1,
    score: 1,
    baseline: 0,
    contributions,
    sources: [],
    slot: "RELEVANT",
    propensity: 1,
    rankedItemId: "brie",
    dueAt: null,
  };
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
  [
    ["HISTORY", "together", 1, "bought"],
    "Because you bought Comté, and people who do often choose this too.",
    "Weil Sie Comté gekauft haben und viele, die das tun, auch hierzu greifen.",
  ],
  [
    ["HISTORY", "session", 1, "viewed"],
    "Because people who look at Comté, as you just did, go on to this.",
    "Weil viele, die wie Sie eben Comté ansehen, auch hierzu kommen.",
  ],
  [
    ["HISTORY", "complement", 1, "bought"],
    "Because it goes well with Comté, which you bought a short while ago.",
    "Weil es gut zu Comté passt, das Sie vor Kurzem gekauft haben.",
  ],
  [
    ["HISTORY", "otherComplements", 1, "bought"],
    "Because it goes with several things that you chose before.",
    "Weil es zu mehreren Dingen passt, die Sie früher gewählt haben.",
  ],
  [
    ["CROWD", "expert", 1],
    "Because people who are often the first to find good things have chosen it.",
    "Weil Menschen, die oft als Erste Gutes finden, es gewählt haben.",
  ],
  [
    ["NOVELTY", "fresh", 1],
    "Because it is new here and deserves a chance.",
    "Weil es neu hier ist und eine Gelegenheit verdient.",
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

const july = Date.UTC(2026, 6, 3, 9);

test.each<[Partial<ScoredItem>, string, string]>([
  [
    { slot: "DUE", dueAt: july },
    "Because you buy it again and again; the next time would be about 3 July 2026.",
    "Weil Sie es immer wieder kaufen; das nächste Mal wäre etwa am 3. Juli 2026.",
  ],
  [
    { slot: "EXPLORE", dueAt: july },
    "This place was drawn by lot among what may suit you, so that the house goes on learning.",
    "Dieser Platz wurde unter Passendem verlost, damit das Haus weiter dazulernt.",
  ],
  [
    { slot: "WIDEN" },
    "Because it would be new to you, and people with a taste like yours choose it as well.",
    "Weil es für Sie neu wäre und Menschen mit ähnlichem Geschmack es auch wählen.",
  ],
])("a place that was kept for something says so: %j", (place, english, german) => {
  const item = { ...scored(["CROWD", "popularity", 1]), ...place };
  expect(explainSummary(item, "en", sources)).toBe(english);
  expect(explainSummary(item, "de", sources)).toBe(german);
});

test("a repeat that is not due yet names its day too; one of an unknown day does not", () => {
  const repeat = scored(["HISTORY", "ownRepeat", 1]);
  expect(explainSummary({ ...repeat, dueAt: july }, "en", sources)).toContain("about 3 July 2026");
  expect(explainSummary(repeat, "en", sources)).toContain("it may be time again");
});

test("a widening place that something of the customer's speaks for names that", () => {
  const item = { ...scored(["CONTEXT", "weather=hot", 1]), slot: "WIDEN" as const };
  expect(explainSummary(item, "en", sources)).toBe("Because it suits the moment (weather: hot).");
});

test("every reason why an item is not shown has a sentence in each language", () => {
  const reasons = [
    "SHOWN",
    "UNKNOWN_ITEM",
    "UNAVAILABLE",
    "DISLIKED",
    "JUST_BOUGHT",
    "SUBSTITUTE_JUST_BOUGHT",
    "NOT_A_CANDIDATE",
    "BELOW_RELEVANCE",
    "OTHERS_RANK_HIGHER",
  ] as const;
  const sentences = reasons.flatMap((reason) => [
    explainNotShown(reason, "en"),
    explainNotShown(reason, "de"),
  ]);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*[.]$/);
  expect(new Set(sentences).size).toBe(2 * reasons.length);
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
