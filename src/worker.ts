import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource, QueryRunner } from "typeorm";
import type { Logger } from "./log.ts";
import { learnSnapshot } from "./recommendations/learner.service.ts";
import { forgetShownLists } from "./recommendations/shown-list.service.ts";

/** A withdrawal reaches what is learned for everybody within this time plus the learning itself. */
const CHECK_INTERVAL_MS = 30_000;

/** Any constant but another lock's works; this one is "learn" as a number in base 36. */
const LEARNING_LOCK = Number.parseInt("learn", 36);

/**
 * Learns a new snapshot whenever the log, the consents or the catalogue have changed, until the
 * signal. A failure is logged and tried again: the last snapshot goes on serving.
 *
 * Of several workers on one database one has the turn, and the others stand by until it is gone.
 * Whoever gets the turn learns once in any case, because nothing tells what has changed since the
 * newest snapshot; in an unchanged house that writes nothing, see {@link learnSnapshot}.
 */
export async function runWorker(
  dataSource: DataSource,
  logger: Logger,
  signal: AbortSignal,
  checkIntervalMs = CHECK_INTERVAL_MS,
): Promise<void> {
  let turn: QueryRunner | undefined;
  let learnedFrom: string | undefined;
  while (await pause(checkIntervalMs, signal)) {
    try {
      if (!turn || turn.isReleased) {
        turn = await takeTurn(dataSource);
        learnedFrom = undefined;
      }
      if (!turn) continue;
      await forgetShownLists(dataSource.manager, Date.now());
      const counter = await changeCounter(turn);
      if (counter === learnedFrom) continue;
      const { snapshotId, seconds } = await learnSnapshot(dataSource, Date.now());
      learnedFrom = counter;
      logger.info({ snapshotId, seconds }, "learned a snapshot");
    } catch (err) {
      logger.error({ err }, "learning failed, the last snapshot goes on");
    }
  }
  if (turn) await endTurn(turn);
}

/**
 * The connection whose session has the right to learn, or undefined where another worker's has it.
 * TypeORM releases a connection that breaks, and the server then gives the right to the next.
 */
async function takeTurn(dataSource: DataSource): Promise<QueryRunner | undefined> {
  const runner = dataSource.createQueryRunner();
  let isTaken = false;
  try {
    const [answer] = await runner.query("select pg_try_advisory_lock($1) as taken", [
      LEARNING_LOCK,
    ]);
    isTaken = answer.taken;
  } finally {
    if (!isTaken) await runner.release();
  }
  return isTaken ? runner : undefined;
}

async function endTurn(turn: QueryRunner): Promise<void> {
  if (turn.isReleased) return;
  await turn.query("select pg_advisory_unlock($1)", [LEARNING_LOCK]);
  await turn.release();
}

/**
 * Differs when rows were written since: PostgreSQL's own statistics, one read of a few rows, so
 * that an idle house costs nothing however large its log is.
 */
async function changeCounter(turn: QueryRunner): Promise<string> {
  const [found] = await turn.query(`
    select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text as counter
    from pg_stat_user_tables where relname in ('interaction', 'consent_snapshot', 'item', 'mood_count')`);
  return found.counter;
}

/** Waits; false when the signal has ended the waiting. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
