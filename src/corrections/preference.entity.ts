import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

/** What a customer has declared to like or dislike, as stored. */
export interface PreferenceRow {
  customerId: string;
  preferenceId: string;
  target: "ITEM" | "CATEGORY" | "TAG";
  name: string;
  sentiment: "LIKE" | "DISLIKE";
  declaredAt: Date;
}

export const preferenceEntity = new EntitySchema<PreferenceRow>({
  name: "declared_preference",
  columns: {
    customerId: keyColumn("declared_preference", "customer_id", "uuid"),
    preferenceId: keyColumn("declared_preference", "preference_id", "uuid"),
    target: { type: "text" },
    name: { type: "text" },
    sentiment: { type: "text" },
    declaredAt: writtenAtColumn("declared_at"),
  },
  checks: [
    { name: "declared_preference_target", expression: "target in ('ITEM', 'CATEGORY', 'TAG')" },
    { name: "declared_preference_sentiment", expression: "sentiment in ('LIKE', 'DISLIKE')" },
  ],
  uniques: [{ name: "declared_preference_subject", columns: ["customerId", "target", "name"] }],
  foreignKeys: [customerForeignKey("declared_preference")],
});
