import { EntitySchema } from "typeorm";
import type { DataCategory } from "../consents/policy.ts";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

export type Provenance = "PROVIDED" | "OBSERVED" | "IMPORTED" | "GUESSED";
export type FactField = "FORM_OF_ADDRESS" | "EMAIL" | "PHONE" | "ADDRESS" | "BIRTHDAY" | "LANGUAGE";

/** One statement about a customer, opened. */
export interface FactEvidenceRow {
  customerId: string;
  evidenceId: string;
  field: FactField;
  /** Null where the customer's key is missing, so that nobody can read it. */
  value: string | null;
  provenance: Provenance;
  isCorrection: boolean;
  source: string;
  capturedAt: Date;
  /** When it was stated first, and when it was stated last, by the database's clock. */
  statedAt: Date;
  recordedAt: Date;
  status: "ACTIVE" | "EXCLUDED" | "CORRECTED" | "STRUCK" | "FROZEN";
  /** The last change of the status; it stays when the statement is made anew. */
  statusChangedAt: Date | null;
  statusChangedBy: string | null;
}

/** A field's value, resolved from its evidence. */
export interface ResolvedFact {
  field: FactField;
  category: DataCategory;
  /** Null where the customer's key is missing. */
  value: string | null;
  provenance: Provenance;
  isCorrected: boolean;
  evidence: FactEvidenceRow[];
}

/** The same as it is stored. */
export interface SealedFactEvidenceRow extends Omit<FactEvidenceRow, "value"> {
  sealedValue: Buffer;
  /** Made with the customer's key: tells equal values of one field. */
  valueDigest: Buffer;
  /** Made with the house's key, for e-mail addresses alone: finds customers. */
  emailDigest: Buffer | null;
}

export const factEvidenceEntity = new EntitySchema<SealedFactEvidenceRow>({
  name: "fact_evidence",
  columns: {
    customerId: keyColumn("fact_evidence", "customer_id", "uuid"),
    evidenceId: keyColumn("fact_evidence", "evidence_id", "uuid"),
    field: { type: "text" },
    sealedValue: { name: "sealed_value", type: "bytea" },
    valueDigest: { name: "value_digest", type: "bytea" },
    emailDigest: { name: "email_digest", type: "bytea", nullable: true },
    provenance: { type: "text" },
    isCorrection: { name: "is_correction", type: "boolean", default: false },
    source: { type: "text" },
    capturedAt: { name: "captured_at", type: "timestamptz" },
    recordedAt: writtenAtColumn("recorded_at"),
    status: { type: "text", default: "ACTIVE" },
    statedAt: writtenAtColumn("stated_at"),
    statusChangedAt: { name: "status_changed_at", type: "timestamptz", nullable: true },
    statusChangedBy: { name: "status_changed_by", type: "text", nullable: true },
  },
  checks: [
    {
      name: "fact_evidence_provenance",
      expression: "provenance in ('PROVIDED', 'OBSERVED', 'IMPORTED', 'GUESSED')",
    },
    {
      name: "fact_evidence_status",
      expression: "status in ('ACTIVE', 'EXCLUDED', 'CORRECTED', 'STRUCK', 'FROZEN')",
    },
    {
      name: "fact_evidence_status_change",
      expression: "(status_changed_at is null) = (status_changed_by is null)",
    },
  ],
  uniques: [
    {
      name: "fact_evidence_statement",
      columns: ["customerId", "field", "source", "isCorrection", "valueDigest"],
    },
  ],
  indices: [
    {
      name: "fact_evidence_email",
      columns: ["emailDigest"],
      where: "email_digest is not null",
    },
    {
      name: "fact_evidence_own_email",
      columns: ["emailDigest"],
      unique: true,
      where: "email_digest is not null and status = 'ACTIVE' and provenance = 'PROVIDED'",
    },
  ],
  foreignKeys: [customerForeignKey("fact_evidence")],
});
