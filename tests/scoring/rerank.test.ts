import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bindModel } from "../../src/scoring/binding.ts";
import { type SourceName, sourceNames } from "../../src/scoring/candidates.ts";
import { emptyModel, prepareCatalogue } from "../../src/scoring/index.ts";
import { rerank } from "../../src/scoring/rerank.ts";
import { type Customer, ownItemsFrom, type ScoreSheet } from "../../src/scoring/score.ts";
import { tasteOf } from "../../src/scoring/taste.ts";
import type { CatalogueItem, Evidence, EvidenceEvent, Signal } from "../../src/scoring/types.ts";
import { signals } from "../../src/scoring/types.ts";
import { event, evidenceOf, item, now } from "./house.ts";

interface Line extends CatalogueItem {
  readonly score: number;
  readonly sources: readonly SourceName[];
}

function line(id: string, leaf: string, score: number, ...sources: SourceName[]): Line {
  return { ...item(id, [leaf]), score, sources };
}

function lines(count: number, leaf: string, score: number, ...sources: SourceName[]): Line[] {
  return Array.from({ length: count }, (_, at) => {
    return line(`${leaf}${at}`, leaf, score - at / 1_000, ...sources);
  });
}

/** The list of ids and slots that is made of these lines. */
function listOf(
  given: readonly Line[],
  {
    first,
    surprise,
    evidence = null,
    due = [] as readonly string[],
  }: {
    readonly first: number;
    readonly surprise: number;
    readonly evidence?: Evidence | null;
    readonly due?: readonly string[];
  },
) {
  const binding = bindModel(prepareCatalogue(given), { ...emptyModel(), repeatShare: 0.25 });
  const bitsOf = (names: readonly SourceName[]) =>
    names.reduce((bits, name) => bits | (1 << sourceNames.indexOf(name)), 0);
  const zeros = () => new Float64Array(given.length);
  const sheet: ScoreSheet = {
    items: Int32Array.from(given, (_, index) => index),
    sources: Uint16Array.from(given, ({ sources }) => bitsOf(sources)),
    shares: Object.fromEntries(signals.map((name) => [name, zeros()])) as Record<
      Signal,
      Float64Array
    >,
    scores: Float64Array.from(given, ({ score }) => score),
    conditions: [],
    mood: null,
  };
  const own = evidence && ownItemsFrom(binding, evidence, now);
  const customer: Customer | null = own && {
    ...own,
    taste: tasteOf(binding, own.ownItems, now, binding.scratch),
    preferences: [],
  };
  const dial = { history: 1, context: 1, mood: 1, surprise };
  const isHidden = new Uint8Array(given.length);
  const isDue = (place: number) => due.includes(given[place]!.id);
  const { places, slots } = rerank(binding, sheet, customer, dial, isHidden, first, 1, isDue);
  return places.map((place) => ({ id: given[place]!.id, slot: slots.get(place)! }));
}

const countOf = (list: readonly { id: string }[], leaf: string) =>
  list.filter(({ id }) => id.startsWith(leaf)).length;

test("calibration: the list follows the customer's own mix, the less the more surprise", () => {
  const shelf = [...lines(20, "cheese", 1), ...lines(20, "wine", 0.98), ...lines(20, "bread", 0)];
  // Three quarters of what this customer takes is wine.
  const own = ["wine1", "wine2", "wine3", "cheese1"].map((id) => event("PURCHASE", id, 0));
  const wines = (surprise: number) =>
    countOf(listOf(shelf, { first: 12, surprise, evidence: evidenceOf(...own) }), "wine");
  const counts = [0, 0.25, 0.5, 0.75, 1].map(wines);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  expect(counts[0]).toBeGreaterThan(counts[4]! + 1);
  // Nobody in particular has no mix, so the list goes by score.
  expect(countOf(listOf(shelf, { first: 12, surprise: 0 }), "wine")).toBe(0);
});

test("diversity: with surprise, what resembles the places before steps back", () => {
  const twins = [line("a", "x", 1), line("b", "x", 0.99), line("c", "y", 0.98), line("d", "z", 0)];
  const ids = (surprise: number) => listOf(twins, { first: 3, surprise }).map(({ id }) => id);
  expect(ids(0)).toEqual(["a", "b", "c"]);
  expect(ids(1)).toEqual(["a", "c", "b"]);
});

const wideShelf = [...lines(80, "best", 2), ...lines(40, "other", 0.5, "widen")];

test.each([
  [0, []],
  [0.25, [12]],
  [1, [3, 6, 9, 12]],
])("at the dial's %d the places %p of twelve widen", (surprise, ranks) => {
  const list = listOf(wideShelf, { first: 12, surprise });
  const widening = list.flatMap(({ slot }, index) => (slot === "WIDEN" ? [index + 1] : []));
  expect(widening).toEqual(ranks);
  expect(countOf(list, "other")).toBe(ranks.length);
});

test("as many places widen as the dial says, whatever the length of the list", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (first, surprise) => {
        const list = listOf(wideShelf, { first, surprise });
        const widening = list.filter(({ slot }) => slot === "WIDEN").length;
        expect(widening).toBe(Math.round(first * 0.3 * surprise));
      },
    ),
    { numRuns: 50 },
  );
});

test("where nothing widens, its places go to the next best", () => {
  const list = listOf(lines(20, "best", 1), { first: 12, surprise: 1 });
  expect(list).toHaveLength(12);
  expect(list.every(({ slot }) => slot === "RELEVANT")).toBe(true);
});

/** A customer who came `visits` times: each time the same item, and as many others each time. */
function visitor(visits: number, others: number): EvidenceEvent[] {
  return Array.from({ length: visits }, (_, visit) => [
    event("PURCHASE", "own0", 10 * (visit + 1)),
    ...Array.from({ length: others }, (__, at) => {
      return event("PURCHASE", `once${visit}-${at}`, 10 * (visit + 1));
    }),
  ]).flat();
}

test.each([
  // Repeats and all takings at later visits: 9 of 9, 9 of 18, 9 of 36; 4 takings at 1/4 as prior.
  [0, 10 / 13],
  [1, 10 / 22],
  [3, 10 / 40],
])("own items get the customer's share of places plus one: %d others a visit", (others, share) => {
  const shelf = [...lines(30, "own", 2, "due"), ...lines(40, "new", 1)];
  const evidence = evidenceOf(...visitor(10, others));
  const list = listOf(shelf, { first: 12, surprise: 0, evidence: { ...evidence } });
  expect(countOf(list, "own")).toBe(Math.ceil(12 * share) + 1);
});

test("own items fill the list where nothing else is left", () => {
  const shelf = [...lines(10, "own", 2, "due"), ...lines(2, "new", 1)];
  const list = listOf(shelf, { first: 12, surprise: 0, evidence: evidenceOf(...visitor(10, 3)) });
  expect(countOf(list, "own")).toBe(10);
  expect(list).toHaveLength(12);
});

test("a place whose day has come says so, even where it widens", () => {
  const shelf = [line("milk", "dairy", 1, "due"), line("soap", "bath", 0, "widen")];
  const evidence = evidenceOf(event("PURCHASE", "milk", 7));
  const list = listOf(shelf, { first: 2, surprise: 0, evidence, due: ["milk"] });
  expect(list).toEqual([
    { id: "milk", slot: "DUE" },
    { id: "soap", slot: "RELEVANT" },
  ]);
});
