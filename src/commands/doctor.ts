import type { DataSource } from "typeorm";
import { migrationStates } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { Transactions } from "../db/transactions.ts";
import { ErasureLog, ledgerFileOf } from "../erasure/erasure-log.service.ts";
import { snapshots } from "../recommendations/recommendation.repository.ts";
import { readModel } from "../recommendations/shelf.service.ts";
import { StartupError } from "../result.ts";
import { ModelFormatError } from "../scoring/index.ts";
import { keyStatus } from "../sealing/rotation.ts";
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
    "check the database, its migrations, the catalogue, the keys, the erasures and the snapshot",
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
        checks.push(await keysCheck(database.dataSource));
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

/** Whether everything that is sealed can be read, and the master keys only by their owner. */
async function keysCheck(dataSource: DataSource): Promise<Check> {
  const status = await keyStatus(dataSource);
  const current = status.masterKeys.find(({ isCurrent }) => isCurrent);
  const missing = status.masterKeys.filter((key) => !key.isAtHand && key.customerKeys > 0);
  const unreadable = missing.reduce((sum, { customerKeys }) => sum + customerKeys, 0);
  const hasHouse = status.masterKeys.some((key) => key.houseKeys > 0);
  const problems = [
    unreadable > 0 &&
      `${unreadable} customers have keys of a master key that is missing: bring it back`,
    hasHouse && !current && "no master key is at hand: bring back the folder master-keys",
    status.customersWithoutKey > 0 &&
      `${status.customersWithoutKey} customers have no key: what was sealed for them is lost`,
    status.probesFailed > 0 && `${status.probesFailed} of ${status.probed} keys do not open`,
    status.openlyReadable.length > 0 &&
      `others may read ${status.openlyReadable.join(", ")} in master-keys: chmod go-rwx`,
  ].filter((problem) => problem !== false);
  const healthy = hasHouse
    ? `${status.masterKeys.length} master, ${current?.masterKeyId} in use; ${status.probed} probed, all open`
    : "none yet: they are made with the first customer";
  const isHealthy = problems.length === 0;
  return { name: "keys", isHealthy, finding: isHealthy ? healthy : problems.join("; ") };
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
