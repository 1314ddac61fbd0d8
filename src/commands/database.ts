import { migrateUp } from "../db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../db/open.ts";
import type { CommandCall } from "./command.ts";

/** Opens the database, brings it up to date, and closes it after the work, whatever happens. */
export async function withDatabase<Value>(
  { config }: Pick<CommandCall, "config">,
  work: (database: OpenDatabase) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase(config);
  try {
    await migrateUp(database.dataSource);
    return await work(database);
  } finally {
    await database.close();
  }
}
