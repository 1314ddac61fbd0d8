import { EntitySchema } from "typeorm";
import type { DataCategory, Purpose } from "../consents/policy.ts";
import { customerForeignKey, keyColumn } from "../db/columns.ts";

/** The customers themselves, another system, or a part of the house that works by itself. */
export type ActorKind = "CUSTOMER" | "CLIENT" | "SYSTEM";

/** The uses of one category of a customer's data by one actor for one purpose on one day. */
export interface AccessLogRow {
  customerId: string;
  /** In UTC, as `2026-03-01`. */
  day: string;
  actorKind: ActorKind;
  /** Empty for the customers themselves. */
  actorName: string;
  purpose: Purpose;
  category: DataCategory;
  firstAt: Date;
  lastAt: Date;
  uses: number;
}

export const accessLogEntity = new EntitySchema<AccessLogRow>({
  name: "access_log",
  columns: {
    customerId: keyColumn("access_log", "customer_id", "uuid"),
    day: keyColumn("access_log", "day", "date"),
    actorKind: keyColumn("access_log", "actor_kind", "text"),
    actorName: keyColumn("access_log", "actor_name", "text"),
    purpose: keyColumn("access_log", "purpose", "text"),
    category: keyColumn("access_log", "category", "text"),
    firstAt: { name: "first_at", type: "timestamptz" },
    lastAt: { name: "last_at", type: "timestamptz" },
    uses: { type: "integer" },
  },
  indices: [{ name: "access_log_age", columns: ["day"] }],
  checks: [
    {
      name: "access_log_actor_kind",
      expression: "actor_kind in ('CUSTOMER', 'CLIENT', 'SYSTEM')",
    },
    { name: "access_log_uses", expression: "uses > 0" },
  ],
  foreignKeys: [customerForeignKey("access_log")],
});
