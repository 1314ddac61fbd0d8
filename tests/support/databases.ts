import { randomBytes } from "node:crypto";
import { Client } from "pg";
import type { DataSource } from "typeorm";
import { openDataSource } from "../../src/db/data-source.ts";

/** Where the test run's databases have their keys: one master key, in no folder. */
export const TEST_MASTER_KEYS = {
  home: "/nowhere",
  masterKey: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
};

/** A database of a suite's own, cloned from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Texts of all statements since the last call. */
  takeStatements(): string[];
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
}

/** Clones the template; about 50 ms. */
export async function openTestDatabase(template = "kathi_template"): Promise<TestDatabase> {
  const cluster = clusterUrl();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await createDatabase(cluster, name, template);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  let statements: string[] = [];
  const dataSource = await openDataSource({
    url: url.href,
    masterKeys: TEST_MASTER_KEYS,
    onStatement: (text) => statements.push(text),
  });
  return {
    url: url.href,
    dataSource,
    takeStatements: () => {
      const taken = statements;
      statements = [];
      return taken;
    },
    close: async () => {
      await dataSource.destroy();
      await runOnCluster(cluster, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Address of the run's cluster, as global-setup.ts left it. */
export function clusterUrl(): string {
  const url = process.env.KATHI_TEST_CLUSTER;
  if (!url) throw new Error("The test cluster is not running: start the suites with npm test.");
  return url;
}

/** Makes a database from a template that nobody is connected to. */
export function createDatabase(cluster: string, name: string, template: string): Promise<void> {
  return runOnCluster(cluster, `create database ${name} template ${template}`);
}

async function runOnCluster(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
