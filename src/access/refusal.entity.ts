import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { Viewer } from "./viewer.ts";

/** An attempt that was refused, without its content. */
export interface RefusedAttemptRow {
  refusedAttemptId: string;
  /** The caller's own id; null for callers who are no customer. */
  customerId: string | null;
  actorKind: Viewer["kind"];
  /** The client's name. */
  client: string | null;
  /** The mutation or field, for example `consentGrant`. */
  operation: string;
  /** The code that the caller was answered. */
  code: string;
  attemptedAt: Date;
}

export const refusedAttemptEntity = new EntitySchema<RefusedAttemptRow>({
  name: "refused_attempt",
  columns: {
    refusedAttemptId: {
      ...keyColumn("refused_attempt", "refused_attempt_id", "bigint"),
      generated: "increment",
    },
    customerId: { name: "customer_id", type: "uuid", nullable: true },
    actorKind: { name: "actor_kind", type: "text" },
    client: { type: "text", nullable: true },
    operation: { type: "text" },
    code: { type: "text" },
    attemptedAt: writtenAtColumn("attempted_at"),
  },
  checks: [
    {
      name: "refused_attempt_actor_kind",
      expression: "actor_kind in ('ANONYMOUS', 'CUSTOMER', 'CLIENT')",
    },
  ],
  indices: [
    { name: "refused_attempt_customer", columns: ["customerId", "refusedAttemptId"] },
    { name: "refused_attempt_time", columns: ["attemptedAt"] },
  ],
  foreignKeys: [customerForeignKey("refused_attempt")],
});
