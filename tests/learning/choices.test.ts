import { expect, test } from "@jest/globals";
import { candidatesOf, settledScores } from "../../src/learning/choices.ts";
import { type HeldOut, holdoutsOf, targetRuleOf } from "../../src/learning/holdout.ts";
import { randomFrom } from "../../src/learning/random.ts";
import { relatedModel } from "../../src/learning/snapshot.ts";
import { type EventStore, eventsOf } from "../../src/learning/store.ts";
import { learnedWeights } from "../../src/learning/weights.ts";
import { bindModel } from "../../src/scoring/binding.ts";
import { type EvidenceEvent, scoreAll } from "../../src/scoring/index.ts";
import type { Model } from "../../src/scoring/model.ts";
import { repeatsOf } from "../scoring/house.ts";
import { day, did, item, storeOf } from "./log.ts";

const leaves = ["cheese", "wine", "bread"];
const items = Array.from({ length: 60 }, (_, at) => item(`i${at}`, leaves[at % 3]!));

/** A house whose people keep to one category and to what they know, the popular before the rest. */
function house(): EventStore {
  const random = randomFrom(9);
  const customers = Array.from({ length: 150 }, (_, customer) => {
    const known: string[] = [];
    return Array.from({ length: 14 }, (__, visit): EvidenceEvent => {
      const fresh = 3 * Math.floor(20 * random() ** 2) + (customer % 3);
      const isRepeat = known.length > 0 && random() < 0.4;
      const id = isRepeat ? known[Math.floor(known.length * random())]! : `i${fresh}`;
      known.push(id);
      return did("PURCHASE", id, day(7 * visit + random()));
    });
  });
  return storeOf(customers, items);
}

const store = house();
const rule = targetRuleOf(store, 3);

const weights = {
  ...{ popularity: 0.7, liking: 0.4, trend: 0.3, neighbour: 0.8, ease: 0.6, affinity: 0.5 },
  ...{ repeatBias: 0.9, repeatSlope: 0.8, repeatQuota: 0.3 },
};
const repeats = repeatsOf({ wait: { edges: [1, 3], weights: [0.5, 0, -0.5] } }, -1);

function evidenceOf(train: EventStore, { customer }: HeldOut) {
  const events = eventsOf(train, customer).map((event, index) => {
    return { ...event, id: `e${index}`, itemId: train.items[event.item]!.id, context: {} };
  });
  return { events, preferences: [] };
}

test("what weights are fitted on is what the ranker gives, for own items and for new ones", () => {
  const [{ train, requests }] = holdoutsOf(store, rule, 1) as [ReturnType<typeof holdoutsOf>[0]];
  const model: Model = { ...relatedModel(train, rule), weights, repeats, repeatShare: 0.4 };
  const binding = bindModel(train.catalogue, model);
  const seen = { fresh: 0, repeated: 0 };
  for (const candidates of candidatesOf({ train, requests }, binding, 1).slice(0, 80)) {
    const { request, offsets: known, freeCount } = candidates;
    const { items: rows, offsets } = settledScores(candidates, weights);
    const evidence = evidenceOf(train, request);
    const situation = { context: {}, mood: null, now: request.now };
    const served = scoreAll({ catalogue: train.catalogue, model, evidence, ...situation });
    for (const [row, index] of rows.entries()) {
      // For repeats, an offset also says how many items a sampled one stands for.
      const own = request.isNew ? 0 : known[row]!;
      expect(offsets[row]! - own).toBeCloseTo(served[index]!, 9);
    }
    seen.fresh += freeCount;
    if (!request.isNew) seen.repeated += 1;
  }
  expect(seen.fresh).toBeGreaterThan(1_000);
  expect(seen.repeated).toBeGreaterThan(20);
});

test("the held-out item comes first, then others of which none is its own, then own ones", () => {
  const [{ train, requests }] = holdoutsOf(store, rule, 1) as [ReturnType<typeof holdoutsOf>[0]];
  const binding = bindModel(train.catalogue, relatedModel(train, rule));
  for (const { request, items: rows, freeCount, discovery, repeat } of candidatesOf(
    { train, requests },
    binding,
    1,
  ).slice(0, 50)) {
    expect(rows[0]).toBe(request.item);
    expect(new Set(rows).size).toBe(rows.length);
    const taken = new Set(eventsOf(train, request.customer).map((event) => event.item));
    for (const [row, index] of rows.entries()) {
      const isOwn = row === 0 ? !request.isNew : row >= freeCount;
      expect(taken.has(index)).toBe(isOwn);
      const of = (values: Float64Array, width: number) =>
        values.subarray(row * width, (row + 1) * width).some((value) => value !== 0);
      if (isOwn) expect(of(discovery, 6)).toBe(false);
      else expect(of(repeat, 3)).toBe(false);
    }
  }
});

test("a house of habits: repeats are found, and rank before what is new as often as they happen", () => {
  const learned = learnedWeights(store, rule, 1);
  expect(learned.repeatShare).toBeGreaterThan(0.35);
  expect(learned.repeatShare).toBeLessThan(0.65);
  const [{ train, requests }] = holdoutsOf(store, rule, 1) as [ReturnType<typeof holdoutsOf>[0]];
  const { repeats: module, repeatShare } = learned;
  const model = { ...relatedModel(train, rule), ...learned, repeats: module, repeatShare };
  let ownOdds = 0;
  let asked = 0;
  for (const request of requests) {
    const evidence = evidenceOf(train, request);
    const situation = { context: {}, mood: null, now: request.now };
    const scores = scoreAll({ catalogue: train.catalogue, model, evidence, ...situation });
    const taken = new Set(eventsOf(train, request.customer).map((event) => event.item));
    let own = 0;
    let all = 0;
    for (const [index, score] of scores.entries()) {
      all += Math.exp(score);
      if (taken.has(index)) own += Math.exp(score);
    }
    ownOdds += own / all;
    asked += 1;
  }
  const isRepeat = requests.filter(({ isNew }) => !isNew).length / asked;
  // The served chances of own items add up to what was seen: both parts have the same zero.
  expect(Math.abs(ownOdds / asked - isRepeat)).toBeLessThan(0.03);
});
