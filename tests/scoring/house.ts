import fc from "fast-check";
import {
  type CatalogueItem,
  type Evidence,
  type EvidenceEvent,
  emptyModel,
  type Model,
  prepareCatalogue,
} from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";

/** 2026-01-01, the clock of these tests. */
export const now = 1_767_225_600_000;

export function item(id: string, categories: string[], tags: string[] = []): CatalogueItem {
  return { id, categories, tags, isAvailable: true, addedAt: null };
}

export const items: readonly CatalogueItem[] = [
  item("comte", ["food", "cheese"]),
  item("brie", ["food", "cheese"]),
  item("riesling", ["food", "wine"], ["white"]),
  item("merlot", ["food", "wine"], ["red"]),
  item("cake", ["food", "dessert"], ["rich"]),
  item("sorbet", ["food", "dessert"], ["light"]),
  item("racer", ["sport", "shoes"]),
  item("trail", ["sport", "shoes"]),
  item("socks", ["sport", "accessories"]),
  item("milk", ["food", "dairy"]),
];

export const catalogue = prepareCatalogue(items);

const groups = ["category:cheese", "category:shoes", "tag:rich", "tag:light"];

/** A hand-made snapshot: shoes are bought once, milk weekly, comté goes with riesling. */
export const model: Model = madeModel();

function madeModel(): Model {
  const ids = items.map(({ id }) => id);
  const at = (id: string) => ids.indexOf(id);
  const counts = (values: Readonly<Record<string, number>>) =>
    Int32Array.from(ids, (id) => values[id] ?? 0);
  const rows: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
    comte: [
      ["riesling", 0.5],
      ["brie", 0.25],
    ],
    brie: [["riesling", 0.25]],
    racer: [["socks", 0.5]],
  };
  const pairs = ids.flatMap((id) => rows[id] ?? []);
  const starts = new Int32Array(ids.length + 1);
  for (const [index, id] of ids.entries()) {
    starts[index + 1] = starts[index]! + (rows[id]?.length ?? 0);
  }
  return {
    ...emptyModel(),
    version: "made",
    asOf: now,
    customers: 100,
    events: 1000,
    likedShare: 0.8,
    trendShare: 0.5,
    neighbourScale: 0.5,
    weights: {
      popularity: 0.5,
      liking: 0.3,
      trend: 0.4,
      neighbour: 1,
      affinity: 0.5,
      repeatBias: 1,
      repeatCount: 1,
      repeatRate: 1,
      repeatEarly: -1,
      repeatLate: -0.3,
      repeatDiscovery: -0.5,
    },
    items: ids,
    interestTenths: counts({ comte: 400, brie: 200, riesling: 100, cake: 300, milk: 500 }),
    recentTenths: counts({ comte: 200, brie: 150, cake: 100, milk: 250 }),
    judged: counts({ comte: 40, brie: 20, cake: 30, milk: 50, racer: 60, trail: 60 }),
    liked: counts({ comte: 36, brie: 14, cake: 27, milk: 40, racer: 48, trail: 48 }),
    buyers: counts({ comte: 40, brie: 20, cake: 30, milk: 50, racer: 60, trail: 60 }),
    repeatBuyers: counts({ comte: 20, brie: 10, cake: 10, milk: 45 }),
    gapMeanDays: Float32Array.from(ids, (id) => (id === "milk" ? 7 : 0)),
    gapLowDays: Float32Array.from(ids, (id) => (id === "trail" ? 60 : 0)),
    neighbours: {
      starts,
      items: Int32Array.from(pairs, ([id]) => at(id)),
      weights: Float32Array.from(pairs, ([, weight]) => weight),
    },
    groups,
    groupBuyers: Int32Array.from([50, 120, 30, 10]),
    groupRepeatBuyers: Int32Array.from([30, 2, 10, 5]),
    conditions: ["weather=hot", "weather=cold", "moon=full"],
    conditionWeights: Float64Array.from([1, 1, 0]),
    contextEffects: {
      starts: Int32Array.from([0, 3, 4, 5]),
      // Hot days: rich desserts less, light ones more, and cake itself a little less again.
      targets: Int32Array.from([
        ids.length + 2,
        ids.length + 3,
        at("cake"),
        at("cake"),
        at("milk"),
      ]),
      effects: Float32Array.from([-0.75, 0.5, -0.25, 0.5, 2]),
    },
    moods: ["FESTIVE", "CALM"],
    moodEffects: {
      starts: Int32Array.from([0, 1, 1]),
      targets: Int32Array.from([ids.length + 2]),
      effects: Float32Array.from([0.125]),
    },
  };
}

let nextId = 0;

export function event(
  kind: EvidenceEvent["kind"],
  itemId: string,
  daysAgo: number | null = 1,
  value: number | null = null,
): EvidenceEvent {
  nextId += 1;
  const at = daysAgo === null ? null : now - daysAgo * millisecondsPerDay;
  return { id: `e${nextId}`, itemId, kind, value, at, context: {} };
}

export function evidenceOf(...events: EvidenceEvent[]): Evidence {
  return { events, preferences: [] };
}

export const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  events: fc
    .array(
      fc.record({
        itemId: fc.constantFrom(...items.map(({ id }) => id), "unknown"),
        kind: fc.constantFrom<EvidenceEvent["kind"]>(
          "VIEW",
          "CLICK",
          "CART",
          "PURCHASE",
          "RATING",
          "LIKE",
          "DISLIKE",
          "RETURN",
          "NOT_NOW",
        ),
        value: fc.option(fc.integer({ min: 0, max: 5 })),
        at: fc.option(fc.integer({ min: now - 400 * millisecondsPerDay, max: now + 1e9 })),
      }),
      { maxLength: 25 },
    )
    .map((events) => events.map((one, index) => ({ ...one, id: `x${index}`, context: {} }))),
  preferences: fc
    .array(
      fc.record({
        target: fc.constantFrom("ITEM" as const, "CATEGORY" as const, "TAG" as const),
        name: fc.constantFrom("comte", "cheese", "food", "rich", "nowhere"),
        sentiment: fc.constantFrom("LIKE" as const, "DISLIKE" as const),
      }),
      { maxLength: 4 },
    )
    .map((preferences) => preferences.map((one, index) => ({ ...one, id: `p${index}` }))),
});

export const anySituation = fc.record({
  context: fc.dictionary(
    fc.constantFrom("weather", "moon", "mystery"),
    fc.constantFrom("hot", "cold", "full", "other"),
  ),
  mood: fc.option(
    fc.record({
      name: fc.constantFrom("FESTIVE", "CALM", "UNKNOWN"),
      intensity: fc.constantFrom(1, 2, 3),
    }),
  ),
  now: fc.constant(now),
  seed: fc.integer(),
  first: fc.integer({ min: 1, max: 12 }),
});
