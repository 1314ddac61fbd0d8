import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource, QueryRunner } from "typeorm";

import { forgetRefusals } from "./access/refusal.repository.ts";
import { forgetAccesses } from "./access-log/access-log.service.ts";
import { endDueTerms, lapseOldVersions } from "./consents/expiry.service.ts";
import { RetentionSweeper } from "./consents/retention.service.ts";
import { meetUnlearnings, unlearningsAsked } from "./erasure/erasure.repository.ts";
import { LIMITS } from "./limits.ts";

import type { Logger } from "./log.ts";
import { type HouseLearner, openLearner } from "./recommendations/learner.service.ts";
import { forgetShownLists } from "./recommendations/shown-list.service.ts";
import { sweepResets } from "./rights/rights.service.ts";

/** A withdrawal reaches what is learned for everybody within this time plus the learning itself. */
const CHECK_INTERVAL_MS = 30_000;

/** Any constant but another lock's works; this one is "learn" as a number in base 36. */
const LEARNING_LOCK = Number.parseInt("learn", 36);

/** Something that is done at every turn, before learning. What it throws is logged. */
export type Chore = (logger: Logger) => Promise<void>;

/**
 * Learns a new snapshot whenever the log, the consents or the catalogue have changed, until the
 * signal. A failure is logged and tried again: the last snapshot goes on serving.
 *
 * Of several workers on one database one has the turn, and the others stand by until it is gone.
 * Whoever gets the turn reads the whole log and learns once in any case, because nothing tells what
 * has changed since the newest snapshot; in an unchanged house that writes nothing, see
 * {@link HouseLearner.learn}. From then on it reads what has changed. After a failure it begins
 * anew, so that nothing it may have missed is missing for ever.
 *
 * After a withdrawal or an erasure the models of before must not stay: what has been asked before
 * the changes were read is met when a model has been learned from them, and older ones are removed.
 */
export async function runWorker(
  dataSource: DataSource,
  logger: Logger,
  signal: AbortSignal,
  checkIntervalMs = CHECK_INTERVAL_MS,
  chores: readonly Chore[] = [],
): Promise<void> {
  const sweeper = new RetentionSweeper(dataSource.manager, logger);
  let turn: QueryRunner | undefined;
  let learner: HouseLearner | undefined;
  while (await pause(checkIntervalMs, signal)) {
    try {
      if (!turn || turn.isReleased) {
        learner = undefined;
        turn = await takeTurn(dataSource);
        if (turn) await lapseOldVersions(dataSource);
      }
      if (!turn) continue;
      await endDueTerms(dataSource);
      await doChores(chores, logger);
      await forgetRefusals(dataSource.manager, LIMITS.refusalsKeptDays);
      await sweeper.sweepIfDue(Date.now());
      await forgetShownLists(dataSource.manager, Date.now());
      await forgetAccesses(dataSource.manager, Date.now());
      await sweepResets(dataSource.manager);
      const asked = await unlearningsAsked(dataSource.manager);
      if (!learner) learner = await openLearner(dataSource, turn.manager);
      else if (!(await learner.readChanges(turn.manager)) && asked.length === 0) continue;
      const { snapshotId, seconds } = await learner.learn(Date.now());
      if (asked.length > 0) await meetUnlearnings(dataSource.manager, asked, snapshotId);
      logger.info({ snapshotId, seconds }, "learned a snapshot");
    } catch (err) {
      learner = undefined;
      logger.error({ err }, "learning failed, the last snapshot goes on");
    }
  }
  if (turn) await endTurn(turn);
}

/** One that fails is tried again at the next turn, and keeps nothing else from being done. */
async function doChores(chores: readonly Chore[], logger: Logger): Promise<void> {
  for (const chore of chores) {
    try {
      await chore(logger);
    } catch (err) {
      logger.error({ err }, "a chore failed, it is tried again at the next turn");
    }
  }
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
