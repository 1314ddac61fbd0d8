import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Binding, bindModel } from "../../src/scoring/binding.ts";
import { type PersonalRequest, recommendPersonal, scoreAll } from "../../src/scoring/index.ts";
import type { Evidence } from "../../src/scoring/types.ts";
import { now } from "./house.ts";
import { anyHouse } from "./random-house.ts";
import { answer, anyDial, anyRequest, anySituation } from "./requests.ts";

/** Dates at both ends of what a date can be, and numbers that are none. */
const wildTimes = [
  null,
  0,
  -1,
  now,
  now + 1e12,
  8.64e15,
  -8.64e15,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  1.7e308,
  -1.7e308,
];
const wildValues = [null, 0, -1, -1e9, 5e-324, 1e308, -1e308, Number.MAX_SAFE_INTEGER];

const wildEvidence: fc.Arbitrary<Evidence> = fc.record({
  events: fc.array(
    fc.record({
      id: fc.constantFrom("same", "other"),
      itemId: fc.constantFrom("i0", "i1", "i2", "i3", "f0", "", "__proto__", "constructor"),
      kind: fc.constantFrom(
        "VIEW" as const,
        "PURCHASE" as const,
        "PURCHASE" as const,
        "RATING" as const,
        "LIKE" as const,
        "RETURN" as const,
        "NOT_NOW" as const,
      ),
      value: fc.constantFrom(...wildValues),
      at: fc.constantFrom(...wildTimes),
      context: fc.constant({}),
    }),
    { maxLength: 12 },
  ),
  preferences: fc.array(
    fc.record({
      id: fc.constant("same"),
      target: fc.constantFrom("ITEM" as const, "CATEGORY" as const, "TAG" as const),
      name: fc.constantFrom("i0", "cheese", "__proto__", ""),
      sentiment: fc.constantFrom("LIKE" as const, "DISLIKE" as const),
    }),
    { maxLength: 4 },
  ),
});

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

function isClean({ scratch, sourceBits }: Binding): boolean {
  return [...Object.values(scratch), sourceBits].every((lent) =>
    lent.every((value: number) => value === 0),
  );
}

const wildRequest = fc
  .record({ house: anyHouse, evidence: wildEvidence, situation: anySituation, dial: anyDial })
  .map(({ house, situation, ...rest }): PersonalRequest => ({ ...situation, ...house, ...rest }));

test("no NaN and no infinity leaves, whatever the evidence says", () => {
  fc.assert(
    fc.property(wildRequest, (request) => {
      expect(numbersIn(answer(request)).filter((value) => !Number.isFinite(value))).toEqual([]);
      expect(scoreAll(request).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a day on which something is due is one that a date can hold", () => {
  fc.assert(
    fc.property(wildRequest, (request) => {
      for (const { dueAt } of recommendPersonal(request).items) {
        if (dueAt !== null) expect(Number.isNaN(new Date(dueAt).getTime())).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test("the lent scratch space is all zeros after every answer", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      answer(request);
      expect(isClean(bindModel(request.catalogue, request.model))).toBe(true);
      scoreAll(request);
      expect(isClean(bindModel(request.catalogue, request.model))).toBe(true);
    }),
  );
});

test("a score that is not finite never leaves, and the scratch space is clean afterwards", () => {
  let thrown = 0;
  fc.assert(
    fc.property(anyRequest, (request) => {
      const weights = { ...request.model.weights, popularity: Number.NaN };
      const broken = { ...request, model: { ...request.model, weights } };
      try {
        const { items } = recommendPersonal(broken);
        expect(items).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        thrown += 1;
      }
      expect(isClean(bindModel(broken.catalogue, broken.model))).toBe(true);
    }),
  );
  expect(thrown).toBeGreaterThan(50);
});

test("the scratch space is clean after a bug while candidates were collected", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const bomb = {
        id: "bomb",
        target: "ITEM" as const,
        name: "i0",
        get sentiment(): "LIKE" {
          throw new TypeError("bug");
        },
      };
      const evidence = { ...request.evidence, preferences: [bomb] };
      expect(() => recommendPersonal({ ...request, evidence })).toThrow("bug");
      expect(isClean(bindModel(request.catalogue, request.model))).toBe(true);
      expect(answer(request)).toEqual(answer(request));
    }),
    { numRuns: 30 },
  );
});
