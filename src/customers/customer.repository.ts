import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ConsentingCustomer, ExternalIdRow, MergedCustomerRow } from "./customer.entity.ts";

/** Those of these ids that are customers, with what each has decided; one statement. */
export function customersById(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentingCustomer>(
    manager,
    sql`
      select customer_id as "customerId", created_at as "createdAt", epoch, cells
      from customer join consent_snapshot using (customer_id)
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null`,
  );
}

/** The names of these customers in other systems, in a stable order; one statement. */
export function externalIdsOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ExternalIdRow>(
    manager,
    sql`
      select system, external_id as "externalId", customer_id as "customerId" from external_id
      where customer_id = any(${customerIds}::uuid[])
      order by system, external_id`,
  );
}

/** The customer that another system knows by this name. */
export async function customerIdByExternalId(
  manager: EntityManager,
  system: string,
  externalId: string,
): Promise<string | undefined> {
  const found = await firstRow<{ customerId: string }>(
    manager,
    sql`
      select customer_id as "customerId" from external_id
      where system = ${system} and external_id = ${externalId}`,
  );
  return found?.customerId;
}

/** Gives one customer another's names in other systems, so that these find them from now on. */
export async function moveExternalIds(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`update external_id set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}

/**
 * Says that an id is another's as well. Ids that were merged into it before go with it. From then
 * on the id is nobody's: nothing is read of it or stored for it but its ledger.
 */
export async function markMerged(
  manager: EntityManager,
  fromId: string,
  intoId: string,
  mergedBy: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      update consent_snapshot set merged_into = ${intoId},
        merged_at = coalesce(merged_at, clock_timestamp()),
        merged_by = coalesce(merged_by, ${mergedBy})
      where customer_id = ${fromId} or merged_into = ${fromId}`,
  );
}

/** The ids that turned out to be these customers', the newest first; one statement. */
export function mergedCustomersOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<MergedCustomerRow>(
    manager,
    sql`
      select merged_into as "customerId", customer_id as "mergedCustomerId",
        merged_at as "mergedAt", merged_by as "mergedBy"
      from consent_snapshot where merged_into = any(${customerIds}::uuid[])
      order by merged_at desc, customer_id`,
  );
}

/**
 * Finds customers by their names in one system, creating those that are not known yet, each with an
 * empty consent snapshot. Two parallel calls with one name agree on one customer: the directory's
 * primary key decides, and only who wins it creates the customer (foreign keys are checked when the
 * statement ends).
 *
 * Cost: 3 statements, whatever the number; 1 when all are known.
 *
 * @param externalIds distinct names
 * @param newIdOf the id of a customer who is created; random unless a house must be reproducible
 */
export async function ensureCustomers(
  manager: EntityManager,
  system: string,
  externalIds: readonly string[],
  newIdOf: (externalId: string) => string = () => randomUUID(),
): Promise<{ customerIds: Map<string, string>; createdIds: Set<string> }> {
  const known = await directoryEntries(manager, system, externalIds);
  const missing = externalIds.filter((id) => !known.has(id));
  if (missing.length === 0) return { customerIds: known, createdIds: new Set() };
  const created = await rows<{ customerId: string }>(
    manager,
    sql`
      with named as (
        insert into external_id (system, external_id, customer_id)
        select ${system}, name, id
        from unnest(${missing}::text[], ${missing.map(newIdOf)}::uuid[]) as t (name, id)
        order by name
        on conflict (system, external_id) do nothing
        returning customer_id
      ), newcomer as (
        insert into customer (customer_id) select customer_id from named
      ), snapshot as (
        insert into consent_snapshot (customer_id) select customer_id from named
      )
      select customer_id as "customerId" from named`,
  );
  const customerIds = await directoryEntries(manager, system, externalIds);
  return { customerIds, createdIds: new Set(created.map((row) => row.customerId)) };
}

async function directoryEntries(
  manager: EntityManager,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const found = await rows<ExternalIdRow>(
    manager,
    sql`
      select system, external_id as "externalId", customer_id as "customerId" from external_id
      where system = ${system} and external_id = any(${externalIds}::text[])`,
  );
  return new Map(found.map((row) => [row.externalId, row.customerId]));
}
