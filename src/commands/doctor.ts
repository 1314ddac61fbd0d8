import type { DataSource } from "typeorm";
import { migrationStates } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { Transactions } from "../db/transactions.ts";
import { ErasureLog, ledgerFileOf } from "../erasure/erasure-log.service.ts";
import { snapshots } from "../recommendations/recommendation.repository.ts";
import { readModel } from "../recommendations/shelf.service.ts";
import { StartupError } from "../result.ts";
import { ModelFormatError } from "../scoring/index.ts";
import type { Command } from "./command.ts";

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly finding: string;
}

export const doctorCommand: Command = {
  usage: "doctor",
  summary:
    "check the database, its migrations, the catalogue, the erasures and the learned snapshot",
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
      if (missing.length === 0) {
        checks.push(await contentCheck(database.dataSource));
        checks.push(await erasureCheck(database.dataSource, config.home));
        checks.push(await snapshotCheck(database.dataSource));
      }
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

async function contentCheck(dataSource: DataSource): Promise<Check> {
  const [found] = await dataSource.query(`
    select (select count(*)::int from item) as items,
      (select count(*)::int from customer) as customers`);
  const { items, customers } = found as Record<string, number>;
  return {
    name: "content",
    isHealthy: (items ?? 0) > 0,
    finding: `${items} items, ${customers} customers${items ? "" : ": run seed or import"}`,
  };
}

/** Whether the database is as if everything in the ledger file had been erased from it. */
async function erasureCheck(dataSource: DataSource, home: string): Promise<Check> {
  const log = new ErasureLog(new Transactions(dataSource));
  const { entries, missing } = await log.gap([ledgerFileOf(home)]);
  const isHealthy = missing.length === 0;
  const forgotten = `the database has forgotten ${missing.length} of ${entries}: run erasure replay`;
  return { name: "erasures", isHealthy, finding: isHealthy ? `${entries} kept` : forgotten };
}

/** Looks for the snapshot that a server would use, as servers do: the newest that can be read. */
async function snapshotCheck({ manager }: DataSource): Promise<Check> {
  const kept = await snapshots(manager);
  const refusals: string[] = [];
  for (const { snapshotId } of kept) {
    try {
      const { version } = await readModel(manager, snapshotId);
      const inUse = `${kept.length} kept, ${snapshotId} (${version}) in use`;
      const finding = [inUse, ...refusals].join("; ");
      return { name: "snapshot", isHealthy: refusals.length === 0, finding };
    } catch (error) {
      if (!(error instanceof ModelFormatError)) throw error;
      refusals.push(`${snapshotId} cannot be used (${error.message}): run learn`);
    }
  }
  const finding = ["none that can be used", ...refusals].join("; ");
  if (kept.length > 0) return { name: "snapshot", isHealthy: false, finding };
  return { name: "snapshot", isHealthy: false, finding: "nothing learned yet: run learn" };
}
