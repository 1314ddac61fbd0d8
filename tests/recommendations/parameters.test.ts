import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { parametersOf } from "../../src/recommendations/parameters.service.ts";
import { emptyModel, type Model, prepareCatalogue } from "../../src/scoring/index.ts";
import { asClient, asCustomer, asNobody, openTestApp, type TestApp } from "../support/app.ts";

const LEARNED_AT = new Date("2026-06-01T12:00:00Z");

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const QUERY = `{ recommenderParameters {
  modelVersion learnedAt customerCount eventCount repeatShare likedAbove lowRatingInterest
  easeItemCount
  signals { signal verdict en: sentence de: sentence(locale: DE)
    weights { name value isLearned }
    worth { requestCount gain gainLow gainHigh gainOverShuffledLow } }
  fields { name verdict sentence weight worth { gain gainLow gainHigh } }
  moods { name effectCount verdict } } }`;

async function ask(viewer: Viewer) {
  const { data, errors, statements } = await kathi.ask(viewer, QUERY);
  expect([errors, statements]).toEqual([undefined, []]);
  return data.recommenderParameters;
}

function parametersWith(model: Partial<Model>) {
  return parametersOf({
    items: new Map(),
    catalogue: prepareCatalogue([]),
    catalogueVersion: 1,
    model: { ...emptyModel(), ...model },
    snapshotId: 1,
    learnedAt: LEARNED_AT,
  });
}

const verdicts = ({ signals }: { signals: { signal: string; verdict: string }[] }) =>
  Object.fromEntries(signals.map(({ signal, verdict }) => [signal, verdict]));

test("everybody may read them, and before anything was learned all is decided or not used", async () => {
  const found = await ask(asNobody);
  for (const viewer of [
    asCustomer(await kathi.addCustomer()),
    asClient(),
    asClient("customers:read"),
  ]) {
    expect(await ask(viewer)).toEqual(found);
  }
  expect(found).toMatchObject({ modelVersion: null, learnedAt: null, fields: [], moods: [] });
  expect(verdicts(found)).toEqual({
    HISTORY: "DECIDED",
    CONTEXT: "NOT_USED",
    MOOD: "NOT_USED",
    CROWD: "DECIDED",
    NOVELTY: "DECIDED",
    DECLARED: "DECIDED",
    RULE: "DECIDED",
  });
  expect(found.signals[1]).toMatchObject({
    en: "Not used, no measurable effect.",
    de: "Nicht verwendet, keine messbare Wirkung.",
    worth: null,
  });
});

test("a signal counts as used where it beats both controls", () => {
  const worth = { requests: 400, gain: 0.4, gainLow: 0.3, gainHigh: 0.5, gainOverShuffledLow: 0.2 };
  const signals = [
    { signal: "HISTORY", ...worth },
    { signal: "CROWD", ...worth, gainOverShuffledLow: -0.01 },
  ] as const;
  const found = parametersWith({ version: "abc", signals });
  expect(found).toMatchObject({ modelVersion: "abc", learnedAt: LEARNED_AT });
  expect(verdicts(found)).toMatchObject({ HISTORY: "USED", CROWD: "USED_UNPROVEN" });
  const { requests: requestCount, ...bounds } = worth;
  expect(found.signals[0]?.worth).toEqual({ requestCount, ...bounds });
  expect(found.signals[0]?.weights).toContainEqual({
    name: "neighbour",
    value: emptyModel().weights.neighbour,
    isLearned: true,
  });
});

test("fields and single conditions are listed by name, used or not", () => {
  const figures = { requests: 200, gain: 0.02, gainLow: 0.01, gainOverShuffledLow: 0.01 };
  const found = parametersWith({
    fields: [
      { name: "daypart", weight: 0, ...figures, gain: -0.01, gainLow: -0.03 },
      { name: "device", weight: 0, requests: 12, gain: 0, gainLow: 0, gainOverShuffledLow: 0 },
      { name: "weather=hot", weight: 0.8, ...figures },
    ],
  });
  expect(verdicts(found).CONTEXT).toBe("USED");
  expect(found.fields.map(({ name, verdict }) => [name, verdict])).toEqual([
    ["daypart", "NOT_USED"],
    ["device", "NOT_USED"],
    ["weather=hot", "USED"],
  ]);
  expect(found.fields[1]?.worth).toBeNull();
  expect(found.fields[2]?.worth).toMatchObject({ requestCount: 200, gainLow: 0.01 });
  expect(found.fields[2]?.worth?.gainHigh).toBeCloseTo(0.03, 12);
});

test("moods say on how many tags they have an effect, the head how many items it has", () => {
  const found = parametersWith({
    moods: ["CALM", "FESTIVE"],
    moodEffects: {
      starts: Int32Array.of(0, 0, 2),
      targets: Int32Array.of(3, 4),
      effects: Float32Array.of(0.5, 0.25),
    },
    ease: {
      starts: Int32Array.of(0, 2, 2, 3),
      items: Int32Array.of(1, 2, 0),
      weights: Float32Array.of(1, 1, 1),
    },
    lowRatingTenths: 10,
  });
  expect(found.moods).toEqual([
    { name: "CALM", effectCount: 0, verdict: "NOT_USED" },
    { name: "FESTIVE", effectCount: 2, verdict: "USED" },
  ]);
  expect(verdicts(found).MOOD).toBe("USED");
  expect([found.easeItemCount, found.lowRatingInterest]).toEqual([2, 1]);
});
