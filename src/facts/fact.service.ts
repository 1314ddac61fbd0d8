import type { Viewer } from "../access/viewer.ts";
import { NO_CONSENTS, permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import { groupBy } from "../db/group-by.ts";
import type { FactEvidenceRow, FactField, Provenance, ResolvedFact } from "./fact.entity.ts";

interface FieldRule {
  readonly category: DataCategory;
  /** What a value must look like. */
  readonly pattern: RegExp;
  /** The same in words, for error messages. */
  readonly expected: string;
}

const FIELD_RULES: Readonly<Record<FactField, FieldRule>> = {
  FORM_OF_ADDRESS: { category: "NAME", pattern: /\S/, expected: "a text" },
  EMAIL: {
    category: "EMAIL",
    // Deliberately lax: only the mail server knows which addresses exist.
    pattern: /^[^\s@]+@[^\s@]+$/,
    expected: "an e-mail address",
  },
  PHONE: {
    category: "PHONE",
    pattern: /^\+?[\d\s()/.-]{3,40}$/,
    expected: "a telephone number of digits, spaces and + ( ) / . -",
  },
  ADDRESS: { category: "ADDRESS", pattern: /\S/, expected: "a text" },
  BIRTHDAY: {
    category: "BIRTHDAY",
    pattern:
      /^(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])$|^(0[469]|11)-(0[1-9]|[12]\d|30)$|^02-(0[1-9]|[12]\d)$/,
    expected: "month and day as MM-DD, without the year",
  },
  LANGUAGE: {
    category: "LANGUAGE",
    pattern: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    expected: "a BCP 47 language tag such as de or en-GB",
  },
};

/** The category that consent and retention of a field are decided by. */
export function categoryOfField(field: FactField): DataCategory {
  return FIELD_RULES[field].category;
}

/** What was expected of a value, or null where it fits. */
export function checkFactValue(field: FactField, value: string): string | null {
  const { pattern, expected } = FIELD_RULES[field];
  return pattern.test(value) ? null : expected;
}

/** What a field's values must look like, in words. */
export function expectedValue(field: FactField): string {
  return FIELD_RULES[field].expected;
}

/** Which source wins, strongest first; a correction by the customer is above all of them. */
const STRENGTH: readonly Provenance[] = ["PROVIDED", "OBSERVED", "IMPORTED", "GUESSED"];

/**
 * Resolves each field from its evidence: the customer's correction, then what they declared, then
 * observed, imported and guessed values; within one strength what was captured last. A value that
 * the customer has struck is passed over whoever states it, unless the customer says it again. The
 * order in which evidence arrived decides nothing.
 *
 * Pure; O(evidence).
 *
 * @param evidence of one customer, newest first
 * @returns facts in the order of the field names
 */
export function resolveFacts(evidence: readonly FactEvidenceRow[]): ResolvedFact[] {
  const byField = [...groupBy(evidence, (row) => row.field)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byField.flatMap(([field, statements]) => resolveFact(field, statements) ?? []);
}

function resolveFact(field: FactField, evidence: FactEvidenceRow[]): ResolvedFact | null {
  const winner = strongestOf(evidence);
  if (!winner) return null;
  return {
    field,
    category: categoryOfField(field),
    value: winner.value,
    provenance: winner.provenance,
    isCorrected: winner.isCorrection,
    evidence,
  };
}

/** What decides among the statements about one field. */
export type Statement = Pick<
  FactEvidenceRow,
  "value" | "provenance" | "isCorrection" | "source" | "capturedAt" | "status"
>;

/** The statement that a field's value is taken from; undefined where none stands. */
export function strongestOf<Of extends Statement>(statements: readonly Of[]): Of | undefined {
  const struckValues = new Set(
    statements.filter(({ status }) => status === "STRUCK").map(({ value }) => value),
  );
  // What cannot be read cannot be compared; it stays listed as it was marked.
  struckValues.delete(null);
  // A correction outranks for ever; imports that arrive later are ACTIVE but stay below it.
  const standing = statements.filter(
    (row) =>
      row.status === "ACTIVE" && (row.provenance === "PROVIDED" || !struckValues.has(row.value)),
  );
  return standing.reduce<Of | undefined>(
    (best, row) => (best === undefined || isStronger(row, best) ? row : best),
    undefined,
  );
}

/**
 * Whether one statement outweighs another: by its kind, then by when it was captured. What is equal
 * in both goes by source and value, which say nothing but are the same in whatever order they came.
 */
function isStronger(one: Statement, other: Statement): boolean {
  const byRank = rankOf(one) - rankOf(other);
  if (byRank !== 0) return byRank < 0;
  const byTime = one.capturedAt.getTime() - other.capturedAt.getTime();
  if (byTime !== 0) return byTime > 0;
  const [a, b] = [one, other].map(({ source, value, provenance }) =>
    JSON.stringify([source, value, provenance]),
  );
  return a! < b!;
}

function rankOf(row: Statement): number {
  return row.isCorrection ? -1 : STRENGTH.indexOf(row.provenance);
}

/** Whether a viewer may see a field: customers all of theirs, clients what serving them needs. */
export function isFieldVisible(viewer: Viewer, field: FactField): boolean {
  if (viewer.kind === "CUSTOMER") return true;
  return permit(NO_CONSENTS, "SERVICE", categoryOfField(field), "SHARE");
}

/** Why a sealed value is null, for frontends that want to say so. */
export function valueStateOf(value: string | null): "READABLE" | "KEY_MISSING" {
  return value === null ? "KEY_MISSING" : "READABLE";
}
