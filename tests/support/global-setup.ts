import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataSource } from "../../src/db/data-source.ts";
import { openEmbeddedCluster } from "../../src/db/embedded.ts";
import { migrateUp } from "../../src/db/migrate.ts";
import { createDatabase } from "./databases.ts";

/**
 * Starts one PostgreSQL for the whole run, with a migrated template database that every suite
 * clones. Durability is off: these databases live for minutes.
 */
export default async function setUp(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "kathi-tests-"));

  await chmod(home, 0o755); // as root, the server runs under an account of its own
  const cluster = await openEmbeddedCluster(home, {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "200",
  });
  process.env.KATHI_TEST_CLUSTER = cluster.urlOf("postgres");
  await createDatabase(cluster.urlOf("postgres"), "kathi_template", "template0");
  const dataSource = await openDataSource({ url: cluster.urlOf("kathi_template") });
  await migrateUp(dataSource);
  await dataSource.destroy();
  Object.assign(globalThis, { kathiTestCluster: { home, cluster } });
  await writeFile(join(home, "README"), "A test run's database; safe to delete.\n");
}
