import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { InterestName } from "../scoring/types.ts";

/** A liking that the customer has struck, as stored; likings themselves are never stored. */
export interface StruckGuessRow {
  customerId: string;
  kind: InterestName["kind"];
  name: string;
  struckAt: Date;
}

export const struckGuessEntity = new EntitySchema<StruckGuessRow>({
  name: "struck_guess",
  columns: {
    customerId: keyColumn("struck_guess", "customer_id", "uuid"),
    kind: keyColumn("struck_guess", "kind", "text"),
    name: keyColumn("struck_guess", "name", "text"),
    struckAt: writtenAtColumn("struck_at"),
  },
  checks: [{ name: "struck_guess_kind", expression: "kind in ('CATEGORY', 'TAG')" }],
  foreignKeys: [customerForeignKey("struck_guess")],
});
