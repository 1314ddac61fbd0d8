import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import { importDataset } from "../../src/imports/import.service.ts";
import { DatasetFolders } from "../imports/dataset-folder.ts";
import type { TestApp } from "../support/app.ts";
import { openTestDatabase } from "../support/databases.ts";
import { DEMO_NOW, openDemoApp } from "../support/demo.ts";
import { databaseText } from "../support/rows.ts";

let kathi: TestApp;
const folders = new DatasetFolders();

beforeAll(async () => {
  kathi = await openDemoApp();
});
afterAll(async () => {
  await kathi.close();
  await folders.removeAll();
});

test("nobody of the demo house is named in its database", async () => {
  const text = await databaseText(kathi.database.dataSource);
  expect(text.length).toBeGreaterThan(1_000_000);
  const { customers } = generateDemoHouse({ seed: DEMO_SEED, now: DEMO_NOW });
  const secrets = customers.flatMap(({ id, email, formOfAddress }) => [id, email, formOfAddress]);
  expect(secrets).toHaveLength(900);
  expect(secrets.filter((secret) => secret === "" || text.includes(secret))).toEqual([]);
}, 300_000);

test("nobody of an imported data set is named in the database", async () => {
  const database = await openTestDatabase();
  try {
    const people = ["kanarie-1", "kanarie-2"];
    const dir = await folders.write({
      events: people.map((person, index) => `${index},${person},tea,,1700000000`),
    });
    const options = { dir, grants: [], consentEvidence: null };
    const report = await importDataset(database.dataSource, {
      ...options,
      rejectedFile: join(dir, "rejected.jsonl"),
    });
    expect(report).toMatchObject({ accepted: 2, customers: 2 });
    expect(await databaseText(database.dataSource)).not.toContain("kanarie");
  } finally {
    await database.close();
  }
});
