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
  /** Who this customer turned out to be, since when and who said so; null where nobody has. */
  mergedInto?: string | null;
  mergedAt?: Date | null;
  mergedBy?: string | null;
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
    mergedInto: { name: "merged_into", type: "uuid", nullable: true },
    mergedAt: { name: "merged_at", type: "timestamptz", nullable: true },
    mergedBy: { name: "merged_by", type: "text", nullable: true },
  },
  checks: [
    {
      name: "consent_snapshot_merge",
      expression: `merged_into <> customer_id
        and num_nonnulls(merged_into, merged_at, merged_by) in (0, 3)`,
    },
  ],
  indices: [
    {
      name: "consent_snapshot_merged",
      columns: ["mergedInto"],
      where: "merged_into is not null",
    },
  ],
  foreignKeys: [
    customerForeignKey("consent_snapshot"),
    {
      name: "consent_snapshot_merged_into_fkey",
      target: "customer",
      columnNames: ["mergedInto"],
      referencedColumnNames: ["customerId"],
      onDelete: "CASCADE",
    },
  ],
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
