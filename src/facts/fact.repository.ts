import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { FactEvidenceRow, FactField } from "./fact.entity.ts";

/** A statement about a customer before it is stored. */
export type NewFactEvidence = Omit<FactEvidenceRow, "evidenceId" | "recordedAt" | "status">;

/** All evidence of these customers' facts, newest first; one statement. */
export function factEvidenceOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<FactEvidenceRow>(
    manager,
    sql`
      select customer_id as "customerId", evidence_id as "evidenceId", field, value, provenance,
        is_correction as "isCorrection", source, captured_at as "capturedAt",
        recorded_at as "recordedAt", status
      from fact_evidence
      where customer_id = any(${customerIds}::uuid[])
      order by captured_at desc, recorded_at desc, evidence_id`,
  );
}

/**
 * Stores statements, one INSERT for all. The same statement from the same source is one piece of
 * evidence: repeating it only makes it newer. What is excluded or struck stays so, except that the
 * customer's own word, said again, counts again.
 */
export async function recordFactEvidence(
  manager: EntityManager,
  statements: readonly NewFactEvidence[],
): Promise<void> {
  if (statements.length === 0) return;
  const column = <Key extends keyof NewFactEvidence>(key: Key) =>
    statements.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      insert into fact_evidence (customer_id, evidence_id, field, value, provenance, is_correction,
        source, captured_at)
      select distinct on (customer_id, field, source, is_correction, value) *
      from unnest(${column("customerId")}::uuid[], ${statements.map(() => randomUUID())}::uuid[],
        ${column("field")}::text[], ${column("value")}::text[], ${column("provenance")}::text[],
        ${column("isCorrection")}::boolean[], ${column("source")}::text[],
        ${column("capturedAt")}::timestamptz[])
        as t (customer_id, evidence_id, field, value, provenance, is_correction, source, captured_at)
      order by customer_id, field, source, is_correction, value, captured_at desc
      on conflict (customer_id, field, source, is_correction, value) do update set
        captured_at = greatest(fact_evidence.captured_at, excluded.captured_at),
        recorded_at = excluded.recorded_at,
        status = case when excluded.provenance = 'PROVIDED' then 'ACTIVE'
          else fact_evidence.status end`,
  );
}

/**
 * Writes statements back as they were, with ids, times and statuses; for a customer who has none.
 * One whose value is not known cannot be written.
 */
export async function restoreFactEvidence(
  manager: EntityManager,
  statements: readonly (Omit<FactEvidenceRow, "value" | "status"> & {
    readonly value: string | null;
    readonly status: string;
  })[],
): Promise<void> {
  if (statements.length === 0) return;
  const column = <Key extends keyof FactEvidenceRow>(key: Key) =>
    statements.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      insert into fact_evidence (customer_id, evidence_id, field, value, provenance, is_correction,
        source, captured_at, recorded_at, status)
      select * from unnest(${column("customerId")}::uuid[], ${column("evidenceId")}::uuid[],
        ${column("field")}::text[], ${column("value")}::text[], ${column("provenance")}::text[],
        ${column("isCorrection")}::boolean[], ${column("source")}::text[],
        ${column("capturedAt")}::timestamptz[], ${column("recordedAt")}::timestamptz[],
        ${column("status")}::text[])`,
  );
}

/** Marks everything else that was said about a field as replaced by the customer's correction. */
export async function markCorrected(
  manager: EntityManager,
  customerId: string,
  field: FactField,
  correctedValue: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'CORRECTED'
      where customer_id = ${customerId} and field = ${field} and status = 'ACTIVE'
        and not (is_correction and value = ${correctedValue})`,
  );
}

/** Strikes a value of a field, whoever stated it. */
export async function strikeValue(
  manager: EntityManager,
  customerId: string,
  field: FactField,
  value: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'STRUCK'
      where customer_id = ${customerId} and field = ${field} and value = ${value}`,
  );
}

/** Excludes one piece of evidence; undefined where the customer has none of this id. */
export function excludeFactEvidence(
  manager: EntityManager,
  customerId: string,
  evidenceId: string,
): Promise<{ evidenceId: string } | undefined> {
  return firstRow<{ evidenceId: string }>(
    manager,
    sql`
      update fact_evidence set status = 'EXCLUDED'
      where customer_id = ${customerId} and evidence_id = ${evidenceId}
      returning evidence_id as "evidenceId"`,
  );
}
