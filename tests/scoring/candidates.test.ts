import { expect, test } from "@jest/globals";
import { bindModel } from "../../src/scoring/binding.ts";
import { candidatesOf, namesOfSources, type SourceName } from "../../src/scoring/candidates.ts";
import { activeContext, activeMood } from "../../src/scoring/conditions.ts";
import { type Catalogue, emptyModel, prepareCatalogue } from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import { ownItemsFrom, type Situation } from "../../src/scoring/score.ts";
import { tasteOf, walkNames } from "../../src/scoring/taste.ts";
import type { DeclaredPreference, Evidence, EvidenceEvent } from "../../src/scoring/types.ts";
import { catalogue, event, evidenceOf, item, items, model, now } from "./house.ts";

const plain: Situation = { context: {}, mood: null, now };

/** Ids that a source proposes, in the order of the catalogue. */
function proposed(
  source: SourceName,
  evidence: Evidence | null,
  situation: Situation = plain,
  shelf: Catalogue = catalogue,
): string[] {
  const binding = bindModel(shelf, model);
  const mood = activeMood(binding, situation.mood);
  const conditions = [...activeContext(binding, situation.context, 1), ...(mood ? [mood] : [])];
  const { ownItems } = ownItemsFrom(binding, evidence ?? evidenceOf(), now);
  const taste = tasteOf(binding, ownItems, now, binding.scratch);
  const preferences = evidence?.preferences ?? [];
  const asker = evidence === null ? null : { ownItems, taste, preferences };
  const found = candidatesOf(binding, conditions, asker, now);
  for (const name of walkNames) taste.sums[name].clear();
  return [...found.items]
    .filter((_, place) => namesOfSources(found.sources[place]!).includes(source))
    .sort((a, b) => a - b)
    .map((index) => shelf.ids[index]!);
}

const minute = 1 / 1_440;

test("due: own items that were bought or rated, not what was only looked at", () => {
  const seen = [event("PURCHASE", "milk", 3), event("RATING", "cake", 9, 5), event("VIEW", "brie")];
  expect(proposed("due", evidenceOf(...seen))).toEqual(["cake", "milk"]);
});

test("session: what goes with the last half hour", () => {
  expect(proposed("session", evidenceOf(event("VIEW", "merlot", 29 * minute)))).toEqual(["brie"]);
  expect(proposed("session", evidenceOf(event("VIEW", "merlot", 30 * minute)))).toEqual([]);
  expect(proposed("session", evidenceOf(event("VIEW", "merlot", null)))).toEqual([]);
});

test("taste: neighbours, EASE weights, the groups that are liked, and what was looked at", () => {
  const taste = proposed("taste", evidenceOf(event("VIEW", "comte")));
  expect(taste).toEqual(["comte", "brie", "riesling"]);
  expect(proposed("taste", evidenceOf(event("PURCHASE", "cake")))).toContain("sorbet");
  expect(proposed("taste", evidenceOf(event("NOT_NOW", "comte")))).toEqual([]);
});

test("complement: what goes with the purchases of the last week", () => {
  expect(proposed("complement", evidenceOf(event("PURCHASE", "merlot", 6.9)))).toEqual(["comte"]);
  expect(proposed("complement", evidenceOf(event("PURCHASE", "merlot", 7)))).toEqual([]);
  expect(proposed("complement", evidenceOf(event("CART", "merlot", 1)))).toEqual([]);
});

test("widen: categories never taken from, which people of the own ones take from", () => {
  const comte = event("PURCHASE", "comte", 40);
  const widening = proposed("widen", evidenceOf(comte));
  expect(widening).toEqual(expect.arrayContaining(["cake", "sorbet"]));
  expect(widening).not.toEqual(expect.arrayContaining(["brie"]));
  // Where no lift is known, the next best category that the customer has not taken from.
  const both = proposed("widen", evidenceOf(comte, event("PURCHASE", "cake", 50)));
  expect(both).toContain("milk");
  expect(both).not.toContain("sorbet");
  expect(proposed("widen", evidenceOf(event("VIEW", "comte")))).toEqual([]);
});

test("fresh: added within thirty days", () => {
  const ages: Readonly<Record<string, number>> = { racer: 29, trail: 31, socks: 0 };
  const dated = items.map((one) => {
    const days = ages[one.id];
    return { ...one, addedAt: days === undefined ? null : now - days * millisecondsPerDay };
  });
  expect(proposed("fresh", null, plain, prepareCatalogue(dated))).toEqual(["racer", "socks"]);
});

test("trend, expert: what the model names, for everybody", () => {
  expect(proposed("trend", null)).toEqual(["sorbet"]);
  expect(proposed("expert", null)).toEqual(["trail"]);
});

test("popular: whatever is on the shelf in a small house", () => {
  const shelf = prepareCatalogue(
    items.map((one) => (one.id === "cake" ? { ...one, isAvailable: false } : one)),
  );
  expect(proposed("popular", null, plain, shelf)).toEqual(
    items.map(({ id }) => id).filter((id) => id !== "cake"),
  );
});

test("situation: what a condition or mood speaks for, not what it speaks against", () => {
  const stated = (context: Situation["context"]) =>
    proposed("situation", null, { ...plain, context });
  expect(stated({ weather: "hot" })).toEqual(["sorbet"]);
  expect(stated({ weather: "cold" })).toEqual(["cake"]);
  // The moon has an effect on milk, but the field earned no weight.
  expect(stated({ moon: "full", mystery: "yes" })).toEqual([]);
  const mood = { name: "FESTIVE", intensity: 1 };
  expect(proposed("situation", null, { ...plain, mood })).toEqual(["cake"]);
});

test("declared: items and the best of groups that the customer likes, not what they dislike", () => {
  const liking = (target: DeclaredPreference["target"], name: string): Evidence => ({
    events: [],
    preferences: [
      { id: "p1", target, name, sentiment: "LIKE" },
      { id: "p2", target: "CATEGORY", name: "sport", sentiment: "DISLIKE" },
    ],
  });
  expect(proposed("declared", liking("CATEGORY", "cheese"))).toEqual(["comte", "brie"]);
  expect(proposed("declared", liking("TAG", "rich"))).toEqual(["cake"]);
  expect(proposed("declared", liking("ITEM", "milk"))).toEqual(["milk"]);
  expect(proposed("declared", liking("CATEGORY", "nowhere"))).toEqual([]);
});

test("of a large category, the crowd's best are proposed, not the first of the catalogue", () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => `w${at}`);
  const shelf = prepareCatalogue(ids.map((id) => item(id, ["wine"])));
  const counts = () => new Int32Array(ids.length);
  const rows = () => ({
    starts: new Int32Array(1_001),
    items: counts(),
    weights: new Float32Array(0),
  });
  const large = {
    ...emptyModel(),
    items: ids,
    interestTenths: Int32Array.from(ids, (_, at) => 10 * at),
    ...{ recentTenths: counts(), judged: counts(), liked: counts() },
    ...{ buyers: counts(), repeatBuyers: counts() },
    ...{ neighbours: rows(), ease: rows(), sessions: rows(), complements: rows() },
    trends: {
      fastThousandths: new Float64Array(ids.length),
      slowThousandths: new Float64Array(ids.length),
    },
  };
  const binding = bindModel(shelf, large);
  const taste = tasteOf(binding, [], now, binding.scratch);
  const liking = { id: "p", target: "CATEGORY", name: "wine", sentiment: "LIKE" } as const;
  const found = candidatesOf(binding, [], { ownItems: [], taste, preferences: [liking] }, now);
  const declared = [...found.items].filter((_, place) =>
    namesOfSources(found.sources[place]!).includes("declared"),
  );
  expect(declared.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => 960 + at));
});

test("the lists that are proposed to everybody are the best of the crowd, best first", () => {
  const binding = bindModel(catalogue, model);
  const scores = binding.popular.map((index) => binding.crowd[index]!);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  const cheese = catalogue.indexOfGroup.get("category:cheese")!;
  const { groupStarts, groupItems } = binding.best;
  const best = groupItems.subarray(groupStarts[cheese]!, groupStarts[cheese + 1]!);
  expect(Array.from(best, (index) => catalogue.ids[index])).toEqual(["comte", "brie"]);
});

test("every event kind that shows interest makes its item a candidate of its own", () => {
  const kinds: EvidenceEvent["kind"][] = ["VIEW", "CLICK", "CART", "LIKE"];
  for (const kind of kinds) {
    expect(proposed("taste", evidenceOf(event(kind, "trail")))).toContain("trail");
  }
});
