import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";
import type { Logger } from "./log.ts";
import { learnSnapshot } from "./recommendations/learner.service.ts";

/** A withdrawal reaches what is learned for everybody within this time plus the learning itself. */
const CHECK_INTERVAL_MS = 30_000;

/**
 * Learns a new snapshot whenever the log, the consents or the catalogue have changed, until the
 * signal. A failure is logged and tried again: the last snapshot goes on serving.
 */
export async function runWorker(
  dataSource: DataSource,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  let learnedFrom = await changeCounter(dataSource);
  while (await pause(signal)) {
    try {
      const counter = await changeCounter(dataSource);
      if (counter === learnedFrom) continue;
      const { snapshotId, seconds } = await learnSnapshot(dataSource, Date.now());
      learnedFrom = counter;
      logger.info({ snapshotId, seconds }, "learned a snapshot");
    } catch (err) {
      logger.error({ err }, "learning failed, the last snapshot goes on");
    }
  }
}

/**
 * Differs when rows were written since: PostgreSQL's own statistics, one read of a few rows, so
 * that an idle house costs nothing however large its log is.
 */
async function changeCounter(dataSource: DataSource): Promise<string> {
  const [found] = await dataSource.query(`
    select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text as counter
    from pg_stat_user_tables where relname in ('interaction', 'consent_snapshot', 'item', 'mood_count')`);
  return found.counter;
}

/** Waits; false when the signal has ended the waiting. */
async function pause(signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(CHECK_INTERVAL_MS, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
