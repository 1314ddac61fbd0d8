import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { policy } from "../../src/scoring/index.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, deleteCustomers, item, latestRefusals } from "../support/rows.ts";
import { daysBefore, decide, happened } from "./people.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const DECLARED = "PERSONALISATION:DECLARED_PREFERENCE";
const NEUTRAL = { history: 1, context: 1, mood: 1, surprise: policy.surprise, isSet: false };

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const skus = Array.from({ length: 12 }, (_, index) => `item-${index}`);
  const items = skus.map((sku, index) => item(sku, { tags: [`tag-${index % 3}`] }));
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const LIST = `recommendations(placement: "home", mode: FULL) { consentEpoch seed items {
  score slot item { sku } explanation { contributions { signal value } } } }`;
const SET = `mutation ($input: WeightsSetInput!) { weightsSet(input: $input) {
  errors { code path } customer { weights { history context mood surprise isSet } ${LIST} } } }`;

async function set(viewer: Viewer, input: object) {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, SET, variables);
  expect(errors).toBeUndefined();
  return data.weightsSet;
}

async function ask(viewer: Viewer, fields: string) {
  const { data, errors, statements } = await kathi.ask(viewer, `{ me { ${fields} } }`);
  expect(errors).toBeUndefined();
  return { ...data.me, statements };
}

async function customerWithHistory(...cells: Parameters<typeof decide>[3][]): Promise<string> {
  const customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", ...cells);
  await happened(kathi, customerId, "PURCHASE", "item-3", daysBefore(NOW, 9));
  return customerId;
}

interface Place {
  explanation: { contributions: { signal: string; value: number }[] };
}
const history = (items: Place[]) =>
  items.map(({ explanation }) => explanation.contributions.find((it) => it.signal === "HISTORY"));

test("the effect of the dial is visible in the same answer", async () => {
  const customer = asCustomer(await customerWithHistory(DECLARED));
  const before = (await ask(customer, LIST)).recommendations;
  expect(history(before.items).some((share) => share?.value !== 0)).toBe(true);
  const { errors, customer: after } = await set(customer, { history: 0 });
  expect(errors).toEqual([]);
  expect(after.weights).toEqual({ ...NEUTRAL, history: 0, isSet: true });
  expect(history(after.recommendations.items).every((share) => share?.value === 0)).toBe(true);
  const doubled = (await set(customer, { history: 2 })).customer.recommendations.items;
  const sum = (items: Place[]) =>
    history(items).reduce((total, share) => total + (share?.value ?? 0), 0);
  expect(sum(doubled)).toBeCloseTo(2 * sum(before.items), 9);
});

test("what is left out stays, and a reset takes all back", async () => {
  const customer = asCustomer(await customerWithHistory(DECLARED));
  await set(customer, { history: 0.5, surprise: 1 });
  const { customer: after } = await set(customer, { mood: 0 });
  expect(after.weights).toEqual({ ...NEUTRAL, history: 0.5, mood: 0, surprise: 1, isSet: true });
  const reset = await set(customer, { reset: true });
  expect(reset.errors).toEqual([]);
  expect(reset.customer.weights).toEqual(NEUTRAL);
});

test.each([
  [{ history: -0.1 }, ["history"]],
  [{ context: 2.5 }, ["context"]],
  [{ mood: 3 }, ["mood"]],
  [{ surprise: 1.01 }, ["surprise"]],
  [{}, []],
  [{ reset: true, history: 1 }, ["reset"]],
])("%j changes nothing", async (input, path) => {
  const customer = asCustomer(await customerWithHistory(DECLARED));
  const before = await countRows(kathi.database.dataSource);
  const payload = await set(customer, input);
  expect(payload).toEqual({ errors: [{ code: "VALUE_INVALID", path }], customer: null });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test.each(["NaN", "1e999", '"1"'])("%s is no number of a dial", async (value) => {
  const customer = asCustomer(await customerWithHistory(DECLARED));
  const text = `mutation { weightsSet(input: { history: ${value}, idempotencyKey: "k" }) {
    errors { code } } }`;
  const { data, errors } = await kathi.ask(customer, text);
  expect([data ?? null, errors?.length]).toEqual([null, 1]);
});

test("without the consent nothing is kept; setting back needs none", async () => {
  const customerId = await customerWithHistory();
  const before = await countRows(kathi.database.dataSource);
  const refused = await set(asCustomer(customerId), { history: 0 });
  expect(refused.errors).toEqual([{ code: "CONSENT_REQUIRED", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  expect((await set(asCustomer(customerId), { reset: true })).errors).toEqual([]);
  // Other purposes of the same category do not let it be used in lists, so they do not keep it.
  await decide(kathi, customerId, "GIVEN", "IMPROVEMENT:DECLARED_PREFERENCE");
  const other = await set(asCustomer(customerId), { history: 0 });
  expect(other.errors).toEqual([{ code: "CONSENT_REQUIRED", path: [] }]);
});

test("a closed cell equals a dial that was never set, byte for byte", async () => {
  const customerId = await customerWithHistory(DECLARED);
  await set(asCustomer(customerId), { history: 0, surprise: 1 });
  const turned = await ask(asCustomer(customerId), LIST);
  await decide(kathi, customerId, "WITHDRAWN", DECLARED);
  const closed = await ask(asCustomer(customerId), LIST);
  expect(closed.recommendations.items).not.toEqual(turned.recommendations.items);
  await kathi.database.dataSource.query("delete from customer_weights where customer_id = $1", [
    customerId,
  ]);
  expect(JSON.stringify((await ask(asCustomer(customerId), LIST)).recommendations)).toBe(
    JSON.stringify(closed.recommendations),
  );
});

test("a repetition gives the first answer, and its key serves no other content", async () => {
  const customer = asCustomer(await customerWithHistory(DECLARED));
  const idempotencyKey = key();
  await set(customer, { history: 0.5, idempotencyKey });
  await set(customer, { history: 1.5 });
  const again = await set(customer, { history: 0.5, idempotencyKey });
  expect(again.customer.weights.history).toBe(1.5);
  const reused = await set(customer, { history: 0.6, idempotencyKey });
  expect(reused.errors).toEqual([{ code: "IDEMPOTENCY_KEY_REUSED", path: ["idempotencyKey"] }]);
});

test("only customers turn their own dial, and only they see it", async () => {
  const customerId = await customerWithHistory(DECLARED);
  await set(asCustomer(customerId), { history: 0 });
  const before = await countRows(kathi.database.dataSource);
  for (const viewer of [asNobody, asClient("customers:read", "customers:write")]) {
    expect(await set(viewer, { history: 2 })).toEqual({
      errors: [{ code: "FORBIDDEN", path: [] }],
      customer: null,
    });
  }
  expect(await latestRefusals(kathi.database.dataSource, 2)).toEqual([
    "ANONYMOUS weightsSet FORBIDDEN",
    "CLIENT weightsSet FORBIDDEN",
  ]);
  const stranger = asCustomer("0190163d-8694-739b-aea5-966c26f8ad91");
  expect((await set(stranger, { history: 2 })).errors).toEqual([{ code: "NOT_FOUND", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const query = "query ($id: ID) { customer(id: $id) { weights { history } } }";
  const id = globalId(customerId);
  const client = await kathi.ask(asClient("customers:read"), query, { id });
  expect(client.data.customer).toEqual({ weights: null });
  const other = asCustomer(await kathi.addCustomer());
  expect((await kathi.ask(other, query, { id })).data.customer).toBeNull();
  expect((await ask(asCustomer(customerId), "weights { history isSet }")).weights).toEqual({
    history: 0,
    isSet: true,
  });
});

test("the dial costs no statement more, and is erased with its customer", async () => {
  const customerId = await customerWithHistory(DECLARED);
  await set(asCustomer(customerId), { history: 0 });
  expect((await ask(asCustomer(customerId), LIST)).statements).toHaveLength(4);
  const { dataSource } = kathi.database;
  await deleteCustomers(dataSource, "customer_id = $1", [customerId]);
  const left = await dataSource.query("select 1 from customer_weights where customer_id = $1", [
    customerId,
  ]);
  expect(left).toEqual([]);
});
