import { EntitySchema } from "typeorm";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

/** A customer as stored: nothing but an id; everything known about them is evidence. */
export interface CustomerRow {
  customerId: string;
  createdAt: Date;
}

/** A customer together with what they have decided, read in one statement. */
export interface ConsentingCustomer extends CustomerRow, ConsentSnapshotRow {}

/** The name of a customer in another system. */
export interface ExternalIdRow {
  system: string;
  externalId: string;
  customerId: string;
}

/** An id that turned out to be another customer's as well: it has nothing left but its ledger. */
export interface MergedCustomerRow {
  /** Who they are. */
  customerId: string;
  mergedCustomerId: string;
  mergedAt: Date;
  mergedBy: string;
}

export const customerEntity = new EntitySchema<CustomerRow>({
  name: "customer",
  columns: {
    customerId: keyColumn("customer", "customer_id", "uuid"),
    createdAt: writtenAtColumn("created_at"),
  },
});

export const externalIdEntity = new EntitySchema<ExternalIdRow>({
  name: "external_id",
  columns: {
    system: keyColumn("external_id", "system", "text"),
    externalId: keyColumn("external_id", "external_id", "text"),
    customerId: { name: "customer_id", type: "uuid" },
  },
  indices: [{ name: "external_id_customer", columns: ["customerId"] }],
  foreignKeys: [customerForeignKey("external_id")],
});
