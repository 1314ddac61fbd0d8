import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ConsentingCustomer, ExternalIdRow } from "./customer.entity.ts";

/** The customers among these ids with what each has decided; one statement. */
export function customersById(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentingCustomer>(
    manager,
    sql`
      select customer_id as "customerId", created_at as "createdAt", epoch, cells,
        restricted_at as "restrictedAt", quiet_since as "quietSince", quiet_until as "quietUntil",
        reset_at as "resetAt"
      from customer join consent_snapshot using (customer_id)
      where customer_id = any(${customerIds}::uuid[])`,
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

/**
 * Adds a customer as they were exported, without decisions.
 *
 * @returns undefined where there is such a customer already
 */
export function addCustomer(
  manager: EntityManager,
  customer: { readonly customerId: string; readonly createdAt: string },
): Promise<{ customerId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      insert into customer (customer_id, created_at)
      values (${customer.customerId}, ${customer.createdAt})
      on conflict (customer_id) do nothing
      returning customer_id as "customerId"`,
  );
}

/** Gives a customer these names; false where another customer has one of them. */
export async function addExternalIds(
  manager: EntityManager,
  customerId: string,
  names: readonly { readonly system: string; readonly externalId: string }[],
): Promise<boolean> {
  const added = await rows(
    manager,
    sql`
      insert into external_id (system, external_id, customer_id)
      select system, name, ${customerId}::uuid
      from unnest(${names.map(({ system }) => system)}::text[],
        ${names.map(({ externalId }) => externalId)}::text[]) as t (system, name)
      order by system, name
      on conflict (system, external_id) do nothing
      returning system`,
  );
  return added.length === names.length;
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
