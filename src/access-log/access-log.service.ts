import type { EntityManager } from "typeorm";
import type { DataUse } from "../access/data-uses.ts";
import type { Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { AccessLogRow } from "./access-log.entity.ts";
import type { AccessLogErrorCode } from "./access-log.errors.ts";
import {
  type AccessLogKey,
  accessLogPage,
  addToAccessLog,
  deleteAccessLogBefore,
} from "./access-log.repository.ts";

type Recorded = Result<null, Failure<AccessLogErrorCode>>;
type Actor = Pick<AccessLogRow, "actorKind" | "actorName">;

/** A part of the house that uses data without being asked. */
export type SystemActor = "learner" | "evaluation";

const FLUSH_INTERVAL_MS = 1_000;

/** How long the log itself is kept: it is data about the customer, too. */
const RETENTION_DAYS = 365;

/** Rows that are removed at once; about 50 ms. */
const REMOVED_AT_ONCE_MAX = 10_000;

/**
 * The log of who used whose data. What another system reads is on disk before the answer leaves;
 * what customers read of their own is counted in memory and written every second.
 */
export class AccessLogService {
  private pending = new Map<string, AccessLogRow>();
  private flushing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly logger: Pick<Logger, "error">,
    private readonly now: () => number,
  ) {}

  /**
   * Records what a request has used, before its answer leaves. If that fails, the answer must not.
   *
   * Cost: one statement for a client that was given personal data of anybody, whatever the number
   * of customers and categories; none for customers and where nothing was used.
   *
   * @throws Error where personal data was used for nobody: that is a hole
   */
  async record(viewer: Viewer, uses: readonly DataUse[]): Promise<Recorded> {
    if (uses.length === 0) return ok(null);
    if (viewer.kind === "ANONYMOUS") throw new Error("Personal data was used for nobody.");
    try {
      if (viewer.kind === "CLIENT") {
        const actor = { actorKind: "CLIENT", actorName: viewer.name } as const;
        await addToAccessLog(this.transactions.manager, toRows(actor, uses, this.now()));
      } else {
        await this.count(uses);
      }
      return ok(null);
    } catch (err) {
      this.logger.error({ err }, "an access could not be recorded, its answer is kept back");
      const message = "The access could not be recorded, so nothing is given out; try again.";
      return fail("ACCESS_NOT_RECORDED", message);
    }
  }

  /** One page of a customer's log, the newest day first; null for anybody but the customer. */
  async page(
    viewer: Viewer,
    customerId: string,
    limit: number,
    after: AccessLogKey | null,
  ): Promise<AccessLogRow[] | null> {
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return null;
    return accessLogPage(this.transactions.manager, customerId, limit, after);
  }

  /** Writes what was counted in memory; calls that come while one is running share it. */
  flush(): Promise<void> {
    this.flushing ??= this.write().finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  /** Flushes every second, until `stop`. */
  start(): void {
    this.timer = setInterval(() => void this.flushOrLog(), FLUSH_INTERVAL_MS);
    this.timer.unref();
  }

  /** Ends the flushing and writes what is left. Call it when nothing is answered any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flushOrLog();
    // A flush that was running when we came has not seen what was counted since.
    await this.flushOrLog();
  }

  /** The bound is checked first, so that a database that is away cannot fill the memory. */
  private async count(uses: readonly DataUse[]): Promise<void> {
    if (this.pending.size >= LIMITS.accessesPendingMax) await this.flush();
    for (const row of toRows({ actorKind: "CUSTOMER", actorName: "" }, uses, this.now())) {
      addTo(this.pending, row);
    }
  }

  private async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const batch = this.pending;
    this.pending = new Map();
    try {
      await addToAccessLog(this.transactions.manager, [...batch.values()]);
    } catch (error) {
      for (const row of batch.values()) addTo(this.pending, row);
      throw error;
    }
  }

  /** A database that is away for a moment must not end the server: the counts are kept. */
  private async flushOrLog(): Promise<void> {
    try {
      await this.flush();
    } catch (err) {
      this.logger.error({ err, pending: this.pending.size }, "accesses could not be written yet");
    }
  }
}

/**
 * Records what the house has used by itself, before it uses it; one statement.
 *
 * @param now milliseconds since 1970
 */
export async function recordSystemUses(
  manager: EntityManager,
  actorName: SystemActor,
  uses: readonly DataUse[],
  now: number,
): Promise<void> {
  if (uses.length === 0) return;
  await addToAccessLog(manager, toRows({ actorKind: "SYSTEM", actorName }, uses, now));
}

/**
 * Removes what is older than twelve months, a bounded number of rows a call.
 *
 * @param now milliseconds since 1970
 */
export function forgetAccesses(manager: EntityManager, now: number): Promise<void> {
  const oldest = dayOf(now - RETENTION_DAYS * 86_400_000);
  return deleteAccessLogBefore(manager, oldest, REMOVED_AT_ONCE_MAX);
}

function toRows(actor: Actor, uses: readonly DataUse[], now: number): AccessLogRow[] {
  const at = new Date(now);
  const day = dayOf(now);
  return uses.map((use) => ({ ...use, ...actor, day, firstAt: at, lastAt: at, uses: 1 }));
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The counts of customers themselves, so the actor is no part of the key. */
function addTo(counts: Map<string, AccessLogRow>, row: AccessLogRow): void {
  const key = `${row.customerId} ${row.day} ${row.purpose} ${row.category}`;
  const known = counts.get(key);
  if (!known) {
    counts.set(key, row);
    return;
  }
  counts.set(key, {
    ...known,
    firstAt: known.firstAt < row.firstAt ? known.firstAt : row.firstAt,
    lastAt: known.lastAt > row.lastAt ? known.lastAt : row.lastAt,
    uses: known.uses + row.uses,
  });
}
