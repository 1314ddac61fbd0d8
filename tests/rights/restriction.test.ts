import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { openLearner } from "../../src/recommendations/learner.service.ts";
import { consentedSlots } from "../../src/recommendations/shown-list.service.ts";
import { decide, happened } from "../recommendations/people.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, item, latestRefusals } from "../support/rows.ts";

let kathi: TestApp;
const DAY = 86_400_000;

beforeAll(async () => {
  kathi = await openTestApp();
  const items = Array.from({ length: 12 }, (_, index) => item(`item-${index}`));
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const RESTRICT = `mutation ($input: ProcessingRestrictInput!) { processingRestrict(input: $input) {
  errors { code path } customer { isRestricted restrictedAt consentEpoch
    recommendations(placement: "home", mode: FULL) { mode listId items { item { sku } } } } } }`;

async function restrict(viewer: Viewer, isRestricted: boolean, idempotencyKey = key()) {
  const variables = { input: { isRestricted, idempotencyKey } };
  const { data, errors, statements } = await kathi.ask(viewer, RESTRICT, variables);
  expect(errors).toBeUndefined();
  return { ...data.processingRestrict, statements };
}

const ALL_CELLS = [
  "PERSONALISATION:PURCHASE",
  "PERSONALISATION:DECLARED_PREFERENCE",
  "IMPROVEMENT:PURCHASE",
  "IMPROVEMENT:FEEDBACK",
  "OUTREACH:EMAIL",
  "OUTREACH:PURCHASE",
] as const;

async function openCustomer(): Promise<string> {
  const name = randomUUID();
  const customerId = await kathi.addCustomer(name);
  await decide(kathi, customerId, "GIVEN", ...ALL_CELLS);
  await happened(kathi, customerId, "PURCHASE", "item-3", Date.now() - 9 * DAY);
  const facts = [{ field: "EMAIL", value: "ada@example.org" }];
  const externalId = { system: "test", externalId: name };
  await kathi.ask(
    asClient("customers:write"),
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) { errors { code } } }`,
    { input: { externalId, facts, idempotencyKey: key() } },
  );
  return customerId;
}

const list = async (customerId: string) => {
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `{ me { recommendations(placement: "home", mode: FULL) { mode listId items { item { sku } } } } }`,
  );
  return data.me.recommendations;
};

const plan = async (customerId: string, channel: string) => {
  const { data } = await kathi.ask(
    asClient("contacts:plan"),
    `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) {
      list { mode } errors { code } } }`,
    {
      input: {
        customerId: globalId(customerId),
        channel,
        placement: "letter",
        idempotencyKey: key(),
      },
    },
  );
  return data.contactPlan;
};

test("a restriction keeps everything and uses nothing; lifting it brings everything back", async () => {
  const customerId = await openCustomer();
  const before = await list(customerId);
  expect(before).toMatchObject({ mode: "FULL", listId: expect.any(String) });
  expect((await plan(customerId, "EMAIL")).list).toEqual({ mode: "FULL" });

  const rows = await countRows(kathi.database.dataSource);
  const restricted = await restrict(asCustomer(customerId), true);
  expect(restricted).toMatchObject({
    errors: [],
    customer: {
      isRestricted: true,
      restrictedAt: expect.any(String),
      consentEpoch: ALL_CELLS.length + 1,
      recommendations: { mode: "PROFILE_FREE", listId: null },
    },
  });
  for (const channel of ["EMAIL", "PUSH"]) {
    expect(await plan(customerId, channel)).toEqual({
      list: null,
      errors: [{ code: "CONSENT_REQUIRED" }],
    });
  }
  expect(await countRows(kathi.database.dataSource)).toEqual({
    ...rows,
    idempotency_record: rows.idempotency_record! + 1,
  });

  const lifted = await restrict(asCustomer(customerId), false);
  expect(lifted.customer).toMatchObject({ isRestricted: false, restrictedAt: null });
  expect(await list(customerId)).toMatchObject({ mode: "FULL" });
});

test("nobody else sees or learns anything of a restricted customer; the customer sees all", async () => {
  const customerId = await openCustomer();
  await list(customerId);
  const { dataSource } = kathi.database;
  const fields = `isRestricted facts { value } interactions { nodes { id kind } }`;
  const ask = async (viewer: Viewer) => {
    const query = `query ($id: ID!) { customer(id: $id) { ${fields} } }`;
    return (await kathi.ask(viewer, query, { id: globalId(customerId) })).data.customer;
  };
  const open = await ask(asClient("customers:read"));
  expect(open).toMatchObject({ isRestricted: false, facts: [{ value: "ada@example.org" }] });
  expect(open.interactions.nodes).toHaveLength(1);
  const { id } = open.interactions.nodes[0];
  const own = await ask(asCustomer(customerId));

  await restrict(asCustomer(customerId), true);
  const closed = { isRestricted: true, facts: [], interactions: { nodes: [] } };
  expect(await ask(asClient("customers:read"))).toEqual(closed);
  const node = `query ($id: ID!) { node(id: $id) { id } }`;
  expect((await kathi.ask(asClient("customers:read"), node, { id })).data.node).toBeNull();
  expect((await kathi.ask(asCustomer(customerId), node, { id })).data.node).toEqual({ id });
  expect(await ask(asCustomer(customerId))).toEqual({ ...own, isRestricted: true });

  const queue = dataSource.createQueryRunner();
  const learner = await openLearner(dataSource, queue.manager);
  const withIt = (await learner.learn(Date.now())).events;
  await restrict(asCustomer(customerId), false);
  expect(await learner.readChanges(queue.manager)).toBe(true);
  expect((await learner.learn(Date.now())).events).toBe(withIt + 1);
  const slotsOf = async () => {
    const found = [];
    for await (const slots of consentedSlots(dataSource, Date.now())) found.push(slots);
    return found.filter((slots) => slots.customerId === customerId);
  };
  expect(await slotsOf()).toHaveLength(1);
  await restrict(asCustomer(customerId), true);
  expect(await slotsOf()).toEqual([]);
  expect(await learner.readChanges(queue.manager)).toBe(true);
  expect((await learner.learn(Date.now())).events).toBe(withIt);
  await queue.release();
});

test("what is already so changes nothing, and a repeated call is one call", async () => {
  const customerId = await kathi.addCustomer();
  const once = key();
  const first = await restrict(asCustomer(customerId), true, once);
  expect(first.customer.consentEpoch).toBe(1);
  expect((await restrict(asCustomer(customerId), true, once)).customer).toEqual(first.customer);
  const again = await restrict(asCustomer(customerId), true);
  expect(again.customer).toEqual(first.customer);
  expect((await restrict(asCustomer(customerId), false, once)).errors).toEqual([
    { code: "IDEMPOTENCY_KEY_REUSED", path: ["idempotencyKey"] },
  ]);
  // The transaction with its key, the change, and the customer for the answer.
  expect(first.statements.filter((text: string) => !/transaction|commit/i.test(text))).toHaveLength(
    4,
  );
});

test("only the customer restricts and lifts", async () => {
  const customerId = await kathi.addCustomer();
  const unknown = "00000000-0000-4000-8000-000000000000";
  const before = await countRows(kathi.database.dataSource);
  for (const [viewer, code] of [
    [asNobody, "FORBIDDEN"],
    [asClient("customers:read", "customers:write", "consents:close"), "FORBIDDEN"],
    [asCustomer(unknown), "NOT_FOUND"],
  ] as const) {
    for (const isRestricted of [true, false]) {
      const { customer, errors } = await restrict(viewer, isRestricted);
      expect({ customer, errors }).toEqual({ customer: null, errors: [{ code, path: [] }] });
      const noted = [`${viewer.kind} processingRestrict ${code}`];
      expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
    }
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const [row] = await kathi.database.dataSource.query(
    "select epoch, restricted_at from consent_snapshot where customer_id = $1",
    [customerId],
  );
  expect(row).toEqual({ epoch: 0, restricted_at: null });
});

test("parallel restricting and lifting take turns: each change has an epoch of its own", async () => {
  const customerId = await kathi.addCustomer();
  const calls = Array.from({ length: 20 }, (_, index) =>
    restrict(asCustomer(customerId), index % 2 === 0),
  );
  for (const { errors } of await Promise.all(calls)) expect(errors).toEqual([]);
  const last = await restrict(asCustomer(customerId), true);
  expect(last.customer).toMatchObject({ isRestricted: true });
  expect(last.customer.consentEpoch).toBeLessThanOrEqual(21);
});
