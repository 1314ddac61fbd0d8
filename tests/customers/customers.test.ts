import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import {
  asClient,
  asClientWithout,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { latestRefusals } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const UPSERT = `mutation ($input: CustomerUpsertInput!) {
  customerUpsert(input: $input) {
    isCreated droppedFields errors { code path }
    customer { id externalIds { system externalId } facts { field value provenance } }
  }
}`;

const crm = asClient("customers:write", "customers:read");

function upsert(viewer: Viewer, externalId: string, facts: object[] = [], idempotencyKey = key()) {
  const input = { externalId: { system: "crm", externalId }, facts, idempotencyKey };
  return kathi.ask(viewer, UPSERT, { input });
}

test("an upsert creates once and then finds", async () => {
  const facts = [{ field: "EMAIL", value: "a@example.com" }];
  const first = (await upsert(crm, "c-1", facts)).data.customerUpsert;
  expect(first).toMatchObject({ isCreated: true, droppedFields: [], errors: [] });
  expect(first.customer.externalIds).toEqual([{ system: "crm", externalId: "c-1" }]);
  expect(first.customer.facts).toEqual([
    { field: "EMAIL", value: "a@example.com", provenance: "IMPORTED" },
  ]);
  const second = (await upsert(crm, "c-1")).data.customerUpsert;
  expect(second).toMatchObject({ isCreated: false, customer: { id: first.customer.id } });
});

test("parallel upserts of one name agree on one customer", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => upsert(crm, "c-2")));
  const payloads = answers.map(({ data }) => data.customerUpsert);
  expect(new Set(payloads.map(({ customer }) => customer.id)).size).toBe(1);
  expect(payloads.filter(({ isCreated }) => isCreated)).toHaveLength(1);
  const [{ count }] = await kathi.database.dataSource.query(
    "select count(*)::int as count from customer where customer_id not in (select customer_id from external_id)",
  );
  expect(count).toBe(0);
});

test("a field that no purpose covers is dropped and named, the rest is kept", async () => {
  const facts = [
    { field: "BIRTHDAY", value: "02-29" },
    { field: "LANGUAGE", value: "de-AT" },
  ];
  const payload = (await upsert(crm, "c-3", facts)).data.customerUpsert;
  expect(payload.droppedFields).toEqual(["BIRTHDAY"]);
  expect(payload.customer.facts).toEqual([
    { field: "LANGUAGE", value: "de-AT", provenance: "IMPORTED" },
  ]);
  const stored = await kathi.database.dataSource.query(
    "select 1 from fact_evidence where field = 'BIRTHDAY'",
  );
  expect(stored).toEqual([]);
});

test.each([
  ["EMAIL", "no address"],
  ["PHONE", "call me"],
  ["BIRTHDAY", "1980-02-03"],
  ["BIRTHDAY", "02-30"],
  ["LANGUAGE", "German, please"],
])("%s %j is refused and nothing is written", async (field, value) => {
  const payload = (await upsert(crm, "c-bad", [{ field, value }])).data.customerUpsert;
  expect(payload.errors).toEqual([{ code: "VALUE_INVALID", path: ["facts", "0", "value"] }]);
  expect(payload.customer).toBeNull();
  const { manager } = kathi.database.dataSource;
  expect(await customerIdByExternalId(manager, "crm", "c-bad")).toBeUndefined();
});

test("who may write customers", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  for (const viewer of [asNobody, customer, asClientWithout("customers:write")]) {
    const payload = (await upsert(viewer, "c-forbidden")).data.customerUpsert;
    expect(payload.errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
    const noted = [`${viewer.kind} customerUpsert FORBIDDEN`];
    expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  }
  const { manager } = kathi.database.dataSource;
  expect(await customerIdByExternalId(manager, "crm", "c-forbidden")).toBeUndefined();
});

test("customers see only themselves, clients by scope", async () => {
  const customerId = await kathi.addCustomer("seen");
  const other = asCustomer(await kathi.addCustomer());
  const byId = "query ($id: ID) { customer(id: $id) { id } }";
  const byName = `{ customer(externalId: { system: "test", externalId: "seen" }) { id } }`;
  const node = "query ($id: ID!) { node(id: $id) { id } }";
  const id = globalId(customerId);
  for (const viewer of [asNobody, other, asClientWithout("customers:read")]) {
    expect((await kathi.ask(viewer, byId, { id })).data.customer).toBeNull();
    expect((await kathi.ask(viewer, byName)).data.customer).toBeNull();
    expect((await kathi.ask(viewer, node, { id })).data.node).toBeNull();
  }
  for (const viewer of [asCustomer(customerId), asClient("customers:read")]) {
    expect((await kathi.ask(viewer, byId, { id })).data.customer).toEqual({ id });
    expect((await kathi.ask(viewer, byName)).data.customer).toEqual({ id });
    expect((await kathi.ask(viewer, node, { id })).data.node).toEqual({ id });
  }
});

test("me is the token's customer, and null for everybody else", async () => {
  const customerId = await kathi.addCustomer();
  const me = async (viewer: Viewer) => (await kathi.ask(viewer, "{ me { id } }")).data.me;
  expect(await me(asCustomer(customerId))).toEqual({ id: globalId(customerId) });
  expect(await me(asNobody)).toBeNull();
  expect(await me(crm)).toBeNull();
  expect(await me(asCustomer("00000000-0000-4000-8000-000000000000"))).toBeNull();
});

test.each([
  ["nonsense"],
  [""],
  [globalId("not-a-uuid")],
  ["wCustomer"],
  [encodeNodeId("__proto__", "x")],
  [encodeNodeId("constructor", "x")],
])("the foreign id %j is nobody's", async (id) => {
  const viewer = asClient("customers:read");
  const query = "query ($id: ID!) { node(id: $id) { id } customer(id: $id) { id } }";
  const { data, errors } = await kathi.ask(viewer, query, { id });
  expect(errors).toBeUndefined();
  expect(data).toEqual({ node: null, customer: null });
});

test("who may write a customer does not therefore read one", async () => {
  const facts = [{ field: "EMAIL", value: "secret@example.com" }];
  const known = (await upsert(crm, "c-read", facts)).data.customerUpsert;
  const writer = asClient("customers:write");
  const query = UPSERT.replace("isCreated", "isCreated customerId");
  const input = { externalId: { system: "crm", externalId: "c-read" }, idempotencyKey: key() };
  const answer = await kathi.ask(writer, query, { input });
  expect(answer.data.customerUpsert).toEqual({
    isCreated: false,
    customerId: known.customer.id,
    droppedFields: [],
    errors: [],
    customer: null,
  });
});

test("two upserts in one document each show what is there then", async () => {
  const query = `mutation ($a: CustomerUpsertInput!, $b: CustomerUpsertInput!) {
    a: customerUpsert(input: $a) { customer { facts { value } } }
    b: customerUpsert(input: $b) { customer { facts { value } } } }`;
  const input = (value: string) => ({
    externalId: { system: "crm", externalId: "c-twice" },
    facts: [{ field: "ADDRESS", value }],
    idempotencyKey: key(),
  });
  const { data } = await kathi.ask(crm, query, { a: input("First Lane"), b: input("Second Lane") });
  expect(data.a.customer.facts).toEqual([{ value: "First Lane" }]);
  expect(data.b.customer.facts).toEqual([{ value: "Second Lane" }]);
});

test("a value from the future is refused: it would win over all that comes until then", async () => {
  const facts = [{ field: "ADDRESS", value: "Mars", capturedAt: "2999-01-01T00:00:00Z" }];
  const payload = (await upsert(crm, "c-future", facts)).data.customerUpsert;
  expect(payload.errors).toEqual([{ code: "VALUE_INVALID", path: ["facts", "0", "capturedAt"] }]);
});
