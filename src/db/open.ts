import { Client } from "pg";
import type { DataSource } from "typeorm";
import type { Config } from "../config.ts";
import { openDataSource } from "./data-source.ts";
import { openEmbeddedCluster } from "./embedded.ts";

const EMBEDDED_DATABASE = "kathi";

/** An open database; closing it also stops an embedded server that nobody else uses. */
export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Address for further processes and threads; carries the password, so it is never printed. */
  readonly url: string;
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

/**
 * Opens the database that the configuration names: the given server, or the embedded one, which is
 * started, or joined where another process has started it.
 *
 * @throws StartupError when it cannot be reached, is too old, or its folder cannot be used
 */
export async function openDatabase(
  config: Pick<Config, "home" | "databaseUrl"> & Partial<Pick<Config, "masterKey">>,
  onStatement?: (text: string) => void,
): Promise<OpenDatabase> {
  const masterKeys = { home: config.home, masterKey: config.masterKey };
  const options = onStatement ? { masterKeys, onStatement } : { masterKeys };
  if (config.databaseUrl) {
    const url = config.databaseUrl;
    const dataSource = await openDataSource({ url, ...options });
    return { dataSource, url, isEmbedded: false, close: () => dataSource.destroy() };
  }
  const cluster = await openEmbeddedCluster(config.home);
  await ensureDatabase(cluster.urlOf("postgres"));
  const url = cluster.urlOf(EMBEDDED_DATABASE);
  const dataSource = await openDataSource({ url, ...options });
  const close = async () => {
    await dataSource.destroy();
    await cluster.stop();
  };
  return { dataSource, url, isEmbedded: true, close };
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${EMBEDDED_DATABASE}`);
  } catch (error) {
    const { code } = error as { code?: string };
    // Exists already, or another process is creating it at this moment.
    if (code !== "42P04" && code !== "23505") throw error;
  } finally {
    await client.end();
  }
}
