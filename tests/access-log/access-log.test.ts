import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Scope, Viewer } from "../../src/access/viewer.ts";
import { forgetAccesses } from "../../src/access-log/access-log.service.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { externalIdsOf } from "../../src/customers/customer.repository.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { daysBefore, decide, happened } from "../recommendations/people.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { deleteCustomers, item } from "../support/rows.ts";

let kathi: TestApp;
let now = Date.UTC(2026, 2, 1, 12);
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
  await upsertItems(kathi.database.dataSource.manager, [item("a"), item("b")]);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

beforeEach(async () => {
  now = Date.UTC(2026, 2, 1, 12);
  customerId = await kathi.addCustomer();
});

const reader = asClient("customers:read");
const QUERY = "query ($id: ID!) { customer(id: $id) { facts { field value } } }";
const isOurs = (text: string) => /insert into access_log/.test(text);

/** What is stored about the customer's accesses, without days and times. */
async function stored(id = customerId): Promise<string[]> {
  const rows = await kathi.database.dataSource.query(
    `select actor_kind, actor_name, purpose, category, uses from access_log
     where customer_id = $1 order by 1, 2, 3, 4`,
    [id],
  );
  return rows.map((row: Record<string, unknown>) => Object.values(row).join(" "));
}

/** The customer's name in another system. */
async function nameOf(id: string) {
  const [name] = await externalIdsOf(kathi.database.dataSource.manager, [id]);
  return { system: name!.system, externalId: name!.externalId };
}

/** Gives the customer facts, as a client that writes brings them. */
async function bring(id: string, ...facts: readonly [field: string, value: string][]) {
  const columns = facts.map(([field, value]) => ({ field, value }));
  const { data } = await kathi.ask(
    asClient("customers:write"),
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) { errors { code } } }`,
    { input: { externalId: await nameOf(id), facts: columns, idempotencyKey: key() } },
  );
  expect(data.customerUpsert.errors).toEqual([]);
}

const EMAIL = ["EMAIL", "guest@example.org"] as [string, string];
const ADDRESS = ["ADDRESS", "Gasse 1, 1010 Wien"] as [string, string];

test("a client's read is on disk before the answer: who, what for, which category, how often", async () => {
  await bring(customerId, EMAIL, ADDRESS);
  const variables = { id: globalId(customerId) };
  expect((await kathi.ask(reader, QUERY, variables)).data.customer.facts).toHaveLength(2);
  expect(await stored()).toEqual(["CLIENT crm SERVICE ADDRESS 1", "CLIENT crm SERVICE EMAIL 1"]);
  now += 60_000;
  await kathi.ask(reader, QUERY, variables);
  expect(await stored()).toEqual(["CLIENT crm SERVICE ADDRESS 2", "CLIENT crm SERVICE EMAIL 2"]);
});

test("it costs a client one statement, whatever was read, and a customer none", async () => {
  await bring(customerId, EMAIL, ADDRESS);
  const other = await kathi.addCustomer();
  await bring(other, EMAIL);
  const two = `query ($id: ID!, $other: ID!) {
    customer(id: $id) { facts { value } interactions { nodes { kind } } }
    other: customer(id: $other) { facts { value } } }`;
  const read = await kathi.ask(reader, two, { id: globalId(customerId), other: globalId(other) });
  expect(read.statements.filter(isOurs)).toHaveLength(1);
  expect(await stored(other)).toEqual(["CLIENT crm SERVICE EMAIL 1"]);

  const variables = { id: globalId(customerId) };
  const byClient = await kathi.ask(reader, QUERY, variables);
  const byCustomer = await kathi.ask(asCustomer(customerId), QUERY, variables);
  expect(byCustomer.statements.filter(isOurs)).toEqual([]);
  expect(byClient.statements).toHaveLength(byCustomer.statements.length + 1);
});

test("what was asked for and is not there is not recorded", async () => {
  const nothing = await kathi.ask(reader, QUERY, { id: globalId(customerId) });
  expect(nothing.data.customer.facts).toEqual([]);
  expect(nothing.statements.filter(isOurs)).toEqual([]);
  expect(await stored()).toEqual([]);
});

test("what a client may not see is not recorded as seen", async () => {
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:BIRTHDAY");
  await bring(customerId, EMAIL, ["BIRTHDAY", "05-17"]);
  await happened(kathi, customerId, "VIEW", "a", now);
  await happened(kathi, customerId, "PURCHASE", "b", now);
  const query =
    "query ($id: ID!) { customer(id: $id) { facts { field } interactions { nodes { kind } } } }";
  await kathi.ask(reader, query, { id: globalId(customerId) });
  expect(await stored()).toEqual(["CLIENT crm SERVICE EMAIL 1", "CLIENT crm SERVICE PURCHASE 1"]);
});

test.each<[string, Viewer]>([
  ["nobody", asNobody],
  ["another customer", asCustomer("3f0f8d0e-7a86-4b43-9d8f-0d6a0c0d5a11")],
  ["a client without the scope", asClient("catalogue:write")],
])("%s sees nothing and leaves no row", async (_name, viewer) => {
  await bring(customerId, EMAIL);
  const { data } = await kathi.ask(viewer, QUERY, { id: globalId(customerId) });
  expect(data.customer).toBeNull();
  await kathi.app.services.accessLog.flush();
  expect(await stored()).toEqual([]);
});

test("an answer whose access cannot be recorded does not leave", async () => {
  await bring(customerId, EMAIL);
  const { dataSource } = kathi.database;
  await dataSource.query("alter table access_log rename to access_log_away");
  try {
    const { data, errors } = await kathi.ask(reader, QUERY, { id: globalId(customerId) });
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: "The access could not be recorded, so nothing is given out; try again.",
        extensions: { code: "ACCESS_NOT_RECORDED" },
      },
    ]);
  } finally {
    await dataSource.query("alter table access_log_away rename to access_log");
  }
  const { data } = await kathi.ask(reader, QUERY, { id: globalId(customerId) });
  expect(data.customer.facts).toHaveLength(1);
  expect(await stored()).toEqual(["CLIENT crm SERVICE EMAIL 1"]);
});

test("a change by a client whose answer was kept back gives it when it is repeated", async () => {
  const { dataSource } = kathi.database;
  const externalId = await nameOf(customerId);
  const facts = [{ field: "EMAIL", value: "guest@example.org" }];
  const call = () =>
    kathi.ask(
      asClient("customers:write", "customers:read"),
      `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
        customer { facts { value } } errors { code } } }`,
      { input: { externalId, facts, idempotencyKey: "kept back" } },
    );
  await dataSource.query("alter table access_log rename to access_log_away");
  try {
    expect((await call()).errors?.[0]?.extensions?.code).toBe("ACCESS_NOT_RECORDED");
  } finally {
    await dataSource.query("alter table access_log_away rename to access_log");
  }
  expect((await call()).data.customerUpsert.customer.facts).toEqual([
    { value: "guest@example.org" },
  ]);
  expect(await stored()).toEqual(["CLIENT crm SERVICE EMAIL 1"]);
});

test("customers' own reads are counted in memory and written together", async () => {
  await bring(customerId, EMAIL);
  const query = "{ me { facts { value } } }";
  for (let time = 0; time < 3; time++) await kathi.ask(asCustomer(customerId), query);
  expect(await stored()).toEqual([]);
  kathi.database.takeStatements();
  await kathi.app.services.accessLog.flush();
  expect(kathi.database.takeStatements()).toHaveLength(1);
  expect(await stored()).toEqual(["CUSTOMER  SERVICE EMAIL 3"]);
  kathi.database.takeStatements();
  await kathi.app.services.accessLog.flush();
  expect(kathi.database.takeStatements()).toEqual([]);
});

test("a flush that fails loses nothing", async () => {
  await bring(customerId, EMAIL);
  const { accessLog } = kathi.app.services;
  await kathi.ask(asCustomer(customerId), "{ me { facts { value } } }");
  await kathi.database.dataSource.query("alter table access_log rename to access_log_away");
  try {
    await expect(accessLog.flush()).rejects.toThrow();
    await kathi.ask(asCustomer(customerId), "{ me { facts { value } } }");
  } finally {
    await kathi.database.dataSource.query("alter table access_log_away rename to access_log");
  }
  await accessLog.stop();
  expect(await stored()).toEqual(["CUSTOMER  SERVICE EMAIL 2"]);
});

test("customers who were erased meanwhile keep nobody else's accesses from being written", async () => {
  await bring(customerId, EMAIL);
  const gone = await kathi.addCustomer();
  await bring(gone, EMAIL);
  for (const id of [customerId, gone])
    await kathi.ask(asCustomer(id), "{ me { facts { value } } }");
  await deleteCustomers(kathi.database.dataSource, "customer_id = $1", [gone]);
  await kathi.app.services.accessLog.flush();
  expect(await stored()).toEqual(["CUSTOMER  SERVICE EMAIL 1"]);
  expect(await stored(gone)).toEqual([]);
});

test("parallel reads are all counted", async () => {
  await bring(customerId, EMAIL, ADDRESS);
  const variables = { id: globalId(customerId) };
  await Promise.all(Array.from({ length: 40 }, () => kathi.ask(reader, QUERY, variables)));
  expect(await stored()).toEqual(["CLIENT crm SERVICE ADDRESS 40", "CLIENT crm SERVICE EMAIL 40"]);
});

test("a list is a use of what it was computed from, and a profile-free one of nothing", async () => {
  await happened(kathi, customerId, "PURCHASE", "a", daysBefore(now, 3));
  await happened(kathi, customerId, "LIKE", "b", daysBefore(now, 3));
  const query = `query ($id: ID!) { customer(id: $id) {
    recommendations(placement: "home") { mode items { rank } } } }`;
  const variables = { id: globalId(customerId) };
  const free = await kathi.ask(reader, query, variables);
  expect(free.data.customer.recommendations.mode).toBe("PROFILE_FREE");
  expect(await stored()).toEqual([]);
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE");
  const full = await kathi.ask(reader, query, variables);
  expect(full.data.customer.recommendations.mode).toBe("FULL");
  expect(await stored()).toEqual(["CLIENT crm PERSONALISATION PURCHASE 1"]);
});

test("a planned contact is a use for OUTREACH", async () => {
  await happened(kathi, customerId, "PURCHASE", "a", daysBefore(now, 3));
  await decide(kathi, customerId, "GIVEN", "OUTREACH:PURCHASE", "OUTREACH:EMAIL");
  const input = { customerId: globalId(customerId), channel: "EMAIL", placement: "letter" };
  const { data } = await kathi.ask(
    asClient("contacts:plan"),
    `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) {
      list { items { rank } } errors { code } } }`,
    { input: { ...input, idempotencyKey: key() } },
  );
  expect(data.contactPlan.errors).toEqual([]);
  expect(await stored()).toEqual(["CLIENT crm OUTREACH PURCHASE 1"]);
});

test("the learner's reading is recorded by customer, within what each has opened", async () => {
  const closed = await kathi.addCustomer();
  for (const id of [customerId, closed]) {
    await happened(kathi, id, "PURCHASE", "a", daysBefore(now, 3));
    await happened(kathi, id, "VIEW", "a", daysBefore(now, 3));
  }
  await decide(kathi, customerId, "GIVEN", "IMPROVEMENT:PURCHASE", "EXPERTISE:PURCHASE");
  await learnSnapshot(kathi.database.dataSource, now);
  expect(await stored()).toEqual([
    "SYSTEM learner EXPERTISE PURCHASE 1",
    "SYSTEM learner IMPROVEMENT PURCHASE 1",
  ]);
  expect(await stored(closed)).toEqual([]);
});

const LOG = `query ($first: PageSize! = 20, $after: String) { me {
  whoUsedMyData(first: $first, after: $after) {
    nodes { day actorKind actorName purpose category firstAt lastAt count }
    edges { cursor } pageInfo { hasNextPage endCursor } } } }`;

test("customers see who used what for what, when and how often, the newest day first", async () => {
  await bring(customerId, EMAIL);
  const variables = { id: globalId(customerId) };
  await kathi.ask(reader, QUERY, variables);
  now += 3_600_000;
  await kathi.ask(reader, QUERY, variables);
  now += 86_400_000;
  await kathi.ask(asCustomer(customerId), QUERY, variables);
  await kathi.app.services.accessLog.flush();
  const { data } = await kathi.ask(asCustomer(customerId), LOG);
  const common = { purpose: "SERVICE", category: "EMAIL" };
  expect(data.me.whoUsedMyData.nodes).toEqual([
    {
      ...common,
      day: "2026-03-02T00:00:00.000Z",
      actorKind: "CUSTOMER",
      actorName: null,
      firstAt: "2026-03-02T13:00:00.000Z",
      lastAt: "2026-03-02T13:00:00.000Z",
      count: 1,
    },
    {
      ...common,
      day: "2026-03-01T00:00:00.000Z",
      actorKind: "CLIENT",
      actorName: "crm",
      firstAt: "2026-03-01T12:00:00.000Z",
      lastAt: "2026-03-01T13:00:00.000Z",
      count: 2,
    },
  ]);
});

test("the pages of the log are the log", async () => {
  await bring(customerId, EMAIL, ADDRESS, ["PHONE", "+43 1 5550100"]);
  const variables = { id: globalId(customerId) };
  for (const viewer of [reader, asCustomer(customerId)]) {
    await kathi.ask(viewer, QUERY, variables);
    now += 86_400_000;
  }
  await kathi.app.services.accessLog.flush();
  const all = (await kathi.ask(asCustomer(customerId), LOG)).data.me.whoUsedMyData;
  expect(all.nodes).toHaveLength(6);
  const paged: unknown[] = [];
  let after: string | null = null;
  do {
    const { data } = await kathi.ask(asCustomer(customerId), LOG, { first: 1, after });
    paged.push(...data.me.whoUsedMyData.nodes);
    const { hasNextPage, endCursor } = data.me.whoUsedMyData.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  expect(paged).toEqual(all.nodes);
});

test("nobody but the customer sees the log, also not clients that may read customers", async () => {
  await bring(customerId, EMAIL);
  await kathi.ask(reader, QUERY, { id: globalId(customerId) });
  const query = "query ($id: ID!) { customer(id: $id) { whoUsedMyData { nodes { actorName } } } }";
  const { data } = await kathi.ask(reader, query, { id: globalId(customerId) });
  expect(data.customer.whoUsedMyData.nodes).toEqual([]);
});

test.each([
  ["nonsense", "nonsense"],
  ["a cursor of another list", "u3".repeat(11)],
  ["a day beyond the calendar", cursor("9999-12-31T23:59:59-14:00")],
  ["a day before the calendar", cursor("0001-01-01T00:00:00+14:00")],
])("%s is refused as a cursor", async (_name, after) => {
  const { data, errors } = await kathi.ask(asCustomer(customerId), LOG, { after });
  expect(data.me).toBeNull();
  expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

function cursor(day: string): string {
  const text = (part: string) => `t${Buffer.from(part).toString("base64url")}`;
  return [text(day), "wCLIENT", "wcrm", "wSERVICE", "wEMAIL"].join(".");
}

test("what is older than twelve months is removed, and the customer's rows go with the customer", async () => {
  await bring(customerId, EMAIL);
  const variables = { id: globalId(customerId) };
  await kathi.ask(reader, QUERY, variables);
  const { manager } = kathi.database.dataSource;
  await forgetAccesses(manager, now + 365 * 86_400_000);
  expect(await stored()).toHaveLength(1);
  await forgetAccesses(manager, now + 366 * 86_400_000);
  expect(await stored()).toEqual([]);
  await kathi.ask(reader, QUERY, variables);
  await deleteCustomers(kathi.database.dataSource, "customer_id = $1", [customerId]);
  expect(await stored()).toEqual([]);
});

test.each(["Interaction", "FactEvidence"])(
  "a client's %s by global id is recorded",
  async (type) => {
    await bring(customerId, EMAIL);
    await happened(kathi, customerId, "PURCHASE", "a", now);
    const own = await kathi.ask(
      asCustomer(customerId),
      "{ me { facts { evidence { id } } interactions { nodes { id } } } }",
    );
    const { facts, interactions } = own.data.me;
    const id = type === "Interaction" ? interactions.nodes[0].id : facts[0].evidence[0].id;
    await kathi.database.dataSource.query("delete from access_log");
    const query = "query ($id: ID!) { node(id: $id) { __typename } }";
    const { data, statements } = await kathi.ask(reader, query, { id });
    expect(data.node).toEqual({ __typename: type });
    expect(statements.filter(isOurs)).toHaveLength(1);
    const category = type === "Interaction" ? "PURCHASE" : "EMAIL";
    expect(await stored()).toEqual([`CLIENT crm SERVICE ${category} 1`]);
  },
);

test("an event that a client has just recorded and reads back is recorded as read", async () => {
  const input = { kind: "PURCHASE", sku: "a", customerId: globalId(customerId) };
  const mutation = `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
    results { verdict interaction { kind } } errors { code } } }`;
  const record = (...scopes: readonly Scope[]) =>
    kathi.ask(asClient(...scopes), mutation, {
      input: { interactions: [input], idempotencyKey: key() },
    });
  const writer = await record("interactions:write");
  expect(writer.data.interactionsRecord.results).toEqual([
    { verdict: "ACCEPTED", interaction: null },
  ]);
  expect(await stored()).toEqual([]);
  await record("interactions:write", "customers:read");
  expect(await stored()).toEqual(["CLIENT crm SERVICE PURCHASE 1"]);
});

test("a customer who is found by an e-mail address is recorded: it tells whose it is", async () => {
  const email = "found-by@example.org";
  const query = "query ($email: LongText!) { customer(email: $email) { id } }";
  const missing = await kathi.ask(reader, query, { email });
  expect(missing.data.customer).toBeNull();
  expect(missing.statements.filter(isOurs)).toEqual([]);
  await bring(customerId, ["EMAIL", email]);
  const { data, statements } = await kathi.ask(reader, query, { email });
  expect(data.customer).toEqual({ id: globalId(customerId) });
  expect(statements.filter(isOurs)).toHaveLength(1);
  expect(await stored()).toEqual(["CLIENT crm SERVICE EMAIL 1"]);
});
