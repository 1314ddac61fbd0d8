import type { EntityManager } from "typeorm";
import type { Logger } from "../log.ts";
import { CATEGORIES, type DataCategory, POLICY_CELLS, RETENTION_DAYS } from "./policy.ts";
import {
  clearPurchaseContexts,
  type Deletion,
  deleteBirthdays,
  deleteBrowsing,
  deleteFeedback,
  deleteIdempotencyRecords,
  forgetContacts,
} from "./retention.repository.ts";

const DAY_MS = 86_400_000;

/** A retry after a month is none: clients repeat calls within minutes, batch jobs within days. */
const IDEMPOTENCY_DAYS = 30;

/** Contacts count for seven days, see the budgets of contacts. */
const CONTACT_DAYS = 7;

/** A job that runs every hour keeps a retention in days to a hundredth of it. */
const INTERVAL_MS = 60 * 60 * 1000;

/** Rows of one statement: 80 ms on two shared cores, so that nobody waits long for a lock. */
const BATCH_ROWS = 5_000;

/** Statements of one kind in one run; what is left has its turn at the next call. */
const BATCHES_MAX = 20;

/** One kind of thing that has a time. */
interface Sweep {
  readonly name: string;
  readonly days: number;
  readonly deletion: Deletion;
}

/**
 * How many days a value of the category may be kept, by the longest of the cells that store it;
 * Infinity where no age ends one of them.
 *
 * Consents are not asked: what no open cell covers is erased when it is withdrawn, not by its age.
 */
export function keptDaysOf(category: DataCategory): number {
  const days = POLICY_CELLS.filter(
    (cell) => cell.category === category && cell.operations.includes("STORE"),
  ).map(({ retention }) => RETENTION_DAYS[retention] ?? Number.POSITIVE_INFINITY);
  return Math.max(0, ...days);
}

/** Everything that its age ends. The lists that were shown have a job of their own. */
export const SWEEPS: readonly Sweep[] = [
  { name: "browsing", days: keptDaysOf("BROWSING"), deletion: deleteBrowsing },
  { name: "feedback", days: keptDaysOf("FEEDBACK"), deletion: deleteFeedback },
  { name: "contexts", days: keptDaysOf("CONTEXT"), deletion: clearPurchaseContexts },
  { name: "birthdays", days: keptDaysOf("BIRTHDAY"), deletion: deleteBirthdays },
  { name: "contacts", days: CONTACT_DAYS, deletion: forgetContacts },
  { name: "idempotencyKeys", days: IDEMPOTENCY_DAYS, deletion: deleteIdempotencyRecords },
];

/** Categories that age ends: the table's own word, for a test that none is forgotten above. */
export const AGING_CATEGORIES = CATEGORIES.filter((category) => {
  const days = keptDaysOf(category);
  return days > 0 && days < Number.POSITIVE_INFINITY;
});

/** What a run has removed, by kind, and whether anything was left for the next one. */
export interface SweepReport {
  readonly removed: Readonly<Record<string, number>>;
  readonly isComplete: boolean;
}

/**
 * Removes what is past its retention, counted from the moment at which it was recorded here: the
 * clock is the database's, and what an import brings from years ago has its full time.
 *
 * Cost: one statement of at most 5,000 rows at a time, at most 20 for each kind.
 *
 * @param now milliseconds since 1970
 */
export async function sweepRetention(manager: EntityManager, now: number): Promise<SweepReport> {
  const removed: Record<string, number> = {};
  let isComplete = true;
  for (const { name, days, deletion } of SWEEPS) {
    const before = new Date(now - days * DAY_MS);
    const counts: number[] = [];
    do {
      counts.push(await deletion(manager, before, BATCH_ROWS));
    } while (isFull(counts.at(-1)) && counts.length < BATCHES_MAX);
    if (isFull(counts.at(-1))) isComplete = false;
    removed[name] = counts.reduce((sum, count) => sum + count, 0);
  }
  return { removed, isComplete };
}

/** Whether there may be more; birthdays are limited by customers, each with one row or more. */
const isFull = (count = 0) => count >= BATCH_ROWS;

/** Sweeps once an hour, however often it is asked. */
export class RetentionSweeper {
  private nextAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly manager: EntityManager,
    private readonly logger: Logger,
  ) {}

  /**
   * Sweeps where the last run lies an hour back or has left something. A failure is logged and
   * tried again at the next call: retention must not stop what else a worker does.
   *
   * @param now milliseconds since 1970
   */
  async sweepIfDue(now: number): Promise<void> {
    if (now < this.nextAt) return;
    try {
      const { removed, isComplete } = await sweepRetention(this.manager, now);
      if (isComplete) this.nextAt = now + INTERVAL_MS;
      if (Object.values(removed).some((count) => count > 0)) {
        this.logger.info({ removed }, "removed what was past its retention");
      }
    } catch (err) {
      this.logger.error({ err }, "removing what is past its retention failed, it is tried again");
    }
  }
}
