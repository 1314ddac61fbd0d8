import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
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
import { countRows, databaseText, deleteCustomers, item, latestRefusals } from "../support/rows.ts";
import { daysBefore, decide, happened } from "./people.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const DAY = 86_400_000;

let kathi: TestApp;
let now = NOW;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
  const skus = ["tea", "jam", "rye", "ham", "fig"];
  await upsertItems(
    kathi.database.dataSource.manager,
    skus.map((sku) => item(sku)),
  );
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());
beforeEach(async () => {
  now = NOW;
  customerId = await kathi.addCustomer();
});

const PLAN = `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) {
  errors { code path nextPossibleAt }
  list { mode seed listId items { item { sku } explanation { summary } } } } }`;
const LIMIT = `mutation ($input: ContactLimitSetInput!) { contactLimitSet(input: $input) {
  errors { code path } customer { contactBudgets { channel contactsPerWeek isSet plannedAt } } } }`;

async function plan(input: object = {}, viewer: Viewer = asClient("contacts:plan")) {
  const own = { customerId: globalId(customerId), channel: "EMAIL", placement: "letter" };
  const variables = { input: { ...own, idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, PLAN, variables);
  expect(errors).toBeUndefined();
  return data.contactPlan;
}

async function limit(input: object, viewer: Viewer = asCustomer(customerId)) {
  const variables = { input: { channel: "EMAIL", idempotencyKey: key(), ...input } };
  return (await kathi.ask(viewer, LIMIT, variables)).data.contactLimitSet;
}

const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);
const stored = () =>
  kathi.database.dataSource.query(
    "select channel, planned_at from contact_budget where customer_id = $1",
    [customerId],
  );

test("a contact within the budget comes with a list and is counted", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  const { errors, list } = await plan({ first: 2 });
  expect(errors).toEqual([]);
  expect(list).toMatchObject({ mode: "FULL", seed: 0, listId: null });
  expect(list.items).toHaveLength(2);
  expect(list.items[0].explanation).toBeNull();
  expect(await stored()).toEqual([{ channel: "EMAIL", planned_at: [new Date(NOW)] }]);
});

test("a plan costs seven statements and a transaction", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL", "OUTREACH:PURCHASE");
  const own = { customerId: globalId(customerId), channel: "EMAIL", placement: "letter" };
  const variables = { input: { ...own, idempotencyKey: key() } };
  const { statements } = await kathi.ask(asClient("contacts:plan"), PLAN, variables);
  expect(statements.filter((text) => !/^(START TRANSACTION|COMMIT)$/.test(text))).toHaveLength(7);
});

test("beyond the budget it is refused until the oldest contact is a week old", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  await plan();
  now += 2 * DAY;
  await plan();
  now += DAY;
  const nextPossibleAt = new Date(NOW + 7 * DAY).toISOString();
  expect(await plan()).toEqual({
    errors: [{ code: "BUDGET_EXHAUSTED", path: ["channel"], nextPossibleAt }],
    list: null,
  });
  now = NOW + 7 * DAY - 1;
  expect(codes(await plan())).toEqual(["BUDGET_EXHAUSTED"]);
  now += 1;
  expect(codes(await plan())).toEqual([]);
  const planned = [new Date(NOW + 2 * DAY), new Date(NOW + 7 * DAY)];
  expect(await stored()).toEqual([{ channel: "EMAIL", planned_at: planned }]);
});

test("twenty at once never exceed the budget", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  const answers = await Promise.all(Array.from({ length: 20 }, () => plan()));
  expect(answers.filter(({ list }) => list !== null)).toHaveLength(2);
  expect(answers.flatMap(codes)).toEqual(Array(18).fill("BUDGET_EXHAUSTED"));
  expect((await stored())[0].planned_at).toHaveLength(2);
});

test("whatever comes when, no seven days ever hold more contacts than allowed", async () => {
  const steps = fc.array(
    fc.record({
      hours: fc.integer({ min: 0, max: 60 }),
      contactsPerWeek: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 4 }),
    }),
    { minLength: 5, maxLength: 15 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (moments) => {
      customerId = await kathi.addCustomer();
      await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
      const counted: number[] = [];
      let allowed = 2;
      for (const { hours, contactsPerWeek } of moments) {
        now += hours * 3_600_000;
        if (contactsPerWeek !== null) await limit({ contactsPerWeek });
        allowed = contactsPerWeek ?? allowed;
        const recent = counted.filter((at) => at > now - 7 * DAY).length;
        const { list, errors } = await plan();
        expect(list !== null).toBe(recent < allowed);
        if (list !== null) counted.push(now);
        else if (allowed > 0) {
          const next = counted.at(-allowed)! + 7 * DAY;
          expect(errors[0].nextPossibleAt).toBe(new Date(next).toISOString());
        }
      }
    }),
    { numRuns: 20 },
  );
});

test("each channel has a budget of its own", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL", "OUTREACH:PHONE");
  for (const channel of ["EMAIL", "EMAIL", "SMS", "SMS", "PHONE", "PUSH"]) {
    expect(codes(await plan({ channel }))).toEqual([]);
  }
  expect(codes(await plan({ channel: "SMS" }))).toEqual(["BUDGET_EXHAUSTED"]);
  expect(codes(await plan({ channel: "PHONE" }))).toEqual([]);
});

test("a repetition gets the first verdict and counts once", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  const idempotencyKey = key();
  const first = await plan({ idempotencyKey });
  expect(await plan({ idempotencyKey })).toEqual(first);
  expect((await stored())[0].planned_at).toHaveLength(1);
  await plan();
  const refusedKey = key();
  const refused = await plan({ idempotencyKey: refusedKey });
  now += 8 * DAY;
  expect(await plan({ idempotencyKey: refusedKey })).toEqual(refused);
  expect(codes(await plan({ idempotencyKey, first: 1 }))).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
});

test("where nothing is worth the customer's time, nothing is counted", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL", "OUTREACH:DECLARED_PREFERENCE");
  for (const sku of ["tea", "jam", "rye", "ham", "fig"]) {
    await kathi.database.dataSource.query(
      `insert into declared_preference (customer_id, preference_id, target, name, sentiment)
       values ($1, gen_random_uuid(), 'ITEM', $2, 'DISLIKE')`,
      [customerId, sku],
    );
  }
  const idempotencyKey = key();
  const answer = await plan({ idempotencyKey });
  expect(answer).toMatchObject({ errors: [], list: { items: [] } });
  expect(await stored()).toEqual([]);
  await decide(kathi, customerId, "WITHDRAWN", "OUTREACH:DECLARED_PREFERENCE");
  expect(await plan({ idempotencyKey })).toEqual(answer);
  expect((await plan()).list.items).toHaveLength(3);
});

test("only what OUTREACH covers is used", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL", "PERSONALISATION:PURCHASE");
  const sources = `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) {
    list { items { item { sku } score sources } } } }`;
  const list = async () => {
    const own = { customerId: globalId(customerId), channel: "EMAIL", placement: "letter" };
    const variables = { input: { ...own, first: 5, idempotencyKey: key() } };
    return (await kathi.ask(asClient("contacts:plan"), sources, variables)).data.contactPlan.list;
  };
  const before = await list();
  await happened(kathi, customerId, "PURCHASE", "rye", daysBefore(NOW, 3));
  expect(JSON.stringify(await list())).toBe(JSON.stringify(before));
  now += 8 * DAY;
  await decide(kathi, customerId, "GIVEN", "OUTREACH:PURCHASE");
  expect(JSON.stringify(await list())).not.toBe(JSON.stringify(before));
});

test.each([
  ["EMAIL", "OUTREACH:PHONE"],
  ["SMS", "OUTREACH:EMAIL"],
  ["PHONE", "OUTREACH:EMAIL"],
  ["PUSH", "PERSONALISATION:PURCHASE"],
] as const)("%s needs OUTREACH; %s is not enough", async (channel, cell) => {
  await decide(kathi, customerId, "GIVEN", cell);
  const before = await countRows(kathi.database.dataSource);
  const refused = await plan({ channel });
  expect(refused.errors).toEqual([
    { code: "CONSENT_REQUIRED", path: ["channel"], nextPossibleAt: null },
  ]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("a withdrawal while the list is computed keeps the contact from being made", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  const { served: dataSource } = kathi.connections;
  const transaction = dataSource.transaction;
  // The list is computed when the transaction that counts the contact begins.
  dataSource.transaction = (async (work: never) => {
    dataSource.transaction = transaction;
    await decide(kathi, customerId, "WITHDRAWN", "OUTREACH:EMAIL");
    return dataSource.transaction(work);
  }) as never;
  // The answer is overtaken, computed anew, and finds the cell closed.
  expect(codes(await plan())).toEqual(["CONSENT_REQUIRED"]);
  expect(await stored()).toEqual([]);
});

test("only clients with the scope plan contacts", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  const before = await countRows(kathi.database.dataSource);
  for (const viewer of [asNobody, asCustomer(customerId), asClientWithout("contacts:plan")]) {
    expect(codes(await plan({}, viewer))).toEqual(["FORBIDDEN"]);
    const noted = [`${viewer.kind} contactPlan FORBIDDEN`];
    expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  }
  for (const id of ["nonsense", globalId("0190163d-8694-739b-aea5-966c26f8ad91")]) {
    expect(codes(await plan({ customerId: id }))).toEqual(["NOT_FOUND"]);
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("the customer says how often, from never to once a day, and sees what was counted", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  expect((await limit({ contactsPerWeek: 0 })).customer.contactBudgets).toContainEqual({
    channel: "EMAIL",
    contactsPerWeek: 0,
    isSet: true,
    plannedAt: [],
  });
  const never = await plan();
  expect(never.errors).toEqual([
    { code: "BUDGET_EXHAUSTED", path: ["channel"], nextPossibleAt: null },
  ]);
  await limit({ contactsPerWeek: 1 });
  expect(codes(await plan())).toEqual([]);
  expect(codes(await plan())).toEqual(["BUDGET_EXHAUSTED"]);
  const back = await limit({ contactsPerWeek: null });
  expect(back.customer.contactBudgets).toEqual(
    ["EMAIL", "PUSH", "SMS", "PHONE"].map((channel) => ({
      channel,
      contactsPerWeek: 2,
      isSet: false,
      plannedAt: channel === "EMAIL" ? [new Date(NOW).toISOString()] : [],
    })),
  );
  expect(codes(await plan())).toEqual([]);
});

test("a limit that cannot be, or of somebody else, changes nothing", async () => {
  const before = await countRows(kathi.database.dataSource);
  for (const contactsPerWeek of [-1, 8]) {
    const refused = await limit({ contactsPerWeek });
    expect(refused.errors).toEqual([{ code: "VALUE_INVALID", path: ["contactsPerWeek"] }]);
  }
  for (const viewer of [asNobody, asClient("contacts:plan")]) {
    expect(codes(await limit({ contactsPerWeek: 1 }, viewer))).toEqual(["FORBIDDEN"]);
  }
  expect(await latestRefusals(kathi.database.dataSource, 2)).toEqual([
    "ANONYMOUS contactLimitSet FORBIDDEN",
    "CLIENT contactLimitSet FORBIDDEN",
  ]);
  const stranger = asCustomer("0190163d-8694-739b-aea5-966c26f8ad91");
  expect(codes(await limit({ contactsPerWeek: 1 }, stranger))).toEqual(["NOT_FOUND"]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("budgets are the customer's and the planning client's to see, and go with the customer", async () => {
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL");
  await plan();
  const query = "query ($id: ID) { customer(id: $id) { contactBudgets { channel } } }";
  const id = globalId(customerId);
  const budgets = async (viewer: Viewer) => (await kathi.ask(viewer, query, { id })).data.customer;
  expect((await budgets(asClient("customers:read"))).contactBudgets).toEqual([]);
  expect((await budgets(asClient("customers:read", "contacts:plan"))).contactBudgets).toHaveLength(
    4,
  );
  expect(await budgets(asNobody)).toBeNull();
  expect(await databaseText(kathi.database.dataSource)).not.toContain("letter");
  await deleteCustomers(kathi.database.dataSource, "customer_id = $1", [customerId]);
  expect(await stored()).toEqual([]);
});
