import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn } from "../db/columns.ts";

/** How often a customer has changed their e-mail address on one day (UTC). */
export interface EmailCorrectionRow {
  customerId: string;
  correctedOn: string;
  attempts: number;
  /** Those of the attempts that named an address of somebody else, or were one too many. */
  refusals: number;
}

export const emailCorrectionEntity = new EntitySchema<EmailCorrectionRow>({
  name: "email_correction",
  columns: {
    customerId: keyColumn("email_correction", "customer_id", "uuid"),
    correctedOn: keyColumn("email_correction", "corrected_on", "date"),
    attempts: { type: "integer" },
    refusals: { type: "integer", default: 0 },
  },
  foreignKeys: [customerForeignKey("email_correction")],
});
