import { expect, test } from "@jest/globals";
import { targetRuleOf } from "../../src/learning/holdout.ts";
import { randomFrom } from "../../src/learning/random.ts";
import { learnedWeights } from "../../src/learning/weights.ts";
import type { EvidenceEvent } from "../../src/scoring/index.ts";
import { did, item, storeOf } from "./log.ts";

const camps = 4;
const itemsPerCamp = 15;
const items = Array.from({ length: camps * itemsPerCamp }, (_, at) => item(`i${at}`));

/** Ratings of 200 people, each of one camp; what they rate low comes from `campOfLow`. */
function lowTenths(campOfLow: (camp: number, random: () => number) => number): number {
  const random = randomFrom(4);
  const pick = (camp: number) => `i${camp * itemsPerCamp + Math.floor(itemsPerCamp * random())}`;
  const customers = Array.from({ length: 200 }, (_, customer): EvidenceEvent[] => {
    const camp = customer % camps;
    const high = Array.from({ length: 4 }, () => did("RATING", pick(camp), null, 5));
    const low = Array.from({ length: 8 }, () => {
      return did("RATING", pick(campOfLow(camp, random)), null, 1);
    });
    return [...high, ...low];
  });
  const store = storeOf(customers, items);
  return learnedWeights(store, targetRuleOf(store, 3), 1).rule.lowRatingTenths;
}

test("been there: what is rated low comes from the same camp, so it tells as much as the rest", () => {
  expect(lowTenths((camp) => camp)).toBe(10);
});

test("not chosen: what is rated low was dealt out, so it shows no interest at all", () => {
  expect(lowTenths((_camp, random) => Math.floor(camps * random()))).toBe(0);
});

test("where nothing can be held out, the given reading stands", () => {
  const store = storeOf([[did("RATING", "i0", null, 1)], [did("RATING", "i1", null, 5)]], items);
  const given = targetRuleOf(store, 3);
  expect(learnedWeights(store, given, 1).rule.lowRatingTenths).toBe(given.lowRatingTenths);
  expect(given.lowRatingTenths).toBe(3);
});

test("without ratings there is nothing to read", () => {
  const store = storeOf([[did("PURCHASE", "i0", null)]], items);
  expect(learnedWeights(store, targetRuleOf(store, 3), 1).rule.lowRatingTenths).toBe(3);
});
