import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import type { DataCategory } from "../../src/consents/policy.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import type { InteractionKind } from "../../src/scoring/types.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { databaseText, item } from "../support/rows.ts";

const NOW = Date.UTC(2026, 5, 1, 12);

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const skus = Array.from({ length: 30 }, (_, index) => `item-${String(index).padStart(2, "0")}`);
  await upsertItems(
    kathi.database.dataSource.manager,
    skus.map((sku, index) => item(sku, { tags: [index % 2 === 0 ? "rich" : "light"] })),
  );
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const LIST = `query ($first: PageSize! = 12, $mode: RecommendationMode, $mood: MoodInput, $context: ContextInput) {
  me { recommendations(placement: "home", first: $first, mode: $mode, mood: $mood, context: $context) {
    mode modelVersion consentEpoch
    items { rank score sources item { sku title }
      explanation { baseline en: summary de: summary(locale: DE)
        contributions { signal value evidenceIds parts { name value evidenceIds } } } }
  } } }`;

async function list(viewer: Viewer, variables: object = {}) {
  const answer = await kathi.ask(viewer, LIST, { ...variables });
  expect(answer.errors).toBeUndefined();
  return { ...answer.data.me.recommendations, statements: answer.statements };
}

async function open(customerId: string, ...categories: readonly DataCategory[]) {
  for (const category of categories) {
    await appendConsentEvent(
      kathi.database.dataSource.manager,
      {
        customerId,
        purpose: "PERSONALISATION",
        category,
        state: "GIVEN",
        method: "API",
        actor: "customer",
        documentation: null,
      },
      ["UNKNOWN"],
    );
  }
}

/** Writes past the gate, as if consent had been there at the time. */
async function happened(customerId: string, kind: InteractionKind, itemId: string, daysAgo = 10) {
  await insertInteractions(kathi.database.dataSource.manager, [
    {
      customerId,
      interactionId: interactionIdOf("test", key()),
      itemId,
      kind,
      value: kind === "RATING" ? 5 : null,
      occurredAt: new Date(NOW - daysAgo * 86_400_000),
      isTimeKnown: true,
      context: {},
      provenance: "OBSERVED",
      source: "test",
    },
  ]);
}

test("contributions and their parts add up to the score", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "PURCHASE", "FEEDBACK");
  for (const sku of ["item-03", "item-03", "item-08"]) await happened(customerId, "PURCHASE", sku);
  await happened(customerId, "LIKE", "item-10");
  const { items } = await list(asCustomer(customerId), { mode: "FULL", first: 30 });
  expect(items.length).toBeGreaterThan(20);
  const sum = (values: { value: number }[]) =>
    values.reduce((total, { value }) => total + value, 0);
  for (const { score, explanation } of items) {
    const { baseline, contributions } = explanation;
    expect(Math.abs(baseline + sum(contributions) - score)).toBeLessThan(1e-9);
    for (const { value, parts } of contributions) {
      expect(Math.abs(sum(parts) - value)).toBeLessThan(1e-9);
    }
  }
});

test("a customer's own event changes the very next answer", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "FEEDBACK");
  const customer = asCustomer(customerId);
  const before = await list(customer, { mode: "FULL", first: 30 });
  const [best] = before.items;
  const feedback = `mutation ($input: RecommendationFeedbackInput!) {
    recommendationFeedback(input: $input) { errors { code } } }`;
  const input = { sku: best.item.sku, feedback: "DISLIKE", idempotencyKey: key() };
  expect(
    (await kathi.ask(customer, feedback, { input })).data.recommendationFeedback.errors,
  ).toEqual([]);
  const after = await list(customer, { mode: "FULL", first: 30 });
  const skus = after.items.map((place: { item: { sku: string } }) => place.item.sku);
  expect(skus).not.toContain(best.item.sku);
  expect(skus).toHaveLength(before.items.length - 1);
});

test("profile-free reads nothing of the customer's", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "PURCHASE");
  await happened(customerId, "PURCHASE", "item-05");
  const answer = await list(asCustomer(customerId), { mode: "PROFILE_FREE" });
  expect(answer).toMatchObject({ mode: "PROFILE_FREE", consentEpoch: null });
  expect(answer.statements.filter((text: string) => /interaction|preference/.test(text))).toEqual(
    [],
  );
  expect(answer.statements).toHaveLength(1);
});

test("a new customer is answered profile-free until personalisation is opened", async () => {
  const customerId = await kathi.addCustomer();
  expect((await list(asCustomer(customerId))).mode).toBe("PROFILE_FREE");
  await open(customerId, "BROWSING");
  expect((await list(asCustomer(customerId))).mode).toBe("FULL");
});

test.each([1, 12, 30, 100])("a list of %i costs four statements", async (first) => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "PURCHASE", "DECLARED_PREFERENCE");
  for (let turn = 0; turn < 5; turn++) await happened(customerId, "PURCHASE", `item-0${turn}`);
  const { statements } = await list(asCustomer(customerId), { mode: "FULL", first });
  expect(statements).toHaveLength(4);
});

test("a subscription is refused as a document, not as a bug", async () => {
  const { errors } = await kathi.ask(asNobody, "subscription { me { id } }");
  expect(errors?.[0]?.extensions?.code).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("only what is declared counts when only that may", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "PURCHASE", "DECLARED_PREFERENCE");
  const declare = `mutation ($input: PreferencesDeclareInput!) {
    preferencesDeclare(input: $input) { errors { code } } }`;
  const preferences = [{ target: "TAG", name: "rich", sentiment: "DISLIKE" }];
  await kathi.ask(asCustomer(customerId), declare, {
    input: { preferences, idempotencyKey: key() },
  });
  const before = await list(asCustomer(customerId), { mode: "DECLARED_ONLY", first: 30 });
  await happened(customerId, "PURCHASE", "item-07");
  expect(await list(asCustomer(customerId), { mode: "DECLARED_ONLY", first: 30 })).toEqual(before);
  const numbers = before.items.map(({ item: { sku } }: { item: { sku: string } }) =>
    Number(sku.slice(5)),
  );
  expect(numbers.every((number: number) => number % 2 === 1)).toBe(true);
});

test("a withdrawal while the answer is computed discards it", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "FEEDBACK");
  await happened(customerId, "DISLIKE", "item-09");
  const withdraw = `mutation ($input: ConsentChangeInput!) {
    consentWithdraw(input: $input) { errors { code } } }`;
  const input = { purpose: "PERSONALISATION", category: "FEEDBACK", idempotencyKey: key() };
  const { shelves } = kathi.app;
  const current = shelves.current;
  let withdrawal: Promise<unknown> | undefined;
  const { manager } = kathi.connections.served;
  const query = manager.query;
  // The shelf is asked for after the evidence was read; the next of the app's statements confirms the epoch.
  shelves.current = () => {
    manager.query = async (...args: Parameters<typeof query>) => {
      manager.query = query;
      withdrawal = kathi.ask(asCustomer(customerId), withdraw, { input });
      await withdrawal;
      return query.apply(manager, args) as never;
    };
    shelves.current = current;
    return current.call(shelves);
  };
  const { items, consentEpoch } = await list(asCustomer(customerId), { mode: "FULL", first: 30 });
  expect(withdrawal).toBeDefined();
  expect(consentEpoch).toBe(2);
  const skus = items.map((place: { item: { sku: string } }) => place.item.sku);
  expect(skus).toContain("item-09");
});

test("a mood and a context live in the request: nothing of them is stored", async () => {
  const customerId = await kathi.addCustomer();
  await open(customerId, "PURCHASE", "CONTEXT", "FEEDBACK");
  await list(asCustomer(customerId), {
    mode: "FULL",
    mood: { name: "FESTIVE", intensity: 3 },
    context: { occasion: "canary-occasion" },
  });
  const stored = await databaseText(kathi.database.dataSource);
  expect(stored).toContain(customerId);
  expect(stored).not.toContain("FESTIVE");
  expect(stored).not.toContain("canary-occasion");
});

test("a client with the scope asks for a customer; nobody else does", async () => {
  const customerId = await kathi.addCustomer();
  const query = `query ($id: ID) { customer(id: $id) {
    recommendations(placement: "till") { items { rank explanation { summary } } } } }`;
  const id = globalId(customerId);
  const { customer } = (await kathi.ask(asClient("customers:read"), query, { id })).data;
  expect(customer.recommendations.items).toHaveLength(12);
  // An explanation shows what the customer did, which is the customer's own business.
  expect(customer.recommendations.items[0]).toEqual({ rank: 1, explanation: null });
  expect((await kathi.ask(asNobody, query, { id })).data.customer).toBeNull();
});

test.each([
  ["first: 0", "first: 0"],
  ["first: 1e9", "first: 1000000000"],
  ["an intensity of 4", "mood: { name: CALM, intensity: 4 }"],
  ["a clinical mood", "mood: { name: DEPRESSED }"],
  ["an unknown field", 'context: { income: "high" }'],
])("%s is refused", async (_name, args) => {
  const customer = asCustomer(await kathi.addCustomer());
  const query = `{ me { recommendations(placement: "home", ${args}) { items { rank } } } }`;
  const { data, errors } = await kathi.ask(customer, query);
  expect(data?.me ?? null).toBeNull();
  expect(["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "DOCUMENT_TOO_LARGE"]).toContain(
    errors?.[0]?.extensions?.code,
  );
});
