import type { EntityManager } from "typeorm";
import { firstRow, rows, type Sql, sql } from "../db/sql.ts";

/** A row as JSON, its columns in camel case. */
export type ExportedRow = Record<string, unknown>;

/** How many rows of a customer the large tables have; one statement. */
export async function countEvidence(manager: EntityManager, customerId: string): Promise<number> {
  const found = await firstRow<{ count: number }>(
    manager,
    sql`
      select ((select count(*) from interaction where customer_id = ${customerId})
        + (select count(*) from fact_evidence where customer_id = ${customerId})
        + (select count(*) from declared_preference where customer_id = ${customerId})
        + (select count(*) from shown_list where customer_id = ${customerId}))::int as count`,
  );
  return found?.count ?? 0;
}

/** Lets this transaction write and read times in UTC. */
export async function useUtc(manager: EntityManager): Promise<void> {
  await rows(manager, sql`select set_config('timezone', 'UTC', true)`);
}

/** How a table is exported. */
interface TableExport {
  readonly name: string;
  /** No two rows of a customer are equal in it, and no locale decides about it. */
  readonly order: string;
  /** Columns that say nothing about the customer and are made anew. */
  readonly without?: readonly string[];
  /** Which rows; all of them where it is left out. */
  readonly where?: string;
}

/**
 * The tables that are exported row by row as they are. Whatever column they get is exported with
 * the others.
 *
 * `dataUses` leaves out what the customers read themselves: an export is such a use, so no two
 * would be equal.
 */
const TABLES = {
  consentEvents: { name: "consent_event", order: "sequence" },
  receipts: { name: "consent_receipt", order: "sequence" },
  interactions: { name: "interaction", order: "occurred_at, interaction_id" },
  preferences: { name: "declared_preference", order: "declared_at, preference_id" },
  contactBudgets: { name: "contact_budget", order: `channel collate "C"` },
  recommendationLists: { name: "shown_list", order: "shown_at, list_id" },
  resets: { name: "profile_reset", order: "reset_at, reset_id" },
  struckGuesses: { name: "struck_guess", order: `kind collate "C", name collate "C"` },
  erasures: {
    name: "erasure",
    order: "requested_at, erasure_id",
    without: ["logged_state", "is_scrubbed"],
  },
  erasedInteractions: { name: "erased_interaction", order: "interaction_id" },
  dataUses: {
    name: "access_log",
    order: ["day", "actor_kind", "actor_name", "purpose", "category"]
      .map((column) => (column === "day" ? column : `${column} collate "C"`))
      .join(),
    where: "actor_kind <> 'CUSTOMER'",
  },
  emailCorrections: { name: "email_correction", order: "corrected_on" },
  refusedAttempts: {
    name: "refused_attempt",
    order: "refused_attempt_id",
    without: ["refused_attempt_id"],
  },
  weights: { name: "customer_weights", order: "customer_id" },
  decisions: { name: "consent_snapshot", order: "customer_id" },
  customer: { name: "customer", order: "customer_id" },
} as const satisfies Readonly<Record<string, TableExport>>;

export type ExportedTable = keyof typeof TABLES;

/** All rows of a customer in one table, in a stable order, without the customer's id. */
export async function exportedRows(
  manager: EntityManager,
  table: ExportedTable,
  customerId: string,
): Promise<ExportedRow[]> {
  const { name, order, where = "true", without = [] }: TableExport = TABLES[table];
  const statement: Sql = {
    text: `
      select coalesce(jsonb_agg(to_jsonb(own) - $2::text[] order by ${order}), '[]') as list
      from ${name} as own where customer_id = $1 and ${where}`,
    values: [customerId, ["customer_id", ...without]],
  };
  const found = await firstRow<{ list: ExportedRow[] }>(manager, statement);
  return (found?.list ?? []).map((row) => withKeys(row, toCamelCase));
}

/** Writes rows of a customer as they were exported; columns that all of them miss get defaults. */
export async function restoreRows(
  manager: EntityManager,
  table: ExportedTable,
  customerId: string,
  exported: readonly ExportedRow[],
): Promise<void> {
  if (exported.length === 0) return;
  const { name } = TABLES[table];
  const list = exported.map((row) => ({
    ...withKeys(row, toSnakeCase),
    customer_id: customerId,
  }));
  // The schema lets no other names through; should it ever, they still are nothing but names.
  const columns = Object.keys(list[0]!)
    .map((column) => `"${column.replaceAll('"', '""')}"`)
    .join();
  await rows(manager, {
    text: `
      insert into ${name} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
    values: [JSON.stringify(list)],
  });
}

/** The ids that were merged into a customer, in a stable order. */
export async function mergedIdsOf(manager: EntityManager, customerId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    manager,
    sql`
      select customer_id as id from consent_snapshot
      where merged_into = ${customerId} order by customer_id`,
  );
  return found.map(({ id }) => id);
}

/** Lets the ledger take entries with the times that they had, in this transaction only. */
export async function beginLedgerRestore(manager: EntityManager): Promise<void> {
  await rows(manager, sql`select set_config('kathi.restoring_ledger', 'on', true)`);
}

/** Items that are not known become known by their sku, and cannot be had. */
export async function ensureItems(
  manager: EntityManager,
  itemIds: readonly string[],
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into item (item_id, title, is_available)
      select id, id, false from unnest(${[...new Set(itemIds)].sort()}::text[]) as id
      on conflict (item_id) do nothing`,
  );
}

function withKeys(row: ExportedRow, rename: (key: string) => string): ExportedRow {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [rename(key), value]));
}

function toCamelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toSnakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
