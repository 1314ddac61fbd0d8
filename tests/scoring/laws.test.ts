import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  decodeModel,
  emptyModel,
  encodeModel,
  recommendPersonal,
  recommendProfileFree,
} from "../../src/scoring/index.ts";
import { signals } from "../../src/scoring/types.ts";
import { catalogue, now } from "./house.ts";
import { anyHouse, conditions, moods } from "./random-house.ts";
import { answer, anyDial, anyEvidence, anyRequest, anySituation, contentOf } from "./requests.ts";

const nothing = { events: [], preferences: [] };

test("contributions add up to the score, and parts to their contribution", () => {
  const partsSeen = new Set<string>();
  fc.assert(
    fc.property(anyRequest, (request) => {
      for (const { score, baseline, contributions } of recommendPersonal(request).items) {
        expect(Number.isFinite(score)).toBe(true);
        expect(contributions.map(({ signal }) => signal)).toEqual(signals);
        const sum = contributions.reduce((total, { value }) => total + value, baseline);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
        for (const { value, parts } of contributions) {
          const partSum = parts.reduce((total, part) => total + part.value, 0);
          expect(Math.abs(partSum - value)).toBeLessThan(1e-9);
          for (const { name } of parts) partsSeen.add(name.replace(/:.*/, ""));
        }
      }
    }),
    { numRuns: 1_000 },
  );
  // The houses reach every kind of part, so the law is not kept by silence.
  const named = ["ownRepeat", "neighbour", "together", "session", "complement", "affinity"];
  const rest = ["popularity", "liking", "trend", "expert", "fresh", "likes", "notNow", "ratedLow"];
  const stated = [...conditions, ...moods.map((name) => `mood=${name}`)];
  expect([...partsSeen]).toEqual(expect.arrayContaining([...named, ...rest, ...stated]));
});

test("with empty evidence, the personal answer is the profile-free one, byte for byte", () => {
  fc.assert(
    fc.property(anyHouse, anySituation, (house, situation) => {
      const request = { ...situation, ...house };
      const personal = recommendPersonal({ ...request, evidence: nothing });
      const free = recommendProfileFree(request);
      expect(JSON.stringify(contentOf(personal, house))).toBe(
        JSON.stringify(contentOf(free, house)),
      );
    }),
  );
});

test("the order in which evidence arrives changes nothing", () => {
  fc.assert(
    fc.property(anyRequest, fc.infiniteStream(fc.nat()), (request, numbers) => {
      const shuffled = <T>(values: readonly T[]): T[] =>
        values
          .map((value) => ({ value, key: numbers.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
      const { events, preferences, struck = [] } = request.evidence;
      const evidence = {
        events: shuffled(events),
        preferences: shuffled(preferences),
        struck: shuffled(struck),
      };
      expect(answer({ ...request, evidence })).toEqual(answer(request));
    }),
    { numRuns: 300 },
  );
});

test("many refusals and ratings of one item are the same in any order, to the last bit", () => {
  const days = [0.1, 3.7, 11.3, 2.9, 0.7];
  const events = days.flatMap((daysAgo, index) => {
    const at = now - daysAgo * 86_400_000;
    const event = { itemId: "cake", at, context: {} };
    return [
      { ...event, id: `n${index}`, kind: "NOT_NOW" as const, value: null },
      { ...event, id: `r${index}`, kind: "RATING" as const, value: 3 + daysAgo / 10 },
    ];
  });
  const ask = (ordered: typeof events) => {
    const house = { catalogue, model: emptyModel() };
    const likes = [1, 2, 3, 4, 5, 6].map((number) => {
      return { id: `p${number}`, target: "ITEM", name: "cake", sentiment: "LIKE" } as const;
    });
    const evidence = { events: ordered, preferences: likes };
    const situation = { context: {}, mood: null, now, seed: 1, first: 10 };
    return contentOf(recommendPersonal({ ...house, ...situation, evidence }), house);
  };
  for (let turn = 1; turn < events.length; turn += 1) {
    const turned = [...events.slice(turn), ...events.slice(0, turn)];
    expect(ask(turned)).toEqual(ask(events));
    expect(ask(turned.toReversed())).toEqual(ask(events));
  }
});

test("a seed replays: the same request gives the same list, also from stored bytes", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const model = { ...decodeModel(encodeModel(request.model)), version: request.model.version };
      expect(answer({ ...request, model })).toEqual(answer(request));
      expect(answer(request)).toEqual(answer(request));
    }),
  );
});

test("excluding evidence equals never having had it", () => {
  fc.assert(
    fc.property(anyRequest, anyEvidence, (request, others) => {
      const extra = others.events.map((event) => ({ ...event, id: `extra-${event.id}` }));
      const events = [...extra, ...request.evidence.events];
      const kept = events.filter(({ id }) => !id.startsWith("extra-"));
      const before = answer(request);
      answer({ ...request, evidence: { ...request.evidence, events } });
      // Whoever was asked in between, and about what, leaves no trace in the shared binding.
      expect(answer({ ...request, evidence: { ...request.evidence, events: kept } })).toEqual(
        before,
      );
    }),
  );
});

test("without a mix of its own and without surprise, the list goes by score", () => {
  fc.assert(
    fc.property(anyHouse, anySituation, anyDial, (house, situation, dial) => {
      const evidence = nothing;
      const request = { ...situation, ...house, evidence, dial: { ...dial, surprise: 0 } };
      const { items, without } = recommendPersonal(request);
      for (const [index, { itemId, score, rank }] of items.entries()) {
        expect(rank).toBe(index + 1);
        if (index > 0) expect(score).toBeLessThanOrEqual(items[index - 1]!.score);
        // Nobody is known, so history says nothing and its absence changes no place.
        const higher = items.filter((other) => other.score > score).length;
        expect(without(itemId, "HISTORY")!.rank).toBe(higher + 1);
        expect(without(itemId, "HISTORY")!.score).toBeCloseTo(score, 12);
      }
    }),
  );
});

test("places are numbered, and no item has two", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { items, candidateCount } = recommendPersonal(request);
      expect(items.map(({ rank }) => rank)).toEqual(items.map((_, index) => index + 1));
      expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(items.length);
      expect(items.length).toBeLessThanOrEqual(request.first);
      expect(candidateCount).toBeGreaterThanOrEqual(items.length);
      for (const { propensity, sources } of items) {
        expect(propensity).toBeGreaterThan(0);
        expect(propensity).toBeLessThanOrEqual(1);
        expect(sources.length).toBeGreaterThan(0);
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
    }).items;
  expect(ask(1).map(({ score }) => score)).toEqual([0, 0, 0]);
  expect(ask(1)).toEqual(ask(1));
  const lists = new Set(
    Array.from({ length: 20 }, (_, seed) => JSON.stringify(ask(seed).map(({ itemId }) => itemId))),
  );
  expect(lists.size).toBeGreaterThan(10);
});
