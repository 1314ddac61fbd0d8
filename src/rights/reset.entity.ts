import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn } from "../db/columns.ts";

/** One reset of a customer's profile. */
export interface ProfileResetRow {
  customerId: string;
  resetId: string;
  /** What was observed up to this moment counts no more; whole milliseconds. */
  resetAt: Date;
  /** Until then it can be undone; from then on what lies before it is erased. */
  undoUntil: Date;
  undoneAt: Date | null;
  erasedAt: Date | null;
}

export const profileResetEntity = new EntitySchema<ProfileResetRow>({
  name: "profile_reset",
  columns: {
    customerId: keyColumn("profile_reset", "customer_id", "uuid"),
    resetId: keyColumn("profile_reset", "reset_id", "uuid"),
    resetAt: { name: "reset_at", type: "timestamptz" },
    undoUntil: { name: "undo_until", type: "timestamptz" },
    undoneAt: { name: "undone_at", type: "timestamptz", nullable: true },
    erasedAt: { name: "erased_at", type: "timestamptz", nullable: true },
  },
  indices: [
    {
      name: "profile_reset_due",
      columns: ["undoUntil"],
      where: "undone_at is null and erased_at is null",
    },
  ],
  checks: [{ name: "profile_reset_end", expression: "undone_at is null or erased_at is null" }],
  foreignKeys: [customerForeignKey("profile_reset")],
});
