import type { Transactions } from "../db/transactions.ts";
import type { RefusedAttemptRow } from "./refusal.entity.ts";
import { recordRefusal, refusedAttemptsPage } from "./refusal.repository.ts";
import { customerToActFor, type Viewer } from "./viewer.ts";

/** Notes of what was refused where no mutation is: reading what belongs to somebody else. */
export class RefusalService {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Whether a viewer may see a customer; a no is noted. The answer is the same whether there is
   * such a customer or not.
   *
   * Cost: 1 statement for a no, none for a yes.
   *
   * @param operation the field that was asked, for example `node`
   */
  async maySee(viewer: Viewer, customerId: string, operation: string): Promise<boolean> {
    if (customerToActFor(viewer, customerId, "customers:read")) return true;
    await this.note(viewer, operation);
    return false;
  }

  /** Notes that a viewer has asked for what they may not see. */
  note(viewer: Viewer, operation: string): Promise<void> {
    return recordRefusal(this.transactions.manager, viewer, operation, "NOT_FOUND");
  }

  /** One page of what a customer tried and was refused, newest first; empty for all others. */
  async page(
    viewer: Viewer,
    customerId: string,
    limit: number,
    beforeId: string | null,
  ): Promise<RefusedAttemptRow[]> {
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return [];
    return refusedAttemptsPage(this.transactions.manager, customerId, limit, beforeId);
  }
}
