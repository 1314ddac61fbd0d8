import type { CellName, ConsentSnapshotRow } from "./consent.entity.ts";
import { type DataCategory, POLICY, type Purpose } from "./policy.ts";

/** What is about to be done with personal data. */
export type Operation = "COLLECT" | "STORE" | "SCORE" | "EXPLAIN" | "SHARE";

/** What a customer has decided, at one epoch. */
export type ConsentView = Pick<ConsentSnapshotRow, "epoch" | "cells">;

/** A customer who has decided nothing yet, or nobody. */
export const NO_CONSENTS: ConsentView = { epoch: 0, cells: {} };

/**
 * The one place that decides whether data of a category may be used for a purpose. Everything that
 * is not expressly open is closed: a missing cell, an unknown name, an unknown state.
 *
 * Cost: two property reads.
 */
export function permit(
  consents: ConsentView,
  purpose: Purpose,
  category: DataCategory,
  operation: Operation,
): boolean {
  switch (POLICY[category]?.[purpose]) {
    case "CONTRACT":
    case "LAW":
    case "INTEREST":
      return true;
    case "REQUEST":
      return operation === "COLLECT" || operation === "SCORE" || operation === "EXPLAIN";
    case "CONSENT": {
      const cell: CellName = `${purpose}:${category}`;
      return consents.cells[cell] === "GIVEN";
    }
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
