import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { seedDemoHouse } from "../../src/demo/seed.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { DEMO_NOW } from "../support/demo.ts";
import { deleteCustomers, withNames } from "../support/rows.ts";

/** What a category is in the log; written down anew, for the code under test has such a table. */
const FORGETTING = {
  PURCHASE: "delete from interaction where kind in ('PURCHASE', 'RETURN')",
  BROWSING: "delete from interaction where kind in ('VIEW', 'CLICK', 'CART')",
  FEEDBACK: "delete from interaction where kind in ('RATING', 'LIKE', 'DISLIKE', 'NOT_NOW')",
  CONTEXT: "update interaction set context = '{}' where context <> '{}'",
} as const;

type Category = keyof typeof FORGETTING;
const CATEGORIES = Object.keys(FORGETTING) as Category[];

let database: TestDatabase;
/** What is learned from the house as it is. */
let wholeVersion: string;

const run = (text: string, values: unknown[] = []) => database.dataSource.query(text, values);
const learnedVersion = async () =>
  (await learnSnapshot(database.dataSource, DEMO_NOW)).modelVersion;

/** How many rows a statement has changed. */
async function changedRows(text: string, values: unknown[] = []): Promise<number> {
  const [, count] = await run(text, values);
  return count;
}

async function restoreLog(): Promise<void> {
  await run("delete from interaction");
  await run("insert into interaction select * from whole_log");
}

async function withdraw(category: Category, condition = ""): Promise<void> {
  const cells = "cells || jsonb_build_object($1::text, 'WITHDRAWN')";
  const cell = `IMPROVEMENT:${category}`;
  await run(`update consent_snapshot set cells = ${cells} ${condition}`, [cell]);
}

// Every fifth customer of the demo house: people of every kind of consent.
beforeAll(async () => {
  database = await openTestDatabase();
  await seedDemoHouse(database.dataSource, DEMO_NOW);
  const people: { customer_id: string; id: string }[] = await run(
    "select customer_id, customer_id as id from customer",
  );
  const others = (await withNames(database.dataSource, people)).filter(
    ({ who }) => !/[05]$/.test(String(who)),
  );
  const ids = others.map(({ id }) => id);
  await deleteCustomers(database.dataSource, "customer_id = any($1)", [ids]);
  await run("create table whole_log as table interaction");
  await run("create table whole_consents as table consent_snapshot");
  wholeVersion = await learnedVersion();
}, 300_000);
afterAll(() => database.close());

beforeEach(async () => {
  await restoreLog();
  await run(`update consent_snapshot set cells = whole_consents.cells from whole_consents
    where consent_snapshot.customer_id = whole_consents.customer_id`);
});

test("what IMPROVEMENT does not cover might as well not be there", async () => {
  for (const [index, category] of CATEGORIES.entries()) {
    await withdraw(category, `where get_byte(uuid_send(customer_id), 15) % 4 = ${index}`);
  }
  const covered = await learnedVersion();
  expect(covered).not.toBe(wholeVersion);
  for (const category of CATEGORIES) {
    const uncovered = `${FORGETTING[category]} and customer_id in (
      select customer_id from consent_snapshot where cells ->> $1 is distinct from 'GIVEN')`;
    expect(await changedRows(uncovered, [`IMPROVEMENT:${category}`])).toBeGreaterThan(0);
  }
  expect(await learnedVersion()).toBe(covered);
}, 300_000);

const NEVER_HAD = "%s closed for IMPROVEMENT equals never having had it";

test.each(CATEGORIES)(
  NEVER_HAD,
  async (category) => {
    expect(await changedRows(FORGETTING[category])).toBeGreaterThan(0);
    const forgotten = await learnedVersion();
    // The test can tell: with the cell open, the data does change what is learned.
    expect(forgotten).not.toBe(wholeVersion);
    await restoreLog();
    await withdraw(category);
    expect(await learnedVersion()).toBe(forgotten);
  },
  300_000,
);
