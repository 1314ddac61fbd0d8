import { EntitySchema } from "typeorm";
import type { DataCategory } from "../consents/policy.ts";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

/** A category of a customer whose data have to be looked at again. */
export interface FollowUpRow {
  customerId: string;
  category: DataCategory;
  /** `FROZEN`: looked at; it waits for the consent to come back. */
  state: "WAITING" | "FROZEN";
  /** Whether the customer wants the data kept, though nothing may use them. */
  keepsData: boolean;
  dueAt: Date;
}

export const followUpEntity = new EntitySchema<FollowUpRow>({
  name: "follow_up",
  columns: {
    customerId: keyColumn("follow_up", "customer_id", "uuid"),
    category: keyColumn("follow_up", "category", "text"),
    state: { type: "text", default: "WAITING" },
    keepsData: { name: "keeps_data", type: "boolean", default: false },
    dueAt: writtenAtColumn("due_at"),
  },
  indices: [{ name: "follow_up_due", columns: ["dueAt"], where: "state = 'WAITING'" }],
  checks: [{ name: "follow_up_state", expression: "state in ('WAITING', 'FROZEN')" }],
  foreignKeys: [customerForeignKey("follow_up")],
});
