import { actorOf, customerToActFor, type Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type {
  CellName,
  ConsentCell,
  ConsentEventRow,
  ConsentSnapshotRow,
  ConsentState,
} from "./consent.entity.ts";
import type { ConsentChangeErrorCode } from "./consent.errors.ts";
import { appendConsentEvent, consentHistory, consentSnapshots } from "./consent.repository.ts";
import { isCellOpen } from "./gate.ts";
import { type DataCategory, isGrantable, type Purpose } from "./policy.ts";

/** One cell that a viewer wants to change. */
export interface ConsentChangeCall {
  readonly customerId: string | null;
  readonly purpose: Purpose;
  readonly category: DataCategory;
  readonly idempotencyKey: string;
}

/** The cell that a change was about. */
export interface ConsentReference {
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly category: DataCategory;
}

type ChangeResult = Promise<Result<ConsentReference, Failure<ConsentChangeErrorCode>>>;

/** The states in which each change has something to do; in all others it succeeds silently. */
const CHANGES = {
  GIVEN: ["UNKNOWN", "REQUESTED", "REFUSED", "WITHDRAWN"],
  REFUSED: ["UNKNOWN", "REQUESTED", "GIVEN", "WITHDRAWN"],
  WITHDRAWN: ["GIVEN"],
} as const satisfies Partial<Record<ConsentState, readonly (ConsentState | "UNKNOWN")[]>>;

/** The consent ledger: customers open and close cells, clients may only close them. */
export class ConsentService {
  constructor(private readonly transactions: Transactions) {}

  /** Opens a cell. Only customers themselves can. */
  async grant(viewer: Viewer, call: ConsentChangeCall): ChangeResult {
    if (viewer.kind !== "CUSTOMER") {
      return fail("ONLY_CUSTOMER_MAY_GRANT", "Only the customer can open a cell.", "customerId");
    }
    return this.change(viewer, call, "GIVEN");
  }

  /** Records a no. */
  refuse(viewer: Viewer, call: ConsentChangeCall): ChangeResult {
    return this.change(viewer, call, "REFUSED");
  }

  /**
   * Closes a cell. In force when this resolves: the epoch rises in the same statement, so a list
   * that is being computed under the old epoch is discarded.
   */
  withdraw(viewer: Viewer, call: ConsentChangeCall): ChangeResult {
    return this.change(viewer, call, "WITHDRAWN");
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
    { customerId: requestedId, purpose, category, idempotencyKey }: ConsentChangeCall,
    state: keyof typeof CHANGES,
  ): ChangeResult {
    const customerId = customerToActFor(viewer, requestedId, "consents:close");
    if (!customerId) return notFound();
    if (!isGrantable(purpose, category)) {
      return fail(
        "CELL_NOT_GRANTABLE",
        `${purpose} does not ask consent for ${category}.`,
        "category",
      );
    }
    const reference = { customerId, purpose, category };
    const call = {
      actor: actorOf(viewer),
      operation: `consent:${state}`,
      key: idempotencyKey,
      input: reference,
    };
    return this.transactions.once(call, async (manager) => {
      if ((await consentSnapshots(manager, [customerId])).length === 0) return notFound();
      const entry = { ...reference, state, method: "API", documentation: null } as const;
      const actor = viewer.kind === "CUSTOMER" ? "customer" : actorOf(viewer);
      await appendConsentEvent(manager, { ...entry, actor }, CHANGES[state]);
      return ok(reference);
    });
  }
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
  const state = snapshot.cells[`${purpose}:${category}`];
  if (!state) return null;
  return { purpose, category, state, isOpen: isCellOpen(snapshot, purpose, category) };
}

/** All decided cells of a snapshot, in a stable order. */
export function cellsOf(snapshot: ConsentSnapshotRow): ConsentCell[] {
  const names = (Object.keys(snapshot.cells) as CellName[]).sort();
  return names.flatMap((name) => {
    const [purpose, category] = name.split(":") as [Purpose, DataCategory];
    return cellOf(snapshot, purpose, category) ?? [];
  });
}
