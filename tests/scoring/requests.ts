import fc from "fast-check";
import { type PersonalRequest, recommendPersonal } from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import type {
  Dial,
  Evidence,
  EvidenceEvent,
  RecommendedList,
  ScoredItem,
} from "../../src/scoring/types.ts";
import { now } from "./house.ts";
import { anyHouse, type House } from "./random-house.ts";

const kinds = [
  "VIEW",
  "CLICK",
  "CART",
  "PURCHASE",
  "RATING",
  "LIKE",
  "DISLIKE",
  "RETURN",
  "NOT_NOW",
] as const satisfies readonly EvidenceEvent["kind"][];

/** Items of small houses, more of large ones, of those that left the shelf, and of none. */
const anyItemId = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }).map((at) => `i${at}`) },
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 39 }).map((at) => `i${at}`) },
  { weight: 1, arbitrary: fc.constantFrom("f0", "f1", "f2", "unknown") },
);

/** Quarter days, so that several things happen in one visit. */
const anyTime = fc
  .oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1_600 }))
  .map((quarters) => now - (quarters * millisecondsPerDay) / 4);

/** Likings of the random houses, and one of none. */
export const anyInterestName = fc.constantFrom(
  ...["house", "cheese", "wine", "dessert", "shoes", "socks", "nowhere"].map((name) => {
    return { kind: "CATEGORY", name } as const;
  }),
  ...["light", "rich", "red"].map((name) => ({ kind: "TAG", name }) as const),
);

export const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  events: fc
    .array(
      fc.record({
        itemId: anyItemId,
        kind: fc.oneof(fc.constantFrom(...kinds), fc.constant("PURCHASE" as const)),
        value: fc.option(fc.integer({ min: 0, max: 5 })),
        at: fc.option(fc.oneof(anyTime, fc.constant(now + 1e9)), { freq: 9 }),
      }),
      { maxLength: 25 },
    )
    .map((events) => events.map((one, index) => ({ ...one, id: `x${index}`, context: {} }))),
  preferences: fc
    .array(
      fc.record({
        target: fc.constantFrom("ITEM" as const, "CATEGORY" as const, "TAG" as const),
        name: fc.constantFrom("i0", "i5", "cheese", "wine", "rich", "light", "nowhere"),
        sentiment: fc.constantFrom("LIKE" as const, "LIKE" as const, "DISLIKE" as const),
      }),
      { maxLength: 4 },
    )
    .map((preferences) => preferences.map((one, index) => ({ ...one, id: `p${index}` }))),
  struck: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyInterestName, { maxLength: 3 }) },
  ),
});

export const anySituation = fc.record({
  context: fc.record(
    {
      weather: fc.constantFrom("hot", "cold", "other"),
      moon: fc.constantFrom("full", "new"),
      season: fc.constant("winter"),
      mystery: fc.constant("other"),
    },
    { requiredKeys: [] },
  ),
  mood: fc.option(
    fc.record({
      name: fc.constantFrom("FESTIVE", "CALM", "UNKNOWN"),
      intensity: fc.constantFrom(1, 2, 3),
    }),
  ),
  now: fc.constant(now),
  seed: fc.integer(),
  first: fc.integer({ min: 1, max: 12 }),
});

const anyFactor = fc.oneof(
  fc.constantFrom(0, 1, 2),
  fc.double({ min: 0, max: 2, noNaN: true, noDefaultInfinity: true }),
);

export const anyDial: fc.Arbitrary<Dial> = fc.record({
  history: anyFactor,
  context: anyFactor,
  mood: anyFactor,
  surprise: anyFactor.map((factor) => factor / 2),
});

/** A request of any customer with any dial in any house. */
export const anyRequest: fc.Arbitrary<PersonalRequest> = fc
  .record({
    house: anyHouse,
    evidence: anyEvidence,
    situation: anySituation,
    dial: anyDial,
    explorationShare: fc.constantFrom(0, 0, 0.08, 1),
  })
  .map(({ house, situation, ...rest }) => ({ ...situation, ...rest, ...tablesOf(house) }));

function tablesOf({ catalogue, model }: House) {
  return { catalogue, model };
}

/** The request for as many places as there are items, none of them drawn by chance. */
export function wholeList(request: PersonalRequest): PersonalRequest {
  return { ...request, first: request.catalogue.ids.length, explorationShare: 0 };
}

/** All that an answer says, as data: the list, and what can be asked about every item. */
export function contentOf(list: RecommendedList, request: Pick<PersonalRequest, "catalogue">) {
  return {
    items: list.items,
    candidateCount: list.candidateCount,
    reasons: request.catalogue.ids.map(list.reasonOf),
    without: request.catalogue.ids.map((id) => list.without(id, "HISTORY")),
  };
}

/** The answer to a request as data. */
export function answer(request: PersonalRequest) {
  return contentOf(recommendPersonal(request), request);
}

/** One item of a list; undefined where it is not shown. */
export function shownItem(list: RecommendedList, itemId: string): ScoredItem | undefined {
  return list.items.find((item) => item.itemId === itemId);
}
