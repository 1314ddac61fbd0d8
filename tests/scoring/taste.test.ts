import { expect, test } from "@jest/globals";
import { bindModel } from "../../src/scoring/binding.ts";
import { prepareCatalogue } from "../../src/scoring/catalogue.ts";
import { recommendPersonal } from "../../src/scoring/index.ts";
import { freshDraw } from "../../src/scoring/novelty.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import { ownItemsFrom } from "../../src/scoring/score.ts";
import { tasteOf, walkFeature, walkNames, walkStrength } from "../../src/scoring/taste.ts";
import type { EvidenceEvent } from "../../src/scoring/types.ts";
import { catalogue, event, evidenceOf, items, model, now } from "./house.ts";

const binding = bindModel(catalogue, model);
const at = (id: string) => catalogue.indexOfItem.get(id)!;
const minute = 1 / 1_440;

function historyOf(itemId: string, ...events: EvidenceEvent[]) {
  const situation = { context: {}, mood: null, now, seed: 1, first: items.length };
  const request = { catalogue, model, evidence: evidenceOf(...events), ...situation };
  const shown = recommendPersonal(request).items.find((one) => one.itemId === itemId)!;
  const { parts } = shown.contributions.find(({ signal }) => signal === "HISTORY")!;
  return parts.filter(({ name }) => !name.startsWith("affinity"));
}

function strengthOf(one: EvidenceEvent, walk: (typeof walkNames)[number]): number {
  const { ownItems } = ownItemsFrom(binding, evidenceOf(one), now);
  return walkStrength(ownItems[0]!, walk, now);
}

test("strength: faded interest for neighbours and EASE, a half after sixty days", () => {
  for (const walk of ["neighbours", "ease"] as const) {
    expect(strengthOf(event("PURCHASE", "cake", 0), walk)).toBe(1);
    expect(strengthOf(event("PURCHASE", "cake", 60), walk)).toBe(0.5);
    expect(strengthOf(event("CLICK", "cake", 120), walk)).toBeCloseTo(0.2 / 3, 12);
    expect(strengthOf(event("DISLIKE", "cake", 0), walk)).toBe(0);
  }
});

test("strength in the running visit: whole now, half at its end, nothing after half an hour", () => {
  expect(strengthOf(event("VIEW", "cake", 0), "sessions")).toBe(1);
  expect(strengthOf(event("VIEW", "cake", 15 * minute), "sessions")).toBeCloseTo(0.75, 9);
  expect(strengthOf(event("VIEW", "cake", 30 * minute), "sessions")).toBe(0);
  expect(strengthOf(event("VIEW", "cake", null), "sessions")).toBe(0);
  // A clock that runs ahead is taken for now.
  expect(strengthOf(event("VIEW", "cake", -1), "sessions")).toBe(1);
});

test("strength for complements: purchases of this week", () => {
  expect(strengthOf(event("PURCHASE", "cake", 6.99), "complements")).toBe(1);
  expect(strengthOf(event("PURCHASE", "cake", 7), "complements")).toBe(0);
  expect(strengthOf(event("CART", "cake", 0), "complements")).toBe(0);
});

test("sums of a walk: strength × weight over the own items, and zeros given back", () => {
  const own = [event("PURCHASE", "comte", 0), event("PURCHASE", "brie", 60)];
  const { ownItems } = ownItemsFrom(binding, evidenceOf(...own), now);
  const { sums } = tasteOf(binding, ownItems, now, binding.scratch);
  expect(sums.neighbours.at(at("riesling"))).toBeCloseTo(0.5 + 0.5 * 0.25, 12);
  expect(sums.neighbours.at(at("brie"))).toBeCloseTo(0.25, 12);
  expect(sums.neighbours.reached.toSorted((a, b) => a - b)).toEqual([at("brie"), at("riesling")]);
  for (const name of walkNames) sums[name].clear();
  expect(binding.scratch.neighbours.every((value) => value === 0)).toBe(true);
});

test("the feature is a logarithm of positive sums", () => {
  expect(walkFeature(0.5, 0.25)).toBe(Math.log(3));
  expect(walkFeature(0, 1)).toBe(0);
  expect(walkFeature(-2, 1)).toBe(0);
});

test("together: EASE weights of both signs, and nothing where they speak against the item", () => {
  const cake = event("PURCHASE", "cake", 0);
  expect(historyOf("sorbet", cake)).toEqual([
    {
      name: "together",
      value: expect.closeTo(0.8 * Math.log(1 + 0.5 / 0.25), 12),
      evidenceIds: [cake.id],
    },
  ]);
  expect(historyOf("brie", cake)).toEqual([]);
  // Milk speaks for brie with 1/8, a look at cake against it with 1/40.
  const milk = event("LIKE", "milk", 0);
  const look = event("VIEW", "cake", 0);
  const perWeight = (0.8 * Math.log(1 + 0.1 / 0.25)) / 0.1;
  expect(historyOf("brie", milk, look)).toEqual([
    { name: "together", value: expect.closeTo(perWeight * 0.125, 6), evidenceIds: [milk.id] },
    { name: "together", value: expect.closeTo(perWeight * -0.025, 6), evidenceIds: [look.id] },
  ]);
});

test("session and complement: half of the logarithm, by policy", () => {
  const socks = event("VIEW", "socks", 0);
  // The unit is the mean weight of the table: 3/8.
  expect(historyOf("trail", socks)).toEqual([
    {
      name: "session",
      value: expect.closeTo(0.5 * Math.log(1 + 0.5 / 0.375), 12),
      evidenceIds: [socks.id],
    },
  ]);
  const merlot = event("PURCHASE", "merlot", 1);
  expect(historyOf("comte", merlot)).toEqual([
    {
      name: "complement",
      value: expect.closeTo(0.5 * Math.log(1.75), 12),
      evidenceIds: [merlot.id],
    },
  ]);
});

test("more than six own items: the strongest are named, the others are one part", () => {
  const ids = Array.from({ length: 9 }, (_, index) => `own${index}`);
  const shelf = prepareCatalogue(
    [...ids, "target"].map((id) => ({
      ...{ id, categories: [], tags: [], isAvailable: true, addedAt: null },
    })),
  );
  const count = () => new Int32Array(10);
  const rows = () => ({ starts: new Int32Array(11), items: count(), weights: new Float32Array(0) });
  const house = {
    ...model,
    ...{ items: shelf.ids, groups: [], groupBuyers: new Int32Array(0), conditions: [], moods: [] },
    ...{ interestTenths: count(), recentTenths: count(), judged: count(), liked: count() },
    ...{ buyers: count(), repeatBuyers: count() },
    ...{ ease: rows(), sessions: rows(), complements: rows() },
    experts: { items: new Int32Array(0), weights: new Float32Array(0), groups: new Int32Array(0) },
    trends: { fastThousandths: new Float64Array(10), slowThousandths: new Float64Array(10) },
    neighbours: {
      starts: Int32Array.from({ length: 11 }, (_, row) => Math.min(row, 9)),
      items: new Int32Array(9).fill(9),
      weights: Float32Array.from(ids, (_, index) => (index + 1) / 16),
    },
  };
  const events = ids.map((id) => event("VIEW", id, 0));
  const situation = { context: {}, mood: null, now, seed: 1, first: 10 };
  const request = { catalogue: shelf, model: house, evidence: evidenceOf(...events), ...situation };
  const target = recommendPersonal(request).items.find(({ itemId }) => itemId === "target")!;
  const { parts } = target.contributions.find(({ signal }) => signal === "HISTORY")!;
  const idsOf = (indices: number[]) => indices.map((index) => events[index]!.id);
  expect(parts.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 6 }, () => "neighbour"),
    "otherNeighbours",
  ]);
  expect(parts.flatMap(({ evidenceIds }) => evidenceIds)).toEqual(
    idsOf([8, 7, 6, 5, 4, 3, 0, 1, 2]),
  );
});

function drawOf(ageDays: number | null, seed: number, interestTenths = 0): number {
  const addedAt = ageDays === null ? null : now - ageDays * millisecondsPerDay;
  const shelf = prepareCatalogue(
    items.map((one) => (one.id === "merlot" ? { ...one, addedAt } : one)),
  );
  const index = model.items.indexOf("merlot");
  const house = {
    ...model,
    interestTenths: model.interestTenths.with(index, interestTenths),
    recentTenths: model.recentTenths.with(index, interestTenths),
  };
  return freshDraw(bindModel(shelf, house), at("merlot"), now, seed);
}

test("what is new gets a draw, what is old, undated or still to come does not", () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  for (const age of [30, 400, -1, null])
    expect(seeds.map((seed) => drawOf(age, seed))).toEqual(seeds.map(() => 0));
  const draws = seeds.map((seed) => drawOf(0, seed));
  expect(draws.every((value) => value >= 0)).toBe(true);
  expect(new Set(draws).size).toBeGreaterThan(100);
  expect(draws).toEqual(seeds.map((seed) => drawOf(0, seed)));
});

test("the draw lifts the unknown to an average item, give or take, the less the older it is", () => {
  const meanAt = (age: number) => {
    const draws = Array.from({ length: 400 }, (_, seed) => drawOf(age, seed));
    return draws.reduce((sum, value) => sum + value, 0) / draws.length;
  };
  const crowd = binding.crowd[at("merlot")]!;
  expect(crowd).toBeLessThan(-0.5);
  expect(meanAt(0)).toBeGreaterThan(-crowd - 0.1);
  expect(meanAt(0)).toBeLessThan(-crowd + 0.1);
  expect(meanAt(15)).toBeCloseTo(meanAt(0) / 2, 9);
  expect(meanAt(29)).toBeLessThan(0.1);
});

test("what turned out popular in its first days is left to the crowd", () => {
  const draws = Array.from({ length: 100 }, (_, seed) => drawOf(1, seed, 50_000));
  expect(draws.filter((value) => value > 0).length).toBeLessThan(5);
});
