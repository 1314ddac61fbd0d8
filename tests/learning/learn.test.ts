import { expect, test } from "@jest/globals";
import { learnModel } from "../../src/learning/index.ts";
import { randomFrom } from "../../src/learning/random.ts";
import {
  type EvidenceEvent,
  encodeModel,
  prepareCatalogue,
  recommendPersonal,
  recommendProfileFree,
} from "../../src/scoring/index.ts";
import { begin, day, did, item, logOf } from "./log.ts";

const desserts = Array.from({ length: 10 }, (_, at) => item(`rich${at}`, "desserts", "rich"));
const salads = Array.from({ length: 10 }, (_, at) => item(`light${at}`, "salads", "light"));
const shoes = [item("racer", "shoes"), item("trail", "shoes")];
const items = [...desserts, ...salads, ...shoes, item("socks", "socks"), item("milk", "dairy")];

/** A made-up house: salads on hot days, milk weekly, shoes once and socks after, noise `moon`. */
function house(customers: number): EvidenceEvent[][] {
  const random = randomFrom(5);
  const pick = (list: readonly { id: string }[]) => list[Math.floor(random() * list.length)]!.id;
  return Array.from({ length: customers }, (_, customer) => {
    const events: EvidenceEvent[] = [];
    for (let at = customer % 7; at < 60; at += 7) {
      const weather = random() < 0.5 ? "hot" : "cold";
      const context = { weather, moon: random() < 0.5 ? "full" : "new" };
      const isLight = random() < (weather === "hot" ? 0.9 : 0.1);
      events.push(did("PURCHASE", pick(isLight ? salads : desserts), day(at), 1, context));
      events.push(did("PURCHASE", "milk", day(at), 1, context));
      if (at >= 21 && at < 28) events.push(did("PURCHASE", pick(shoes), day(at), 1, context));
      if (at >= 28 && at < 35) events.push(did("PURCHASE", "socks", day(at), 1, context));
    }
    return events;
  });
}

const log = house(200);
const learned = learnModel(logOf(log), items, [], { now: day(60), seed: 1 });
const catalogue = prepareCatalogue(items);

test("a condition with an effect is used, one without is not", async () => {
  const model = await learned;
  const fieldOf = (name: string) => model.fields.find((field) => field.name === name)!;
  expect(fieldOf("weather").weight).toBeGreaterThan(0.2);
  expect(fieldOf("weather").gainLow).toBeGreaterThan(0);
  expect(fieldOf("moon")).toMatchObject({ weight: 0 });
  const shareOfLight = (weather: string) => {
    const request = { catalogue, model, context: { weather, moon: "full" }, mood: null };
    const list = recommendProfileFree({ ...request, now: day(60), seed: 1, first: 11 });
    return list.items.filter(({ itemId }) => itemId.startsWith("light")).length;
  };
  expect(shareOfLight("hot")).toBeGreaterThan(shareOfLight("cold"));
});

test("milk is a repeat, shoes rest after their purchase, socks follow", async () => {
  const model = await learned;
  const events = [did("PURCHASE", "racer", day(59)), did("PURCHASE", "milk", day(53))];
  const { items: list } = recommendPersonal({
    catalogue,
    model,
    evidence: { events, preferences: [] },
    context: {},
    mood: null,
    now: day(60),
    seed: 1,
    first: items.length,
  });
  const shown = list.map(({ itemId }) => itemId);
  expect(shown).not.toContain("racer");
  expect(shown).not.toContain("trail");
  expect(shown.indexOf("milk")).toBeLessThan(5);
  const socks = list.find(({ itemId }) => itemId === "socks")!;
  const history = socks.contributions.find(({ signal }) => signal === "HISTORY")!;
  const isTold = (part: string) =>
    history.parts.some(({ name, value }) => name === part && value > 0);
  expect(isTold("neighbour") || isTold("together")).toBe(true);
});

test("the same log, order and seed give the same bytes", async () => {
  const again = await learnModel(logOf(log), items, [], { now: day(60), seed: 1 });
  expect(again.version).toBe((await learned).version);
  expect(encodeModel(again)).toEqual(encodeModel(await learned));
});

test("events after now are left out", async () => {
  const before = await learnModel(logOf(log), items, [], { now: day(20), seed: 1 });
  expect(before.asOf).toBeLessThanOrEqual(day(20));
  const known = log.flat().filter(({ at }) => at! <= day(20));
  expect(before.events).toBe(known.length);
});

test("no events, and customers without events, give the empty model", async () => {
  expect(await learnModel(logOf([]), items, [], { now: begin, seed: 1 })).toMatchObject({
    version: "empty",
    events: 0,
  });
  expect((await learnModel(logOf([[], []]), items, [], { now: begin, seed: 1 })).version).toBe(
    "empty",
  );
});

test("one event is enough for a model that answers", async () => {
  const model = await learnModel(logOf([[did("VIEW", "milk", day(0))]]), items, [], {
    now: day(1),
    seed: 1,
  });
  const request = { catalogue, model, context: {}, mood: null, now: day(1), seed: 1 };
  expect(recommendProfileFree({ ...request, first: 1 }).items[0]!.itemId).toBe("milk");
});
