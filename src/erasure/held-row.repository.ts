import type { EntityManager } from "typeorm";
import { firstRow, rows, type Sql, sql } from "../db/sql.ts";

/** Some of a customer's rows: names come from our own code, never from a caller. */
export interface RowSelection {
  readonly table: string;
  /** What stands behind `where`; it names the customer. */
  readonly condition: Sql;
}

/** Which erasure takes rows, and whether it can put them back. */
export interface RowTaker {
  readonly customerId: string;
  readonly erasureId: string;
  readonly isHolding: boolean;
}

/** All of a customer's rows of a table. */
export function allRowsOf(customerId: string, table: string): RowSelection {
  return { table, condition: sql`customer_id = ${customerId}` };
}

/** Ids of the evidence of facts that a selection is about. */
export async function evidenceIdsOf(manager: EntityManager, condition: Sql): Promise<Set<string>> {
  const found = await rows<{ id: string }>(manager, {
    text: `select evidence_id as id from fact_evidence where ${condition.text}`,
    values: condition.values,
  });
  return new Set(found.map(({ id }) => id));
}

/**
 * Takes rows out of their table; held ones are kept as they were, where nothing but
 * {@link putBackRows} reads them. One statement.
 *
 * @returns how many
 */
export function takeRows(
  manager: EntityManager,
  { erasureId, isHolding }: RowTaker,
  { table, condition }: RowSelection,
): Promise<number> {
  const at = condition.values.length;
  const held = `
    insert into erasure_held_row (customer_id, erasure_id, held_row_id, table_name, is_whole, content)
    select customer_id, $${at + 1}::uuid, gen_random_uuid(), '${table}', true, to_jsonb(gone)
    from gone`;
  return count(manager, {
    text: `
      with gone as (delete from ${table} where ${condition.text} returning *)
        ${isHolding ? `, held as (${held})` : ""}
      select count(*)::int as count from gone`,
    values: isHolding ? [...condition.values, erasureId] : condition.values,
  });
}

/**
 * Takes the situation out of a customer's rows, which stay. One statement.
 *
 * @param idColumn names a row among the customer's
 * @returns of how many rows
 */
export function takeContexts(
  manager: EntityManager,
  { customerId, erasureId, isHolding }: RowTaker,
  { table, idColumn }: { table: string; idColumn: string },
): Promise<number> {
  const held = `
    insert into erasure_held_row (customer_id, erasure_id, held_row_id, table_name, is_whole, content)
    select $1::uuid, $2::uuid, gen_random_uuid(), '${table}', false,
      jsonb_build_object('id', id, 'context', context)
    from former`;
  return count(manager, {
    text: `
      with former as (
        select ${idColumn} as id, context from ${table}
        where customer_id = $1 and context <> '{}' for update
      ), cleared as (
        update ${table} set context = '{}' from former
        where customer_id = $1 and ${idColumn} = former.id
      ) ${isHolding ? `, held as (${held})` : ""}
      select count(*)::int as count from former`,
    values: isHolding ? [customerId, erasureId] : [customerId],
  });
}

/** The tables of which an erasure holds anything. */
export async function tablesHeld(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
): Promise<string[]> {
  const found = await rows<{ table: string }>(
    manager,
    sql`
      select distinct table_name as "table" from erasure_held_row
      where customer_id = ${customerId} and erasure_id = ${erasureId}
      order by table_name`,
  );
  return found.map(({ table }) => table);
}

/**
 * Lets go of held rows that a selection is about; what the customer wanted kept (`FROZEN`) stays.
 */
export async function dropHeldRowsOf(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
  { table, condition }: RowSelection,
): Promise<void> {
  const at = condition.values.length;
  await rows(manager, {
    text: `
      delete from erasure_held_row as held
      where held.customer_id = $${at + 1} and held.erasure_id = $${at + 2}
        and held.table_name = '${table}' and held.is_whole
        and held.content ->> 'status' is distinct from 'FROZEN' and exists (
          select from jsonb_populate_record(null::${table}, held.content)
          where ${condition.text})`,
    values: [...condition.values, customerId, erasureId],
  });
}

/** Takes the situations out of everything that an erasure holds. */
export async function dropHeldContexts(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update erasure_held_row set content = jsonb_set(content, '{context}', '{}')
      where customer_id = ${customerId} and erasure_id = ${erasureId} and content ? 'context'`,
  );
}

/**
 * Puts the rows of one table back as they were. Where the customer has said the same anew
 * meanwhile, their newer word stands.
 */
export async function putBackRows(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
  table: string,
): Promise<void> {
  await rows(manager, sql`select erasure_put_back(${customerId}, ${erasureId}, ${table})`);
}

/** Puts situations back into the rows of one table that are still there. */
export async function putBackContexts(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
  { table, idColumn }: { table: string; idColumn: string },
): Promise<void> {
  await rows(manager, {
    text: `
      with back as (
        delete from erasure_held_row
        where customer_id = $1 and erasure_id = $2 and table_name = '${table}' and not is_whole
        returning content
      )
      update ${table} set context = content -> 'context' from back
      where customer_id = $1 and ${idColumn} = (content ->> 'id')::uuid`,
    values: [customerId, erasureId],
  });
}

/** Lets go of what an erasure holds. */
export async function dropHeldRows(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from erasure_held_row
      where customer_id = ${customerId} and erasure_id = ${erasureId}`,
  );
}

/**
 * The tables whose rows belong to a customer, in the order of the entities: those with a foreign
 * key to the customer. A table that is added later is among them without being named anywhere.
 */
export function tablesOfCustomers(manager: EntityManager): string[] {
  return manager.connection.entityMetadatas
    .filter(({ foreignKeys }) =>
      foreignKeys.some(({ referencedEntityMetadata }) => {
        return referencedEntityMetadata.tableName === "customer";
      }),
    )
    .map(({ tablePath }) => tablePath);
}

async function count(manager: EntityManager, statement: Sql): Promise<number> {
  return (await firstRow<{ count: number }>(manager, statement))?.count ?? 0;
}
