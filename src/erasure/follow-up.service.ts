import type { EntityManager } from "typeorm";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayStay } from "../consents/gate.ts";
import type { Transactions } from "../db/transactions.ts";
import type { Erasing } from "./erasing.service.ts";
import {
  canBeFrozen,
  changeStatus,
  closeFollowUp,
  dueFollowUps,
  type FollowUpKey,
  markFrozen,
  takeFollowUp,
} from "./follow-up.repository.ts";
import { rowsOfCategory } from "./subject.repository.ts";

/** Looked at in one go; what is due beyond it waits for the next. */
const FOLLOW_UPS_PER_READ = 100;

/**
 * What follows when a consent has ended: data that no purpose keeps any more are erased, or frozen
 * where the customer wants them kept. The queue is written by the very transaction that ends the
 * consent; each entry is met in a transaction of its own, so a crash between leaves it for the next
 * worker, and doing it again changes nothing.
 */
export class FollowUpService {
  constructor(
    private readonly transactions: Transactions,
    private readonly erasing: Erasing,
  ) {}

  /**
   * Meets what is due; several workers may do so at the same time.
   *
   * Cost: one statement, and at least 4 for each entry.
   *
   * @returns how many entries were met
   */
  async meetDue(): Promise<number> {
    let met = 0;
    for (;;) {
      const due = await dueFollowUps(this.transactions.manager, FOLLOW_UPS_PER_READ);
      let metNow = 0;
      for (const key of due) {
        if (await this.transactions.run((manager) => this.meet(manager, key))) metNow++;
      }
      met += metNow;
      // None of what was due: others are at it, or nothing is left.
      if (metNow === 0) return met;
    }
  }

  /** Decisions first, queue second, as whoever ends a consent does: nobody waits in a circle. */
  private async meet(manager: EntityManager, key: FollowUpKey): Promise<boolean> {
    const [consents] = await consentSnapshotsForWrite(manager, [key.customerId]);
    if (!consents) return false;
    const followUp = await takeFollowUp(manager, key);
    if (!followUp) return false;
    const isFrozen = await this.settle(manager, consents, key, followUp.keepsData);
    await (isFrozen ? markFrozen(manager, key) : closeFollowUp(manager, key));
    return true;
  }

  /** @returns whether the data are kept without being used */
  private async settle(
    manager: EntityManager,
    consents: ConsentSnapshotRow,
    { customerId, category }: FollowUpKey,
    keepsData: boolean,
  ): Promise<boolean> {
    const freezable = rowsOfCategory(customerId, category).filter(canBeFrozen);
    if (mayStay(consents, category)) {
      for (const rows of freezable) await changeStatus(manager, rows, "FROZEN", "ACTIVE");
      return false;
    }
    if (keepsData) {
      for (const rows of freezable) await changeStatus(manager, rows, "ACTIVE", "FROZEN");
      return true;
    }
    await this.erasing.carryOutIfAny(manager, {
      customerId,
      subject: { scope: "CATEGORY", category },
      requestedBy: "WITHDRAWAL",
      requestedAt: null,
      undoableUntil: null,
    });
    return false;
  }
}
