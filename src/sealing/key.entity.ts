import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

/** A data key as it is stored: sealed with a master key. */
export interface WrappedKey {
  wrappedKey: Buffer;
  masterKeyId: string;
}

/** The data key of one customer. */
export interface CustomerKeyRow extends WrappedKey {
  customerId: string;
  createdAt: Date;
}

/** A key that belongs to the house: for blind indexes, and for digests of calls. */
export interface HouseKeyRow extends WrappedKey {
  name: HouseKeyName;
  createdAt: Date;
}

export type HouseKeyName = "INDEX" | "CALL";

/** A master key that wraps something here; the key itself is outside of the database. */
export interface MasterKeyRow {
  masterKeyId: string;
  registeredAt: Date;
}

/** Nobody deletes a master key's row while a data key needs it: this constraint says so. */
const masterForeignKey = (table: string) => ({
  name: `${table}_master_key_id_fkey`,
  target: "master_key",
  columnNames: ["masterKeyId"],
  referencedColumnNames: ["masterKeyId"],
});

export const masterKeyEntity = new EntitySchema<MasterKeyRow>({
  name: "master_key",
  schema: "keyring",
  columns: {
    masterKeyId: keyColumn("master_key", "master_key_id", "text"),
    registeredAt: writtenAtColumn("registered_at"),
  },
});

export const houseKeyEntity = new EntitySchema<HouseKeyRow>({
  name: "house_key",
  schema: "keyring",
  columns: {
    name: keyColumn("house_key", "name", "text"),
    wrappedKey: { name: "wrapped_key", type: "bytea" },
    masterKeyId: { name: "master_key_id", type: "text" },
    createdAt: writtenAtColumn("created_at"),
  },
  checks: [{ name: "house_key_name", expression: "name in ('INDEX', 'CALL')" }],
  foreignKeys: [masterForeignKey("house_key")],
});

export const customerKeyEntity = new EntitySchema<CustomerKeyRow>({
  name: "customer_key",
  schema: "keyring",
  columns: {
    customerId: keyColumn("customer_key", "customer_id", "uuid"),
    wrappedKey: { name: "wrapped_key", type: "bytea" },
    masterKeyId: { name: "master_key_id", type: "text" },
    createdAt: writtenAtColumn("created_at"),
  },
  indices: [{ name: "customer_key_master", columns: ["masterKeyId"] }],
  foreignKeys: [customerForeignKey("customer_key"), masterForeignKey("customer_key")],
});
