import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import { openTestApp, type TestApp } from "./app.ts";
import { clusterUrl, TEST_MASTER_KEYS } from "./databases.ts";
import { seedOutside } from "./outside.ts";

/** A Sunday in summer: the demo house that scenarios speak of ends at this moment. */
export const DEMO_NOW = Date.UTC(2026, 5, 28, 18);

/** The database that all suites on the demo house are cloned from. */
const demoTemplate = "kathi_demo";
/** Any constant but another lock's: the suites of two workers may ask at the same time. */
const demoLock = 20_260_628;

/** An app on the demo house, seeded and learned at a fixed time: the same in every run. */
export async function openDemoApp(): Promise<TestApp> {
  await makeDemoTemplate();
  return openTestApp(demoTemplate, () => DEMO_NOW);
}

/** Makes the template unless another suite has: learning it anew for each took most of the time. */
async function makeDemoTemplate(): Promise<void> {
  const cluster = new Client({ connectionString: clusterUrl() });
  await cluster.connect();
  try {
    await cluster.query("select pg_advisory_lock($1)", [demoLock]);
    const known = await cluster.query("select 1 from pg_database where datname = $1", [
      demoTemplate,
    ]);
    if (known.rowCount === 0) await seedTemplate(cluster);
  } finally {
    await cluster.end();
  }
}

async function seedTemplate(cluster: Client): Promise<void> {
  // It gets its name when it is whole, so that a suite that was stopped leaves no half of it.
  const name = `${demoTemplate}_${randomBytes(6).toString("hex")}`;
  await cluster.query(`create database ${name} template kathi_template`);
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  await seedOutside(url.href, DEMO_NOW, TEST_MASTER_KEYS);
  await cluster.query(`alter database ${name} rename to ${demoTemplate}`);
}

/** The uuid of a customer of the demo house, for example of `demo-001`. */
export async function demoCustomer(kathi: TestApp, name: string): Promise<string> {
  const { manager } = kathi.database.dataSource;
  const customerId = await customerIdByExternalId(manager, "demo", name);
  if (!customerId) throw new Error(`The demo house has no ${name}.`);
  return customerId;
}
