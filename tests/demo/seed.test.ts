import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ConsentSnapshotRow, ConsentState } from "../../src/consents/consent.entity.ts";
import {
  appendFirstConsentEvents,
  type ConsentChange,
  consentSnapshots,
} from "../../src/consents/consent.repository.ts";
import { mayKeep, NO_CONSENTS } from "../../src/consents/gate.ts";
import {
  customerIdByExternalId,
  ensureCustomers,
} from "../../src/customers/customer.repository.ts";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import { type SeedReport, seedDemoHouse } from "../../src/demo/seed.ts";
import type { InteractionRow } from "../../src/interactions/interaction.entity.ts";
import { CATEGORY_OF_KIND } from "../../src/interactions/interaction.service.ts";
import { keyringOf } from "../../src/sealing/keyring.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { countRows, deleteCustomers, withNames } from "../support/rows.ts";

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 0, 15, 14, 30);
const house = generateDemoHouse({ seed: DEMO_SEED, now });

let database: TestDatabase;
let report: SeedReport;
let progress: (readonly [done: number, total: number])[];
let statements: string[];

beforeAll(async () => {
  database = await openTestDatabase();
  await keyringOf(database.dataSource.manager).open();
  progress = [];
  database.takeStatements();
  report = await seedDemoHouse(database.dataSource, now, (done, total) =>
    progress.push([done, total]),
  );
  statements = database.takeStatements();
});
afterAll(() => database.close());

function isWork(statement: string): boolean {
  return statement !== "START TRANSACTION" && statement !== "COMMIT";
}

function select<Row>(query: string): Promise<Row[]> {
  return database.dataSource.query(query);
}

test("the whole house is in the database, in exact numbers", async () => {
  expect(report).toEqual({ items: 491, customers: 300, interactions: 39_699 });
  expect(await countRows(database.dataSource)).toEqual({
    access_log: 0,
    catalogue_state: 1,
    consent_event: 1_693,
    consent_receipt: 0,
    consent_snapshot: 300,
    contact_budget: 0,
    customer: 300,
    customer_weights: 0,
    declared_preference: 0,
    email_correction: 0,
    erased_interaction: 0,
    erasure: 0,
    erasure_held_row: 0,
    external_id: 300,
    fact_evidence: 900,
    // Each cell that a customer has closed, by its category; one of them was of what is learned.
    follow_up: 69,
    idempotency_record: 0,
    interaction: 39_699,
    item: 491,
    "keyring.customer_key": 300,
    "keyring.house_key": 2,
    "keyring.master_key": 1,
    model_snapshot: 0,
    model_snapshot_part: 0,
    mood_count: 225,
    profile_reset: 0,
    shown_list: 0,
    signing_key: 0,
    struck_guess: 0,
    suppression: 0,
    unlearning: 1,
  });
  expect(progress.at(-1)).toEqual([39_699, 39_699]);
  expect(statements.filter(isWork)).toHaveLength(12 + 8);
});

test("each ledger tells what its customer said, in that order", async () => {
  const written = await select<{ customer_id: string; epoch: number; cells: object }>(`
    select customer_id, epoch, cells, (
        select json_agg(json_build_object('sequence', sequence, 'cell', purpose || ':' || category,
          'state', state) order by sequence)
        from consent_event as entry where entry.customer_id = snapshot.customer_id) as entries
    from consent_snapshot as snapshot`);
  expect(await withNames(database.dataSource, written)).toEqual(
    house.customers.map(({ id, consentEvents }) => {
      const entries = consentEvents.map(({ purpose, category, state }, index) => ({
        sequence: index + 1,
        cell: `${purpose}:${category}`,
        state,
      }));
      return {
        who: id,
        epoch: entries.length,
        cells: Object.fromEntries(entries.map(({ cell, state }) => [cell, state])),
        entries: entries.length === 0 ? null : entries,
      };
    }),
  );
});

test("a ledger that has been begun is passed over", async () => {
  const { manager } = database.dataSource;
  const { customerIds } = await ensureCustomers(manager, "elsewhere", ["begun", "new"]);
  const change = (name: string, state: ConsentState): ConsentChange => ({
    customerId: customerIds.get(name) as string,
    purpose: "PERSONALISATION",
    category: "PURCHASE",
    state,
    method: "IMPORTED",
    actor: "test",
    documentation: null,
  });
  expect(await appendFirstConsentEvents(manager, [change("begun", "REFUSED")])).toBe(1);
  const both = [change("begun", "GIVEN"), change("new", "GIVEN"), change("new", "WITHDRAWN")];
  expect(await appendFirstConsentEvents(manager, both)).toBe(2);
  const snapshots = await consentSnapshots(manager, [...customerIds.values()]);
  const snapshotOf = (name: string) =>
    snapshots.find(({ customerId }) => customerId === customerIds.get(name));
  const cell = "PERSONALISATION:PURCHASE";
  expect(snapshotOf("begun")).toMatchObject({ epoch: 1, cells: { [cell]: "REFUSED" } });
  expect(snapshotOf("new")).toMatchObject({ epoch: 2, cells: { [cell]: "WITHDRAWN" } });
});

test("nothing is stored that the customer's consents would not let be kept", async () => {
  const snapshots = await select<ConsentSnapshotRow>(
    `select customer_id as "customerId", epoch, cells from consent_snapshot`,
  );
  const consents = new Map(snapshots.map((row) => [row.customerId, row]));
  const stored = await select<Pick<InteractionRow, "customerId" | "kind" | "context">>(
    `select customer_id as "customerId", kind, context from interaction`,
  );
  const forbidden = stored.filter(({ customerId, kind, context }) => {
    const view = consents.get(customerId) ?? NO_CONSENTS;
    const isContextKept = Object.keys(context).length === 0 || mayKeep(view, "CONTEXT");
    return !isContextKept || !mayKeep(view, CATEGORY_OF_KIND[kind]);
  });
  expect(stored).toHaveLength(report.interactions);
  expect(forbidden).toEqual([]);
});

test("no declared mood is anywhere but in the anonymous counts", async () => {
  const moods = "CURIOUS|CALM|FESTIVE|IN_A_HURRY|JUST_THE_ESSENTIALS";
  const rowsNaming = async (table: string) => {
    const [found] = await select<{ count: number }>(
      `select count(*)::int from ${table} as line where line::text ~* '${moods}'`,
    );
    return found?.count;
  };
  expect(await rowsNaming("mood_count")).toBe(house.moodCounts.length);
  for (const table of ["interaction", "fact_evidence", "consent_event", "consent_snapshot"]) {
    expect([table, await rowsNaming(table)]).toEqual([table, 0]);
  }
});

test("seeding again a day later writes nothing", async () => {
  const before = await countRows(database.dataSource);
  const [versionBefore] = await select("select version from catalogue_state");
  database.takeStatements();
  const again = await seedDemoHouse(database.dataSource, now + DAY_MS);
  const statementsAgain = database.takeStatements().filter(isWork);
  expect(again).toEqual({ items: 491, customers: 0, interactions: 0 });
  expect(statementsAgain).toEqual([expect.stringMatching(/^\s*select /)]);
  expect(await countRows(database.dataSource)).toEqual(before);
  expect(await select("select version from catalogue_state")).toEqual([versionBefore]);
});

test("a customer who was erased comes back alone", async () => {
  const before = await countRows(database.dataSource);
  const { manager } = database.dataSource;
  const customerId = await customerIdByExternalId(manager, "demo", "demo-001");
  await deleteCustomers(database.dataSource, "customer_id = $1", [customerId]);
  const again = await seedDemoHouse(database.dataSource, now);
  const own = house.interactions.filter(({ customerId }) => customerId === "demo-001");
  expect(again).toEqual({ items: 491, customers: 1, interactions: own.length });
  expect(await countRows(database.dataSource)).toEqual(before);
});

test("a failure on the way leaves nothing behind", async () => {
  const empty = await openTestDatabase();
  try {
    await keyringOf(empty.dataSource.manager).open();
    const before = await countRows(empty.dataSource);
    const failing = seedDemoHouse(empty.dataSource, now, () => {
      throw new Error("The reader of the progress has gone.");
    });
    await expect(failing).rejects.toThrow("has gone");
    expect(await countRows(empty.dataSource)).toEqual(before);
  } finally {
    await empty.close();
  }
});
