import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { DataCategory, Purpose } from "./policy.ts";

export type ConsentState =
  | "REQUESTED"
  | "GIVEN"
  | "RENEWED"
  | "REFUSED"
  | "WITHDRAWN"
  | "EXPIRED"
  | "PAUSED"
  | "INVALIDATED"
  | "OBJECTED"
  | "OBJECTION_WITHDRAWN";
export type ConsentMethod = "UI" | "API" | "PHONE_AGENT" | "GPC" | "SYSTEM_EXPIRY" | "IMPORTED";

/** A cell as text: `PURPOSE:CATEGORY`. */
export type CellName = `${Purpose}:${DataCategory}`;

/** The state of each cell that was ever decided. */
export type Cells = Partial<Record<CellName, ConsentState>>;

/** One row for each customer: the state of every cell, and an epoch that rises with each change. */
export interface ConsentSnapshotRow {
  customerId: string;
  epoch: number;
  /** As they are when they are read: what was to end by then has ended. */
  cells: Cells;
  /** Which entry set each cell, and until when it stands; not every reader asks for it. */
  terms?: CellTermsByName;
  /** True in requests that carry `Sec-GPC: 1`, see `underGpc`. */
  isGpc?: boolean;
  /** When the customer has restricted processing (GDPR Art. 18); null where they have not. */
  restrictedAt?: Date | null;
  /** Since when the customer wants to be left alone, and until when; null: no end is set. */
  quietSince?: Date | null;
  quietUntil?: Date | null;
  /** What was observed up to this moment counts no more; null where there was no reset. */
  resetAt?: Date | null;
  /** Who this customer turned out to be, since when and who said so; null where nobody has. */
  mergedInto?: string | null;
  mergedAt?: Date | null;
  mergedBy?: string | null;
}

/** Under which terms a cell stands. Times are ISO 8601. */
export interface CellTerms {
  /** The ledger's entry that set the state. */
  sequence: number;
  /** The version of the purpose that was decided on. */
  version: number;
  at: string;
  until?: string;
  /** The state that follows when `until` has come. */
  next?: ConsentState;
  /** When the state that follows ends in its turn. */
  nextUntil?: string;
}

export type CellTermsByName = Partial<Record<CellName, CellTerms>>;

/** What is to be written into a customer's ledger. */
export interface ConsentChange {
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly category: DataCategory;
  readonly state: ConsentState;
  readonly method: ConsentMethod;
  readonly actor: string;
  readonly documentation: string | null;
  /** The caller's own id of this event, a uuid; made here where it is left out. */
  readonly eventId?: string | null;
  /** Of the purpose's text that was decided on; the current one where it is left out. */
  readonly purposeVersion?: number;
  /** When it happened, as the caller claims. */
  readonly claimedAt?: Date | null;
  /** How long the state lasts; null: until something else is decided. */
  readonly validUntil?: Date | null;
  /** SHA-256 of the text that was shown, in hexadecimal digits. */
  readonly noticeHash?: string | null;
  /** Of a no: what nothing may use any more is frozen instead of erased; false where left out. */
  readonly keepsData?: boolean;
}

/** One entry of the consent ledger. */
export interface ConsentEventRow {
  customerId: string;
  sequence: number;
  eventId: string;
  purpose: Purpose;
  purposeVersion: number;
  category: DataCategory;
  state: ConsentState;
  method: ConsentMethod;
  actor: string;
  documentation: string | null;
  claimedAt: Date | null;
  recordedAt: Date;
  validUntil: Date | null;
  noticeHash: string | null;
  keepsData: boolean;
  previousHash: string;
  hash: string;
}

/** The state of one cell, for the API. */
export interface ConsentCell {
  purpose: Purpose;
  category: DataCategory;
  state: ConsentState;
  isOpen: boolean;
  validUntil: Date | null;
  /** The ledger's entry that set the state. */
  sequence: number;
}

/** What remains of a ledger that was erased. */
export interface ConsentErasureRow {
  consentErasureId: string;
  customerHash: string;
  entries: number;
  headHash: string | null;
  transactionId: string;
  erasedAt: Date;
}

/** The whole row of a snapshot, as stored. */
interface StoredSnapshotRow {
  customerId: string;
  epoch: number;
  cells: Cells;
  headSequence: number;
  headHash: string | null;
  terms: CellTermsByName;
  dueAt: Date | null;
  isGpcNoted: boolean;
  restrictedAt: Date | null;
  quietSince: Date | null;
  quietUntil: Date | null;
  resetAt: Date | null;
  mergedInto: string | null;
  mergedAt: Date | null;
  mergedBy: string | null;
}

export const consentSnapshotEntity = new EntitySchema<StoredSnapshotRow>({
  name: "consent_snapshot",
  columns: {
    customerId: keyColumn("consent_snapshot", "customer_id", "uuid"),
    epoch: { type: "integer", default: 0 },
    cells: { type: "jsonb", default: {} },
    headSequence: { name: "head_sequence", type: "integer", default: 0 },
    headHash: { name: "head_hash", type: "text", nullable: true },
    terms: { type: "jsonb", default: {} },
    dueAt: { name: "due_at", type: "timestamptz", nullable: true },
    isGpcNoted: { name: "is_gpc_noted", type: "boolean", default: false },
    restrictedAt: { name: "restricted_at", type: "timestamptz", nullable: true },
    quietSince: { name: "quiet_since", type: "timestamptz", nullable: true },
    quietUntil: { name: "quiet_until", type: "timestamptz", nullable: true },
    resetAt: { name: "reset_at", type: "timestamptz", nullable: true },
    mergedInto: { name: "merged_into", type: "uuid", nullable: true },
    mergedAt: { name: "merged_at", type: "timestamptz", nullable: true },
    mergedBy: { name: "merged_by", type: "text", nullable: true },
  },
  checks: [
    { name: "consent_snapshot_quiet", expression: "quiet_until > quiet_since" },
    {
      name: "consent_snapshot_merge",
      expression: `merged_into <> customer_id
        and num_nonnulls(merged_into, merged_at, merged_by) in (0, 3)`,
    },
  ],
  indices: [
    { name: "consent_snapshot_due", columns: ["dueAt"], where: "due_at is not null" },
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
    eventId: { name: "event_id", type: "uuid" },
    claimedAt: { name: "claimed_at", type: "timestamptz", nullable: true },
    validUntil: { name: "valid_until", type: "timestamptz", nullable: true },
    noticeHash: { name: "notice_hash", type: "text", nullable: true },
    keepsData: { name: "keeps_data", type: "boolean", default: false },
    previousHash: { name: "previous_hash", type: "text" },
    hash: { type: "text" },
  },
  checks: [
    {
      name: "consent_event_state",
      expression:
        "state in ('REQUESTED', 'GIVEN', 'RENEWED', 'REFUSED', 'WITHDRAWN', 'EXPIRED', 'PAUSED', 'INVALIDATED', 'OBJECTED', 'OBJECTION_WITHDRAWN')",
    },
    {
      name: "consent_event_method",
      expression: "method in ('UI', 'API', 'PHONE_AGENT', 'GPC', 'SYSTEM_EXPIRY', 'IMPORTED')",
    },
  ],
  uniques: [{ name: "consent_event_id", columns: ["customerId", "eventId"] }],
  foreignKeys: [customerForeignKey("consent_event")],
});

export const consentErasureEntity = new EntitySchema<ConsentErasureRow>({
  name: "consent_erasure",
  columns: {
    consentErasureId: {
      name: "consent_erasure_id",
      type: "bigint",
      primary: true,
      generated: "increment",
      primaryKeyConstraintName: "consent_erasure_pkey",
    },
    customerHash: { name: "customer_hash", type: "text" },
    entries: { type: "integer" },
    headHash: { name: "head_hash", type: "text", nullable: true },
    transactionId: { name: "transaction_id", type: "text" },
    erasedAt: writtenAtColumn("erased_at"),
  },
  indices: [{ name: "consent_erasure_transaction", columns: ["transactionId", "customerHash"] }],
});
