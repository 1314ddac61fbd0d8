import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { DataCategory, Purpose } from "./policy.ts";

export type ConsentState = "REQUESTED" | "GIVEN" | "RENEWED" | "REFUSED" | "WITHDRAWN";
export type ConsentMethod = "API" | "IMPORTED";

/** A cell as text: `PURPOSE:CATEGORY`. */
export type CellName = `${Purpose}:${DataCategory}`;

/** One row for each customer: the state of every cell, and an epoch that rises with each change. */
export interface ConsentSnapshotRow {
  customerId: string;
  epoch: number;
  cells: Partial<Record<CellName, ConsentState>>;
  /** When the customer has restricted processing (GDPR Art. 18); null where they have not. */
  restrictedAt?: Date | null;
  /** Since when the customer wants to be left alone, and until when; null: no end is set. */
  quietSince?: Date | null;
  quietUntil?: Date | null;
  /** What was observed up to this moment counts no more; null where there was no reset. */
  resetAt?: Date | null;
}

/** One entry of the consent ledger. */
export interface ConsentEventRow {
  customerId: string;
  sequence: number;
  purpose: Purpose;
  purposeVersion: number;
  category: DataCategory;
  state: ConsentState;
  method: ConsentMethod;
  actor: string;
  documentation: string | null;
  recordedAt: Date;
}

/** The state of one cell, for the API. */
export interface ConsentCell {
  purpose: Purpose;
  category: DataCategory;
  state: ConsentState;
  isOpen: boolean;
}

export const consentSnapshotEntity = new EntitySchema<ConsentSnapshotRow>({
  name: "consent_snapshot",
  columns: {
    customerId: keyColumn("consent_snapshot", "customer_id", "uuid"),
    epoch: { type: "integer", default: 0 },
    cells: { type: "jsonb", default: {} },
    restrictedAt: { name: "restricted_at", type: "timestamptz", nullable: true },
    quietSince: { name: "quiet_since", type: "timestamptz", nullable: true },
    quietUntil: { name: "quiet_until", type: "timestamptz", nullable: true },
    resetAt: { name: "reset_at", type: "timestamptz", nullable: true },
  },
  checks: [{ name: "consent_snapshot_quiet", expression: "quiet_until > quiet_since" }],
  foreignKeys: [customerForeignKey("consent_snapshot")],
});

export const consentEventEntity = new EntitySchema<ConsentEventRow>({
  name: "consent_event",
  columns: {
    customerId: keyColumn("consent_event", "customer_id", "uuid"),
    sequence: keyColumn("consent_event", "sequence", "integer"),
    purpose: { type: "text" },
    purposeVersion: { name: "purpose_version", type: "integer" },
    category: { type: "text" },
    state: { type: "text" },
    method: { type: "text" },
    actor: { type: "text" },
    documentation: { type: "text", nullable: true },
    recordedAt: writtenAtColumn("recorded_at"),
  },
  checks: [
    {
      name: "consent_event_state",
      expression: "state in ('REQUESTED', 'GIVEN', 'REFUSED', 'WITHDRAWN')",
    },
    { name: "consent_event_method", expression: "method in ('API', 'IMPORTED')" },
  ],
  foreignKeys: [customerForeignKey("consent_event")],
});
