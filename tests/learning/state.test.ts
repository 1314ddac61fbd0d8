import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { EventLog } from "../../src/learning/event-log.ts";
import { LearnerState } from "../../src/learning/state.ts";
import { eventsOf } from "../../src/learning/store.ts";
import { type EvidenceEvent, encodeModel } from "../../src/scoring/index.ts";
import { day, did, item } from "./log.ts";

const items = [item("milk", "dairy"), item("cream", "dairy"), item("shoe", "shoes")];
const options = { now: day(100), seed: 1 };
const counts = [
  { mood: "CALM", tag: "category=dairy", shown: 900, accepted: 300 },
  { mood: "CALM", tag: "category=shoes", shown: 900, accepted: 100 },
];

const anyEvent: fc.Arbitrary<EvidenceEvent> = fc
  .record({
    kind: fc.constantFrom("VIEW" as const, "PURCHASE" as const, "RATING" as const, "LIKE" as const),
    id: fc.constantFrom("milk", "cream", "shoe", "gone", "lost"),
    at: fc.option(fc.integer({ min: 0, max: 110 })),
    value: fc.constantFrom(1, 2.5, 5),
    context: fc.constantFrom<EvidenceEvent["context"]>(
      {},
      { weather: "hot" },
      { weather: "cold", daypart: "noon" },
    ),
  })
  .map(({ kind, id, at, value, context }) =>
    did(kind, id, at === null ? null : day(at), value, context),
  );
const anyCustomer = fc.constantFrom("ann", "bob", "cid", "dan", "eva", "fay");
const anyStep = fc.record({
  customer: anyCustomer,
  // Null removes the customer.
  events: fc.option(fc.array(anyEvent, { maxLength: 12 }), { freq: 4 }),
});

function derived(folds: ReadonlyMap<string, readonly EvidenceEvent[]>) {
  const state = new LearnerState();
  for (const [customer, events] of folds) state.fold(customer, events);
  return encodeModel(state.derive(items, counts, options));
}

test("any folds and removals equal a rebuild from what is left, byte for byte", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 20 }), fc.boolean(), (steps, isBackwards) => {
      const state = new LearnerState();
      const left = new Map<string, readonly EvidenceEvent[]>();
      for (const { customer, events } of steps) {
        if (events === null) state.remove(customer);
        else state.fold(customer, events);
        if (events === null) left.delete(customer);
        else left.set(customer, events);
      }
      const rebuilt = new Map(isBackwards ? [...left].toReversed() : left);
      expect(encodeModel(state.derive(items, counts, options))).toEqual(derived(rebuilt));
    }),
    { numRuns: 100 },
  );
});

/** Buyers with enough of a history that weights are learned from them. */
function house(customers: number): Map<string, EvidenceEvent[]> {
  return new Map(
    Array.from({ length: customers }, (_, customer) => [
      `c${1000 + customer}`,
      ["milk", "cream", "shoe", "gone", "milk"].map((id, at) =>
        did("PURCHASE", id, day(at * 20 + ((customer * (at + 3)) % 7)), 1),
      ),
    ]),
  );
}

test("a removal is exact after models were derived, weights and all", () => {
  const folds = house(150);
  const state = new LearnerState();
  for (const [customer, events] of folds) state.fold(customer, events);
  const before = encodeModel(state.derive(items, counts, options));
  state.remove("c1007");
  const after = encodeModel(state.derive(items, counts, options));
  expect(after).not.toEqual(before);
  folds.delete("c1007");
  expect(after).toEqual(derived(folds));
});

test("an event taken out of the middle of a history is a removal", () => {
  const folds = house(150);
  const state = new LearnerState();
  for (const [customer, events] of folds) state.fold(customer, events);
  state.derive(items, counts, options);
  const without = folds.get("c1007")!.toSpliced(2, 1);
  state.fold("c1007", without);
  const expected = derived(new Map([...folds, ["c1007", without]]));
  expect(encodeModel(state.derive(items, counts, options))).toEqual(expected);
});

test("weights are kept while the log grows by less than a tenth, and learned anew beyond", () => {
  const state = new LearnerState();
  for (const [customer, events] of house(150)) state.fold(customer, events);
  const { weights, events } = state.derive(items, counts, options);
  expect(events).toBe(750);
  const grown = (visits: number) =>
    house(visits).forEach((history, customer) => {
      state.fold(customer, [...history, did("PURCHASE", "milk", day(75), 1)]);
    });
  grown(75);
  const later = state.derive(items, counts, options);
  expect(later.events).toBe(825);
  expect(later.weights).toEqual(weights);
  grown(76);
  const anew = state.derive(items, counts, options);
  expect(anew.events).toBe(826);
  expect(anew.weights).not.toEqual(weights);
});

test("a model says nothing of who was folded", () => {
  const state = new LearnerState();
  state.fold("customer-of-this-name", house(1).get("c1000")!);
  const text = encodeModel(state.derive(items, counts, options)).map(({ bytes }) =>
    Buffer.from(bytes).toString("latin1"),
  );
  expect(text.join()).not.toContain("customer-of-this-name");
});

test("events after now wait for their time", () => {
  const state = new LearnerState();
  state.fold("ann", [did("VIEW", "milk", day(1)), did("VIEW", "shoe", day(3))]);
  expect(state.derive(items, [], { now: day(2), seed: 1 }).events).toBe(1);
  expect(state.derive(items, [], { now: day(3), seed: 1 }).events).toBe(2);
  expect(state.derive(items, [], { now: day(0), seed: 1 }).version).toBe("empty");
});

test("a log that is replaced again and again takes no more room than what it says", () => {
  const log = new EventLog();
  const history = Array.from({ length: 50 }, (_, at) => did("VIEW", `i${at % 9}`, day(at)));
  for (let round = 0; round < 500; round += 1) {
    log.replace("ann", history.slice(0, round % 50));
    log.replace("bob", history);
  }
  log.remove("nobody");
  expect(log.eventCount).toBe(49 + 50);
  expect(log.placesUsed).toBeLessThanOrEqual(1024 + 2 * 99);
  const store = log.store([], day(100));
  expect(store.customerCount).toBe(2);
  expect(eventsOf(store, 1).map(({ item: index }) => store.items[index]!.id)).toEqual(
    history.map(({ itemId }) => itemId),
  );
});
