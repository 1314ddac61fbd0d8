import { migrateDown, migrateUp, migrationStates } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { type Command, UsageError } from "./command.ts";

export const migrateCommand: Command = {
  usage: "migrate up|down|status",
  summary: "apply all migrations, revert the newest, or list them",
  positionalsMax: 1,
  async run({ config, output, positionals: [action] }) {
    if (action !== "up" && action !== "down" && action !== "status") {
      throw new UsageError("Expected migrate up, migrate down or migrate status.");
    }
    const database = await openDatabase(config);
    try {
      if (action === "up") {
        const applied = await migrateUp(database.dataSource);
        output.result({ applied }, applied.length > 0 ? applied : ["Nothing to apply."]);
      } else if (action === "down") {
        const reverted = (await migrateDown(database.dataSource)) ?? null;
        output.result({ reverted }, [reverted ?? "Nothing to revert."]);
      } else {
        const migrations = await migrationStates(database.dataSource);
        const lines = migrations.map(({ name, isApplied }) => `${isApplied ? "x" : " "} ${name}`);
        output.result({ migrations }, lines);
      }
    } finally {
      await database.close();
    }
  },
};
