import { noteIfRefused } from "../access/refusal.repository.ts";
import { actorOf, customerToActFor, type Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type {
  CellName,
  ConsentCell,
  ConsentEventRow,
  ConsentMethod,
  ConsentSnapshotRow,
} from "./consent.entity.ts";
import type { ConsentChangeErrorCode } from "./consent.errors.ts";
import { consentHistory } from "./consent.repository.ts";
import { isCellOpen } from "./gate.ts";
import {
  type ConsentClaims,
  isShownToday,
  refusalOfClaims,
  refusalOfGrant,
  refusalOfKnown,
} from "./grant-rules.ts";
import {
  appendEntries,
  consentEventById,
  type HeldLedger,
  holdLedgers,
  isNoRecent,
} from "./ledger.repository.ts";
import { type DataCategory, isGrantable, type Purpose } from "./policy.ts";
import { CLOSED_BY_CUSTOMER, type Decision, entryFor, partsOf, stateAt } from "./transitions.ts";

/** One cell that a viewer wants to change. */
export interface ConsentChangeCall extends ConsentClaims {
  readonly customerId: string | null;
  readonly purpose: Purpose;
  readonly category: DataCategory;
  readonly idempotencyKey: string;
  /** Where a client's request is documented, for example the number of a call. */
  readonly documentation?: string | null;
  /** Of a no: whether the customer wants kept, frozen, what nothing may use any more. */
  readonly keepsData?: boolean;
  /** The grants of the same operation, this one included; left out: this one alone. */
  readonly together?: readonly GrantTogether[];
}

/** What a grant has to say where it does not come alone. */
export interface GrantTogether {
  readonly purpose: Purpose;
  readonly noticeHash: string | null;
}

/** The cell that a change was about. */
export interface ConsentReference {
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly category: DataCategory;
}

type Outcome = Result<ConsentReference, Failure<ConsentChangeErrorCode>>;

/** Decisions about one cell, with the mutation of each and the scope that lets a client make it. */
const DECISIONS = {
  GRANT: { operation: "consentGrant", scope: null },
  REFUSE: { operation: "consentRefuse", scope: "consents:close" },
  WITHDRAW: { operation: "consentWithdraw", scope: "consents:close" },
  REQUEST: { operation: "consentRequest", scope: "consents:request" },
} as const satisfies Partial<Record<Decision, object>>;

type CellDecision = keyof typeof DECISIONS;

/** The consent ledger: customers open and close cells, clients may ask for one and close them. */
export class ConsentService {
  constructor(private readonly transactions: Transactions) {}

  /** Opens a cell. Only customers themselves can, one purpose at a time. */
  async grant(viewer: Viewer, call: ConsentChangeCall): Promise<Outcome> {
    if (viewer.kind !== "CUSTOMER") {
      const refusal = fail(
        "ONLY_CUSTOMER_MAY_GRANT",
        "Only the customer can open a cell.",
        "customerId",
      );
      return this.noted(viewer, "GRANT", refusal);
    }
    return this.change(viewer, call, "GRANT");
  }

  /** Records a no. */
  refuse(viewer: Viewer, call: ConsentChangeCall): Promise<Outcome> {
    return this.change(viewer, call, "REFUSE");
  }

  /**
   * Closes a cell. In force when this resolves: the epoch rises in the same statement, so a list
   * that is being computed under the old epoch is discarded.
   *
   * Cost: one transaction of 4 statements; 3 where nothing was open.
   */
  withdraw(viewer: Viewer, call: ConsentChangeCall): Promise<Outcome> {
    return this.change(viewer, call, "WITHDRAW");
  }

  /** Records what a customer has said to a client; it opens nothing until the customer grants. */
  async request(viewer: Viewer, call: ConsentChangeCall): Promise<Outcome> {
    if (viewer.kind === "CUSTOMER") {
      const refusal = fail(
        "ONLY_CLIENT_MAY_REQUEST",
        "Customers grant or refuse; nobody has to ask them for themselves.",
      );
      return this.noted(viewer, "REQUEST", refusal);
    }
    return this.change(viewer, call, "REQUEST");
  }

  /** One page of a ledger, newest first; null for who may not see it. */
  async history(
    viewer: Viewer,
    customerId: string,
    limit: number,
    beforeSequence: number,
  ): Promise<ConsentEventRow[] | null> {
    if (!customerToActFor(viewer, customerId, "customers:read")) return null;
    return consentHistory(this.transactions.manager, customerId, limit, beforeSequence);
  }

  private async change(
    viewer: Viewer,
    call: ConsentChangeCall,
    decision: CellDecision,
  ): Promise<Outcome> {
    return this.noted(viewer, decision, await this.attempt(viewer, call, decision));
  }

  private noted<Any extends Outcome>(viewer: Viewer, decision: CellDecision, outcome: Any) {
    const { operation } = DECISIONS[decision];
    return noteIfRefused(this.transactions.manager, viewer, operation, outcome);
  }

  private async attempt(
    viewer: Viewer,
    call: ConsentChangeCall,
    decision: CellDecision,
  ): Promise<Outcome> {
    const { idempotencyKey: key, together: _, customerId: requestedId, ...said } = call;
    const { purpose, category, ...claims } = said;
    const customerId = customerToActFor(viewer, requestedId, DECISIONS[decision].scope);
    if (!customerId) return notFound();
    if (!isGrantable(purpose, category)) {
      const reason = `${purpose} does not ask consent for ${category}.`;
      return fail("CELL_NOT_GRANTABLE", reason, "category");
    }
    const isGrant = decision === "GRANT";
    const refusal =
      refusalOfClaims(purpose, call, isGrant) ?? (isGrant ? refusalOfBundle(call) : null);
    if (refusal) return refusal;
    const reference = { customerId, purpose, category };
    const input = { ...reference, ...withoutNulls(claims) };
    const once = { actor: actorOf(viewer), operation: `consent:${decision}`, key, input };
    return this.transactions.once(once, async (manager): Promise<Outcome> => {
      const [ledger] = await holdLedgers(manager, [customerId]);
      if (!ledger) return notFound();
      const entry = entryOf(viewer, call, decision, ledger);
      if (call.eventId) {
        const known = await consentEventById(manager, customerId, call.eventId);
        if (known) return refusalOfKnown(known, ledger, reference, decision) ?? ok(reference);
      }
      const late = isGrant ? refusalOfGrant(ledger, reference, call) : null;
      if (late) return late;
      if (decision === "REQUEST" && isNoOf(ledger, reference)) {
        if (await isNoRecent(manager, reference)) return tooSoon();
      }
      if (entry) await appendEntries(manager, [{ ledger, changes: [entry] }]);
      return ok(reference);
    });
  }
}

function entryOf(
  viewer: Viewer,
  call: ConsentChangeCall,
  decision: CellDecision,
  ledger: HeldLedger,
) {
  const cell: CellName = `${call.purpose}:${call.category}`;
  const validUntil = decision === "GRANT" ? (call.validUntil ?? null) : null;
  const next = entryFor(ledger, cell, decision, ledger.now, validUntil);
  return (
    next && {
      ...next,
      method: methodOf(viewer, call, decision),
      actor: viewer.kind === "CUSTOMER" ? "customer" : actorOf(viewer),
      documentation: call.documentation ?? null,
      keepsData: isKeeping(viewer, call, decision),
      eventId: call.eventId ?? null,
      claimedAt: call.claimedAt ?? null,
      // A no is taken whatever was shown, but what nobody can have been shown is not kept.
      noticeHash:
        call.noticeHash && isShownToday(call.purpose, call.noticeHash) ? call.noticeHash : null,
    }
  );
}

/** A client has shown the customer nothing of ours, so it can not say that it was the interface. */
function methodOf(viewer: Viewer, call: ConsentChangeCall, decision: CellDecision): ConsentMethod {
  if (decision === "REQUEST") return "PHONE_AGENT";
  return viewer.kind === "CUSTOMER" ? (call.method ?? "API") : "API";
}

/** Only customers themselves may have kept what no consent covers any more. */
function isKeeping(viewer: Viewer, { keepsData }: ConsentChangeCall, decision: CellDecision) {
  const isNo = decision === "WITHDRAW" || decision === "REFUSE";
  return isNo && viewer.kind === "CUSTOMER" && keepsData === true;
}

/**
 * Consent is given for each purpose apart: one operation may open cells of several purposes only
 * where every grant proves that its own purpose's text was shown.
 *
 * @see GDPR recital 43; EDPB Guidelines 05/2020, paragraphs 42 to 45
 */
function refusalOfBundle({ together = [] }: ConsentChangeCall) {
  const isTooMany = together.length > LIMITS.grantsPerOperationMax;
  const isMixed = new Set(together.map(({ purpose }) => purpose)).size > 1;
  if (!isTooMany && !(isMixed && together.some(({ noticeHash }) => !noticeHash))) return null;
  const expected = `Expected grants of one purpose, or a noticeHash with each; at most ${LIMITS.grantsPerOperationMax} in one operation.`;
  return fail("BUNDLED_GRANT", expected, "noticeHash");
}

function withoutNulls(claims: object): object {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value != null));
}

function isNoOf(ledger: HeldLedger, { purpose, category }: ConsentReference): boolean {
  return CLOSED_BY_CUSTOMER.includes(stateAt(ledger, `${purpose}:${category}`, ledger.now));
}

function tooSoon() {
  const reason = "The customer has said no in the last twelve months; do not ask again yet.";
  return fail("REQUEST_TOO_SOON", reason, "category");
}

function notFound() {
  return fail("NOT_FOUND", "There is no such customer that you may act for.", "customerId");
}

/** One cell of a snapshot; null where it was never decided, which is closed. */
export function cellOf(
  snapshot: ConsentSnapshotRow,
  purpose: Purpose,
  category: DataCategory,
): ConsentCell | null {
  const cell: CellName = `${purpose}:${category}`;
  const state = snapshot.cells[cell];
  if (!state) return null;
  const terms = snapshot.terms?.[cell];
  // What a pause had interrupted has come back already where nobody has written that down yet.
  const isOnFirstTerm = state === "PAUSED" || terms?.next === "EXPIRED";
  const until = isOnFirstTerm ? terms?.until : terms?.nextUntil;
  return {
    purpose,
    category,
    state,
    isOpen: isCellOpen(snapshot, purpose, category),
    validUntil: until === undefined || state === "EXPIRED" ? null : new Date(until),
    sequence: terms?.sequence ?? 0,
  };
}

/** All decided cells of a snapshot, in a stable order. */
export function cellsOf(snapshot: ConsentSnapshotRow): ConsentCell[] {
  const names = (Object.keys(snapshot.cells) as CellName[]).sort();
  return names.flatMap((name) => {
    const { purpose, category } = partsOf(name);
    return cellOf(snapshot, purpose, category) ?? [];
  });
}
