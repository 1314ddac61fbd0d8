import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { forgetRefusals, recordRefusal } from "../../src/access/refusal.repository.ts";
import { asClient, asCustomer, asNobody, openTestApp, type TestApp } from "../support/app.ts";

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
