import type { CellName, ConsentSnapshotRow, ConsentState } from "./consent.entity.ts";
import { type DataCategory, POLICY, type Purpose } from "./policy.ts";

/** What is about to be done with personal data. */
export type Operation = "COLLECT" | "STORE" | "SCORE" | "EXPLAIN" | "SHARE";

/** What a customer has decided, at one epoch. */
export type ConsentView = Pick<ConsentSnapshotRow, "epoch" | "cells" | "isGpc">;

/** A customer who has decided nothing yet, or nobody. */
export const NO_CONSENTS: ConsentView = { epoch: 0, cells: {} };

/** Whether a cell in this state is open; everything else is closed, also what is not known here. */
export function isOpenState(state: ConsentState | undefined): boolean {
  return state === "GIVEN" || state === "RENEWED";
}

/** What `Sec-GPC: 1` closes in its request, whatever the ledger says. */
const CLOSED_UNDER_GPC: ReadonlySet<Purpose> = new Set(["PERSONALISATION", "OUTREACH", "SHARING"]);

/**
 * What a customer has decided, as a request with or without Global Privacy Control may use it. The
 * signal closes and never opens.
 *
 * @param isGpc whether the request carried `Sec-GPC: 1`
 * @see Global Privacy Control, W3C Privacy Working Group
 */
export function underGpc<View extends ConsentView>(consents: View, isGpc: boolean): View {
  return isGpc ? { ...consents, isGpc } : consents;
}

/** Whether the customer has opened any cell of a purpose. */
export function hasOpenCell({ cells, isGpc }: ConsentView, purpose: Purpose): boolean {
  if (isGpc && CLOSED_UNDER_GPC.has(purpose)) return false;
  return Object.entries(cells).some(
    ([cell, state]) => cell.startsWith(`${purpose}:`) && isOpenState(state),
  );
}

/**
 * The one place that decides whether data of a category may be used for a purpose. Everything that
 * is not expressly open is closed: a missing cell, an unknown name, an unknown state.
 *
 * Cost: three property reads.
 */
export function permit(
  consents: ConsentView,
  purpose: Purpose,
  category: DataCategory,
  operation: Operation,
): boolean {
  if (consents.isGpc && CLOSED_UNDER_GPC.has(purpose)) return false;
  const cell: CellName = `${purpose}:${category}`;
  switch (POLICY[category]?.[purpose]) {
    case "CONTRACT":
    case "LAW":
      return true;
    case "INTEREST":
      // GDPR Art. 21: a legitimate interest ends where the person objects.
      return consents.cells[cell] !== "OBJECTED";
    case "REQUEST":
      return operation === "COLLECT" || operation === "SCORE" || operation === "EXPLAIN";
    case "CONSENT":
      return isOpenState(consents.cells[cell]);
    default:
      return false;
  }
}

/** Purposes for which a value may be kept; what only SECURITY needs is not for us to keep. */
const KEEPING_PURPOSES: readonly Purpose[] = [
  "SERVICE",
  "PERSONALISATION",
  "OUTREACH",
  "IMPROVEMENT",
];

/** Whether any purpose lets a value of this category be kept. */
export function mayKeep(consents: ConsentView, category: DataCategory): boolean {
  return KEEPING_PURPOSES.some((purpose) => permit(consents, purpose, category, "STORE"));
}
