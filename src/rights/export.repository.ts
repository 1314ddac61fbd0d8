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

/**
 * The tables that are exported row by row as they are, each with its order, which no two rows
 * share. Whatever column they get is exported with the others.
 */
const TABLES = {
  consentEvents: ["consent_event", "sequence"],
  interactions: ["interaction", "occurred_at, interaction_id"],
  preferences: ["declared_preference", "declared_at, preference_id"],
  contactBudgets: ["contact_budget", "channel"],
  recommendationLists: ["shown_list", "shown_at, list_id"],
  resets: ["profile_reset", "reset_at, reset_id"],
  weights: ["customer_weights", "customer_id"],
  decisions: ["consent_snapshot", "customer_id"],
  customer: ["customer", "customer_id"],
} as const;

export type ExportedTable = keyof typeof TABLES;

/** All rows of a customer in one table, in a stable order, without the customer's id. */
export async function exportedRows(
  manager: EntityManager,
  table: ExportedTable,
  customerId: string,
): Promise<ExportedRow[]> {
  const [name, order] = TABLES[table];
  const statement: Sql = {
    text: `
      select coalesce(jsonb_agg(to_jsonb(own) - 'customer_id' order by ${order}), '[]') as list
      from ${name} as own where customer_id = $1`,
    values: [customerId],
  };
  const found = await firstRow<{ list: ExportedRow[] }>(manager, statement);
  return (found?.list ?? []).map((row) => withKeys(row, toCamelCase));
}

/** Writes rows of a customer as they were exported; columns that are missing stay null. */
export async function restoreRows(
  manager: EntityManager,
  table: ExportedTable,
  customerId: string,
  exported: readonly ExportedRow[],
): Promise<void> {
  if (exported.length === 0) return;
  const [name] = TABLES[table];
  const list = exported.map((row) => ({
    ...withKeys(row, toSnakeCase),
    customer_id: customerId,
  }));
  await rows(manager, {
    text: `insert into ${name} select * from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
    values: [JSON.stringify(list)],
  });
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
