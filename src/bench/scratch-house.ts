import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { migrateUp } from "../db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../db/open.ts";
import { seedDemoHouse } from "../demo/seed.ts";
import { learnSnapshot } from "../recommendations/learner.service.ts";

/** A demo house that is made for a measurement and gone afterwards. */
export interface ScratchHouse {
  readonly database: OpenDatabase;
  /** Statements sent to the database so far. */
  statementCount(): number;
  remove(): Promise<void>;
}

/**
 * Makes a demo house of its own, seeded and learned, so that a measurement never writes into a
 * house that somebody uses: in a folder beside the embedded database, or as a database of its own
 * on the given server.
 *
 * @throws StartupError as `openDatabase` does
 */
export async function openScratchHouse(config: Config): Promise<ScratchHouse> {
  let statements = 0;
  const count = () => {
    statements += 1;
  };
  const { database, remove } = config.databaseUrl
    ? await openOnServer(config.databaseUrl, count)
    : await openInFolder(config.home, count);
  try {
    await migrateUp(database.dataSource);
    const now = Date.now();
    await seedDemoHouse(database.dataSource, now);
    await learnSnapshot(database.dataSource, now);
    await database.dataSource.query("vacuum analyze");
  } catch (error) {
    await remove();
    throw error;
  }
  return { database, statementCount: () => statements, remove };
}

async function openInFolder(home: string, onStatement: () => void) {
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(join(home, "bench-"));
  // As root, PostgreSQL runs under an account of its own that has to reach its folder.
  await chmod(folder, 0o755);
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const database = await openDatabase({ home: folder, databaseUrl: undefined }, onStatement);
    const remove = async () => {
      await database.close();
      await removeFolder();
    };
    return { database, remove };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function openOnServer(serverUrl: string, onStatement: () => void) {
  const name = `kathi_bench_${randomBytes(6).toString("hex")}`;
  const server = await openDatabase({ home: "", databaseUrl: serverUrl });
  try {
    await server.dataSource.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const database = await openDatabase(
      { home: "", databaseUrl: url.href, masterKey: randomBytes(32).toString("hex") },
      onStatement,
    );
    const remove = async () => {
      await database.close();
      await server.dataSource.query(`drop database ${name} with (force)`);
      await server.close();
    };
    return { database, remove };
  } catch (error) {
    await server.close();
    throw error;
  }
}
