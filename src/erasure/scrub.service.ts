import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource, QueryRunner } from "typeorm";
import { markScrubbed } from "./erasure.repository.ts";
import { tablesOfCustomers } from "./held-row.repository.ts";

/** Beside the customers' own tables those that may have held something about them. */
const OTHER_TABLES = ["customer", "idempotency_record", "learner_change", "model_snapshot_part"];

/** Others may wait this long for a table that is being rewritten, and we for them. */
const LOCK_TIMEOUT = "5s";

/** How long we wait for transactions that could still see the erased rows. */
const READERS_TIMEOUT_MS = 30_000;

/** What a scrubbing did. */
export interface ScrubReport {
  /** Tables whose files were written anew. */
  readonly rewritten: readonly string[];
  /** Tables that were too large or in use; they still have the erased rows' bytes. */
  readonly skipped: readonly string[];
  /** Erasures whose bytes are gone from the tables' files now. */
  readonly erasures: number;
}

/**
 * Writes the tables anew that erased rows were in. PostgreSQL only marks a deleted row as dead, and
 * VACUUM only makes its room available: its bytes stay in the file until something is written over
 * them. `VACUUM FULL` writes the living rows into new files and removes the old ones, and ANALYZE
 * renews the samples of values that the planner keeps; the checkpoint lets old WAL files go.
 *
 * Each table is locked while it is rewritten, about a second for 100 MB.
 *
 * @param sizeMax bytes of a table with its indexes; larger ones are skipped
 */
export async function scrub(dataSource: DataSource, sizeMax: number): Promise<ScrubReport> {
  const runner = dataSource.createQueryRunner();
  const rewritten: string[] = [];
  const skipped: string[] = [];
  try {
    const [{ begunAt }] = await runner.query('select clock_timestamp() as "begunAt"');
    await runner.query("set statement_timeout = 0");
    await runner.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    const tables = [...tablesOfCustomers(runner.manager), ...OTHER_TABLES];
    if (!(await outwaitReaders(runner))) return { rewritten, skipped: tables, erasures: 0 };
    for (const table of tables) {
      const isRewritten = await rewrite(runner, table, sizeMax);
      (isRewritten ? rewritten : skipped).push(table);
    }
    // Samples of values, also those of before.
    await rewrite(runner, "pg_statistic", sizeMax);
    await leaveOldWal(runner);
    const erasures = skipped.length === 0 ? await markScrubbed(runner.manager, begunAt) : 0;
    return { rewritten, skipped, erasures };
  } finally {
    await runner.query("reset lock_timeout");
    await runner.query("reset statement_timeout");
    await runner.release();
  }
}

/**
 * Waits until nobody looks at a state of this database from before now: rows that somebody can
 * still see are no dead rows, and a rewriting would carry them over.
 *
 * @returns false where somebody still does
 */
async function outwaitReaders(runner: QueryRunner): Promise<boolean> {
  const [{ horizon }] = await runner.query(
    "select pg_snapshot_xmax(pg_current_snapshot())::text as horizon",
  );
  const deadline = performance.now() + READERS_TIMEOUT_MS;
  for (;;) {
    // Our own horizon lies behind every transaction of the whole server that runs and writes.
    const [{ isReached }] = await runner.query(
      `select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 and not exists (
         select from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
           and age(backend_xmin) > age($1::text::xid8::xid)) as "isReached"`,
      [horizon],
    );
    if (isReached) return true;
    if (performance.now() > deadline) return false;
    await sleep(100);
  }
}

async function rewrite(runner: QueryRunner, table: string, sizeMax: number): Promise<boolean> {
  const [found] = await runner.query("select pg_total_relation_size($1::regclass) as size", [
    table,
  ]);
  if (Number(found.size) > sizeMax) return false;
  try {
    await runner.query(`vacuum (full, analyze) ${table}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "55P03") return false;
    throw error;
  }
}

/** Begins a new WAL file, so that the checkpoint can let go of the ones before. */
async function leaveOldWal(runner: QueryRunner): Promise<void> {
  try {
    await runner.query("select pg_switch_wal()");
    await runner.query("checkpoint");
  } catch (error) {
    // A given server may keep both for its administrator, whose checkpoints do it in minutes.
    if ((error as { code?: string }).code !== "42501") throw error;
  }
}
