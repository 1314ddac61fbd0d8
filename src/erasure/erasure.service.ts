import type { EntityManager } from "typeorm";
import { noteIfRefused } from "../access/refusal.repository.ts";
import { actorOf, isRecentlyAuthenticated, loginNotRecent, type Viewer } from "../access/viewer.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { Erasing } from "./erasing.service.ts";
import type { ErasureRequester, ErasureRow, ErasureSubject, ItemTable } from "./erasure.entity.ts";
import type { ErasureErrorCode } from "./erasure.errors.ts";
import {
  endErasure,
  erasureById,
  erasureOfEverything,
  erasuresOf,
  lockCustomer,
  takeDueErasure,
} from "./erasure.repository.ts";
import { followUpEndedConsents } from "./follow-up.repository.ts";

/** Names one erasure; all that is kept of a call. */
export interface ErasureReference {
  readonly customerId: string;
  readonly erasureId: string;
}

type Outcome = Result<ErasureReference, Failure<ErasureErrorCode>>;

/** One row that a customer names. */
export interface ItemReference {
  readonly customerId: string;
  readonly itemTable: ItemTable;
  readonly itemId: string;
}

/**
 * The right to erasure (GDPR Art. 17). Only customers erase what is about them, and only after they
 * have proved not long ago who they are; an operator does it on their behalf from the command line.
 */
export class ErasureService {
  constructor(
    private readonly transactions: Transactions,
    private readonly erasing: Erasing,
    private readonly now: () => number,
  ) {}

  /** Erases one piece of evidence; one that is not the viewer's is not found. */
  eraseItem(viewer: Viewer, item: ItemReference | null, isUndoable: boolean, key: string) {
    const subject = item && {
      scope: "ITEM" as const,
      itemTable: item.itemTable,
      itemId: item.itemId,
    };
    const isForeign = viewer.kind === "CUSTOMER" && item?.customerId !== viewer.customerId;
    return this.erase(viewer, "evidenceErase", isForeign ? null : subject, isUndoable, key);
  }

  /** Erases everything that happened from one moment until, exclusively, another. */
  async eraseRange(
    viewer: Viewer,
    { from, to }: { from: Date; to: Date },
    isUndoable: boolean,
    key: string,
  ): Promise<Outcome> {
    if (!(from < to)) {
      const refusal = fail("RANGE_INVALID", "Expected from to be earlier than to.", "from");
      return this.noted(viewer, "historyErase", refusal);
    }
    const subject = { scope: "RANGE", rangeFrom: from, rangeTo: to } as const;
    return this.erase(viewer, "historyErase", subject, isUndoable, key);
  }

  /** Erases everything of one category. */
  eraseCategory(viewer: Viewer, category: DataCategory, isUndoable: boolean, key: string) {
    return this.erase(viewer, "categoryErase", { scope: "CATEGORY", category }, isUndoable, key);
  }

  /**
   * Erases the customer: from the answer on nobody finds them. Asked again it answers with the
   * erasure that there is; asked again without undo, it ends the time for undoing.
   */
  eraseEverything(viewer: Viewer, isUndoable: boolean, key: string): Promise<Outcome> {
    return this.erase(viewer, "customerErase", { scope: "EVERYTHING" }, isUndoable, key);
  }

  /** Erases a customer at once on an operator's word; null where there is none such. */
  eraseForOperator(customerId: string): Promise<ErasureReference | null> {
    return this.transactions.run(async (manager) => {
      const outcome = await this.eraseCustomer(manager, customerId, "OPERATOR", null);
      return outcome.ok ? outcome.value : null;
    });
  }

  /** Puts back what was erased, as it was, while its time is not over. */
  undo(viewer: Viewer, erasureId: string | null, key: string): Promise<Outcome> {
    return this.once(viewer, "erasureUndo", key, { erasureId }, async (manager, customerId) => {
      const missing = () => fail("NOT_FOUND", "There is no such erasure of yours.", "erasureId");
      if (erasureId === null) return missing();
      const isKnown = await lockCustomer(manager, customerId);
      const erasure = await erasureById(manager, customerId, erasureId);
      if (!erasure) return missing();
      if (erasure.state === "PENDING" && erasure.scope !== "EVERYTHING" && !isKnown) {
        const first = "Everything is erased at the moment: undo that first.";
        return fail("EVERYTHING_PENDING", first, "erasureId");
      }
      const now = new Date(this.now());
      if (!(await endErasure(manager, erasure, "UNDONE", now))) {
        return refusalToUndo(await erasureById(manager, customerId, erasureId));
      }
      await this.erasing.takeBack(manager, erasure);
      await followUpEndedConsents(manager, customerId, erasure.requestedAt);
      return ok({ customerId, erasureId });
    });
  }

  /** A customer's erasures, newest first; for the customer only, also when they are erased. */
  async list(viewer: Viewer, customerId: string): Promise<ErasureRow[]> {
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return [];
    return erasuresOf(this.transactions.manager, [customerId]);
  }

  /**
   * Makes the next erasure whose time for undoing is over final; several workers may do so.
   *
   * @returns false where none is due
   */
  finishNext(): Promise<boolean> {
    return this.transactions.run(async (manager) => {
      const now = new Date(this.now());
      const due = await takeDueErasure(manager, now);
      if (!due) return false;
      await this.erasing.finish(manager, due);
      await endErasure(manager, due, "DONE", now);
      return true;
    });
  }

  private async erase(
    viewer: Viewer,
    operation: string,
    subject: ErasureSubject | null,
    isUndoable: boolean,
    key: string,
  ): Promise<Outcome> {
    if (viewer.kind === "CUSTOMER" && !isRecentlyAuthenticated(viewer, this.now())) {
      return this.noted(viewer, operation, loginNotRecent());
    }
    const input = { subject, isUndoable };
    return this.once(viewer, operation, key, input, async (manager, customerId) => {
      const missing = fail("NOT_FOUND", "There is no such evidence of yours.", "evidenceId");
      if (subject === null) return missing;
      const undoableUntil = isUndoable ? new Date(this.now() + LIMITS.erasureUndoMs) : null;
      if (subject.scope === "EVERYTHING") {
        return this.eraseCustomer(manager, customerId, "CUSTOMER", undoableUntil);
      }
      if (!(await lockCustomer(manager, customerId))) return notKnown();
      const erasure = await this.erasing.carryOut(manager, {
        customerId,
        subject,
        requestedBy: "CUSTOMER",
        requestedAt: null,
        undoableUntil,
      });
      if (erasure === null) throw new Error("An erasure got an id that was taken.");
      if (subject.scope === "ITEM" && erasure.rowCount === 0) return missing;
      return ok({ customerId, erasureId: erasure.erasureId });
    });
  }

  private async eraseCustomer(
    manager: EntityManager,
    customerId: string,
    requestedBy: ErasureRequester,
    undoableUntil: Date | null,
  ): Promise<Outcome> {
    if (!(await lockCustomer(manager, customerId))) {
      return this.eraseAgain(manager, customerId, undoableUntil);
    }
    const subject = { scope: "EVERYTHING" } as const;
    const order = { customerId, subject, requestedBy, requestedAt: null, undoableUntil };
    const erasure = await this.erasing.carryOut(manager, order);
    if (erasure === null) throw new Error("A customer who is erased still had decisions.");
    return ok({ customerId, erasureId: erasure.erasureId });
  }

  /** Of a customer who is erased already: the erasure, made final where no undo is wanted. */
  private async eraseAgain(
    manager: EntityManager,
    customerId: string,
    undoableUntil: Date | null,
  ): Promise<Outcome> {
    const earlier = await erasureOfEverything(manager, customerId);
    if (!earlier) return notKnown();
    const now = new Date(this.now());
    if (undoableUntil === null && (await endErasure(manager, earlier, "DONE", now))) {
      await this.erasing.finish(manager, earlier);
    }
    return ok({ customerId, erasureId: earlier.erasureId });
  }

  private async once(
    viewer: Viewer,
    operation: string,
    key: string,
    input: unknown,
    work: (manager: EntityManager, customerId: string) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (viewer.kind !== "CUSTOMER") {
      const refusal = fail("FORBIDDEN", "Only customers can erase what is known about them.");
      return this.noted(viewer, operation, refusal);
    }
    const call = { actor: actorOf(viewer), operation, key, input };
    const outcome = await this.transactions.once(call, (manager) =>
      work(manager, viewer.customerId),
    );
    return this.noted(viewer, operation, outcome);
  }

  private noted(viewer: Viewer, operation: string, outcome: Outcome): Promise<Outcome> {
    return noteIfRefused(this.transactions.manager, viewer, operation, outcome);
  }
}

function notKnown() {
  return fail("NOT_FOUND", "There is no such customer.");
}

function refusalToUndo(erasure: ErasureRow | undefined) {
  return erasure?.state === "UNDONE"
    ? fail("ALREADY_UNDONE", "This erasure has been undone already.", "erasureId")
    : fail("UNDO_TOO_LATE", "The time for undoing is over: it is erased.", "erasureId");
}
