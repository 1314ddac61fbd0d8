import { EntitySchema } from "typeorm";
import type { DataCategory } from "../consents/policy.ts";
import { customerForeignKey, keyColumn } from "../db/columns.ts";

export type ErasureScope = "ITEM" | "RANGE" | "CATEGORY" | "EVERYTHING";
export type ErasureState = "PENDING" | "UNDONE" | "DONE";
export type ErasureRequester = "CUSTOMER" | "OPERATOR" | "WITHDRAWAL";

/** Tables whose single rows a customer can have erased. */
export type ItemTable = "interaction" | "fact_evidence" | "declared_preference";

/** What is to be erased of a customer. */
export type ErasureSubject =
  | { readonly scope: "ITEM"; readonly itemTable: ItemTable; readonly itemId: string }
  | { readonly scope: "RANGE"; readonly rangeFrom: Date; readonly rangeTo: Date }
  | { readonly scope: "CATEGORY"; readonly category: DataCategory }
  | { readonly scope: "EVERYTHING" };

/** Who had what erased and when; nothing of what it was. */
export interface ErasureRow {
  customerId: string;
  erasureId: string;
  scope: ErasureScope;
  itemTable: ItemTable | null;
  itemId: string | null;
  rangeFrom: Date | null;
  rangeTo: Date | null;
  category: DataCategory | null;
  requestedBy: ErasureRequester;
  requestedAt: Date;
  /** Null: it was erased at once. */
  undoableUntil: Date | null;
  state: ErasureState;
  endedAt: Date | null;
  rowCount: number;
  /** The state that the ledger file knows; null: it knows nothing yet. */
  loggedState: ErasureState | null;
  /** Whether the database's files have been rewritten since. */
  isScrubbed: boolean;
}

/** A row that an erasure has taken out of its table and can put back. */
export interface HeldRow {
  customerId: string;
  erasureId: string;
  heldRowId: string;
  tableName: string;
  isWhole: boolean;
  content: Record<string, unknown>;
}

/** An event that must not come back. */
export interface ErasedInteractionRow {
  customerId: string;
  interactionId: string;
  erasureId: string;
}

/** A change after which older models must not stay. */
export interface UnlearningRow {
  unlearningId: string;
  askedAt: Date;
}

export const erasureEntity = new EntitySchema<ErasureRow>({
  name: "erasure",
  columns: {
    customerId: keyColumn("erasure", "customer_id", "uuid"),
    erasureId: keyColumn("erasure", "erasure_id", "uuid"),
    scope: { type: "text" },
    itemTable: { name: "item_table", type: "text", nullable: true },
    itemId: { name: "item_id", type: "uuid", nullable: true },
    rangeFrom: { name: "range_from", type: "timestamptz", nullable: true },
    rangeTo: { name: "range_to", type: "timestamptz", nullable: true },
    category: { type: "text", nullable: true },
    requestedBy: { name: "requested_by", type: "text" },
    requestedAt: { name: "requested_at", type: "timestamptz" },
    undoableUntil: { name: "undoable_until", type: "timestamptz", nullable: true },
    state: { type: "text" },
    endedAt: { name: "ended_at", type: "timestamptz", nullable: true },
    rowCount: { name: "row_count", type: "integer", default: 0 },
    loggedState: { name: "logged_state", type: "text", nullable: true },
    isScrubbed: { name: "is_scrubbed", type: "boolean", default: false },
  },
  indices: [
    {
      name: "erasure_everything",
      columns: ["customerId"],
      unique: true,
      where: "scope = 'EVERYTHING' and state <> 'UNDONE'",
    },
    { name: "erasure_due", columns: ["undoableUntil"], where: "state = 'PENDING'" },
    {
      name: "erasure_unlogged",
      columns: ["requestedAt"],
      where: "logged_state is distinct from state",
    },
    {
      name: "erasure_unscrubbed",
      columns: ["endedAt"],
      where: "state = 'DONE' and not is_scrubbed",
    },
  ],
  checks: [
    {
      name: "erasure_scope",
      expression: "scope in ('ITEM', 'RANGE', 'CATEGORY', 'EVERYTHING')",
    },
    {
      name: "erasure_requested_by",
      expression: "requested_by in ('CUSTOMER', 'OPERATOR', 'WITHDRAWAL')",
    },
    { name: "erasure_state", expression: "state in ('PENDING', 'UNDONE', 'DONE')" },
    {
      name: "erasure_subject",
      expression: `case scope when 'ITEM' then item_table is not null and item_id is not null
        when 'RANGE' then range_from < range_to when 'CATEGORY' then category is not null
        else true end`,
    },
    {
      name: "erasure_end",
      expression: `(state = 'PENDING') = (ended_at is null)
        and (state <> 'PENDING' or undoable_until is not null)`,
    },
  ],
});

export const heldRowEntity = new EntitySchema<HeldRow>({
  name: "erasure_held_row",
  columns: {
    customerId: keyColumn("erasure_held_row", "customer_id", "uuid"),
    erasureId: keyColumn("erasure_held_row", "erasure_id", "uuid"),
    heldRowId: keyColumn("erasure_held_row", "held_row_id", "uuid"),
    tableName: { name: "table_name", type: "text" },
    isWhole: { name: "is_whole", type: "boolean" },
    content: { type: "jsonb" },
  },
  foreignKeys: [customerForeignKey("erasure_held_row")],
});

export const erasedInteractionEntity = new EntitySchema<ErasedInteractionRow>({
  name: "erased_interaction",
  columns: {
    customerId: keyColumn("erased_interaction", "customer_id", "uuid"),
    interactionId: keyColumn("erased_interaction", "interaction_id", "uuid"),
    erasureId: { name: "erasure_id", type: "uuid" },
  },
  foreignKeys: [customerForeignKey("erased_interaction")],
});

export const unlearningEntity = new EntitySchema<UnlearningRow>({
  name: "unlearning",
  columns: {
    unlearningId: {
      ...keyColumn("unlearning", "unlearning_id", "bigint"),
      generated: "increment",
    },
    askedAt: {
      name: "asked_at",
      type: "timestamptz",
      default: () => "clock_timestamp()",
    },
  },
});
