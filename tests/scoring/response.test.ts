import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { factorise, inverse, placeOf, solve } from "../../src/scoring/cholesky.ts";
import { likenessNames } from "../../src/scoring/likeness.ts";
import {
  emptyResponseModel,
  type ItemEffects,
  predictResponse,
  type ResponseModel,
  type Verdict,
  verdictsMax,
} from "../../src/scoring/response.ts";

const effects = (everything: number, group: number, item: number): ItemEffects => ({
  everything,
  groups: new Map([["sweet", group]]),
  items: new Map([["cake", item]]),
});

const strengthsOf = (named: Partial<Record<(typeof likenessNames)[number], number>>) =>
  likenessNames.map((name) => named[name] ?? 0);

const model: ResponseModel = {
  mean: 3,
  valueMin: 1,
  valueMax: 5,
  always: effects(0, 0.25, 0.5),
  conditions: new Map([["weather=hot", effects(-0.125, -0.5, 0)]]),
  moods: new Map([["FESTIVE", effects(0, 0.75, 0)]]),
  ownOfNewItem: { strengths: strengthsOf({ ownLevel: 1 }), noise: 1 },
  ownOfKnownItem: { strengths: strengthsOf({ ownLevel: 1, ownItem: 2 }), noise: 1 },
  slope: 2,
  likeCut: 3.5,
};
const cake = { id: "cake", groups: ["sweet"] };
const soup = { id: "soup", groups: [] };
const verdict = (id: string, item: Verdict["item"], value: number, context = {}): Verdict => ({
  id,
  item,
  value,
  context,
});
const shareOf = (prediction: ReturnType<typeof predictResponse>, signal: string) =>
  prediction.contributions.find((contribution) => contribution.signal === signal)!.value;

test("without own verdicts, everybody's effects speak, in log odds", () => {
  const prediction = predictResponse(model, [], cake, { weather: "hot", moon: "full" }, null);
  expect(prediction).toEqual({
    baseline: -1,
    logOdds: -1 + 2 * (0.75 - 0.625),
    probability: 1 / (1 + Math.exp(0.75)),
    value: 3.125,
    contributions: [
      { signal: "HISTORY", value: 0, parts: [] },
      {
        signal: "CONTEXT",
        value: -1.25,
        parts: [{ name: "weather=hot", value: -1.25, evidenceIds: [] }],
      },
      { signal: "MOOD", value: 0, parts: [] },
      {
        signal: "CROWD",
        value: 1.5,
        parts: [
          { name: "item", value: 1, evidenceIds: [] },
          { name: "group:sweet", value: 0.5, evidenceIds: [] },
        ],
      },
    ],
  });
});

test("an own verdict counts as strength / (strength + noise) of its surprise", () => {
  // Cake was worth 3.75 to everybody and 4.75 to the customer: half of the surprise goes over.
  const prediction = predictResponse(model, [verdict("v1", cake, 4.75)], soup, {}, null);
  expect(prediction.contributions[0]!.parts).toEqual([
    { name: "ownLevel", value: expect.closeTo(1, 12), evidenceIds: ["v1"] },
  ]);
  expect(prediction.value).toBeCloseTo(3.5, 12);
  // Asked about cake itself, level and item together hold (1 + 2) / (1 + 2 + 1).
  const known = predictResponse(model, [verdict("v1", cake, 4.75)], cake, {}, null);
  expect(shareOf(known, "HISTORY")).toBeCloseTo(1.5, 12);
});

test("what a customer says in a situation is booked to the context", () => {
  const own = { strengths: strengthsOf({ ownCondition: 1, ownSituation: 2 }), noise: 1 };
  const situational = { ...model, conditions: new Map(), ownOfNewItem: own };
  const hot = verdict("v1", soup, 1, { weather: "hot" });
  const ask = (context: Record<string, string>) =>
    predictResponse(situational, [hot], { id: "ice", groups: [] }, context, null).contributions[1]!;
  expect(ask({ weather: "hot" }).parts).toEqual([
    { name: "ownCondition", value: -1, evidenceIds: ["v1"] },
    { name: "ownSituation", value: -2, evidenceIds: ["v1"] },
  ]);
  // Another situation shares the condition, but is not the same; no situation shares nothing.
  const other = ask({ weather: "hot", daypart: "evening" });
  expect(other.parts.map(({ name }) => name)).toEqual(["ownCondition"]);
  expect(ask({}).parts).toEqual([]);
});

test("a mood changes its own share alone, in thirds of its effect", () => {
  const own = [verdict("v1", soup, 5)];
  const without = predictResponse(model, own, cake, {}, null);
  for (const intensity of [1, 2, 3]) {
    const mood = { name: "FESTIVE", intensity };
    const prediction = predictResponse(model, own, cake, {}, mood);
    expect(shareOf(prediction, "MOOD")).toBeCloseTo(0.5 * intensity, 12);
    expect(prediction.contributions.filter(({ signal }) => signal !== "MOOD")).toEqual(
      without.contributions.filter(({ signal }) => signal !== "MOOD"),
    );
  }
  expect(predictResponse(model, own, cake, {}, { name: "BORED", intensity: 3 })).toEqual(without);
});

test("values stay within the range that was learned from, probabilities within (0, 1)", () => {
  const eager = Array.from({ length: 600 }, (_, at) => verdict(`v${at}`, soup, 1e6));
  const prediction = predictResponse(model, eager, { id: "ice", groups: [] }, {}, null);
  expect(prediction.value).toBe(5);
  expect(prediction.probability).toBeLessThan(1);
  expect(prediction.contributions[0]!.parts[0]!.evidenceIds).toEqual(
    eager.slice(-verdictsMax).map(({ id }) => id),
  );
});

test("a house without verdicts has no opinion", () => {
  const prediction = predictResponse(emptyResponseModel(4), [], cake, { a: "b" }, null);
  expect(prediction).toMatchObject({ probability: 0.5, logOdds: 0, value: 4 });
});

const anyItem = fc.constantFrom(cake, soup, { id: "ice", groups: ["sweet", "cold"] });
const anyContext = fc.dictionary(fc.constantFrom("weather", "day"), fc.constantFrom("hot", "wet"));
const anyVerdicts = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    item: anyItem,
    value: fc.double({ min: 1, max: 5, noNaN: true }),
    context: anyContext,
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const anyStrengths = fc
  .array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((strengths) => ({ strengths, noise: 0.5 }));

test("shares add up, and the order of verdicts changes nothing", () => {
  fc.assert(
    fc.property(
      anyVerdicts,
      anyStrengths,
      anyItem,
      anyContext,
      (verdicts, ownOfNewItem, item, context) => {
        const any = { ...model, ownOfNewItem };
        const mood = { name: "FESTIVE", intensity: 2 };
        const prediction = predictResponse(any, verdicts, item, context, mood);
        let sum = prediction.baseline;
        for (const { value, parts } of prediction.contributions) {
          sum += value;
          expect(parts.reduce((total, part) => total + part.value, 0)).toBeCloseTo(value, 9);
        }
        expect(sum).toBeCloseTo(prediction.logOdds, 9);
        const turned = predictResponse(any, [...verdicts].reverse(), item, context, mood);
        expect(turned.logOdds).toBeCloseTo(prediction.logOdds, 9);
        const broken = [...verdicts, verdict("bad", cake, Number.NaN)];
        expect(predictResponse(any, broken, item, context, mood)).toEqual(prediction);
      },
    ),
  );
});

test("Cholesky: the factor, the solution and the inverse of a small matrix", () => {
  // [[4, 2, 2], [2, 5, 3], [2, 3, 6]]
  const matrix = Float64Array.from([4, 2, 5, 2, 3, 6]);
  factorise(matrix, 3);
  expect(Array.from(matrix)).toEqual([2, 1, 2, 1, 1, 2]);
  expect(Array.from(solve(matrix, 3, Float64Array.from([8, 10, 11])))).toEqual([1, 1, 1]);
  const inverted = inverse(matrix, 3);
  const column = solve(matrix, 3, Float64Array.from([0, 1, 0]));
  expect(inverted[placeOf(1, 0)]).toBeCloseTo(column[0]!, 12);
  expect(inverted[placeOf(1, 1)]).toBeCloseTo(column[1]!, 12);
  expect(inverted[placeOf(2, 1)]).toBeCloseTo(column[2]!, 12);
});
