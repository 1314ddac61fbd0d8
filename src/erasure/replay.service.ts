import type { Transactions } from "../db/transactions.ts";
import type { Erasing } from "./erasing.service.ts";
import { endErasure, erasureById, lockCustomer } from "./erasure.repository.ts";
import type { ErasureLog, LedgerEntry } from "./erasure-log.service.ts";
import { subjectOf } from "./subject.repository.ts";
import { insertSuppressions } from "./suppression.repository.ts";

/** What a replay did. */
export interface ReplayReport {
  /** Erasures in the ledger files. */
  readonly entries: number;
  /** Those that the database had forgotten and that were carried out again. */
  readonly replayed: number;
}

/**
 * Erases again what a restored dump has brought back. Each entry is a transaction of its own and
 * is told apart by its id, so a replay may be stopped and repeated.
 */
export class ErasureReplay {
  constructor(
    private readonly transactions: Transactions,
    private readonly erasing: Erasing,
    private readonly log: ErasureLog,
    private readonly now: () => number,
  ) {}

  /**
   * @param onProgress called after each erasure; what it throws ends the replay between two
   * @throws StartupError for a file that is no ledger
   */
  async run(
    files: readonly string[],
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<ReplayReport> {
    const { entries, missing } = await this.log.gap(files);
    for (const [index, entry] of missing.entries()) {
      await this.replay(entry);
      onProgress(index + 1, missing.length);
    }
    return { entries, replayed: missing.length };
  }

  private replay(entry: LedgerEntry): Promise<void> {
    return this.transactions.run(async (manager) => {
      const { customerId, erasureId, requestedAt } = entry;
      await lockCustomer(manager, customerId);
      const here = await erasureById(manager, customerId, erasureId);
      if (here?.state === "PENDING") {
        // The dump is from between the wish and its end, so the ending alone is missing.
        const end = entry.state === "UNDONE" ? "UNDONE" : "DONE";
        if (!(await endErasure(manager, here, end, requestedAt))) return;
        if (end === "UNDONE") await this.erasing.takeBack(manager, here);
        else await this.erasing.finish(manager, here);
        return;
      }
      if (here) return;
      const isStillPending =
        entry.state === "PENDING" && entry.undoableUntil!.getTime() > this.now();
      await this.erasing.carryOut(manager, {
        customerId,
        erasureId,
        subject: subjectOf(entry),
        requestedBy: entry.requestedBy,
        requestedAt,
        undoableUntil: isStillPending ? entry.undoableUntil : null,
        writtenUntil: requestedAt,
      });
      await insertSuppressions(manager, erasureId, entry.suppressed);
    });
  }
}
