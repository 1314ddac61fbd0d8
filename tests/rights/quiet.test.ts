import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
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

const NOW = Date.UTC(2026, 5, 1, 12);
const DAY = 86_400_000;

let kathi: TestApp;
let now = NOW;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
  const items = Array.from({ length: 30 }, (_, index) => item(`item-${index}`));
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());
beforeEach(async () => {
  now = NOW;
  customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", "OUTREACH:EMAIL", "OUTREACH:PURCHASE");
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "IMPROVEMENT:FEEDBACK");
  // Bought every week and then no more: due.
  for (const days of [61, 54, 47, 40]) {
    await happened(kathi, customerId, "PURCHASE", "item-3", NOW - days * DAY);
  }
});

const QUIET = `mutation ($input: QuietSetInput!) { quietSet(input: $input) {
  errors { code path } customer { quiet { since until } consentEpoch } } }`;

async function setQuiet(input: object = {}, viewer: Viewer = asCustomer(customerId)) {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, QUIET, variables);
  expect(errors).toBeUndefined();
  return data.quietSet;
}

async function plan(idempotencyKey = key()) {
  const { data } = await kathi.ask(
    asClient("contacts:plan"),
    `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) {
      list { items { rank } } errors { code nextPossibleAt } } }`,
    {
      input: {
        customerId: globalId(customerId),
        channel: "EMAIL",
        placement: "letter",
        idempotencyKey,
      },
    },
  );
  return data.contactPlan;
}

test("no contact until it is switched off; nothing is counted meanwhile", async () => {
  expect(await setQuiet()).toEqual({
    errors: [],
    customer: {
      quiet: { since: new Date(NOW).toISOString(), until: null },
      consentEpoch: 5,
    },
  });
  const before = await countRows(kathi.database.dataSource);
  const once = key();
  const refused = { list: null, errors: [{ code: "CUSTOMER_QUIET", nextPossibleAt: null }] };
  expect(await plan(once)).toEqual(refused);
  now += 400 * DAY;
  expect(await plan(once)).toEqual(refused);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);

  expect((await setQuiet({ isQuiet: false })).customer.quiet).toBeNull();
  expect((await plan(once)).errors).toEqual([]);
});

test("quiet until a time ends by itself", async () => {
  const until = new Date(NOW + 3 * DAY).toISOString();
  expect((await setQuiet({ until })).customer.quiet).toMatchObject({ until });
  expect((await plan()).errors).toEqual([{ code: "CUSTOMER_QUIET", nextPossibleAt: until }]);
  now = NOW + 3 * DAY;
  const { data } = await kathi.ask(asCustomer(customerId), "{ me { quiet { since } } }");
  expect(data.me.quiet).toBeNull();
  expect((await plan()).errors).toEqual([]);
});

test("no reminder of what is due and nothing drawn by chance", async () => {
  const { dataSource } = kathi.database;
  const list = async () => {
    const query = `{ me { recommendations(placement: "home", first: 30) { mode seed items { slot dueOn
      item { sku } explanation { summary } } } } }`;
    return (await kathi.ask(asCustomer(customerId), query)).data.me.recommendations;
  };
  const loud = await list();
  expect(loud.mode).toBe("FULL");
  expect(loud.items.map(({ slot }: { slot: string }) => slot)).toContain("DUE");
  expect(loud.seed).toBeGreaterThan(0);
  await setQuiet();
  const quiet = await list();
  expect(quiet.seed).toBe(0);
  const due = quiet.items.find(({ item }: { item: { sku: string } }) => item.sku === "item-3");
  expect(due).toMatchObject({ slot: "RELEVANT", dueOn: null });
  expect(due.explanation.summary).not.toContain("again and again");
  const [{ seeds }] = await dataSource.query(
    "select array_agg(seed order by shown_at, seed) as seeds from shown_list where customer_id = $1",
    [customerId],
  );
  expect(seeds).toContain(0);
});

test("hostile and wrong calls change nothing", async () => {
  const before = await countRows(kathi.database.dataSource);
  const past = new Date(NOW - DAY).toISOString();
  const future = new Date(NOW + DAY).toISOString();
  expect((await setQuiet({ until: past })).errors).toEqual([
    { code: "VALUE_INVALID", path: ["until"] },
  ]);
  expect((await setQuiet({ isQuiet: false, until: future })).errors).toEqual([
    { code: "VALUE_INVALID", path: ["until"] },
  ]);
  for (const viewer of [asNobody, asClient("contacts:plan", "customers:write")]) {
    expect((await setQuiet({}, viewer)).errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
    const noted = [`${viewer.kind} quietSet FORBIDDEN`];
    expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  }
  const unknown = asCustomer("00000000-0000-4000-8000-000000000000");
  expect((await setQuiet({}, unknown)).errors).toEqual([{ code: "NOT_FOUND", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  expect((await plan()).errors).toEqual([]);
});
