import { noteIfRefused } from "../access/refusal.repository.ts";
import { actorOf, customerToActFor, type Scope, type Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { CellName, ConsentMethod } from "./consent.entity.ts";
import type { ConsentCellsErrorCode } from "./consent.errors.ts";
import {
  appendEntries,
  type HeldLedger,
  holdLedgers,
  isGpcNoted,
  markGpcNoted,
} from "./ledger.repository.ts";
import {
  type DataCategory,
  isInterest,
  isObjectable,
  objectableCells,
  type Purpose,
} from "./policy.ts";
import { type CellEntry, type Decision, entryFor, partsOf } from "./transitions.ts";

/** Which cells a call is about; what is left out means all. */
export interface CellsCall {
  readonly customerId: string | null;
  readonly purpose?: Purpose | null;
  readonly category?: DataCategory | null;
  readonly idempotencyKey: string;
}

type Outcome = Result<{ readonly customerId: string }, Failure<ConsentCellsErrorCode>>;

/** What one call does with every cell that it is about. */
interface CellsDecision {
  readonly operation: "consentPause" | "consentResume" | "objectionRaise" | "objectionWithdraw";
  readonly scope: Scope | null;
  /** The entries to write, or why none may be. */
  decide(ledger: HeldLedger): CellEntry[] | Extract<Outcome, { ok: false }>;
}

const DAY_MS = 86_400_000;

/** What needs no reason: pausing what is open, and objecting. */
export class ObjectionService {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Closes what is open until a moment; then it comes back as it was. Pausing again moves the end.
   *
   * Cost: one transaction of 4 statements, whatever the number of cells.
   */
  pause(viewer: Viewer, call: CellsCall & { readonly until: Date }): Promise<Outcome> {
    return this.change(viewer, call, {
      operation: "consentPause",
      scope: "consents:close",
      decide: (ledger) => {
        const latest = ledger.now.getTime() + LIMITS.pauseDaysMax * DAY_MS;
        if (call.until <= ledger.now || call.until.getTime() > latest) {
          const expected = `Expected a time within the next ${LIMITS.pauseDaysMax} days.`;
          return fail("PAUSE_END_INVALID", expected, "until");
        }
        return entriesFor(ledger, cellsIn(ledger, call), "PAUSE", call.until);
      },
    });
  }

  /** Ends a pause early. It opens cells, so only the customer can. */
  async resume(viewer: Viewer, call: CellsCall): Promise<Outcome> {
    if (viewer.kind !== "CUSTOMER") {
      const reason = "Only the customer can end a pause early.";
      const refusal = fail("ONLY_CUSTOMER_MAY_RESUME", reason, "customerId");
      return noteIfRefused(this.transactions.manager, viewer, "consentResume", refusal);
    }
    return this.change(viewer, call, {
      operation: "consentResume",
      scope: null,
      decide: (ledger) => entriesFor(ledger, knownOnArrival(ledger, call), "RESUME"),
    });
  }

  /**
   * Objects to what rests on a legitimate interest, and to outreach and sharing (GDPR Art. 21). The
   * cells are closed when this resolves.
   *
   * Cost: one transaction of 4 statements, whatever the number of cells.
   */
  raise(viewer: Viewer, call: CellsCall & { readonly purpose: Purpose }): Promise<Outcome> {
    return this.change(viewer, call, {
      operation: "objectionRaise",
      scope: "consents:close",
      decide: (ledger) => {
        const { purpose, category } = call;
        if (category && !isObjectable(purpose, category)) {
          const reason = `Nothing of ${purpose} for ${category} can be objected to.`;
          return fail("CELL_NOT_OBJECTABLE", reason, "category");
        }
        const cells = objectableCells([purpose]).filter(
          (cell) => !category || cell.endsWith(`:${category}`),
        );
        if (cells.length === 0) {
          const reason = `${purpose} rests on nothing that can be objected to; withdraw or refuse instead.`;
          return fail("CELL_NOT_OBJECTABLE", reason, "purpose");
        }
        return entriesFor(ledger, cells, "OBJECT");
      },
    });
  }

  /**
   * Takes an objection to a legitimate interest back; what was closed is open again, so only the
   * customer can. Outreach and sharing are opened by granting them.
   */
  async withdraw(
    viewer: Viewer,
    call: CellsCall & { readonly purpose: Purpose },
  ): Promise<Outcome> {
    const operation = "objectionWithdraw";
    if (viewer.kind !== "CUSTOMER") {
      const reason = "Only the customer can take an objection back.";
      const refusal = fail("ONLY_CUSTOMER_MAY_WITHDRAW_OBJECTION", reason, "customerId");
      return noteIfRefused(this.transactions.manager, viewer, operation, refusal);
    }
    return this.change(viewer, call, {
      operation,
      scope: null,
      decide: (ledger) => {
        const cells = knownOnArrival(ledger, call).filter((cell) => {
          const { purpose, category } = partsOf(cell);
          return isInterest(purpose, category);
        });
        return entriesFor(ledger, cells, "UNOBJECT");
      },
    });
  }

  /**
   * Notes a customer's Global Privacy Control signal: it stands as an objection to outreach and
   * sharing, once; what the customer grants expressly afterwards is a later, more specific word.
   *
   * Cost: 1 statement where it is noted already, one transaction of 2 otherwise.
   */
  async noteGpc(customerId: string): Promise<void> {
    if (await isGpcNoted(this.transactions.manager, customerId)) return;
    await this.transactions.run(async (manager) => {
      const [ledger] = await holdLedgers(manager, [customerId]);
      if (!ledger || ledger.isGpcNoted) return;
      const entries = entriesFor(ledger, objectableCells(["OUTREACH", "SHARING"]), "OBJECT");
      const changes = entries.map((entry) => toChange(entry, "customer", "GPC"));
      // Noted also where nothing is left to object to, or it would outdo a grant made later.
      if (changes.length === 0) return markGpcNoted(manager, customerId);
      await appendEntries(manager, [{ ledger, changes, isGpcNoted: true }]);
    });
  }

  private async change(viewer: Viewer, call: CellsCall, decision: CellsDecision): Promise<Outcome> {
    const { operation } = decision;
    const outcome = await this.attempt(viewer, call, decision);
    return noteIfRefused(this.transactions.manager, viewer, operation, outcome);
  }

  private async attempt(
    viewer: Viewer,
    call: CellsCall,
    { operation, scope, decide }: CellsDecision,
  ): Promise<Outcome> {
    const customerId = customerToActFor(viewer, call.customerId, scope);
    if (!customerId) return notFound();
    const { idempotencyKey: key, ...input } = call;
    const once = { actor: actorOf(viewer), operation, key, input: { ...input, customerId } };
    return this.transactions.once(once, async (manager): Promise<Outcome> => {
      const [ledger] = await holdLedgers(manager, [customerId]);
      if (!ledger) return notFound();
      const decided = decide(ledger);
      if (!Array.isArray(decided)) return decided;
      const actor = viewer.kind === "CUSTOMER" ? "customer" : actorOf(viewer);
      const changes = decided.map((entry) => toChange(entry, actor, "API"));
      if (changes.length > 0) await appendEntries(manager, [{ ledger, changes }]);
      return ok({ customerId });
    });
  }
}

function toChange(entry: CellEntry, actor: string, method: ConsentMethod) {
  return { ...entry, actor, method, documentation: null };
}

/** The decided cells that a call is about, in a stable order. */
function cellsIn({ cells }: HeldLedger, { purpose, category }: CellsCall): CellName[] {
  return (Object.keys(cells) as CellName[]).sort().filter((cell) => {
    const parts = partsOf(cell);
    return (!purpose || parts.purpose === purpose) && (!category || parts.category === category);
  });
}

/** The same without what was decided while this call waited for its turn: it did not know of it. */
function knownOnArrival(ledger: HeldLedger, call: CellsCall): CellName[] {
  return cellsIn(ledger, call).filter(
    (cell) => (ledger.terms[cell]?.sequence ?? 0) <= ledger.arrivalSequence,
  );
}

function entriesFor(
  ledger: HeldLedger,
  cells: readonly CellName[],
  decision: Decision,
  until: Date | null = null,
): CellEntry[] {
  return cells.flatMap((cell) => entryFor(ledger, cell, decision, ledger.now, until) ?? []);
}

function notFound() {
  return fail("NOT_FOUND", "There is no such customer that you may act for.", "customerId");
}
