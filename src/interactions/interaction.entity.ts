import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { Provenance } from "../facts/fact.entity.ts";
import type { InteractionKind } from "../scoring/types.ts";

/** One thing that happened between a customer and an item, as stored. */
export interface InteractionRow {
  customerId: string;
  interactionId: string;
  itemId: string;
  kind: InteractionKind;
  value: number | null;
  occurredAt: Date;
  isTimeKnown: boolean;
  recordedAt: Date;
  context: Record<string, string>;
  provenance: Provenance;
  source: string;
  status: "ACTIVE" | "EXCLUDED" | "FROZEN";
}

export const interactionEntity = new EntitySchema<InteractionRow>({
  name: "interaction",
  columns: {
    customerId: keyColumn("interaction", "customer_id", "uuid"),
    interactionId: keyColumn("interaction", "interaction_id", "uuid"),
    itemId: { name: "item_id", type: "text" },
    kind: { type: "text" },
    value: { type: "double precision", nullable: true },
    occurredAt: { name: "occurred_at", type: "timestamptz" },
    isTimeKnown: { name: "is_time_known", type: "boolean", default: true },
    recordedAt: writtenAtColumn("recorded_at"),
    context: { type: "jsonb", default: {} },
    provenance: { type: "text" },
    source: { type: "text" },
    status: { type: "text", default: "ACTIVE" },
  },
  indices: [
    { name: "interaction_recent", columns: ["customerId", "occurredAt", "interactionId"] },
    {
      name: "interaction_age",
      columns: ["recordedAt"],
      where: "kind not in ('PURCHASE', 'RETURN')",
    },
    {
      name: "interaction_context_age",
      columns: ["recordedAt"],
      where: "kind in ('PURCHASE', 'RETURN') and context <> '{}'",
    },
  ],
  checks: [
    {
      name: "interaction_kind",
      expression:
        "kind in ('VIEW', 'CLICK', 'CART', 'PURCHASE', 'RATING', 'LIKE', 'DISLIKE', 'RETURN', 'NOT_NOW')",
    },
    {
      name: "interaction_provenance",
      expression: "provenance in ('PROVIDED', 'OBSERVED', 'IMPORTED', 'GUESSED')",
    },
    { name: "interaction_status", expression: "status in ('ACTIVE', 'EXCLUDED', 'FROZEN')" },
  ],
  foreignKeys: [
    customerForeignKey("interaction"),
    {
      name: "interaction_item_id_fkey",
      target: "item",
      columnNames: ["itemId"],
      referencedColumnNames: ["itemId"],
    },
  ],
});

/** One entry of the learner's queue of changes; a null customer: something that is nobody's. */
export interface LearnerChangeRow {
  learnerChangeId: string;
  customerId: string | null;
}

export const learnerChangeEntity = new EntitySchema<LearnerChangeRow>({
  name: "learner_change",
  columns: {
    learnerChangeId: {
      ...keyColumn("learner_change", "learner_change_id", "bigint"),
      generated: "increment",
    },
    customerId: { name: "customer_id", type: "uuid", nullable: true },
  },
});
