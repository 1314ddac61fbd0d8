import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { CustomerKeyRow, HouseKeyName, HouseKeyRow, WrappedKey } from "./key.entity.ts";

/** A customer's data key before it is stored, or as far as opening it needs. */
export type StoredCustomerKey = Pick<CustomerKeyRow, "customerId" | "wrappedKey" | "masterKeyId">;

/** The house's own keys; one statement. */
export function houseKeys(manager: EntityManager) {
  return rows<Omit<HouseKeyRow, "createdAt">>(
    manager,
    sql`
      select name, wrapped_key as "wrappedKey", master_key_id as "masterKeyId"
      from keyring.house_key order by name`,
  );
}

/** Stores house keys unless there are some: of two processes that start at once one's are kept. */
export async function insertHouseKeys(
  manager: EntityManager,
  masterKeyId: string,
  keys: readonly { readonly name: HouseKeyName; readonly wrappedKey: Buffer }[],
): Promise<void> {
  await rows(
    manager,
    sql`
      with master as (
        insert into keyring.master_key (master_key_id) values (${masterKeyId})
        on conflict do nothing
      )
      insert into keyring.house_key (name, wrapped_key, master_key_id)
      select name, wrapped_key, ${masterKeyId}
      from unnest(${keys.map(({ name }) => name)}::text[],
        ${keys.map(({ wrappedKey }) => wrappedKey)}::bytea[]) as t (name, wrapped_key)
      order by name
      on conflict (name) do nothing`,
  );
}

/** Makes a master key one that data keys may be wrapped with. */
export async function registerMasterKey(manager: EntityManager, id: string): Promise<void> {
  await rows(
    manager,
    sql`
      insert into keyring.master_key (master_key_id) values (${id}) on conflict do nothing`,
  );
}

/**
 * Holds a master key's row until the transaction ends, so that nobody forgets it meanwhile.
 *
 * @returns whether there is one
 */
export async function holdMasterKey(manager: EntityManager, id: string): Promise<boolean> {
  const held = await rows(
    manager,
    sql`
      select from keyring.master_key where master_key_id = ${id} for key share`,
  );
  return held.length > 0;
}

/** The data keys of these customers, as far as there are some; one statement. */
export function customerKeys(manager: EntityManager, customerIds: readonly string[]) {
  return rows<StoredCustomerKey>(
    manager,
    sql`
      select customer_id as "customerId", wrapped_key as "wrappedKey",
        master_key_id as "masterKeyId"
      from keyring.customer_key where customer_id = any(${customerIds}::uuid[])`,
  );
}

/** Stores data keys of customers who have none; who has one keeps it. */
export async function insertCustomerKeys(
  manager: EntityManager,
  keys: readonly StoredCustomerKey[],
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into keyring.customer_key (customer_id, wrapped_key, master_key_id)
      select * from unnest(${keys.map(({ customerId }) => customerId)}::uuid[],
        ${keys.map(({ wrappedKey }) => wrappedKey)}::bytea[],
        ${keys.map(({ masterKeyId }) => masterKeyId)}::text[])
        as t (customer_id, wrapped_key, master_key_id)
      order by customer_id
      on conflict (customer_id) do nothing`,
  );
}

/**
 * Destroys a customer's data key: from the commit on nobody can read what was sealed with it, here
 * or in any copy of the data without the keys. Deleting the customer does the same by cascade.
 *
 * @returns whether there was one
 */
export async function destroyCustomerKey(
  manager: EntityManager,
  customerId: string,
): Promise<boolean> {
  const destroyed = await rows<{ customerId: string }>(
    manager,
    sql`
      delete from keyring.customer_key where customer_id = ${customerId}
      returning customer_id as "customerId"`,
  );
  return destroyed.length > 0;
}

/**
 * One batch of data keys that another master key than this one wraps, in the order of customers.
 */
export function outdatedCustomerKeys(
  manager: EntityManager,
  currentId: string,
  afterId: string | null,
  limit: number,
) {
  return rows<StoredCustomerKey>(
    manager,
    sql`
      select customer_id as "customerId", wrapped_key as "wrappedKey",
        master_key_id as "masterKeyId"
      from keyring.customer_key
      where master_key_id <> ${currentId} and (${afterId}::uuid is null or customer_id > ${afterId})
      order by customer_id limit ${limit}`,
  );
}

/** Wraps data keys anew, each unless it was destroyed or replaced meanwhile; returns how many. */
export async function rewrapCustomerKeys(
  manager: EntityManager,
  masterKeyId: string,
  keys: readonly { readonly before: StoredCustomerKey; readonly wrappedKey: Buffer }[],
): Promise<number> {
  const done = await rows(
    manager,
    sql`
      update keyring.customer_key as kept
      set wrapped_key = t.new_key, master_key_id = ${masterKeyId}
      from unnest(${keys.map(({ before }) => before.customerId)}::uuid[],
        ${keys.map(({ before }) => before.wrappedKey)}::bytea[],
        ${keys.map(({ wrappedKey }) => wrappedKey)}::bytea[])
        as t (customer_id, old_key, new_key)
      where kept.customer_id = t.customer_id and kept.wrapped_key = t.old_key
      returning kept.customer_id`,
  );
  return done.length;
}

/** The same for a key of the house. */
export async function rewrapHouseKey(
  manager: EntityManager,
  name: HouseKeyName,
  masterKeyId: string,
  wrappedKey: Buffer,
): Promise<void> {
  await rows(
    manager,
    sql`
      update keyring.house_key set wrapped_key = ${wrappedKey}, master_key_id = ${masterKeyId}
      where name = ${name}`,
  );
}

/** What each registered master key wraps; the newest first. */
export function masterKeyUses(manager: EntityManager) {
  return rows<{ masterKeyId: string; customerKeys: number; houseKeys: number }>(
    manager,
    sql`
      select master_key_id as "masterKeyId",
        (select count(*)::int from keyring.customer_key c
          where c.master_key_id = m.master_key_id) as "customerKeys",
        (select count(*)::int from keyring.house_key h
          where h.master_key_id = m.master_key_id) as "houseKeys"
      from keyring.master_key m order by registered_at desc, master_key_id`,
  );
}

/**
 * Forgets a master key that wraps nothing. Whoever is storing a key under it holds its row, so this
 * waits for them; who comes later is refused by the foreign key and stores nothing.
 *
 * @returns whether it is forgotten; false where something needs it
 */
export async function forgetMasterKey(manager: EntityManager, id: string): Promise<boolean> {
  const forgotten = await rows(
    manager,
    sql`
      delete from keyring.master_key as m
      where master_key_id = ${id}
        and not exists (select from keyring.customer_key c where c.master_key_id = m.master_key_id)
        and not exists (select from keyring.house_key h where h.master_key_id = m.master_key_id)
      returning master_key_id`,
  );
  return forgotten.length > 0;
}

/** How many customers have no data key. */
export async function countCustomersWithoutKey(manager: EntityManager): Promise<number> {
  const found = await firstRow<{ count: number }>(
    manager,
    sql`
      select count(*)::int as count from customer c
      where not exists (select from keyring.customer_key k where k.customer_id = c.customer_id)`,
  );
  return found?.count ?? 0;
}

/** Some customers' keys, for a probe: the first of each master key by customer. */
export function sampleCustomerKeys(manager: EntityManager, limitOfEach: number) {
  return rows<StoredCustomerKey & WrappedKey>(
    manager,
    sql`
      select k.customer_id as "customerId", k.wrapped_key as "wrappedKey",
        k.master_key_id as "masterKeyId"
      from keyring.master_key m cross join lateral (
        select * from keyring.customer_key c where c.master_key_id = m.master_key_id
        limit ${limitOfEach}) k`,
  );
}
