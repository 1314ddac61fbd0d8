import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { recommendPersonal } from "../../src/scoring/index.ts";
import { millisecondsPerDay, policy } from "../../src/scoring/policy.ts";
import type { EvidenceEvent } from "../../src/scoring/types.ts";
import { now } from "./house.ts";
import { anyRequest, shownItem, wholeList } from "./requests.ts";

const anyRefusal = fc
  .record({ item: fc.nat({ max: 39 }), daysAgo: fc.integer({ min: 0, max: 60 }) })
  .map(({ item, daysAgo }): EvidenceEvent => {
    const at = now - daysAgo * millisecondsPerDay;
    return { id: "refusal", itemId: `i${item}`, kind: "NOT_NOW", value: null, at, context: {} };
  });

type Request = Parameters<typeof recommendPersonal>[0];

function withEvent(request: Request, event: EvidenceEvent): Request {
  const events = [...request.evidence.events, event];
  return { ...request, evidence: { ...request.evidence, events } };
}

/** Score and place of an item in the whole list; the worst of both where it is not shown. */
function standing(request: Request, itemId: string) {
  const item = shownItem(recommendPersonal(wholeList(request)), itemId);
  return {
    score: item?.score ?? Number.NEGATIVE_INFINITY,
    rank: item?.rank ?? Number.POSITIVE_INFINITY,
  };
}

test("one more 'not now' never raises an item's score or its place", () => {
  let lowered = 0;
  fc.assert(
    fc.property(anyRequest, anyRefusal, (request, refusal) => {
      const before = standing(request, refusal.itemId);
      const after = standing(withEvent(request, refusal), refusal.itemId);
      expect(after.score).toBeLessThanOrEqual(before.score);
      expect(after.rank).toBeGreaterThanOrEqual(before.rank);
      if (after.score < before.score) lowered += 1;
    }),
    { numRuns: 500 },
  );
  expect(lowered).toBeGreaterThan(100);
});

test("a younger 'not now' never raises an item's score or its place", () => {
  fc.assert(
    fc.property(anyRequest, anyRefusal, fc.nat({ max: 60 }), (request, refusal, days) => {
      const at = Math.min(now, refusal.at! + days * millisecondsPerDay);
      const before = standing(withEvent(request, refusal), refusal.itemId);
      const after = standing(withEvent(request, { ...refusal, at }), refusal.itemId);
      expect(after.score).toBeLessThanOrEqual(before.score);
      expect(after.rank).toBeGreaterThanOrEqual(before.rank);
    }),
    { numRuns: 300 },
  );
});

test("a mood changes its own share alone, and by at most a fifth of the scores' spread", () => {
  let felt = 0;
  fc.assert(
    fc.property(anyRequest, (given) => {
      const request = wholeList(given);
      const plain = recommendPersonal({ ...request, mood: null });
      const moody = recommendPersonal(request);
      // All that could be shown, in or out of the list: what is hidden has a score as well.
      const scores = request.catalogue.ids.flatMap((id) => plain.without(id, "MOOD")?.score ?? []);
      const spread = Math.max(...scores) - Math.min(...scores);
      for (const { itemId, score, contributions } of moody.items) {
        const mood = contributions.find(({ signal }) => signal === "MOOD")!;
        if (mood.value !== 0) felt += 1;
        expect(Math.abs(mood.value)).toBeLessThanOrEqual(policy.moodShareMax * spread + 1e-12);
        expect(mood.parts.flatMap(({ evidenceIds }) => evidenceIds)).toEqual([]);
        expect(plain.without(itemId, "MOOD")!.score).toBeCloseTo(score - mood.value, 12);
        const calm = shownItem(plain, itemId);
        if (calm === undefined) continue;
        const others = ({ contributions: all }: typeof calm) =>
          all.filter(({ signal }) => signal !== "MOOD");
        expect(others({ ...calm, contributions })).toEqual(others(calm));
        expect(moody.without(itemId, "MOOD")!.score).toBeCloseTo(calm.score, 12);
      }
    }),
    { numRuns: 300 },
  );
  expect(felt).toBeGreaterThan(300);
});

test("an item says nothing of prices, so no mood can move one", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      for (const item of recommendPersonal(request).items) {
        expect(Object.keys(item).sort()).toEqual([
          "baseline",
          "contributions",
          "dueAt",
          "itemId",
          "propensity",
          "rank",
          "rankedItemId",
          "score",
          "slot",
          "sources",
        ]);
      }
    }),
    { numRuns: 20 },
  );
});

test("the day on which something is due does not depend on the mood", () => {
  fc.assert(
    fc.property(anyRequest, (given) => {
      const request = wholeList(given);
      const plain = recommendPersonal({ ...request, mood: null });
      for (const { itemId, dueAt } of recommendPersonal(request).items) {
        const calm = shownItem(plain, itemId);
        if (calm !== undefined) expect(dueAt).toBe(calm.dueAt);
      }
    }),
  );
});
