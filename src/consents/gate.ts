import type { Viewer } from "../access/viewer.ts";
import type { CellName, ConsentSnapshotRow, ConsentState } from "./consent.entity.ts";
import { type DataCategory, POLICY, type Purpose } from "./policy.ts";

/** What is about to be done with personal data. */
export type Operation = "COLLECT" | "STORE" | "SCORE" | "EXPLAIN" | "SHARE";

/** What a customer has decided, at one epoch. */
export type ConsentView = Pick<ConsentSnapshotRow, "epoch" | "cells" | "restrictedAt">;

/** A customer who has decided nothing yet, or nobody. */
export const NO_CONSENTS: ConsentView = { epoch: 0, cells: {} };

/** Whether a cell in this state is open; everything else is closed, also what is not known here. */
export function isOpenState(state: ConsentState | undefined): boolean {
  return state === "GIVEN" || state === "RENEWED";
}

/** Whether the customer has restricted the processing of what is known about them. */
export function isRestricted({ restrictedAt }: Pick<ConsentView, "restrictedAt">): boolean {
  return restrictedAt != null;
}

/** Whether what is known is kept from a viewer: while it is restricted, from all but its owner. */
export function isHiddenFrom(viewer: Viewer, consents: Pick<ConsentView, "restrictedAt">): boolean {
  return viewer.kind !== "CUSTOMER" && isRestricted(consents);
}

/** Whether the customer wants to be left alone at a moment, in milliseconds since 1970. */
export function isQuiet(
  { quietSince, quietUntil }: Pick<ConsentSnapshotRow, "quietSince" | "quietUntil">,
  now: number,
): boolean {
  return quietSince != null && (quietUntil == null || quietUntil.getTime() > now);
}

/** What a restriction leaves: keeping what is there, and legal claims (GDPR Art. 18(2)). */
function isOutsideRestriction(purpose: Purpose, operation: Operation): boolean {
  return purpose === "LEGAL" || !["SCORE", "EXPLAIN", "SHARE"].includes(operation);
}

/** Whether the customer has opened any cell of a purpose. */
export function hasOpenCell(consents: ConsentView, purpose: Purpose): boolean {
  if (isRestricted(consents)) return false;
  return Object.entries(consents.cells).some(
    ([cell, state]) => cell.startsWith(`${purpose}:`) && isOpenState(state),
  );
}

/**
 * The one place that decides whether data of a category may be used for a purpose. Everything that
 * is not expressly open is closed: a missing cell, an unknown name, an unknown state. A customer's
 * restriction closes every use but keeping and legal claims, whatever the cells say.
 *
 * Cost: two property reads.
 */
export function permit(
  consents: ConsentView,
  purpose: Purpose,
  category: DataCategory,
  operation: Operation,
): boolean {
  if (isRestricted(consents) && !isOutsideRestriction(purpose, operation)) return false;
  switch (POLICY[category]?.[purpose]) {
    case "CONTRACT":
    case "LAW":
    case "INTEREST":
      return true;
    case "REQUEST":
      return operation === "COLLECT" || operation === "SCORE" || operation === "EXPLAIN";
    case "CONSENT": {
      const cell: CellName = `${purpose}:${category}`;
      return isOpenState(consents.cells[cell]);
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

/** Whether something lies before the customer's reset: then it counts no more. */
export function isBeforeReset(
  { resetAt }: Pick<ConsentSnapshotRow, "resetAt">,
  ...times: readonly Date[]
): boolean {
  return resetAt != null && times.some((time) => time.getTime() <= resetAt.getTime());
}

const DAY_MS = 86_400_000;

/** Days for which a value may be kept; what is not named here ends with the relation. */
const KEPT_DAYS: Readonly<Partial<Record<DataCategory, number>>> = {
  BROWSING: 90,
  BIRTHDAY: 365,
  CONTEXT: 730,
  FEEDBACK: 730,
};

/**
 * Until when a value may be kept by its age.
 *
 * @param recordedAt when it was recorded here, milliseconds since 1970
 * @returns milliseconds since 1970; Infinity where no age ends it; `recordedAt` where it may not be
 *   kept at all
 */
export function keepUntil(
  consents: ConsentView,
  category: DataCategory,
  recordedAt: number,
): number {
  if (!mayKeep(consents, category)) return recordedAt;
  return recordedAt + (KEPT_DAYS[category] ?? Number.POSITIVE_INFINITY) * DAY_MS;
}
