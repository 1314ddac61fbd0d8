import type { DataSource } from "typeorm";
import type { NewItem } from "../../src/catalogue/catalogue.repository.ts";
import { externalIdsOf } from "../../src/customers/customer.repository.ts";

/** An item with nothing special about it. */
export function item(itemId: string, more: Partial<NewItem> = {}): NewItem {
  return {
    itemId,
    title: `Title of ${itemId}`,
    titleDe: null,
    categories: [],
    tags: [],
    priceMinor: null,
    currency: null,
    isAvailable: true,
    addedAt: null,
    ...more,
  };
}

/** How many rows each table has: equal before and after means that nothing was written. */
export async function countRows(dataSource: DataSource): Promise<Record<string, number>> {
  const names = dataSource.entityMetadatas.map(({ tablePath }) => tablePath).sort();
  // The learner's queue only ever says that somebody should look again; what was refused, and that
  // a ledger was erased, is noted: none of it is about what is stored.
  const notes = ["learner_change", "refused_attempt", "consent_erasure"];
  const tables = names.filter((name) => !notes.includes(name));
  const selects = tables.map((name) => `select '${name}' as name, count(*)::int from ${name}`);
  const rows: { name: string; count: number }[] = await dataSource.query(
    selects.join(" union all "),
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

/** The latest refused attempts as `actor kind, operation, code`, the oldest of them first. */
export async function latestRefusals(dataSource: DataSource, count: number): Promise<string[]> {
  const noted: { text: string }[] = await dataSource.query(
    `select concat_ws(' ', actor_kind, operation, code) as text from refused_attempt
     order by refused_attempt_id desc limit $1`,
    [count],
  );
  return noted.map(({ text }) => text).reverse();
}

/**
 * Deletes customers with all that is theirs; their consent ledgers go by their own function only.
 *
 * @param condition on the table customer, in SQL
 */
export async function deleteCustomers(
  dataSource: DataSource,
  condition = "true",
  values: readonly unknown[] = [],
): Promise<void> {
  const erase = `select consent_ledger_erase(customer_id) from customer where ${condition}`;
  await dataSource.query(erase, [...values]);
  await dataSource.query(`delete from customer where ${condition}`, [...values]);
}

/** Everything that is stored, as one text: to prove that something is not in it. */
export async function databaseText(dataSource: DataSource): Promise<string> {
  const tables = dataSource.entityMetadatas.map(({ tablePath }) => tablePath).sort();
  const texts = await Promise.all(
    tables.map((name) => dataSource.query(`select t::text as row from ${name} as t`)),
  );
  return texts
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

/**
 * Rows with `who` in the place of `customer_id`: the customer's first name in another system, which
 * no statement can read. Ordered by it, and as before where one has several rows.
 */
export async function withNames<Row extends { customer_id: string }>(
  dataSource: DataSource,
  rows: readonly Row[],
): Promise<(Omit<Row, "customer_id"> & { who: string | null })[]> {
  const ids = [...new Set(rows.map(({ customer_id }) => customer_id))];
  const names = new Map<string, string | null>();
  for (const { customerId, externalId } of await externalIdsOf(dataSource.manager, ids)) {
    if (!names.has(customerId)) names.set(customerId, externalId);
  }
  return rows
    .map(({ customer_id, ...row }) => ({ ...row, who: names.get(customer_id) ?? null }))
    .sort((a, b) => String(a.who).localeCompare(String(b.who)));
}
