import { EntitySchema } from "typeorm";
import type { DataCategory } from "../consents/policy.ts";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

export type Provenance = "PROVIDED" | "OBSERVED" | "IMPORTED" | "GUESSED";
export type FactField = "FORM_OF_ADDRESS" | "EMAIL" | "PHONE" | "ADDRESS" | "BIRTHDAY" | "LANGUAGE";

/** One statement about a customer, as stored. */
export interface FactEvidenceRow {
  customerId: string;
  evidenceId: string;
  field: FactField;
  value: string;
  provenance: Provenance;
  isCorrection: boolean;
  source: string;
  capturedAt: Date;
  recordedAt: Date;
  status: "ACTIVE" | "EXCLUDED" | "CORRECTED" | "STRUCK" | "FROZEN";
}

/** A field's value, resolved from its evidence. */
export interface ResolvedFact {
  field: FactField;
  category: DataCategory;
  value: string;
  provenance: Provenance;
  isCorrected: boolean;
  evidence: FactEvidenceRow[];
}

export const factEvidenceEntity = new EntitySchema<FactEvidenceRow>({
  name: "fact_evidence",
  columns: {
    customerId: keyColumn("fact_evidence", "customer_id", "uuid"),
    evidenceId: keyColumn("fact_evidence", "evidence_id", "uuid"),
    field: { type: "text" },
    value: { type: "text" },
    provenance: { type: "text" },
    isCorrection: { name: "is_correction", type: "boolean", default: false },
    source: { type: "text" },
    capturedAt: { name: "captured_at", type: "timestamptz" },
    recordedAt: writtenAtColumn("recorded_at"),
    status: { type: "text", default: "ACTIVE" },
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
  ],
  uniques: [
    {
      name: "fact_evidence_statement",
      columns: ["customerId", "field", "source", "isCorrection", "value"],
    },
  ],
  foreignKeys: [customerForeignKey("fact_evidence")],
});
