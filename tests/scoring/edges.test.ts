import { expect, test } from "@jest/globals";
import {
  emptyModel,
  type Model,
  type PersonalRequest,
  prepareCatalogue,
  recommendPersonal,
  recommendProfileFree,
} from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import type { Context, Evidence } from "../../src/scoring/types.ts";
import { catalogue, event, evidenceOf, item, items, model, now } from "./house.ts";

const nothing: Evidence = { events: [], preferences: [] };

function listFor(change: Partial<PersonalRequest>) {
  const situation = { context: {}, mood: null, now, seed: 1, first: items.length };
  return recommendPersonal({ catalogue, model, evidence: nothing, ...situation, ...change });
}

const idsOf = (list: ReturnType<typeof listFor>) => list.items.map(({ itemId }) => itemId);

test("no history: everybody's list, without a word about a person", () => {
  const list = listFor({});
  expect(list.items).toHaveLength(items.length);
  for (const { contributions } of list.items) {
    const personal = contributions.filter(({ signal }) =>
      ["HISTORY", "DECLARED", "RULE"].includes(signal),
    );
    expect(personal.map(({ value }) => value)).toEqual([0, 0, 0]);
  }
});

test.each([
  ["a model of another catalogue", model],
  ["no model yet", emptyModel()],
])("an empty catalogue gives an empty list: %s", (_name, given) => {
  const list = listFor({ catalogue: prepareCatalogue([]), model: given });
  expect(list.items).toEqual([]);
  expect(list.candidateCount).toBe(0);
  expect(list.reasonOf("comte")).toBe("UNKNOWN_ITEM");
  expect(list.without("comte", "CROWD")).toBeNull();
});

test("one item: it is the list, with certainty, however many places there are", () => {
  const shelf = prepareCatalogue([item("comte", ["food", "cheese"])]);
  const list = listFor({ catalogue: shelf, first: 100, explorationShare: 0.5 });
  expect(idsOf(list)).toEqual(["comte"]);
  expect(list.items[0]).toMatchObject({ rank: 1, propensity: 1, rankedItemId: "comte" });
  expect(list.without("comte", "CROWD")).toEqual({ rank: 1, score: 0 });
});

test("all items bought: repeats alone, and one-off goods rest", () => {
  const list = listFor({
    evidence: evidenceOf(...items.map(({ id }) => event("PURCHASE", id, 9))),
  });
  const shown = idsOf(list);
  expect(shown).toContain("milk");
  expect(shown).not.toContain("racer");
  expect(list.reasonOf("racer")).toBe("JUST_BOUGHT");
  for (const { contributions, sources } of list.items) {
    const history = contributions.find(({ signal }) => signal === "HISTORY")!;
    expect(history.parts.map(({ name }) => name)).toEqual(["ownRepeat"]);
    expect(sources).toContain("due");
  }
});

test("all items bought just now, none of them worth it twice: an empty list", () => {
  const shoes = items.filter(({ categories }) => categories.includes("shoes"));
  const list = listFor({
    catalogue: prepareCatalogue(shoes),
    evidence: evidenceOf(...shoes.map(({ id }) => event("PURCHASE", id, 0))),
  });
  expect(list.items).toEqual([]);
  expect(shoes.map(({ id }) => list.reasonOf(id))).toEqual(["JUST_BOUGHT", "JUST_BOUGHT"]);
});

test.each<[string, Context]>([
  ["unknown names", { mystery: "yes", "": "", __proto__: "x" }],
  ["unknown values", { weather: "plasma" }],
  ["a field without weight", { moon: "full" }],
])("%s change nothing", (_name, context) => {
  expect(listFor({ context }).items).toEqual(listFor({}).items);
});

test("contradictory conditions are added up, whichever comes first", () => {
  const both: Model = { ...model, conditions: ["weather=hot", "heating=on", "moon=full"] };
  const context = { weather: "hot", heating: "on" };
  const list = listFor({ model: both, context });
  const { parts, value } = list.items
    .find(({ itemId }) => itemId === "cake")!
    .contributions.find(({ signal }) => signal === "CONTEXT")!;
  expect(parts).toEqual([
    { name: "heating=on", value: 0.5, evidenceIds: [] },
    { name: "weather=hot", value: -1, evidenceIds: [] },
  ]);
  expect(value).toBe(-0.5);
  const turned = listFor({ model: both, context: { heating: "on", weather: "hot" } });
  expect(turned.items).toEqual(list.items);
});

test("a clock in the future: what has not happened yet counts as just happened", () => {
  const ahead = listFor({ evidence: evidenceOf({ ...event("PURCHASE", "milk", -900), id: "e" }) });
  const justNow = listFor({ evidence: evidenceOf({ ...event("PURCHASE", "milk", 0), id: "e" }) });
  expect(ahead.items).toEqual(justNow.items);
  const shoes = listFor({ evidence: evidenceOf(event("PURCHASE", "racer", -900)) });
  expect(shoes.reasonOf("racer")).toBe("JUST_BOUGHT");
  expect(shoes.reasonOf("trail")).toBe("SUBSTITUTE_JUST_BOUGHT");
});

test("a request long after the newest data still answers", () => {
  const later = now + 4_000 * millisecondsPerDay;
  const list = listFor({ now: later, evidence: evidenceOf(event("PURCHASE", "comte", 1)) });
  expect(idsOf(list)).toContain("riesling");
});

test.each([0, 1, 3, 100])(
  "%d places: never more, never fewer than there is something for",
  (first) => {
    const list = listFor({ first });
    expect(list.items).toHaveLength(Math.min(first, items.length));
    const left = catalogue.ids.filter((id) => list.reasonOf(id) === "OTHERS_RANK_HIGHER");
    expect(left).toHaveLength(items.length - list.items.length);
  },
);

test("the dial's ends: nothing of a signal at 0, twice as much at 2", () => {
  const evidence = evidenceOf(event("PURCHASE", "comte", 0));
  const context = { weather: "hot" };
  const valuesAt = (factor: number) => {
    const dial = { history: factor, context: factor, mood: factor, surprise: 0 };
    const mood = { name: "FESTIVE", intensity: 3 };
    const list = listFor({ evidence, context, mood, dial });
    const of = (id: string, signal: string) =>
      list.items
        .find(({ itemId }) => itemId === id)!
        .contributions.find((one) => one.signal === signal)!.value;
    return { history: of("riesling", "HISTORY"), context: of("sorbet", "CONTEXT") };
  };
  expect(valuesAt(0)).toEqual({ history: 0, context: 0 });
  const one = valuesAt(1);
  expect(one.context).toBe(0.5);
  expect(valuesAt(2).history).toBeCloseTo(2 * one.history, 12);
  expect(valuesAt(2).context).toBe(1);
});

test("with nothing of oneself in it, only filters tell the list from everybody's", () => {
  const evidence = evidenceOf(event("VIEW", "comte", 0), event("LIKE", "brie", 1));
  const dial = { history: 0, context: 1, mood: 1, surprise: 0.25 };
  const everybody = recommendProfileFree({
    catalogue,
    model,
    context: {},
    mood: null,
    now,
    seed: 1,
    first: 10,
  });
  const scores = new Map(everybody.items.map(({ itemId, score }) => [itemId, score]));
  for (const { itemId, score } of listFor({ evidence, dial }).items) {
    expect(score).toBeCloseTo(scores.get(itemId)!, 12);
  }
});

test("nothing worth the customer's time is an answer", () => {
  const { length } = items;
  const starts = Int32Array.from([0, length, length, length]);
  const targets = Int32Array.from(items, (_, index) => index);
  const effects = new Float32Array(length).fill(-2);
  const dull = { ...model, contextEffects: { starts, targets, effects } };
  const list = listFor({ model: dull, context: { weather: "hot" }, explorationShare: 1 });
  expect(list.items).toEqual([]);
  expect(list.candidateCount).toBe(0);
  expect(catalogue.ids.map(list.reasonOf)).toEqual(items.map(() => "BELOW_RELEVANCE"));
  // What would be if the weather did not count can still be asked.
  expect(list.without("milk", "CONTEXT")!.rank).toBe(1);
  expect(
    listFor({
      model: dull,
      context: { weather: "hot" },
      dial: { history: 1, context: 0.5, mood: 1, surprise: 0 },
    }).items,
  ).toHaveLength(length);
});

test("chance shows nothing that is below the relevance floor", () => {
  const refused = evidenceOf(...[0, 1, 2].map((days) => event("NOT_NOW", "cake", days)));
  for (let seed = 0; seed < 50; seed += 1) {
    const list = listFor({ evidence: refused, seed, first: 3, explorationShare: 1 });
    expect(idsOf(list)).not.toContain("cake");
    expect(list.reasonOf("cake")).toBe("BELOW_RELEVANCE");
  }
});
