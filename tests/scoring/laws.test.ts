import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  decodeModel,
  type Evidence,
  emptyModel,
  encodeModel,
  recommendPersonal,
  recommendProfileFree,
  type ScoredItem,
} from "../../src/scoring/index.ts";
import { anyEvidence, anySituation, catalogue, event, items, model } from "./house.ts";

const request = fc.record({ evidence: anyEvidence, situation: anySituation });

type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

function answer({ evidence, situation }: Request): ScoredItem[] {
  return recommendPersonal({ catalogue, model, evidence, ...situation });
}

function isDisliked(id: string, evidence: Evidence): boolean {
  const item = items.find((candidate) => candidate.id === id)!;
  return evidence.preferences.some(({ target, name, sentiment }) => {
    if (sentiment !== "DISLIKE") return false;
    if (target === "ITEM") return name === id;
    return (target === "CATEGORY" ? item.categories : item.tags).includes(name);
  });
}

test("contributions add up to the score, and parts to their contribution", () => {
  fc.assert(
    fc.property(request, (one) => {
      for (const { score, baseline, contributions } of answer(one)) {
        expect(Number.isFinite(score)).toBe(true);
        const sum = contributions.reduce((total, { value }) => total + value, baseline);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
        for (const { value, parts } of contributions) {
          const partSum = parts.reduce((total, part) => total + part.value, 0);
          expect(Math.abs(partSum - value)).toBeLessThan(1e-9);
        }
      }
    }),
  );
});

test("with empty evidence, the personal answer is the profile-free one, byte for byte", () => {
  fc.assert(
    fc.property(anySituation, (situation) => {
      const evidence = { events: [], preferences: [] };
      const personal = recommendPersonal({ catalogue, model, evidence, ...situation });
      const free = recommendProfileFree({ catalogue, model, ...situation });
      expect(JSON.stringify(personal)).toBe(JSON.stringify(free));
    }),
  );
});

test("the order in which evidence arrives changes nothing", () => {
  fc.assert(
    fc.property(request, fc.infiniteStream(fc.nat()), (one, numbers) => {
      const keyed = one.evidence.events.map((event) => ({ event, key: numbers.next().value }));
      const events = keyed.sort((a, b) => a.key - b.key).map(({ event }) => event);
      expect(answer({ ...one, evidence: { ...one.evidence, events } })).toEqual(answer(one));
    }),
  );
});

test("the same request gives the same list", () => {
  fc.assert(
    fc.property(request, (one) => {
      const copy = decodeModel(encodeModel(model));
      const again = recommendPersonal({
        catalogue,
        model: copy,
        evidence: one.evidence,
        ...one.situation,
      });
      expect(again).toEqual(answer(one));
    }),
  );
});

test("what was disliked is never shown", () => {
  fc.assert(
    fc.property(request, (one) => {
      for (const { itemId } of answer(one)) {
        expect(isDisliked(itemId, one.evidence)).toBe(false);
        const said = one.evidence.events.filter((event) => event.itemId === itemId);
        const isOnlyDisliked = said.length > 0 && said.every(({ kind }) => kind === "DISLIKE");
        expect(isOnlyDisliked).toBe(false);
      }
    }),
  );
});

test("cited evidence is the customer's own, and ranks go by score", () => {
  fc.assert(
    fc.property(request, (one) => {
      const known = new Set([
        ...one.evidence.events.map(({ id }) => id),
        ...one.evidence.preferences.map(({ id }) => id),
      ]);
      const list = answer(one);
      for (const [place, { rank, score, contributions }] of list.entries()) {
        expect(rank).toBe(place + 1);
        if (place > 0) expect(score).toBeLessThanOrEqual(list[place - 1]!.score + 1e-9);
        const cited = contributions.flatMap(({ parts }) =>
          parts.flatMap((part) => part.evidenceIds),
        );
        expect(cited.filter((id) => !known.has(id))).toEqual([]);
      }
    }),
  );
});

test("without the evidence of a neighbour, the item it spoke for loses score", () => {
  const citing = (list: readonly ScoredItem[]) =>
    list.flatMap(({ itemId, score, contributions }) =>
      contributions
        .flatMap(({ parts }) => parts)
        .filter(({ name }) => name === "neighbour")
        .map(({ evidenceIds }) => ({ itemId, score, evidenceIds })),
    );
  let cases = 0;
  fc.assert(
    fc.property(request, (one) => {
      const situation = { ...one.situation, first: items.length };
      for (const { itemId, score, evidenceIds } of citing(answer({ ...one, situation }))) {
        const events = one.evidence.events.filter(({ id }) => !evidenceIds.includes(id));
        const evidence = { ...one.evidence, events };
        const after = answer({ evidence, situation }).find((item) => item.itemId === itemId);
        cases += 1;
        if (after !== undefined) expect(after.score).toBeLessThan(score);
      }
    }),
  );
  expect(cases).toBeGreaterThan(50);
});

test("more 'not now' never raises an item", () => {
  fc.assert(
    fc.property(request, (one) => {
      const situation = { ...one.situation, first: items.length };
      const refusal = { ...event("NOT_NOW", "riesling"), at: situation.now };
      const evidence = { ...one.evidence, events: [...one.evidence.events, refusal] };
      const scoreOf = (list: readonly ScoredItem[]) =>
        list.find(({ itemId }) => itemId === "riesling")?.score ?? Number.NEGATIVE_INFINITY;
      const before = scoreOf(answer({ ...one, situation }));
      const after = scoreOf(answer({ situation, evidence }));
      expect(after).toBeLessThanOrEqual(before);
    }),
  );
});

test("a mood moves scores by at most a fifth of their spread", () => {
  fc.assert(
    fc.property(anySituation, (situation) => {
      const all = { catalogue, model, ...situation, first: items.length };
      const plain = recommendProfileFree({ ...all, mood: null });
      const spread = plain[0]!.score - plain.at(-1)!.score;
      for (const { contributions } of recommendProfileFree(all)) {
        const mood = contributions.find(({ signal }) => signal === "MOOD")!;
        expect(Math.abs(mood.value)).toBeLessThanOrEqual(0.2 * spread + 1e-12);
      }
    }),
  );
});

test("a house without data answers, and ties follow the seed", () => {
  const ask = (seed: number) =>
    recommendProfileFree({
      catalogue,
      model: emptyModel(),
      context: { weather: "hot" },
      mood: { name: "FESTIVE", intensity: 3 },
      now: 0,
      seed,
      first: 3,
    });
  expect(ask(1).map(({ score }) => score)).toEqual([0, 0, 0]);
  expect(ask(1)).toEqual(ask(1));
  const lists = new Set(
    Array.from({ length: 20 }, (_, seed) => JSON.stringify(ask(seed).map(({ itemId }) => itemId))),
  );
  expect(lists.size).toBeGreaterThan(10);
});
