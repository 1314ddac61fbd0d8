import { EntitySchema } from "typeorm";
import { keyColumn, writtenAtColumn } from "./columns.ts";

/** The first outcome of a call, kept so that a repetition gets the same answer. */
export interface IdempotencyRecordRow {
  actor: string;
  idempotencyKey: string;
  inputDigest: string;
  outcome: { value: unknown } | null;
  recordedAt: Date;
}

export const idempotencyRecordEntity = new EntitySchema<IdempotencyRecordRow>({
  name: "idempotency_record",
  columns: {
    actor: keyColumn("idempotency_record", "actor", "text"),
    idempotencyKey: keyColumn("idempotency_record", "idempotency_key", "text"),
    inputDigest: { name: "input_digest", type: "text" },
    outcome: { type: "jsonb", nullable: true },
    recordedAt: writtenAtColumn("recorded_at"),
  },
  indices: [{ name: "idempotency_record_age", columns: ["recordedAt"] }],
});
