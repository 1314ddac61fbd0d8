import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import { keyringOf, type NullableKey } from "../sealing/keyring.ts";
import { emailParts, factValueDigest, factValuePlace } from "../sealing/places.ts";
import type { FactEvidenceRow, FactField } from "./fact.entity.ts";

/** A statement about a customer before it is stored. */
export interface NewFactEvidence
  extends Omit<
    FactEvidenceRow,
    | "evidenceId"
    | "statedAt"
    | "recordedAt"
    | "status"
    | "statusChangedAt"
    | "statusChangedBy"
    | "value"
  > {
  value: string;
}

type SealedRow = Omit<FactEvidenceRow, "value"> & NullableKey & { sealedValue: Buffer };

/**
 * All evidence of these customers' facts, newest first; one statement, which also brings the keys.
 * A value that cannot be read is null, and everything else about it stays.
 */
export async function factEvidenceOf(
  manager: EntityManager,
  customerIds: readonly string[],
): Promise<FactEvidenceRow[]> {
  const found = await rows<SealedRow>(
    manager,
    sql`
      select customer_id as "customerId", evidence_id as "evidenceId", field,
        sealed_value as "sealedValue", provenance, is_correction as "isCorrection", source,
        captured_at as "capturedAt", stated_at as "statedAt", recorded_at as "recordedAt", status,
        status_changed_at as "statusChangedAt", status_changed_by as "statusChangedBy",
        wrapped_key as "wrappedKey", master_key_id as "masterKeyId"
      from fact_evidence left join keyring.customer_key using (customer_id)
      where customer_id = any(${customerIds}::uuid[])
      order by captured_at desc, recorded_at desc, evidence_id`,
  );
  const keys = await keyringOf(manager).customerKeys(found);
  return found.map(({ sealedValue, wrappedKey, masterKeyId, ...row }) => ({
    ...row,
    value: keys.get(row.customerId)?.unseal(sealedValue, factValuePlace(row)) ?? null,
  }));
}

/**
 * Stores statements, one INSERT for all, after one SELECT for the keys. The same statement from
 * the same source is one piece of evidence: repeating it only makes it newer. What does not count
 * any more stays so and gets no newer, except that the customer's own word, said again, counts
 * again.
 *
 * @throws KeyMissingError where a customer's key cannot be opened
 */
export async function recordFactEvidence(
  manager: EntityManager,
  statements: readonly NewFactEvidence[],
): Promise<void> {
  if (statements.length === 0) return;
  const sealed = await sealStatements(manager, statements);
  const column = <Key extends keyof (typeof sealed)[number]>(key: Key) =>
    sealed.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      insert into fact_evidence (customer_id, evidence_id, field, sealed_value, value_digest,
        email_digest, provenance, is_correction, source, captured_at)
      select distinct on (customer_id, field, source, is_correction, value_digest) *
      from unnest(${column("customerId")}::uuid[], ${column("evidenceId")}::uuid[],
        ${column("field")}::text[], ${column("sealedValue")}::bytea[],
        ${column("valueDigest")}::bytea[], ${column("emailDigest")}::bytea[],
        ${column("provenance")}::text[], ${column("isCorrection")}::boolean[],
        ${column("source")}::text[], ${column("capturedAt")}::timestamptz[])
        as t (customer_id, evidence_id, field, sealed_value, value_digest, email_digest,
          provenance, is_correction, source, captured_at)
      order by customer_id, field, source, is_correction, value_digest, captured_at desc
      on conflict (customer_id, field, source, is_correction, value_digest) do update set
        captured_at = case when fact_evidence.status = 'ACTIVE' or excluded.provenance = 'PROVIDED'
          then greatest(fact_evidence.captured_at, excluded.captured_at)
          else fact_evidence.captured_at end,
        recorded_at = excluded.recorded_at,
        status = case when excluded.provenance = 'PROVIDED' then 'ACTIVE'
          else fact_evidence.status end`,
  );
}

/** Statements as they are stored: under their own ids where they have some, else under new ones. */
async function sealStatements<Statement extends NewFactEvidence & { evidenceId?: string }>(
  manager: EntityManager,
  statements: readonly Statement[],
) {
  const keyring = keyringOf(manager);
  const ids = statements.map(({ customerId }) => customerId);
  const keys = await keyring.keysForWriting(manager, ids);
  const sealed = statements.map(async (statement) => {
    const key = keys.get(statement.customerId)!;
    const row = { ...statement, evidenceId: statement.evidenceId ?? randomUUID() };
    const isEmail = row.field === "EMAIL";
    return {
      ...row,
      sealedValue: key.seal(row.value, factValuePlace(row)),
      valueDigest: factValueDigest(key, row.field, row.value),
      emailDigest: isEmail ? await keyring.blindIndex(...emailParts(row.value)) : null,
    };
  });
  return Promise.all(sealed);
}

/**
 * Writes statements of one customer as they were, with ids, times and statuses, sealed with the
 * customer's key; for a customer who has none of them. 3 statements.
 */
export async function restoreFactEvidence(
  manager: EntityManager,
  customerId: string,
  statements: readonly (FactEvidenceRow & { readonly value: string })[],
): Promise<void> {
  if (statements.length === 0) return;
  const isNewEmail = await newEmailsOf(manager, customerId);
  const own = statements.map((statement) => ({ ...statement, customerId }));
  const sealed = (await sealStatements(manager, own)).map((row) => {
    const isClaim = row.provenance === "PROVIDED" && row.status === "ACTIVE" && row.emailDigest;
    // One row says whose address it is; a second one of the same customer would be refused.
    return isClaim && !isNewEmail(row.emailDigest!) ? { ...row, emailDigest: null } : row;
  });
  const column = <Key extends keyof (typeof sealed)[number]>(key: Key) =>
    sealed.map((statement) => statement[key]);
  await rows(
    manager,
    sql`
      insert into fact_evidence (customer_id, evidence_id, field, sealed_value, value_digest,
        email_digest, provenance, is_correction, source, captured_at, stated_at, recorded_at,
        status, status_changed_at, status_changed_by)
      select * from unnest(${column("customerId")}::uuid[], ${column("evidenceId")}::uuid[],
        ${column("field")}::text[], ${column("sealedValue")}::bytea[],
        ${column("valueDigest")}::bytea[], ${column("emailDigest")}::bytea[],
        ${column("provenance")}::text[], ${column("isCorrection")}::boolean[],
        ${column("source")}::text[], ${column("capturedAt")}::timestamptz[],
        ${column("statedAt")}::timestamptz[], ${column("recordedAt")}::timestamptz[],
        ${column("status")}::text[], ${column("statusChangedAt")}::timestamptz[],
        ${column("statusChangedBy")}::text[])`,
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
  const digest = await digestOf(manager, customerId, field, correctedValue);
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'CORRECTED',
        status_changed_at = statement_timestamp(), status_changed_by = 'customer'
      where customer_id = ${customerId} and field = ${field} and status = 'ACTIVE'
        and not (is_correction and value_digest = ${digest})`,
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
  const digest = await digestOf(manager, customerId, field, value);
  await rows(
    manager,
    sql`
      update fact_evidence set status = 'STRUCK',
        status_changed_at = statement_timestamp(), status_changed_by = 'customer'
      where customer_id = ${customerId} and field = ${field} and value_digest = ${digest}
        and status = 'ACTIVE'`,
  );
}

/** Equal for equal values of one field of one customer; 1 statement. */
async function digestOf(
  manager: EntityManager,
  customerId: string,
  field: FactField,
  value: string,
): Promise<Buffer> {
  const keys = await keyringOf(manager).keysForWriting(manager, [customerId]);
  return factValueDigest(keys.get(customerId)!, field, value);
}

/** Tells of each further address whether the customer has not given it themselves yet. */
async function newEmailsOf(
  manager: EntityManager,
  customerId: string,
): Promise<(digest: Buffer) => boolean> {
  const found = await rows<{ digest: Buffer }>(
    manager,
    sql`
      select email_digest as digest from fact_evidence
      where customer_id = ${customerId} and email_digest is not null and status = 'ACTIVE'
        and provenance = 'PROVIDED'`,
  );
  const own = new Set(found.map(({ digest }) => digest.toString("hex")));
  return (digest) => own.size < own.add(digest.toString("hex")).size;
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
