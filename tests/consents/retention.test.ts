import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { pino } from "pino";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { keepUntil } from "../../src/consents/gate.ts";
import { type DataCategory, POLICY_CELLS, type Purpose } from "../../src/consents/policy.ts";
import { deleteBrowsing } from "../../src/consents/retention.repository.ts";
import {
  AGING_CATEGORIES,
  keptDaysOf,
  RetentionSweeper,
  SWEEPS,
  sweepRetention,
} from "../../src/consents/retention.service.ts";
import { importDataset } from "../../src/imports/import.service.ts";
import {
  insertInteractions,
  type NewInteraction,
  recentEvidence,
} from "../../src/interactions/interaction.repository.ts";
import { CATEGORY_OF_KIND, usableKinds } from "../../src/interactions/interaction.service.ts";
import { HouseLearner } from "../../src/recommendations/learner.service.ts";
import type { InteractionKind } from "../../src/scoring/index.ts";
import { DatasetFolders } from "../imports/dataset-folder.ts";
import { asClient, asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, item } from "../support/rows.ts";

const DAY_MS = 86_400_000;
const folders = new DatasetFolders();

let kathi: TestApp;
/** The clock of the answers; the database's own says when things were recorded. */
let now = Date.now();
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
  await upsertItems(manager(), [item("tea"), item("jam")]);
  await kathi.app.shelves.refresh();
});
afterAll(async () => {
  await kathi.close();
  await folders.removeAll();
});
beforeEach(async () => {
  now = Date.now();
  // Customers stay: what they have decided is not to be deleted by the way.
  for (const table of ["interaction", "fact_evidence", "contact_budget", "idempotency_record"]) {
    await select(`delete from ${table}`);
  }
  customerId = await kathi.addCustomer();
});

const manager = () => kathi.database.dataSource.manager;

function select(text: string, values: unknown[] = []) {
  return kathi.database.dataSource.query(text, values);
}

/** Something happened, and was recorded so many days ago. */
async function happened(
  kind: InteractionKind,
  daysAgo: number,
  more: Partial<NewInteraction> = {},
) {
  const interactionId = crypto.randomUUID();
  const at = new Date(now - daysAgo * DAY_MS);
  const row: NewInteraction = {
    customerId,
    interactionId,
    itemId: "tea",
    kind,
    value: null,
    occurredAt: at,
    isTimeKnown: true,
    context: {},
    provenance: "OBSERVED",
    source: "client:shop",
    ...more,
  };
  await insertInteractions(manager(), [row]);
  await select("update interaction set recorded_at = $2 where interaction_id = $1", [
    interactionId,
    at,
  ]);
}

async function open(purpose: Purpose, ...categories: readonly DataCategory[]) {
  for (const category of categories) {
    const change = { customerId, purpose, category, state: "GIVEN" } as const;
    const entry = { ...change, method: "API", actor: "customer", documentation: null } as const;
    await appendConsentEvent(manager(), entry, ["UNKNOWN"]);
  }
}

const kindsLeft = async () =>
  (await select("select kind from interaction order by kind, recorded_at")).map(
    (row: { kind: string }) => row.kind,
  );

test("the periods are those of the policy table, and every category that ages is swept", () => {
  expect(AGING_CATEGORIES).toEqual(["BIRTHDAY", "BROWSING", "FEEDBACK", "CONTEXT"]);
  expect(Object.fromEntries(SWEEPS.map(({ name, days }) => [name, days]))).toEqual({
    browsing: 90,
    feedback: 730,
    contexts: 730,
    birthdays: 365,
    contacts: 7,
    idempotencyKeys: 30,
  });
  expect(keptDaysOf("PURCHASE")).toBe(Number.POSITIVE_INFINITY);
  expect(keptDaysOf("MOOD")).toBe(0);
});

test("what a customer has restricted stays until they lift it", async () => {
  await happened("VIEW", 91);
  const restrict = (at: Date | null) =>
    select("update consent_snapshot set restricted_at = $1 where customer_id = $2", [
      at,
      customerId,
    ]);
  await restrict(new Date());
  await sweepRetention(manager(), now);
  expect(await kindsLeft()).toEqual(["VIEW"]);
  await restrict(null);
  await sweepRetention(manager(), now);
  expect(await kindsLeft()).toEqual([]);
});

test("each kind of event goes when its time is over, not before; purchases stay", async () => {
  const ages = {
    VIEW: 90,
    CLICK: 90,
    CART: 90,
    RATING: 730,
    LIKE: 730,
    DISLIKE: 730,
    NOT_NOW: 730,
  };
  for (const [kind, days] of Object.entries(ages)) {
    await happened(kind as InteractionKind, days - 0.01);
    await happened(kind as InteractionKind, days + 0.01);
  }
  await happened("PURCHASE", 4_000);
  await happened("RETURN", 4_000);
  expect(await sweepRetention(manager(), now)).toEqual({
    removed: {
      browsing: 3,
      feedback: 4,
      contexts: 0,
      birthdays: 0,
      contacts: 0,
      idempotencyKeys: 0,
    },
    isComplete: true,
  });
  expect(await kindsLeft()).toEqual([...Object.keys(ages), "PURCHASE", "RETURN"].sort());
  const before = await countRows(kathi.database.dataSource);
  await sweepRetention(manager(), now);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("what is left is exactly what the gate lets be kept, with every cell open", async () => {
  const cells = Object.fromEntries(
    POLICY_CELLS.map(({ purpose, category }) => [`${purpose}:${category}`, "GIVEN" as const]),
  );
  const kinds = Object.keys(CATEGORY_OF_KIND) as InteractionKind[];
  const ages = [0, 30, 89, 91, 364, 366, 729, 731, 4_000];
  const expected: string[] = [];
  for (const kind of kinds) {
    for (const age of ages) {
      await happened(kind, age);
      const recordedAt = now - age * DAY_MS;
      const until = keepUntil({ epoch: 1, cells }, CATEGORY_OF_KIND[kind], recordedAt);
      if (until > now) expected.push(kind);
    }
  }
  await sweepRetention(manager(), now);
  expect(await kindsLeft()).toEqual(expected.sort());
  expect(expected.length).toBeLessThan(kinds.length * ages.length);
});

test("an old purchase loses its situation and nothing else", async () => {
  await happened("PURCHASE", 731, { context: { weather: "hot" }, value: 2 });
  await happened("PURCHASE", 729, { context: { weather: "cold" } });
  expect((await sweepRetention(manager(), now)).removed).toMatchObject({ contexts: 1 });
  expect(await select("select value, context from interaction order by recorded_at")).toEqual([
    { value: 2, context: {} },
    { value: null, context: { weather: "cold" } },
  ]);
});

test("what is too old is seen by its customer, but neither scored nor learned from", async () => {
  await open("PERSONALISATION", "PURCHASE", "FEEDBACK");
  await open("IMPROVEMENT", "PURCHASE", "FEEDBACK");
  await happened("PURCHASE", 729);
  await happened("DISLIKE", 729, { itemId: "jam" });
  const query = `{ me { interactions { nodes { kind } }
    recommendations(placement: "home", mode: FULL) { notShown(sku: "jam") { reason } } } }`;
  const state = async () => {
    const { me } = (await kathi.ask(asCustomer(customerId), query)).data;
    const kinds = usableKinds("PERSONALISATION", () => true, now);
    const scored = await recentEvidence(manager(), customerId, kinds, null, 10);
    const learner = new HouseLearner(kathi.database.dataSource, () => now);
    await learner.readAll();
    return {
      seen: me.interactions.nodes.length,
      reason: me.recommendations.notShown.reason,
      scored: scored.events.length,
      learned: (await learner.learn(now)).events,
    };
  };
  expect(await state()).toEqual({ seen: 2, reason: "DISLIKED", scored: 2, learned: 2 });
  now += 2 * DAY_MS;
  expect(await state()).toEqual({ seen: 2, reason: "SHOWN", scored: 0, learned: 0 });
});

test("history that an import brings has its full time from then on, and counts meanwhile", async () => {
  const dir = await folders.write({
    name: "old",
    kind: "VIEW",
    events: ["0,ann,tea,,1300000000", "1,ann,jam,,1300000060"],
  });
  await importDataset(kathi.database.dataSource, {
    dir,
    grants: [{ purpose: "IMPROVEMENT", category: "BROWSING" }],
    consentEvidence: "A contract",
    rejectedFile: `${dir}/rejected.jsonl`,
    now: new Date(now),
  });
  expect((await sweepRetention(manager(), now)).removed.browsing).toBe(0);
  expect(await kindsLeft()).toEqual(["VIEW", "VIEW"]);
  const learner = new HouseLearner(kathi.database.dataSource, () => now);
  await learner.readAll();
  expect((await learner.learn(now)).events).toBe(2);
  expect((await sweepRetention(manager(), now + 91 * DAY_MS)).removed.browsing).toBe(2);
});

test("a birthday is forgotten when nobody has stated it for a year; what is struck stays", async () => {
  await open("PERSONALISATION", "BIRTHDAY");
  const crmId = key();
  const upsert = `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
    droppedFields errors { code } } }`;
  const state = async (value: string) => {
    const externalId = { system: "crm", externalId: crmId };
    const input = { externalId, facts: [{ field: "BIRTHDAY", value }], idempotencyKey: key() };
    return kathi.ask(asClient("customers:write"), upsert, { input });
  };
  await state("01-02");
  const [{ customer_id: stated }] = await select(
    "select customer_id from external_id where system = 'crm'",
  );
  customerId = stated;
  await open("PERSONALISATION", "BIRTHDAY");
  expect((await state("01-02")).data.customerUpsert).toEqual({ droppedFields: [], errors: [] });
  await select("update fact_evidence set recorded_at = recorded_at - interval '300 days'");
  await state("03-04");
  // The newest statement counts: as long as somebody states one, none is forgotten.
  expect((await sweepRetention(manager(), now + 364 * DAY_MS)).removed.birthdays).toBe(0);
  expect((await sweepRetention(manager(), now + 366 * DAY_MS)).removed.birthdays).toBe(2);
  await state("05-06");
  const strike = `mutation ($input: FactStrikeInput!) { factStrike(input: $input) {
    errors { code } } }`;
  const input = { field: "BIRTHDAY", idempotencyKey: key() };
  await kathi.ask(asCustomer(customerId), strike, { input });
  expect((await sweepRetention(manager(), now + 366 * DAY_MS)).removed.birthdays).toBe(0);
});

test("contacts are forgotten when they count no more; the customer's own limit stays", async () => {
  await select(
    `insert into contact_budget (customer_id, channel, planned_at, contacts_per_week) values
      ($1, 'EMAIL', array[$2::timestamptz - interval '8 days', $2::timestamptz], 3)`,
    [customerId, new Date(now)],
  );
  expect((await sweepRetention(manager(), now)).removed.contacts).toBe(1);
  expect(await select("select planned_at, contacts_per_week from contact_budget")).toEqual([
    { planned_at: [new Date(now)], contacts_per_week: 3 },
  ]);
});

test("an idempotency key is remembered for thirty days", async () => {
  const mutation = `mutation ($input: ContactLimitSetInput!) { contactLimitSet(input: $input) {
    errors { code } } }`;
  const input = { channel: "EMAIL", contactsPerWeek: 1, idempotencyKey: "k" };
  await kathi.ask(asCustomer(customerId), mutation, { input });
  expect((await sweepRetention(manager(), now + 29 * DAY_MS)).removed.idempotencyKeys).toBe(0);
  expect((await sweepRetention(manager(), now + 31 * DAY_MS)).removed.idempotencyKeys).toBe(1);
});

test("what the customer has asked to keep stays", async () => {
  await happened("VIEW", 100);
  await select("alter table interaction drop constraint interaction_status");
  await select("update interaction set status = 'FROZEN'");
  expect((await sweepRetention(manager(), now)).removed.browsing).toBe(0);
  await select("delete from interaction");
});

test("a batch has an end, and what somebody holds is left for the next one", async () => {
  for (let count = 0; count < 5; count++) await happened("VIEW", 100 + count);
  const before = new Date(now - 90 * DAY_MS);
  expect(await deleteBrowsing(manager(), before, 2)).toBe(2);
  const runner = kathi.database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query("select 1 from interaction order by recorded_at limit 1 for update");
    expect(await deleteBrowsing(manager(), before, 5)).toBe(2);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
  expect(await deleteBrowsing(manager(), before, 5)).toBe(1);
});

test("a house in which nothing is due costs one statement for each kind", async () => {
  await happened("VIEW", 1);
  kathi.database.takeStatements();
  await sweepRetention(manager(), now);
  expect(kathi.database.takeStatements()).toHaveLength(SWEEPS.length);
});

test("it sweeps once an hour, and at once after a failure", async () => {
  const messages: { level: number; msg: string }[] = [];
  const logger = pino({}, { write: (line: string) => messages.push(JSON.parse(line)) });
  const sweeper = new RetentionSweeper(manager(), logger);
  const sweep = async (at: number) => {
    await sweeper.sweepIfDue(at);
    return messages.splice(0).map(({ msg }) => msg);
  };
  await happened("VIEW", 100);
  await select("alter table contact_budget rename to hidden");
  const failed = ["removing what is past its retention failed, it is tried again"];
  expect(await sweep(now)).toEqual(failed);
  await select("alter table hidden rename to contact_budget");
  await happened("VIEW", 100);
  const removed = ["removed what was past its retention"];
  expect(await sweep(now)).toEqual(removed);
  await happened("VIEW", 100);
  expect(await sweep(now + 59 * 60_000)).toEqual([]);
  expect(await kindsLeft()).toEqual(["VIEW"]);
  expect(await sweep(now + 60 * 60_000)).toEqual(removed);
  expect(await kindsLeft()).toEqual([]);
});
