import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import type { DataCategory } from "../../src/consents/policy.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import { CATEGORY_OF_KIND } from "../../src/interactions/interaction.service.ts";
import type { InteractionKind } from "../../src/scoring/types.ts";
import { asCustomer, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const SKUS = Array.from({ length: 20 }, (_, index) => `item-${index}`);
const CELLS = ["PURCHASE", "BROWSING", "FEEDBACK", "CONTEXT", "DECLARED_PREFERENCE"] as const;
const KINDS = Object.keys(CATEGORY_OF_KIND) as InteractionKind[];

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  await upsertItems(
    kathi.database.dataSource.manager,
    SKUS.map((sku, index) =>
      item(sku, { tags: [`tag-${index % 3}`], categories: [`c${index % 4}`] }),
    ),
  );
  await kathi.app.shelves.refresh();
});
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
    name: fc.constantFrom("tag-0", "tag-1", "tag-2"),
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
    occurredAt: new Date(NOW - event.hoursAgo * 3_600_000),
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
}, 60_000);

test("the test can tell: with the cell open, forgetting changes an answer", async () => {
  const events = [
    { kind: "LIKE" as const, itemId: "item-3", hoursAgo: 5, stars: 5, context: {} },
    { kind: "DISLIKE" as const, itemId: "item-4", hoursAgo: 5, stars: 1, context: {} },
  ];
  const customerId = await customerWith(events, [], ["FEEDBACK"]);
  const withData = await answer(customerId);
  await forget(customerId, "FEEDBACK");
  expect(await answer(customerId)).not.toBe(withData);
});

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
}, 60_000);
