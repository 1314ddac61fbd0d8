import { groupBy } from "../db/group-by.ts";
import type { FactEvidenceRow, FactField } from "./fact.entity.ts";
import { type Statement, strongestOf } from "./fact.service.ts";

/** One change of a field's value. */
export interface FactChange {
  readonly field: FactField;
  readonly from: string | null;
  readonly to: string | null;
  readonly kind: "STATED" | "CORRECTED" | "STRUCK" | "EXCLUDED";
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** A statement as it stood from a moment on, until its next version. */
interface Version extends Statement {
  readonly evidence: FactEvidenceRow;
  /** Milliseconds since 1970, by the database's clock. */
  readonly since: number;
}

/**
 * Replays how the values of fields came to be what they are, by the rule that resolves them.
 * Nothing is kept for it but the times and authors of what happened to the evidence, so a value
 * that is erased is erased from the history as well.
 *
 * Of a source that goes back and forth between two values, the first and the latest time of each is
 * known; of a statement that lost its standing more than once, the latest time.
 *
 * Pure; O(evidence × log evidence), and the evidence of a field once more for each time that its
 * customer took the standing value back.
 *
 * @param evidence of one customer, in any order
 * @returns the newest first
 */
export function factChanges(evidence: readonly FactEvidenceRow[]): FactChange[] {
  const changes = [...groupBy(evidence, (row) => row.field)].flatMap(([field, statements]) =>
    changesOfField(field, statements),
  );
  return changes.sort(
    (a, b) => b.changedAt.getTime() - a.changedAt.getTime() || (a.field < b.field ? -1 : 1),
  );
}

function changesOfField(field: FactField, evidence: readonly FactEvidenceRow[]): FactChange[] {
  const moments = groupBy(evidence.flatMap(versionsOf), ({ since }) => since);
  const present = new Map<FactEvidenceRow, Version>();
  const struck: Version[] = [];
  const changes: FactChange[] = [];
  let winner: Version | undefined;
  for (const [since, versions] of [...moments].sort(([a], [b]) => a - b)) {
    for (const version of versions) {
      present.set(version.evidence, version);
      if (version.status === "STRUCK") struck.push(version);
    }
    const before = winner && present.get(winner.evidence);
    const from = winner?.value ?? null;
    // While the winner stands, only what is new can beat it.
    const isLost = before !== undefined && before.status !== "ACTIVE";
    const rivals = before ? [before, ...versions] : versions;
    winner = strongestOf(isLost ? [...present.values()] : [...rivals, ...struck]);
    const to = winner?.value ?? null;
    if (from === to) continue;
    const cause = winner?.since === since ? statedBy(winner) : takenBackBy(before);
    changes.push({ field, from, to, ...cause, changedAt: new Date(since) });
  }
  return changes.toReversed();
}

/** What a statement was, from when on: as it came, said again, and out of standing. */
function versionsOf(evidence: FactEvidenceRow): Version[] {
  const { status, statusChangedAt, capturedAt } = evidence;
  const stated = evidence.statedAt.getTime();
  const repeated = evidence.recordedAt.getTime();
  const changed = statusChangedAt?.getTime();
  const versions: Version[] = [];
  const add = (since: number, version: Pick<Version, "status" | "capturedAt">) =>
    versions.push({ ...evidence, ...version, evidence, since });
  // When it was captured first is not known any more where it was repeated.
  const first = repeated > stated ? Math.min(stated, capturedAt.getTime()) : capturedAt.getTime();
  add(stated, { status: "ACTIVE", capturedAt: new Date(first) });
  if (changed !== undefined) {
    if (repeated > stated && repeated < changed) add(repeated, { status: "ACTIVE", capturedAt });
    add(changed, { status: status === "ACTIVE" ? "CORRECTED" : status, capturedAt });
  }
  const stands = status === "ACTIVE" && repeated > stated;
  if (stands) add(repeated, { status, capturedAt });
  return versions;
}

function statedBy({ isCorrection, source }: Version) {
  return { kind: isCorrection ? "CORRECTED" : "STATED", changedBy: source } as const;
}

/** A value that goes without a correction in its place was struck, unless it was excluded. */
function takenBackBy(lost: Version | undefined) {
  const kind = lost?.status === "EXCLUDED" ? "EXCLUDED" : "STRUCK";
  return { kind, changedBy: lost?.evidence.statusChangedBy ?? "customer" } as const;
}
