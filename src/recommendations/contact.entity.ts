import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn } from "../db/columns.ts";

export type ContactChannel = "EMAIL" | "PUSH" | "SMS" | "PHONE";

/** What a customer has been contacted with on one channel: times, never contents. */
export interface ContactBudgetRow {
  customerId: string;
  channel: ContactChannel;
  /** When contacts were planned, ascending; older ones than a week leave with the next. */
  plannedAt: Date[];
  /** The customer's own number; null where the house's counts. */
  contactsPerWeek: number | null;
}

export const contactBudgetEntity = new EntitySchema<ContactBudgetRow>({
  name: "contact_budget",
  columns: {
    customerId: keyColumn("contact_budget", "customer_id", "uuid"),
    channel: keyColumn("contact_budget", "channel", "text"),
    plannedAt: { name: "planned_at", type: "timestamptz", array: true, default: [] },
    contactsPerWeek: { name: "contacts_per_week", type: "integer", nullable: true },
  },
  checks: [
    {
      name: "contact_budget_channel",
      expression: "channel in ('EMAIL', 'PUSH', 'SMS', 'PHONE')",
    },
    { name: "contact_budget_contacts", expression: "contacts_per_week >= 0" },
  ],
  foreignKeys: [customerForeignKey("contact_budget")],
});
