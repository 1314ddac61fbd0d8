import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { forgetRefusals, recordRefusal } from "../../src/access/refusal.repository.ts";
import type { Viewer } from "../../src/access/viewer.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  openTestApp,
  type TestApp,
} from "../support/app.ts";

let kathi: TestApp;
beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const stored = () =>
  kathi.database.dataSource.query(
    `select customer_id as "customerId", actor_kind as "actorKind", client, operation, code
     from refused_attempt order by refused_attempt_id`,
  );

test("an attempt is noted with who made it and nothing of its content", async () => {
  const { manager } = kathi.database.dataSource;
  const customerId = await kathi.addCustomer();
  for (const viewer of [asNobody, asClient(), asCustomer(customerId), asCustomer(randomUUID())]) {
    await recordRefusal(manager, viewer, "customerExport", "LOGIN_REQUIRED");
  }
  const note = { operation: "customerExport", code: "LOGIN_REQUIRED", client: null };
  expect(await stored()).toEqual([
    { ...note, customerId: null, actorKind: "ANONYMOUS" },
    { ...note, customerId: null, actorKind: "CLIENT", client: "crm" },
    { ...note, customerId, actorKind: "CUSTOMER" },
    // A token may outlive its customer.
    { ...note, customerId: null, actorKind: "CUSTOMER" },
  ]);
});

test("looking at somebody else's things is noted, and answered as if there were none", async () => {
  const other = await kathi.addCustomer("somebody");
  const customerId = await kathi.addCustomer();
  const granted = `mutation { consentGrant(input: { purpose: IMPROVEMENT, category: PURCHASE,
    idempotencyKey: "1" }) { customer { id consentHistory(first: 1) { nodes { id } } } } }`;
  const { customer } = (await kathi.ask(asCustomer(other), granted)).data.consentGrant;
  const ids = [customer.id, customer.consentHistory.nodes[0].id, globalId(randomUUID())];
  const before = (await stored()).length;
  for (const id of ids) {
    const query = `{ node(id: "${id}") { id } }`;
    expect((await kathi.ask(asCustomer(customerId), query)).data).toEqual({ node: null });
  }
  for (const by of [
    `id: "${customer.id}"`,
    'externalId: { system: "test", externalId: "somebody" }',
    'externalId: { system: "test", externalId: "nobody" }',
  ]) {
    const query = `{ customer(${by}) { id } }`;
    expect((await kathi.ask(asCustomer(customerId), query)).data).toEqual({ customer: null });
  }
  const note = { customerId, actorKind: "CUSTOMER", client: null, code: "NOT_FOUND" };
  expect((await stored()).slice(before)).toEqual([
    ...Array(3).fill({ ...note, operation: "node" }),
    ...Array(3).fill({ ...note, operation: "customer" }),
  ]);
  // Who may look is not noted.
  const client = asClient("customers:read");
  for (const id of ids) await kathi.ask(client, `{ node(id: "${id}") { id } }`);
  await kathi.ask(asCustomer(other), `{ node(id: "${ids[1]}") { id } }`);
  expect(await stored()).toHaveLength(before + 6);
});

test("of one caller at one operation, a minute's first attempts are noted", async () => {
  const { dataSource } = kathi.database;
  const max = LIMITS.refusalsNotedPerMinuteMax;
  const count = async () => (await stored()).length;
  const tryOften = async (viewer: Viewer, operation: string) => {
    const before = await count();
    for (let time = 0; time < max + 5; time += 1) {
      await recordRefusal(dataSource.manager, viewer, operation, "NOT_FOUND");
    }
    return (await count()) - before;
  };
  const [ann, bob] = [await kathi.addCustomer(), await kathi.addCustomer()];
  const other: Viewer = { kind: "CLIENT", name: "shop", scopes: new Set() };
  const gone = asCustomer(randomUUID());
  for (const viewer of [asNobody, asClient(), other, asCustomer(ann), asCustomer(bob), gone]) {
    expect(await tryOften(viewer, "flood")).toBe(max);
  }
  expect(await tryOften(asNobody, "flood")).toBe(0);
  expect(await tryOften(asNobody, "another")).toBe(max);
  await dataSource.query(
    `update refused_attempt set attempted_at = attempted_at - interval '1 minute'
     where operation = 'flood'`,
  );
  expect(await tryOften(asNobody, "flood")).toBe(max);
  await dataSource.query("delete from refused_attempt where operation in ('flood', 'another')");
});

test("notes are forgotten after their time", async () => {
  const { manager } = kathi.database.dataSource;
  const before = (await stored()).length;
  await kathi.database.dataSource.query(
    `update refused_attempt set attempted_at = attempted_at - interval '91 days'
     where actor_kind = 'ANONYMOUS'`,
  );
  expect(await forgetRefusals(manager, 90)).toBe(1);
  expect(await stored()).toHaveLength(before - 1);
  expect(await forgetRefusals(manager, 90)).toBe(0);
});

test("a customer sees their own attempts, page by page, and nobody else's", async () => {
  const { manager } = kathi.database.dataSource;
  const viewer = asCustomer(await kathi.addCustomer());
  for (const code of ["A", "B", "C"]) await recordRefusal(manager, viewer, "x", code);
  const query = `query ($after: String) { me { refusedAttempts(first: 2, after: $after) {
    nodes { operation code } pageInfo { hasNextPage endCursor } } } }`;
  const first = (await kathi.ask(viewer, query)).data.me.refusedAttempts;
  expect(first.nodes).toEqual([
    { operation: "x", code: "C" },
    { operation: "x", code: "B" },
  ]);
  const after = first.pageInfo.endCursor;
  const second = (await kathi.ask(viewer, query, { after })).data.me.refusedAttempts;
  expect(second).toMatchObject({
    nodes: [{ operation: "x", code: "A" }],
    pageInfo: { hasNextPage: false },
  });
});
