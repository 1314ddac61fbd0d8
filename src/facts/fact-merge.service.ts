import { groupBy } from "../db/group-by.ts";
import type { FactEvidenceRow } from "./fact.entity.ts";

type Status = FactEvidenceRow["status"];

/** What keeps a statement from counting, the strictest first; what is not named stands. */
const STRICTNESS: readonly Status[] = ["STRUCK", "EXCLUDED", "CORRECTED"];

/**
 * The evidence of two ids of one person, as if all of it had always been about one: a statement
 * that both have is one; the customer's corrections replace what had been said before them, under
 * whichever id; what was struck stays struck, unless the customer said it again later.
 *
 * Pure, symmetric; O(evidence).
 *
 * @returns the statements as they have to be, each under the id of one of the two: of those that
 *   both have, `one`'s
 */
export function mergeEvidence(
  one: readonly FactEvidenceRow[],
  other: readonly FactEvidenceRow[],
): FactEvidenceRow[] {
  const nameOf = ({ field, source, isCorrection, value }: FactEvidenceRow) =>
    JSON.stringify([field, source, isCorrection, value]);
  const united = [...groupBy([...one, ...other], nameOf).values()].map(([first, second]) =>
    second ? unite(first!, second) : first!,
  );
  return [...groupBy(united, ({ field }) => field).values()].flatMap(settleField);
}

/** One statement that was made under both ids. */
function unite(one: FactEvidenceRow, other: FactEvidenceRow): FactEvidenceRow {
  const decisive = decidesOver(other, one) ? other : one;
  const { status, statusChangedAt, statusChangedBy } = decisive;
  return {
    ...one,
    capturedAt: later(one.capturedAt, other.capturedAt),
    statedAt: one.statedAt < other.statedAt ? one.statedAt : other.statedAt,
    recordedAt: later(one.recordedAt, other.recordedAt),
    ...{ status, statusChangedAt, statusChangedBy },
  };
}

/** The stricter status decides, the later of equal ones; the customer's own word can undo it. */
function decidesOver(one: FactEvidenceRow, other: FactEvidenceRow): boolean {
  const byStrictness = strictness(other.status) - strictness(one.status);
  if (byStrictness === 0) return settledAt(one) > settledAt(other);
  return byStrictness > 0 ? !isSaidAgain(other, one) : isSaidAgain(one, other);
}

/** Whether the customer made a statement anew after it lost its standing under the other id. */
function isSaidAgain(row: FactEvidenceRow, stricter: FactEvidenceRow): boolean {
  return row.provenance === "PROVIDED" && row.recordedAt.getTime() > settledAt(stricter);
}

function settledAt({ statusChangedAt, recordedAt }: FactEvidenceRow): number {
  return (statusChangedAt ?? recordedAt).getTime();
}

function strictness(status: Status): number {
  const place = STRICTNESS.indexOf(status);
  return place < 0 ? STRICTNESS.length : place;
}

/** Lets the corrections and strikes of either id reach what was said under the other before. */
function settleField(rows: readonly FactEvidenceRow[]): FactEvidenceRow[] {
  const corrections = rows.filter(({ isCorrection }) => isCorrection);
  const corrected = corrections.reduce<FactEvidenceRow | null>(
    (last, row) => (last && last.recordedAt >= row.recordedAt ? last : row),
    null,
  );
  const struck = groupBy(
    rows.filter(({ status }) => status === "STRUCK"),
    ({ value }) => value,
  );
  return rows.map((row) => {
    if (row.status !== "ACTIVE") return row;
    // What others state is said once for good; the customer's own word is as new as its last time.
    const saidAt = row.provenance === "PROVIDED" ? row.recordedAt : row.statedAt;
    const strike = struck
      .get(row.value)
      ?.find(({ statusChangedAt }) => isAfter(statusChangedAt, saidAt));
    if (strike) return marked(row, "STRUCK", strike.statusChangedAt!);
    if (corrected && corrected !== row && isAfter(corrected.recordedAt, saidAt)) {
      return marked(row, "CORRECTED", corrected.recordedAt);
    }
    return row;
  });
}

function marked(row: FactEvidenceRow, status: Status, at: Date): FactEvidenceRow {
  return { ...row, status, statusChangedAt: at, statusChangedBy: "customer" };
}

function isAfter(time: Date | null, other: Date): boolean {
  return time !== null && time > other;
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
