import type { DataSource } from "typeorm";
import { migrateUp } from "../db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../db/open.ts";
import { KeyMissingError, keyringOf } from "../sealing/keyring.ts";
import type { CommandCall } from "./command.ts";

/**
 * Opens the database, brings it up to date, gets its keys ready, and closes it after the work,
 * whatever happens.
 */
export async function withDatabase<Value>(
  { config }: Pick<CommandCall, "config">,
  work: (database: OpenDatabase) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase(config);
  try {
    await migrateUp(database.dataSource);
    await openKeys(database.dataSource);
    return await work(database);
  } finally {
    await database.close();
  }
}

/**
 * Makes the keys of a new house. Without the keys of an old one the command goes on: much works
 * without reading what is sealed, and what does not says so.
 */
async function openKeys({ manager }: DataSource): Promise<void> {
  try {
    await keyringOf(manager).open();
  } catch (error) {
    if (!(error instanceof KeyMissingError)) throw error;
  }
}
