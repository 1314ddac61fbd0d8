import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { FactEvidenceRow, FactField } from "./fact.entity.ts";

/** A statement about a customer before it is stored. */
export type NewFactEvidence = Omit<
  FactEvidenceRow,
  "evidenceId" | "statedAt" | "recordedAt" | "status" | "statusChangedAt" | "statusChangedBy"
>;

/** All evidence of these customers' facts, newest first; one statement. */
export function factEvidenceOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<FactEvidenceRow>(
    manager,
    sql`
      select customer_id as "customerId", evidence_id as "evidenceId", field, value, provenance,
        is_correction as "isCorrection", source, captured_at as "capturedAt",
        stated_at as "statedAt", recorded_at as "recordedAt", status,
        status_changed_at as "statusChangedAt", status_changed_by as "statusChangedBy"
      from fact_evidence
      where customer_id = any(${customerIds}::uuid[])
      order by captured_at desc, recorded_at desc, evidence_id`,
  );
}

/**
 * Stores statements, one INSERT for all. The same statement from the same source is one piece of
 * evidence: repeating it only makes it newer. What does not count any more stays so and gets no
 * newer, except that the customer's own word, said again, counts again.
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
        captured_at = case when fact_evidence.status = 'ACTIVE' or excluded.provenance = 'PROVIDED'
          then greatest(fact_evidence.captured_at, excluded.captured_at)
          else fact_evidence.captured_at end,
        recorded_at = excluded.recorded_at,
        status = case when excluded.provenance = 'PROVIDED' then 'ACTIVE'
          else fact_evidence.status end`,
  );
}

/**
 * Writes statements as they were, with ids, times and statuses, for a customer who has none of
 * them; one INSERT. A value that nobody can read cannot be written.
 */
export async function restoreFactEvidence(
  manager: EntityManager,
  statements: readonly FactEvidenceRow[],
): Promise<void> {
  if (statements.length === 0) return;
  const column = <Key extends keyof FactEvidenceRow>(key: Key) =>
    statements.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      insert into fact_evidence (customer_id, evidence_id, field, value, provenance, is_correction,
        source, captured_at, stated_at, recorded_at, status, status_changed_at, status_changed_by)
      select * from unnest(${column("customerId")}::uuid[], ${column("evidenceId")}::uuid[],
        ${column("field")}::text[], ${column("value")}::text[], ${column("provenance")}::text[],
        ${column("isCorrection")}::boolean[], ${column("source")}::text[],
        ${column("capturedAt")}::timestamptz[], ${column("statedAt")}::timestamptz[],
        ${column("recordedAt")}::timestamptz[], ${column("status")}::text[],
        ${column("statusChangedAt")}::timestamptz[], ${column("statusChangedBy")}::text[])`,
  );
}

/** Sets times and statuses of one customer's statements; what they say stays. One UPDATE. */
export async function settleFactEvidence(
  manager: EntityManager,
  customerId: string,
  statements: readonly FactEvidenceRow[],
): Promise<void> {
  if (statements.length === 0) return;
  const column = <Key extends keyof FactEvidenceRow>(key: Key) =>
    statements.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      update fact_evidence own
      set captured_at = settled.captured_at, stated_at = settled.stated_at,
        recorded_at = settled.recorded_at, status = settled.status,
        status_changed_at = settled.changed_at, status_changed_by = settled.changed_by
      from unnest(${column("evidenceId")}::uuid[], ${column("capturedAt")}::timestamptz[],
        ${column("statedAt")}::timestamptz[], ${column("recordedAt")}::timestamptz[],
        ${column("status")}::text[], ${column("statusChangedAt")}::timestamptz[],
        ${column("statusChangedBy")}::text[])
        as settled (id, captured_at, stated_at, recorded_at, status, changed_at, changed_by)
      where own.customer_id = ${customerId} and own.evidence_id = settled.id`,
  );
}

/** Removes all of a customer's statements. */
export async function deleteFactEvidence(
  manager: EntityManager,
  customerId: string,
): Promise<void> {
  await rows(manager, sql`delete from fact_evidence where customer_id = ${customerId}`);
}

/**
 * Marks everything else that was said about a field as replaced by the customer's correction, which
 * is recorded before: so at no moment of the field's history there is no value.
 */
export async function markCorrected(
  manager: EntityManager,
  customerId: string,
  field: FactField,
  correctedValue: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'CORRECTED',
        status_changed_at = statement_timestamp(), status_changed_by = 'customer'
      where customer_id = ${customerId} and field = ${field} and status = 'ACTIVE'
        and not (is_correction and value = ${correctedValue})`,
  );
}

/**
 * Strikes a value of a field, whoever stated it. What counted no more before stays as it is: the
 * value is struck by those that did, and its history keeps when it was corrected or excluded.
 */
export async function strikeValue(
  manager: EntityManager,
  customerId: string,
  field: FactField,
  value: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'STRUCK',
        status_changed_at = statement_timestamp(), status_changed_by = 'customer'
      where customer_id = ${customerId} and field = ${field} and value = ${value}
        and status = 'ACTIVE'`,
  );
}

/**
 * Excludes one piece of evidence; undefined where the customer has none of this id. What is struck
 * stays struck: it counts no more, and says besides that the value is wrong whoever states it.
 */
export function excludeFactEvidence(
  manager: EntityManager,
  customerId: string,
  evidenceId: string,
): Promise<{ evidenceId: string } | undefined> {
  return firstRow<{ evidenceId: string }>(
    manager,
    sql`
      update fact_evidence set
        status = case when status = 'STRUCK' then 'STRUCK' else 'EXCLUDED' end,
        status_changed_at = case when status in ('STRUCK', 'EXCLUDED') then status_changed_at
          else statement_timestamp() end,
        status_changed_by = 'customer'
      where customer_id = ${customerId} and evidence_id = ${evidenceId}
      returning evidence_id as "evidenceId"`,
  );
}
