import { EntitySchema } from "typeorm";
import { keyColumn, writtenAtColumn } from "../db/columns.ts";

/** What a digest is of. */
export type SuppressionKind = "EXTERNAL_ID" | "EMAIL" | "PHONE" | "FACT";

/** A keyed digest of something that must not be brought in again. */
export interface SuppressionRow {
  kind: SuppressionKind;
  digest: Buffer;
  erasureId: string;
  suppressedAt: Date;
}

export const suppressionEntity = new EntitySchema<SuppressionRow>({
  name: "suppression",
  columns: {
    kind: keyColumn("suppression", "kind", "text"),
    digest: { ...keyColumn("suppression", "digest", "text"), type: "bytea" },
    erasureId: keyColumn("suppression", "erasure_id", "uuid"),
    suppressedAt: writtenAtColumn("suppressed_at"),
  },
  indices: [{ name: "suppression_erasure", columns: ["erasureId"] }],
  checks: [
    {
      name: "suppression_kind",
      expression: "kind in ('EXTERNAL_ID', 'EMAIL', 'PHONE', 'FACT')",
    },
  ],
});
