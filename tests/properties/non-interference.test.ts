import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import type { DataCategory } from "../../src/consents/policy.ts";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import { CATEGORY_OF_KIND } from "../../src/interactions/interaction.service.ts";
import type { InteractionKind } from "../../src/scoring/types.ts";
import { asCustomer, type TestApp } from "../support/app.ts";
import { DEMO_NOW, openDemoApp } from "../support/demo.ts";

const { items, truths } = generateDemoHouse({ seed: DEMO_SEED, now: DEMO_NOW });
const WINES = truths.pairings.flatMap(({ wineItemIds }) => wineItemIds);
// Items with strong neighbours among them, and some from all over the house.
const SKUS = [
  ...WINES,
  ...truths.pairings.map(({ cheeseItemId }) => cheeseItemId),
  ...items.map(({ id }) => id).filter((_, index) => index % 40 === 0),
];
const TAGS = [...new Set(items.flatMap(({ tags }) => tags))].slice(0, 3);
const CELLS = ["PURCHASE", "BROWSING", "FEEDBACK", "CONTEXT", "DECLARED_PREFERENCE"] as const;
const KINDS = Object.keys(CATEGORY_OF_KIND) as InteractionKind[];

let kathi: TestApp;

// A learned house: neighbours, crowd and conditions take part in every answer.
beforeAll(async () => {
  kathi = await openDemoApp();
}, 300_000);
afterAll(() => kathi.close());

const QUERY = `{ me { recommendations(placement: "home", first: 20, mode: FULL,
  context: { weather: "hot" }, mood: { name: FESTIVE }) {
    mode modelVersion consentEpoch items { rank score sources item { sku }
      explanation { baseline summary contributions { signal value evidenceIds
        parts { name value evidenceIds } } } } } } }`;

const history = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    itemId: fc.constantFrom(...SKUS),
    hoursAgo: fc.integer({ min: 1, max: 2_000 }),
    stars: fc.integer({ min: 1, max: 5 }),
    context: fc.constantFrom<Record<string, string>>({}, { weather: "hot" }, { weather: "cold" }),
  }),
  { minLength: 1, maxLength: 25 },
);

const preferences = fc.uniqueArray(
  fc.record({
    target: fc.constant("TAG"),
    name: fc.constantFrom(...TAGS),
    sentiment: fc.constantFrom("LIKE", "DISLIKE"),
  }),
  { selector: ({ name }) => name, maxLength: 2 },
);

const statement = (text: string, values: unknown[]) =>
  kathi.database.dataSource.query(text, values);

/** A customer with everything in the log, but only some cells open. */
async function customerWith(
  events: typeof history extends fc.Arbitrary<infer T> ? T : never,
  declared: typeof preferences extends fc.Arbitrary<infer T> ? T : never,
  open: readonly DataCategory[],
): Promise<string> {
  const { manager } = kathi.database.dataSource;
  const customerId = await kathi.addCustomer();
  const rows = events.map((event, index) => ({
    customerId,
    interactionId: interactionIdOf(customerId, `${index}`),
    itemId: event.itemId,
    kind: event.kind,
    value: event.kind === "RATING" ? event.stars : null,
    occurredAt: new Date(DEMO_NOW - event.hoursAgo * 3_600_000),
    isTimeKnown: true,
    context: event.context,
    provenance: "OBSERVED" as const,
    source: "test",
  }));
  await insertInteractions(manager, rows);
  for (const { target, name, sentiment } of declared) {
    await statement(
      `insert into declared_preference (customer_id, preference_id, target, name, sentiment)
       values ($1, gen_random_uuid(), $2, $3, $4)`,
      [customerId, target, name, sentiment],
    );
  }
  for (const category of open) {
    const change = { customerId, purpose: "PERSONALISATION", category, state: "GIVEN" } as const;
    const entry = { ...change, method: "API", actor: "customer", documentation: null } as const;
    await appendConsentEvent(manager, entry, ["UNKNOWN"]);
  }
  return customerId;
}

/** Makes the customer the twin who never had data of this category. */
async function forget(customerId: string, category: DataCategory): Promise<void> {
  if (category === "CONTEXT") {
    await statement("update interaction set context = '{}' where customer_id = $1", [customerId]);
  } else if (category === "DECLARED_PREFERENCE") {
    await statement("delete from declared_preference where customer_id = $1", [customerId]);
  } else {
    const kinds = KINDS.filter((kind) => CATEGORY_OF_KIND[kind] === category);
    const text = "delete from interaction where customer_id = $1 and kind = any($2)";
    await statement(text, [customerId, kinds]);
  }
}

const answer = async (customerId: string) => {
  const { data, errors } = await kathi.ask(asCustomer(customerId), QUERY);
  expect(errors).toBeUndefined();
  return JSON.stringify(data);
};

test("a closed cell equals never having had the data, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      preferences,
      fc.subarray([...CELLS]),
      fc.constantFrom(...CELLS),
      async (events, declared, open, closed) => {
        const others = open.filter((category) => category !== closed);
        const customerId = await customerWith(events, declared, others);
        const withData = await answer(customerId);
        await forget(customerId, closed);
        expect(await answer(customerId)).toBe(withData);
      },
    ),
    { numRuns: 60 },
  );
}, 300_000);

test.each([
  ["PURCHASE", "PURCHASE"],
  ["BROWSING", "VIEW"],
  ["FEEDBACK", "LIKE"],
] as const)(
  "the test can tell: with %s open, forgetting changes an answer",
  async (category, kind) => {
    const event = { kind, hoursAgo: 5, stars: 5, context: {} };
    const events = WINES.map((itemId) => ({ ...event, itemId }));
    const customerId = await customerWith(events, [], [category]);
    const withData = await answer(customerId);
    // Neighbours, the crowd and a learned condition take part in the answer.
    const parts = new Set(withData.match(/(?<="name":")[^"]+/g));
    expect([...parts]).toEqual(expect.arrayContaining(["neighbour", "popularity", "weather=hot"]));
    await forget(customerId, category);
    expect(await answer(customerId)).not.toBe(withData);
  },
);

test("excluding evidence equals never having had it, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), async (events, pick) => {
      const open = ["PURCHASE", "BROWSING", "FEEDBACK", "CONTEXT"] as const;
      const customerId = await customerWith(events, [], open);
      const interactionId = interactionIdOf(customerId, `${pick % events.length}`);
      const key = "customer_id = $1 and interaction_id = $2";
      await statement(`update interaction set status = 'EXCLUDED' where ${key}`, [
        customerId,
        interactionId,
      ]);
      const excluded = await answer(customerId);
      await statement(`delete from interaction where ${key}`, [customerId, interactionId]);
      expect(await answer(customerId)).toBe(excluded);
    }),
    { numRuns: 40 },
  );
}, 300_000);
