import type { EntitySchemaColumnOptions } from "typeorm";
import type { EntitySchemaForeignKeyOptions } from "typeorm/entity-schema/EntitySchemaForeignKeyOptions.js";

/** A column of a primary key, named as PostgreSQL names it: `TABLE_pkey`. */
export function keyColumn(
  table: string,
  name: string,
  type: "uuid" | "text" | "integer" | "bigint" | "boolean" | "bytea" | "date",
): EntitySchemaColumnOptions {
  return { name, type, primary: true, primaryKeyConstraintName: `${table}_pkey` };
}

/** The time at which the database wrote the row. */
export function writtenAtColumn(name: string): EntitySchemaColumnOptions {
  return { name, type: "timestamptz", default: () => "clock_timestamp()" };
}

/** Rows of a customer go with the customer. */
export function customerForeignKey(table: string): EntitySchemaForeignKeyOptions {
  return {
    name: `${table}_customer_id_fkey`,
    target: "customer",
    columnNames: ["customerId"],
    referencedColumnNames: ["customerId"],
    onDelete: "CASCADE",
  };
}
