import { expect, test } from "@jest/globals";
import {
  type Context,
  type Evidence,
  type EvidenceEvent,
  type Mood,
  recommendPersonal,
  repurchaseRate,
  type ScoredItem,
  type Signal,
} from "../../src/scoring/index.ts";
import { referenceTime } from "../../src/scoring/interests.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import { categoryRepurchaseRate } from "../../src/scoring/repeats.ts";
import { catalogue, event, evidenceOf, items, model, now } from "./house.ts";

const nothing: Evidence = { events: [], preferences: [] };

function listFor(evidence: Evidence, context: Context = {}, mood: Mood | null = null) {
  const first = items.length;
  const request = { catalogue, model, evidence, context, mood, now, seed: 1, first };
  return recommendPersonal(request).items;
}

/** Likings so strong that an item stays in the list whatever the rules say of it. */
function insisted(itemId: string, ...events: EvidenceEvent[]): Evidence {
  const preferences = [1, 2, 3].map((number) => {
    return { id: `p${number}`, target: "ITEM", name: itemId, sentiment: "LIKE" } as const;
  });
  return { events, preferences };
}

function partsOf(list: readonly ScoredItem[], itemId: string, signal: Signal) {
  const scored = list.find((one) => one.itemId === itemId);
  if (scored === undefined) throw new Error(`${itemId} is not shown`);
  return scored.contributions.find((one) => one.signal === signal)!.parts;
}

function shownIds(list: readonly ScoredItem[]): string[] {
  return list.map(({ itemId }) => itemId);
}

test("every signal is listed, silent ones with 0", () => {
  const [best] = listFor(nothing);
  expect(best!.contributions.map(({ signal }) => signal)).toEqual([
    "HISTORY",
    "CONTEXT",
    "MOOD",
    "CROWD",
    "NOVELTY",
    "DECLARED",
    "RULE",
  ]);
  expect(best!.contributions.filter(({ value }) => value === 0)).toHaveLength(6);
});

test("neighbours: ln(1 + Σ strength × weight / scale), divided in proportion", () => {
  const comte = event("PURCHASE", "comte", 0);
  const brie = event("PURCHASE", "brie", 60);
  const parts = partsOf(listFor(evidenceOf(comte, brie)), "riesling", "HISTORY");
  // Comté 1 × 0.5, brie half faded after 60 days: 0.5 × 0.25. Scale 0.5.
  const value = Math.log(1 + 0.625 / 0.5);
  expect(parts.filter(({ name }) => name === "neighbour")).toEqual([
    {
      name: "neighbour",
      value: expect.closeTo((value * 0.5) / 0.625, 12),
      evidenceIds: [comte.id],
    },
    {
      name: "neighbour",
      value: expect.closeTo((value * 0.125) / 0.625, 12),
      evidenceIds: [brie.id],
    },
  ]);
});

test.each([
  ["VIEW", null, 0.1],
  ["CLICK", null, 0.2],
  ["CART", null, 0.5],
  ["PURCHASE", 3, 1],
  ["LIKE", null, 1],
  ["RATING", 4, 1],
  ["RATING", 3, 0.3],
] as const)("interest of %s %s is %d", (kind, value, strength) => {
  const list = listFor(evidenceOf(event(kind, "comte", 0, value)));
  const [part] = partsOf(list, "riesling", "HISTORY").filter(({ name }) => name === "neighbour");
  expect(part!.value).toBeCloseTo(Math.log(1 + (strength * 0.5) / 0.5), 12);
});

test("the more that own items are of a group, the more its items are liked", () => {
  const comte = event("VIEW", "comte", 0);
  const parts = partsOf(listFor(evidenceOf(comte)), "brie", "HISTORY");
  // Interest of all: 150, cheese 60 of it. Own: 0.1, all of it cheese.
  const cheese = (0.1 - 0.1 * 0.4) / (0.1 * 0.4 + 5);
  const food = (0.1 - 0.1 * 1) / (0.1 * 1 + 5);
  expect(parts.filter(({ name }) => name.startsWith("affinity"))).toEqual([
    {
      name: "affinity:cheese",
      value: expect.closeTo((0.5 * cheese) / 2, 12),
      evidenceIds: [comte.id],
    },
  ]);
  expect(food).toBe(0);
});

test("conditions: items and groups add up, unearned fields and unknown words count nothing", () => {
  const list = listFor(nothing, { weather: "hot", moon: "full", mystery: "yes" });
  expect(partsOf(list, "cake", "CONTEXT")).toEqual([
    { name: "weather=hot", value: -1, evidenceIds: [] },
  ]);
  expect(partsOf(list, "sorbet", "CONTEXT")).toEqual([
    { name: "weather=hot", value: 0.5, evidenceIds: [] },
  ]);
  expect(partsOf(list, "milk", "CONTEXT")).toEqual([]);
});

test("a mood counts by its intensity, and one without effects not at all", () => {
  const value = (mood: Mood) => partsOf(listFor(nothing, {}, mood), "cake", "MOOD");
  expect(value({ name: "FESTIVE", intensity: 3 })).toEqual([
    { name: "mood=FESTIVE", value: 0.125, evidenceIds: [] },
  ]);
  expect(value({ name: "FESTIVE", intensity: 1 })[0]!.value).toBeCloseTo(0.125 / 3, 12);
  expect(value({ name: "CALM", intensity: 3 })).toEqual([]);
  expect(value({ name: "ANGRY", intensity: 3 })).toEqual([]);
});

test("crowd parts are centred, so an average item has none", () => {
  const list = listFor(nothing);
  for (const name of ["popularity", "liking", "trend"]) {
    const values = list.flatMap(({ itemId }) =>
      partsOf(list, itemId, "CROWD").filter((part) => part.name === name),
    );
    expect(values.length).toBeGreaterThan(0);
    expect(values.reduce((sum, part) => sum + part.value, 0)).toBeCloseTo(0, 12);
  }
  const popularity = (id: string) =>
    partsOf(list, id, "CROWD").find(({ name }) => name === "popularity")!.value;
  expect(popularity("milk") - popularity("comte")).toBeCloseTo(0.5 * Math.log(51 / 41), 12);
});

test("repurchase rates: formula, and few buyers lean on the category", () => {
  expect(repurchaseRate(0, 0)).toBe(0.25);
  expect(repurchaseRate(45, 50)).toBe(47 / 58);
  expect(repurchaseRate(0, 0, 0.03)).toBe(0.03);
  expect(repurchaseRate(0, 8, 0.02)).toBe(0.01);
  expect(categoryRepurchaseRate(0, 0, 0.4)).toBe(0.4);
  expect(categoryRepurchaseRate(15, 15, 0.1)).toBeCloseTo(0.5 * (17 / 23) + 0.05, 12);
  expect(categoryRepurchaseRate(10, 30, 0.9)).toBe(12 / 38);
});

test("milk is due after its week, and early the day after", () => {
  const weeks = [28, 21, 14].map((days) => event("PURCHASE", "milk", days));
  const repeatOf = (days: number) =>
    partsOf(listFor(evidenceOf(...weeks, event("PURCHASE", "milk", days))), "milk", "HISTORY").find(
      ({ name }) => name === "ownRepeat",
    )!;
  expect(repeatOf(7).value).toBeGreaterThan(repeatOf(1).value + 0.5);
  expect(repeatOf(7).evidenceIds).toHaveLength(4);
});

test("shoes just bought: the pair and its substitute rest, socks stay", () => {
  const list = listFor(evidenceOf(event("PURCHASE", "racer", 3)));
  expect(shownIds(list)).not.toContain("racer");
  expect(shownIds(list)).not.toContain("trail");
  expect(partsOf(list, "socks", "HISTORY")[0]!.name).toBe("neighbour");
});

test.each([
  ["racer", 29, false],
  ["racer", 31, true],
  // The 10 % quantile of the gaps of trail is 60 days.
  ["trail", 59, false],
  ["trail", 61, true],
])("%s bought %d days ago is shown: %s", (id, days, isShown) => {
  expect(shownIds(listFor(evidenceOf(event("PURCHASE", id, days)))).includes(id)).toBe(isShown);
});

test("a purchase without a time counts as just made, a look never blocks", () => {
  expect(shownIds(listFor(evidenceOf(event("PURCHASE", "racer", null))))).not.toContain("racer");
  expect(shownIds(listFor(evidenceOf(event("VIEW", "racer", 1))))).toContain("racer");
});

test("a high-repeat good is not blocked", () => {
  expect(shownIds(listFor(evidenceOf(event("PURCHASE", "milk", 1))))).toContain("milk");
});

test("the last word on an item wins; without a clock the no does", () => {
  const shown = (like: number | null, dislike: number | null) =>
    shownIds(
      listFor(evidenceOf(event("LIKE", "cake", like), event("DISLIKE", "cake", dislike))),
    ).includes("cake");
  expect(shown(1, 2)).toBe(true);
  expect(shown(2, 1)).toBe(false);
  expect(shown(null, null)).toBe(false);
});

test("'not now' tires: -3 ln(1 + Σ 2^(-age / 7 days))", () => {
  const today = event("NOT_NOW", "cake", 0);
  const lastWeek = event("NOT_NOW", "cake", 7);
  expect(partsOf(listFor(insisted("cake", today, lastWeek)), "cake", "RULE")).toEqual([
    {
      name: "notNow",
      value: expect.closeTo(-3 * Math.log(2.5), 12),
      evidenceIds: [today.id, lastWeek.id].sort(),
    },
  ]);
});

test("returns and low ratings count against the item, not for its neighbours", () => {
  const returned = [event("PURCHASE", "comte", 3), event("RETURN", "comte", 1)];
  const list = listFor(insisted("comte", ...returned));
  expect(partsOf(list, "comte", "RULE")).toMatchObject([{ name: "returned", value: -2 }]);
  expect(partsOf(list, "riesling", "HISTORY")).toEqual([]);
  // Without anything that speaks for it, neither is worth the customer's time.
  expect(shownIds(listFor(evidenceOf(...returned)))).not.toContain("comte");
  const rated = listFor(insisted("cake", event("RATING", "cake", 1, 2)));
  expect(partsOf(rated, "cake", "RULE")).toMatchObject([{ name: "ratedLow", value: -2 }]);
});

test("declared likes add, declared dislikes remove", () => {
  const declared = (sentiment: "LIKE" | "DISLIKE"): Evidence => ({
    events: [],
    preferences: [{ id: "p", target: "CATEGORY", name: "cheese", sentiment }],
  });
  expect(partsOf(listFor(declared("LIKE")), "brie", "DECLARED")).toEqual([
    { name: "likes:cheese", value: 1.5, evidenceIds: ["p"] },
  ]);
  expect(shownIds(listFor(declared("DISLIKE")))).not.toContain("brie");
});

test("old imports age from their own end, live houses from now", () => {
  const end = now - 1000 * millisecondsPerDay;
  expect(referenceTime(now, end)).toBe(end);
  expect(referenceTime(now, now - 30 * millisecondsPerDay)).toBe(now);
  expect(referenceTime(now, 0)).toBe(now);
});

test("a score that is not finite never leaves", () => {
  const broken = { ...model, weights: { ...model.weights, popularity: Number.NaN } };
  const ask = () =>
    recommendPersonal({
      catalogue,
      model: broken,
      evidence: nothing,
      context: {},
      mood: null,
      now,
      seed: 1,
      first: 1,
    });
  expect(ask).toThrow(RangeError);
});

test("unavailable items are not shown, and a list may be shorter than asked", () => {
  const list = recommendPersonal({
    catalogue,
    model,
    evidence: nothing,
    context: {},
    mood: null,
    now,
    seed: 1,
    first: 1000,
  });
  expect(list.items).toHaveLength(items.length);
});
