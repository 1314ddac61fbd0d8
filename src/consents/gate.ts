import type { Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow, ConsentState } from "./consent.entity.ts";
import {
  type DataCategory,
  type Operation,
  PURPOSES,
  type Purpose,
  policyCell,
  RETENTION_DAYS,
} from "./policy.ts";

export type { Operation } from "./policy.ts";

/** What a customer has decided, at one epoch. */
export type ConsentView = Pick<ConsentSnapshotRow, "epoch" | "cells" | "isGpc" | "restrictedAt">;

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
  if (consents.isGpc && CLOSED_UNDER_GPC.has(purpose)) return false;
  return Object.entries(consents.cells).some(
    ([cell, state]) => cell.startsWith(`${purpose}:`) && isOpenState(state),
  );
}

/**
 * The one place that decides whether data of a category may be used for a purpose in a way.
 * Everything that is not expressly open is closed: a missing cell, an operation that the cell does
 * not have, an unknown name, an unknown state. Legitimate interest ends where the customer has said
 * no to it (GDPR Art. 21); a restriction closes every use but keeping and legal claims (Art. 18).
 *
 * Cost: some property reads.
 */
export function permit(
  consents: ConsentView,
  purpose: Purpose,
  category: DataCategory,
  operation: Operation,
): boolean {
  if (consents.isGpc && CLOSED_UNDER_GPC.has(purpose)) return false;
  if (isRestricted(consents) && !isOutsideRestriction(purpose, operation)) return false;
  const cell = policyCell(purpose, category);
  if (!cell?.operations.includes(operation)) return false;
  switch (cell.basis) {
    case "CONTRACT":
    case "LAW":
    case "REQUEST":
      return true;
    case "INTEREST": {
      const state = consents.cells[`${purpose}:${category}`];
      return state === undefined || state === "OBJECTION_WITHDRAWN" || isOpenState(state);
    }
    case "CONSENT":
      return isOpenState(consents.cells[`${purpose}:${category}`]);
  }
}

/** Whether a cell is open for anything that it allows: what customers are told about it. */
export function isCellOpen(
  consents: ConsentView,
  purpose: Purpose,
  category: DataCategory,
): boolean {
  const operations = policyCell(purpose, category)?.operations ?? [];
  return operations.some((operation) => permit(consents, purpose, category, operation));
}

/** Whether any purpose lets a value of this category be taken in and kept. */
export function mayTakeIn(consents: ConsentView, category: DataCategory): boolean {
  return PURPOSES.some(
    (purpose) =>
      permit(consents, purpose, category, "COLLECT") &&
      permit(consents, purpose, category, "STORE"),
  );
}

/** Whether any purpose lets a value of this category be kept. */
export function mayKeep(consents: ConsentView, category: DataCategory): boolean {
  return PURPOSES.some((purpose) => permit(consents, purpose, category, "STORE"));
}

/**
 * Whether what is stored of a category may stay: where it may be kept, and through a pause, after
 * which everything counts as before.
 */
export function mayStay(consents: ConsentView, category: DataCategory): boolean {
  const isPaused = (purpose: Purpose) =>
    consents.cells[`${purpose}:${category}`] === "PAUSED" &&
    policyCell(purpose, category)?.operations.includes("STORE") === true;
  return mayKeep(consents, category) || PURPOSES.some(isPaused);
}

const DAY_MS = 86_400_000;

/**
 * Until when a value may be kept: the last of the purposes that let it be stored.
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
  return PURPOSES.filter((purpose) => permit(consents, purpose, category, "STORE")).reduce(
    (latest, purpose) => Math.max(latest, recordedAt + retentionMs(purpose, category)),
    recordedAt,
  );
}

/**
 * From when on values must have been recorded for a purpose to use them.
 *
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970; -Infinity where no age ends the use, Infinity where there is
 *   no such cell
 */
export function usableSince(purpose: Purpose, category: DataCategory, now: number): number {
  return policyCell(purpose, category) ? now - retentionMs(purpose, category) : Infinity;
}

function retentionMs(purpose: Purpose, category: DataCategory): number {
  const cell = policyCell(purpose, category);
  const days = cell ? RETENTION_DAYS[cell.retention] : 0;
  return days === null ? Infinity : days * DAY_MS;
}

/** Whether something lies before the customer's reset: then it counts no more. */
export function isBeforeReset(
  { resetAt }: Pick<ConsentSnapshotRow, "resetAt">,
  ...times: readonly Date[]
): boolean {
  return resetAt != null && times.some((time) => time.getTime() <= resetAt.getTime());
}
