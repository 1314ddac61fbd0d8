import { createHash, randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayStay, NO_CONSENTS } from "../consents/gate.ts";
import { CATEGORIES } from "../consents/policy.ts";
import { mergedCustomersOf } from "../customers/customer.repository.ts";
import { factEvidenceOf } from "../facts/fact.repository.ts";
import type { ErasureRequester, ErasureRow, ErasureSubject } from "./erasure.entity.ts";
import {
  askToUnlearn,
  banInteractions,
  deleteCustomer,
  endAllErasures,
  insertErasure,
  liftInteractionBan,
  setRowCount,
} from "./erasure.repository.ts";
import {
  allRowsOf,
  dropHeldContexts,
  dropHeldRows,
  dropHeldRowsOf,
  evidenceIdsOf,
  putBackContexts,
  putBackRows,
  type RowSelection,
  type RowTaker,
  tablesHeld,
  tablesOfCustomers,
  takeContexts,
  takeRows,
} from "./held-row.repository.ts";
import {
  onlyRestricts,
  rowsOf,
  rowsOfCategory,
  TABLES_WITH_CONTEXT,
} from "./subject.repository.ts";
import { deleteFactSuppressions, deleteSuppressionsOf } from "./suppression.repository.ts";
import type { SuppressionService } from "./suppression.service.ts";

/** One erasure before it is carried out. */
export interface ErasureOrder {
  readonly customerId: string;
  readonly subject: ErasureSubject;
  readonly requestedBy: ErasureRequester;
  /** Null: now. */
  readonly requestedAt: Date | null;
  /** Null: at once, for good. */
  readonly undoableUntil: Date | null;
  /** Given where an erasure is carried out again. */
  readonly erasureId?: string;
  /** Leaves alone what was written later. */
  readonly writtenUntil?: Date;
}

/** What an order came to. */
export interface CarriedOut {
  readonly erasureId: string;
  readonly rowCount: number;
}

/**
 * What stays with a customer who can still come back: the ledger with its receipts, because nothing
 * may put entries into it or take them out; the key that opens what is held; and what belongs to
 * erasing itself.
 */
const STAYING: ReadonlySet<string> = new Set([
  "consent_event",
  "consent_receipt",
  "keyring.customer_key",
  "erasure_held_row",
  "erased_interaction",
  "follow_up",
]);

/**
 * Carries erasures out. Everything here happens in the transaction of the caller, who holds the
 * customer's decisions: what was being recorded then is stored before and erased too.
 */
export class Erasing {
  constructor(private readonly suppressions: SuppressionService) {}

  /**
   * Takes out of the tables what the order is about and writes the erasure down.
   *
   * Cost: 2 statements, and 1 to 4 for each table with rows of the subject.
   *
   * @returns null where it, or everything of this customer, had been erased already
   */
  async carryOut(manager: EntityManager, order: ErasureOrder): Promise<CarriedOut | null> {
    const erasureId = order.erasureId ?? randomUUID();
    const written = await insertErasure(manager, rowFrom(order, erasureId));
    if (!written) return null;
    const { customerId, subject } = order;
    const taker = { customerId, erasureId, isHolding: order.undoableUntil !== null };
    const rowCount =
      subject.scope === "EVERYTHING"
        ? await this.takeEverything(manager, taker, order)
        : await this.takeSome(manager, taker, subject, order);
    await setRowCount(manager, { customerId, erasureId }, rowCount);
    return { erasureId, rowCount };
  }

  /** The same for a subject of which there may be nothing: then nothing is written down either. */
  async carryOutIfAny(manager: EntityManager, order: ErasureOrder): Promise<void> {
    const { customerId, subject } = order;
    if (subject.scope === "EVERYTHING") throw new Error("There is always a customer to erase.");
    const erasureId = order.erasureId ?? randomUUID();
    const taker = { customerId, erasureId, isHolding: order.undoableUntil !== null };
    const rowCount = await this.takeSome(manager, taker, subject, order);
    if (rowCount > 0) await insertErasure(manager, { ...rowFrom(order, erasureId), rowCount });
  }

  /** Makes a pending erasure final, except for its own row. */
  async finish(manager: EntityManager, erasure: ErasureRow): Promise<void> {
    const { customerId, erasureId, scope } = erasure;
    if (scope === "EVERYTHING") await this.deleteAll(manager, erasure);
    else await dropHeldRows(manager, customerId, erasureId);
  }

  /**
   * Puts everything back as it was, except for the erasure's own row, and for what nothing keeps
   * any more: the customer may have withdrawn a consent since.
   */
  async takeBack(manager: EntityManager, erasure: ErasureRow): Promise<void> {
    const { customerId, erasureId } = erasure;
    // Decisions first, because they say what else may come back.
    await putBackRows(manager, customerId, erasureId, "consent_snapshot");
    const held = await tablesHeld(manager, customerId, erasureId);
    await this.leaveOut(manager, erasure, held);
    for (const table of held) {
      await putBackRows(manager, customerId, erasureId, table);
      const withContext = TABLES_WITH_CONTEXT.find((known) => known.table === table);
      if (withContext) await putBackContexts(manager, customerId, erasureId, withContext);
    }
    await liftInteractionBan(manager, customerId, erasureId);
    await deleteSuppressionsOf(manager, erasureId);
  }

  private async takeSome(
    manager: EntityManager,
    taker: RowTaker,
    subject: Exclude<ErasureSubject, { scope: "EVERYTHING" }>,
    { requestedBy, writtenUntil }: Pick<ErasureOrder, "requestedBy" | "writtenUntil">,
  ): Promise<number> {
    const counts = new Map<string, number>();
    for (const selection of rowsOf(taker.customerId, subject, writtenUntil ?? null)) {
      if (requestedBy === "WITHDRAWAL" && onlyRestricts(selection)) continue;
      await this.keepFromComingBack(manager, taker, selection);
      counts.set(selection.table, await takeRows(manager, taker, selection));
    }
    if (subject.scope === "CATEGORY" && subject.category === "CONTEXT") {
      for (const part of TABLES_WITH_CONTEXT) {
        counts.set(part.table, await takeContexts(manager, taker, part));
      }
    }
    // Events are all that is learned from.
    if (counts.get("interaction")) await askToUnlearn(manager);
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }

  private async takeEverything(
    manager: EntityManager,
    taker: RowTaker,
    order: ErasureOrder,
  ): Promise<number> {
    const { customerId, erasureId, isHolding } = taker;
    await this.suppressions.suppressCustomer(manager, customerId, erasureId);
    let count = 0;
    for (const table of tablesOfCustomers(manager)) {
      if (STAYING.has(table)) continue;
      count += await takeRows(manager, taker, allRowsOf(customerId, table));
    }
    if (!isHolding) await this.deleteAll(manager, { ...order, erasureId });
    await askToUnlearn(manager);
    return count;
  }

  /**
   * What is left of the customer, and of ids that turned out to be theirs. Each of those is written
   * down by itself: in a dump from before the merge it has everything still.
   */
  private async deleteAll(
    manager: EntityManager,
    order: Pick<ErasureRow, "customerId" | "requestedBy" | "erasureId"> & {
      readonly requestedAt: Date | null;
    },
  ): Promise<void> {
    const { customerId, requestedBy, requestedAt } = order;
    for (const { mergedCustomerId } of await mergedCustomersOf(manager, [customerId])) {
      const subject = { scope: "EVERYTHING" } as const;
      const own = { customerId: mergedCustomerId, subject, requestedBy, requestedAt };
      await insertErasure(
        manager,
        rowFrom({ ...own, undoableUntil: null }, idOfPart(order.erasureId, mergedCustomerId)),
      );
      await deleteCustomer(manager, mergedCustomerId);
    }
    await deleteCustomer(manager, customerId);
    await deleteFactSuppressions(manager, customerId);
    await endAllErasures(manager, customerId);
  }

  private async leaveOut(
    manager: EntityManager,
    { customerId, erasureId }: ErasureRow,
    held: readonly string[],
  ): Promise<void> {
    const [consents = NO_CONSENTS] = await consentSnapshotsForWrite(manager, [customerId]);
    for (const category of CATEGORIES) {
      if (mayStay(consents, category)) continue;
      if (category === "CONTEXT") await dropHeldContexts(manager, customerId, erasureId);
      for (const selection of rowsOfCategory(customerId, category)) {
        if (!held.includes(selection.table) || onlyRestricts(selection)) continue;
        await dropHeldRowsOf(manager, customerId, erasureId, selection);
      }
    }
  }

  /** An import, or another system that goes on saying what it said, must not undo an erasure. */
  private async keepFromComingBack(
    manager: EntityManager,
    { customerId, erasureId }: RowTaker,
    { table, condition }: RowSelection,
  ): Promise<void> {
    if (table === "interaction") await banInteractions(manager, erasureId, condition);
    if (table !== "fact_evidence") return;
    const erasedIds = await evidenceIdsOf(manager, condition);
    const facts = await factEvidenceOf(manager, [customerId]);
    const erased = facts.filter(({ evidenceId }) => erasedIds.has(evidenceId));
    await this.suppressions.suppressFacts(manager, customerId, erasureId, erased);
  }
}

/** The same whenever it is carried out again, so that a replay knows it. */
function idOfPart(erasureId: string, customerId: string): string {
  const digest = createHash("sha256").update(`${erasureId}:${customerId}`).digest("hex");
  const version = `8${digest.slice(13, 16)}-8${digest.slice(17, 20)}`;
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${version}-${digest.slice(20, 32)}`;
}

function rowFrom(
  { customerId, subject, requestedBy, requestedAt, undoableUntil }: ErasureOrder,
  erasureId: string,
) {
  const isPending = undoableUntil !== null;
  const nothing = { itemTable: null, itemId: null, rangeFrom: null, rangeTo: null, category: null };
  return {
    ...nothing,
    ...subject,
    customerId,
    erasureId,
    requestedBy,
    requestedAt,
    undoableUntil,
    state: isPending ? ("PENDING" as const) : ("DONE" as const),
    rowCount: 0,
  };
}
