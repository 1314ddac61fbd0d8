import {
  type CatalogueItem,
  type Evidence,
  type EvidenceEvent,
  emptyModel,
  type Model,
  prepareCatalogue,
} from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import { type RepeatModel, repeatFeatureNames } from "../../src/scoring/repeat-model.ts";

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

const groups = [
  "category:cheese",
  "category:shoes",
  "tag:rich",
  "tag:light",
  "category:wine",
  "category:dessert",
];

type Row = readonly (readonly [string, number])[];

/** A table between the items, or between the groups, of the fixed house. */
function tableOf(
  keys: readonly string[],
  rows: Readonly<Record<string, Row>>,
): Model["neighbours"] {
  const pairs = keys.flatMap((key) => rows[key] ?? []);
  const starts = new Int32Array(keys.length + 1);
  for (const [index, key] of keys.entries()) {
    starts[index + 1] = starts[index]! + (rows[key]?.length ?? 0);
  }
  return {
    starts,
    items: Int32Array.from(pairs, ([key]) => keys.indexOf(key)),
    weights: Float32Array.from(pairs, ([, weight]) => weight),
  };
}

/** Edges and weights of the bins of some features; the other features weigh nothing. */
export function repeatsOf(
  bins: Partial<
    Record<(typeof repeatFeatureNames)[number], { edges: number[]; weights: number[] }>
  >,
  bias: number,
): RepeatModel {
  const edges = repeatFeatureNames.map((name) => bins[name]?.edges ?? []);
  const edgeStarts = new Int32Array(edges.length + 1);
  for (const [feature, list] of edges.entries()) {
    edgeStarts[feature + 1] = edgeStarts[feature]! + list.length;
  }
  const weights = repeatFeatureNames.flatMap((name) => bins[name]?.weights ?? [0]);
  return {
    edgeStarts,
    edges: Float64Array.from(edges.flat()),
    weights: Float64Array.from([...weights, bias]),
  };
}

/**
 * A hand-made snapshot: shoes are bought once, milk weekly, comté goes with riesling, cakes are
 * taken together with sorbet and hardly with brie, and people of the cheese try desserts.
 */
export const model: Model = madeModel();

function madeModel(): Model {
  const ids = items.map(({ id }) => id);
  const at = (id: string) => ids.indexOf(id);
  const counts = (values: Readonly<Record<string, number>>) =>
    Int32Array.from(ids, (id) => values[id] ?? 0);
  return {
    ...emptyModel(),
    version: "made",
    asOf: now,
    customers: 100,
    events: 1000,
    likedShare: 0.8,
    trendShare: 0.5,
    neighbourScale: 0.5,
    easeScale: 0.25,
    weights: {
      popularity: 0.5,
      liking: 0.3,
      trend: 0.4,
      neighbour: 1,
      ease: 0.8,
      affinity: 0.5,
      repeatBias: 1,
      repeatSlope: 0.5,
      repeatQuota: 0.25,
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
    neighbours: tableOf(ids, {
      comte: [
        ["riesling", 0.5],
        ["brie", 0.25],
      ],
      brie: [["riesling", 0.25]],
      racer: [["socks", 0.5]],
    }),
    ease: tableOf(ids, {
      cake: [
        ["sorbet", 0.5],
        ["brie", -0.25],
      ],
      milk: [["brie", 0.125]],
    }),
    sessions: tableOf(ids, { socks: [["trail", 0.5]], merlot: [["brie", 0.25]] }),
    complements: tableOf(ids, { merlot: [["comte", 0.75]] }),
    trends: {
      fastThousandths: Float64Array.from(counts({ sorbet: 9_000 })),
      slowThousandths: Float64Array.from(counts({ sorbet: 20_000, milk: 50_000 })),
    },
    experts: {
      items: Int32Array.from([at("trail")]),
      weights: Float32Array.from([2]),
      groups: Int32Array.from([1]),
    },
    repeats: repeatsOf(
      {
        lateness: { edges: [Math.log(0.65)], weights: [-1.5, 1.5] },
        count: { edges: [Math.log1p(2)], weights: [0, 0.5] },
      },
      -0.5,
    ),
    repeatShare: 0.5,
    groups,
    groupBuyers: Int32Array.from([50, 120, 30, 10, 40, 40]),
    groupRepeatBuyers: Int32Array.from([30, 2, 10, 5, 20, 20]),
    groupLifts: tableOf(groups, { "category:cheese": [["category:dessert", 0.4]] }),
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
