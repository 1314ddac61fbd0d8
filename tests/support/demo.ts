import { seedDemoHouse } from "../../src/demo/seed.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { openTestApp, type TestApp } from "./app.ts";

/** A Sunday in summer: the demo house that scenarios speak of ends at this moment. */
export const DEMO_NOW = Date.UTC(2026, 5, 28, 18);

/** An app on the demo house, seeded and learned at a fixed time: the same in every run. */
export async function openDemoApp(): Promise<TestApp> {
  const kathi = await openTestApp("kathi_template", () => DEMO_NOW);
  await seedDemoHouse(kathi.database.dataSource, DEMO_NOW);
  await learnSnapshot(kathi.database.dataSource, DEMO_NOW);
  await kathi.app.shelves.refresh();
  return kathi;
}

/** The uuid of a customer of the demo house, for example of `demo-001`. */
export async function demoCustomer(kathi: TestApp, name: string): Promise<string> {
  const [found] = await kathi.database.dataSource.query(
    "select customer_id as id from external_id where system = 'demo' and external_id = $1",
    [name],
  );
  return found.id;
}
