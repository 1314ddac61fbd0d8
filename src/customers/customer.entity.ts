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

/** The name of a customer in another system, opened. */
export interface ExternalIdRow {
  system: string;
  /** Null where the customer's key is missing, so that nobody can read it. */
  externalId: string | null;
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

/** The same as it is stored. */
export interface SealedExternalIdRow extends Omit<ExternalIdRow, "externalId"> {
  /** Made with the house's key: finds the customer. */
  externalIdDigest: Buffer;
  sealedExternalId: Buffer;
}

export const customerEntity = new EntitySchema<CustomerRow>({
  name: "customer",
  columns: {
    customerId: keyColumn("customer", "customer_id", "uuid"),
    createdAt: writtenAtColumn("created_at"),
  },
});

export const externalIdEntity = new EntitySchema<SealedExternalIdRow>({
  name: "external_id",
  columns: {
    system: keyColumn("external_id", "system", "text"),
    externalIdDigest: keyColumn("external_id", "external_id_digest", "bytea"),
    sealedExternalId: { name: "sealed_external_id", type: "bytea" },
    customerId: { name: "customer_id", type: "uuid" },
  },
  indices: [{ name: "external_id_customer", columns: ["customerId"] }],
  foreignKeys: [customerForeignKey("external_id")],
});
