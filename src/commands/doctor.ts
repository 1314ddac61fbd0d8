import { migrationStates } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { StartupError } from "../result.ts";
import type { Command } from "./command.ts";

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly finding: string;
}

export const doctorCommand: Command = {
  usage: "doctor",
  summary: "check the database, its migrations, the catalogue and the learned snapshot",
  async run({ config, output }) {
    const database = await openDatabase(config);
    try {
      const [server] = await database.dataSource.query(
        "select current_setting('server_version') as version",
      );
      const missing = (await migrationStates(database.dataSource)).filter(
        ({ isApplied }) => !isApplied,
      );
      const checks: Check[] = [
        {
          name: "database",
          isHealthy: true,
          finding: `PostgreSQL ${server.version}, ${database.isEmbedded ? "embedded" : "given"}`,
        },
        {
          name: "migrations",
          isHealthy: missing.length === 0,
          finding:
            missing.length === 0 ? "all applied" : `${missing.length} missing: run migrate up`,
        },
      ];
      if (missing.length === 0) checks.push(...(await contentChecks(database.dataSource)));
      const lines = checks.map(
        ({ name, isHealthy, finding }) => `${isHealthy ? "ok " : "bad"} ${name}: ${finding}`,
      );
      output.result({ checks }, lines);
      const bad = checks.filter(({ isHealthy }) => !isHealthy).map(({ name }) => name);
      if (bad.length > 0) throw new StartupError(`Not well: ${bad.join(", ")}.`);
    } finally {
      await database.close();
    }
  },
};

async function contentChecks(dataSource: {
  query(text: string): Promise<Record<string, unknown>[]>;
}): Promise<Check[]> {
  const [found] = await dataSource.query(`
    select (select count(*)::int from item) as items,
      (select count(*)::int from customer) as customers,
      (select count(*)::int from model_snapshot) as snapshots`);
  const { items, customers, snapshots } = found as Record<string, number>;
  return [
    {
      name: "content",
      isHealthy: (items ?? 0) > 0,
      finding: `${items} items, ${customers} customers${items ? "" : ": run seed or import"}`,
    },
    {
      name: "snapshot",
      isHealthy: (snapshots ?? 0) > 0,
      finding: snapshots ? `${snapshots} kept` : "nothing learned yet: run learn",
    },
  ];
}
