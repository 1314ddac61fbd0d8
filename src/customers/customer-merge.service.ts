import type { EntityManager } from "typeorm";
import { moveRefusals, noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, customerToActFor, hasScope, type Viewer } from "../access/viewer.ts";
import { moveAccessLog } from "../access-log/access-log.repository.ts";
import type {
  CellName,
  ConsentEventRow,
  ConsentSnapshotRow,
  ConsentState,
} from "../consents/consent.entity.ts";
import {
  appendConsentEvent,
  consentHistory,
  holdConsentSnapshots,
} from "../consents/consent.repository.ts";
import { isOpenState } from "../consents/gate.ts";
import type { DataCategory, Purpose } from "../consents/policy.ts";
import { CLOSED_BY_CUSTOMER } from "../consents/transitions.ts";
import { movePreferences } from "../corrections/preference.repository.ts";
import type { Transactions } from "../db/transactions.ts";
import { isErasurePending } from "../erasure/erasure.repository.ts";
import { moveFollowUps } from "../erasure/follow-up.repository.ts";
import { moveEmailCorrections } from "../facts/email.repository.ts";
import type { FactEvidenceRow } from "../facts/fact.entity.ts";
import {
  deleteFactEvidence,
  factEvidenceOf,
  restoreFactEvidence,
  settleFactEvidence,
} from "../facts/fact.repository.ts";
import { mergeEvidence } from "../facts/fact-merge.service.ts";
import { moveStruckGuesses } from "../guesses/guess.repository.ts";
import { moveInteractions } from "../interactions/interaction.repository.ts";
import { moveContactBudgets } from "../recommendations/contact.repository.ts";
import { moveShownLists } from "../recommendations/shown-list.repository.ts";
import { moveWeights } from "../recommendations/weights.repository.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { moveLimits } from "../rights/rights.repository.ts";
import type { CustomerMergeErrorCode } from "./customer.errors.ts";
import {
  customerIdByExternalId,
  markMerged,
  mergedCustomersOf,
  moveExternalIds,
} from "./customer.repository.ts";

/** The name of a customer in another system. */
interface NameElsewhere {
  readonly system: string;
  readonly externalId: string;
}

/** Two names of one person. */
export interface CustomerMergeCall {
  readonly from: NameElsewhere;
  readonly into: NameElsewhere;
  readonly idempotencyKey: string;
}

/** Who the two are now; `isMerged` is false where they had been one already. */
export interface CustomersMerged {
  readonly customerId: string;
  readonly isMerged: boolean;
}

type MergeResult = Result<CustomersMerged, Failure<CustomerMergeErrorCode>>;

/** What a consent's entry says of where it came from. */
const DOCUMENTATION = "customerMerge";

/** Makes two ids of one person one. */
export class CustomerMergeService {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Gives the one customer everything that the other had, in one transaction that holds both. What
   * a client says can close, never open: a cell stays open only where it is open under both ids.
   *
   * Cost: about 30 statements, and one for each cell that closes; the rows of both are locked in
   * the order of their ids.
   */
  async merge(viewer: Viewer, merge: CustomerMergeCall): Promise<MergeResult> {
    const outcome = await this.attempt(viewer, merge);
    return noteIfDenied(this.transactions.manager, viewer, "customerMerge", outcome);
  }

  private async attempt(
    viewer: Viewer,
    { idempotencyKey: key, ...names }: CustomerMergeCall,
  ): Promise<MergeResult> {
    if (!hasScope(viewer, "customers:write")) {
      return fail("FORBIDDEN", "This needs the scope customers:write.");
    }
    const actor = actorOf(viewer);
    const call = { actor, operation: "customerMerge", key, input: names };
    return this.transactions.once<CustomersMerged, CustomerMergeErrorCode>(
      call,
      async (manager) => {
        const two = await holdTwo(manager, names);
        if (!two.ok) return two;
        const { from, into } = two.value;
        const { customerId: fromId } = from;
        const { customerId } = into;
        if (fromId === customerId) return ok({ customerId, isMerged: false });
        if (await isErasurePending(manager, fromId)) {
          const reason = "What was erased of this customer can still be put back; try again then.";
          return fail("ERASURE_PENDING", reason, "from");
        }
        const refusal = await mergeFacts(manager, fromId, customerId);
        if (refusal) return refusal;
        await moveEvidence(manager, fromId, customerId);
        await closeConsents(manager, from, into, actor);
        await moveLimits(manager, fromId, customerId);
        // Also what follows from closing under the old id, whose data are the other's by now.
        await moveFollowUps(manager, fromId, customerId);
        await moveExternalIds(manager, fromId, customerId);
        await markMerged(manager, fromId, customerId, actor);
        return ok({ customerId, isMerged: true });
      },
    );
  }

  /** One page of the ledger of a merged id; null for who may not see it. */
  async historyOfMerged(
    viewer: Viewer,
    customerId: string,
    mergedCustomerId: string,
    limit: number,
    beforeSequence: number,
  ): Promise<ConsentEventRow[] | null> {
    if (!customerToActFor(viewer, customerId, "customers:read")) return null;
    const { manager } = this.transactions;
    const merged = await mergedCustomersOf(manager, [customerId]);
    if (!merged.some((row) => row.mergedCustomerId === mergedCustomerId)) return null;
    return consentHistory(manager, mergedCustomerId, limit, beforeSequence);
  }
}

/**
 * Takes hold of who the names mean. A parallel merge may have changed that while this one waited
 * for its turn, so the names are asked again then.
 */
async function holdTwo(
  manager: EntityManager,
  names: Pick<CustomerMergeCall, "from" | "into">,
): Promise<Result<Two, Failure<"NOT_FOUND">>> {
  await holdConsentSnapshots(manager, await idsOf(manager, names));
  const ids = await idsOf(manager, names);
  const held = await holdConsentSnapshots(manager, ids);
  const [from, into] = ids.map((id) => held.find(({ customerId }) => customerId === id));
  if (!from) return fail("NOT_FOUND", "There is no such customer.", "from");
  if (!into) return fail("NOT_FOUND", "There is no such customer.", "into");
  return ok({ from, into });
}

interface Two {
  readonly from: ConsentSnapshotRow;
  readonly into: ConsentSnapshotRow;
}

/** The nil UUID (RFC 9562): no customer ever has it. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

async function idsOf(manager: EntityManager, names: Pick<CustomerMergeCall, "from" | "into">) {
  const ids: string[] = [];
  for (const { system, externalId } of [names.from, names.into]) {
    ids.push((await customerIdByExternalId(manager, system, externalId)) ?? NOBODY);
  }
  return ids;
}

/** Evidence of facts is written anew, not moved: its values can be sealed for their owner. */
async function mergeFacts(manager: EntityManager, fromId: string, intoId: string) {
  const evidence = await factEvidenceOf(manager, [fromId, intoId]);
  const rowsOf = (id: string) => evidence.filter(({ customerId }) => customerId === id);
  const [theirs, own] = [rowsOf(fromId), rowsOf(intoId)];
  if (!theirs.every(isReadable)) {
    return fail("VALUE_UNREADABLE", "A value of this customer cannot be read at present.", "from");
  }
  const merged = mergeEvidence(own, theirs);
  await deleteFactEvidence(manager, fromId);
  await settleFactEvidence(
    manager,
    intoId,
    merged.filter(({ customerId }) => customerId === intoId),
  );
  const moved = merged.filter(({ customerId }) => customerId === fromId).filter(isReadable);
  await restoreFactEvidence(manager, intoId, moved);
  return null;
}

function isReadable(row: FactEvidenceRow): row is FactEvidenceRow & { value: string } {
  return row.value !== null;
}

async function moveEvidence(manager: EntityManager, fromId: string, intoId: string): Promise<void> {
  const moves = [
    moveInteractions,
    movePreferences,
    moveWeights,
    moveContactBudgets,
    moveStruckGuesses,
    moveShownLists,
    moveAccessLog,
    moveEmailCorrections,
    moveRefusals,
  ];
  for (const move of moves) await move(manager, fromId, intoId);
}

/** Writes into both ledgers what the merge closes. */
async function closeConsents(
  manager: EntityManager,
  from: ConsentSnapshotRow,
  into: ConsentSnapshotRow,
  actor: string,
): Promise<void> {
  const write = (
    { customerId, cells }: ConsentSnapshotRow,
    cell: CellName,
    state: ConsentState,
  ) => {
    const [purpose, category] = cell.split(":") as [Purpose, DataCategory];
    const entry = { customerId, purpose, category, state, actor, documentation: DOCUMENTATION };
    return appendConsentEvent(manager, { ...entry, method: "API" }, [cells[cell] ?? "UNKNOWN"]);
  };
  const names = [...new Set([...Object.keys(from.cells), ...Object.keys(into.cells)])].sort();
  for (const cell of names as CellName[]) {
    const state = closingState(into.cells[cell], from.cells[cell]);
    if (state) await write(into, cell, state);
    // The id is nobody's from now on, so nothing of it stays agreed to.
    if (isAgreed(from.cells[cell])) await write(from, cell, "WITHDRAWN");
  }
}

/**
 * What a cell has to become when another id turns out to be the same person's; null where it stays.
 * Closed wins, and so does a no over everything that is not one: over nothing said, over a consent
 * that has ended, and over an objection taken back.
 */
export function closingState(
  own: ConsentState | undefined,
  other: ConsentState | undefined,
): ConsentState | null {
  if (isAgreed(own)) {
    if (isOpenState(other)) return null;
    return strengthOf(other) > 0 ? other! : "WITHDRAWN";
  }
  return strengthOf(other) > strengthOf(own) ? other! : null;
}

/** How much a state weighs against another: a no more than an end, and that more than nothing. */
function strengthOf(state: ConsentState | undefined): number {
  if (state === undefined) return 0;
  if (CLOSED_BY_CUSTOMER.includes(state)) return 2;
  return state === "EXPIRED" || state === "INVALIDATED" ? 1 : 0;
}

/** Whether something stands that is open or may open again by itself. */
function isAgreed(state: ConsentState | undefined): boolean {
  return isOpenState(state) || (state as string | undefined) === "PAUSED";
}
