import { access, chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { tokenSecretOf } from "../access/token-secret.ts";
import { Tokens } from "../access/tokens.ts";
import { openEmbeddedCluster } from "../db/embedded.ts";
import { migrateUp } from "../db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../db/open.ts";
import { runProgram } from "./program.ts";

/**
 * A folder in which a house lives: its database, which a server starts, and its token secret. It is
 * always the embedded PostgreSQL: some promises are about its files, others kill it.
 */
export interface PromiseHouse {
  readonly home: string;
  /** Signs what the house's servers accept. */
  readonly tokens: Tokens;
  /** Stops the database, if one runs, and removes everything. */
  remove(): Promise<void>;
}

/** Makes the folder of a house that has no database yet. */
export async function makeHouse(folder: string): Promise<PromiseHouse> {
  await mkdir(folder, { recursive: true });
  const home = await mkdtemp(join(folder, "promises-"));
  // As root, PostgreSQL runs under an account of its own that has to reach its folder.
  await chmod(home, 0o755);
  const tokens = new Tokens(await tokenSecretOf({ home, tokenSecret: undefined }));
  const remove = async () => {
    if (await exists(join(home, "postgres", "postmaster.pid"))) {
      await (await openEmbeddedCluster(home)).stop();
    }
    await rm(home, { recursive: true, force: true });
  };
  return { home, tokens, remove };
}

/** A new house for the length of some work, removed whatever becomes of the work. */
export async function withHouse<Value>(
  folder: string,
  work: (house: PromiseHouse) => Promise<Value>,
): Promise<Value> {
  const house = await makeHouse(folder);
  try {
    return await work(house);
  } finally {
    await house.remove();
  }
}

/** Opens a house's database for the length of some work; it goes on running for servers. */
export async function withDatabaseOf<Value>(
  { home }: PromiseHouse,
  work: (database: OpenDatabase) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase({ home, databaseUrl: undefined });
  try {
    await migrateUp(database.dataSource);
    return await work(database);
  } finally {
    await database.close();
  }
}

/**
 * Fills an empty house with the demo house and learns from it, as an operator would; about 10 s on
 * one free core.
 *
 * @returns the uuids of the guests who let everything be used for personalisation: the answers to
 * them take the most work
 */
export async function fillWithDemo(house: PromiseHouse): Promise<string[]> {
  await runProgram(house.home, ["seed"]);
  await runProgram(house.home, ["learn"]);
  return withDatabaseOf(house, async ({ dataSource }) => {
    await dataSource.query("vacuum analyze");
    const found = await dataSource.query<{ id: string }[]>(
      `select customer_id as id from consent_snapshot
       where cells @> '{"PERSONALISATION:PURCHASE": "GIVEN", "PERSONALISATION:BROWSING": "GIVEN",
         "PERSONALISATION:FEEDBACK": "GIVEN", "PERSONALISATION:CONTEXT": "GIVEN",
         "PERSONALISATION:DECLARED_PREFERENCE": "GIVEN"}'
       order by customer_id`,
    );
    if (found.length === 0) throw new Error("The demo house has nobody who lets all be used.");
    return found.map(({ id }) => id);
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
