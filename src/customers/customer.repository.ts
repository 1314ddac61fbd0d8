import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { SNAPSHOT_COLUMNS } from "../consents/consent.repository.ts";
import { firstRow, rows, sql } from "../db/sql.ts";
import { KeyMissingError, keyringOf, type NullableKey } from "../sealing/keyring.ts";
import { externalIdParts, externalIdPlace } from "../sealing/places.ts";
import type {
  ConsentingCustomer,
  ExternalIdRow,
  MergedCustomerRow,
  SealedExternalIdRow,
} from "./customer.entity.ts";

/** Those of these ids that are customers, with what each has decided; one statement. */
export function customersById(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentingCustomer>(
    manager,
    sql`
      select created_at as "createdAt", terms, ${SNAPSHOT_COLUMNS}
      from customer join consent_snapshot using (customer_id)
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null`,
  );
}

type SealedName = SealedExternalIdRow & NullableKey;

/**
 * The names of these customers in other systems, in a stable order; one statement, which also
 * brings the keys.
 */
export async function externalIdsOf(
  manager: EntityManager,
  customerIds: readonly string[],
): Promise<ExternalIdRow[]> {
  const found = await rows<SealedName>(
    manager,
    sql`
      select system, external_id_digest as "externalIdDigest",
        sealed_external_id as "sealedExternalId", customer_id as "customerId",
        wrapped_key as "wrappedKey", master_key_id as "masterKeyId"
      from external_id left join keyring.customer_key using (customer_id)
      where customer_id = any(${customerIds}::uuid[])
      order by system, external_id_digest`,
  );
  const keys = await keyringOf(manager).customerKeys(found);
  const opened = found.map(({ system, customerId, ...row }) => {
    const place = externalIdPlace({ system, customerId, ...row });
    const externalId = keys.get(customerId)?.unseal(row.sealedExternalId, place) ?? null;
    return { system, externalId, customerId };
  });
  // By what people read; the digests have given those that nobody can read a place.
  const name = ({ system, externalId }: ExternalIdRow) => `${system}\0${externalId ?? ""}`;
  return opened.sort((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b))));
}

/** The customer that another system knows by this name; one statement. */
export async function customerIdByExternalId(
  manager: EntityManager,
  system: string,
  externalId: string,
): Promise<string | undefined> {
  const digest = await keyringOf(manager).blindIndex(...externalIdParts(system, externalId));
  const found = await firstRow<{ customerId: string }>(
    manager,
    sql`
      select customer_id as "customerId" from external_id
      where system = ${system} and external_id_digest = ${digest}`,
  );
  return found?.customerId;
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
 * Finds customers by their names in one system, creating those that are not known yet, each with
 * an empty consent snapshot and a data key. Two parallel calls with one name agree on one
 * customer: the directory's primary key decides, and only who wins it creates the customer
 * (foreign keys are checked when the statement ends).
 *
 * Cost: 4 statements, whatever the number; 1 when all are known.
 *
 * @param externalIds distinct names
 * @param newIdOf the id of a customer who is created; random unless a house must be reproducible
 * @throws KeyMissingError
 */
export async function ensureCustomers(
  manager: EntityManager,
  system: string,
  externalIds: readonly string[],
  newIdOf: (externalId: string) => string = () => randomUUID(),
): Promise<{ customerIds: Map<string, string>; createdIds: Set<string> }> {
  const digests = await keyringOf(manager).blindIndexes(
    externalIds.map((externalId) => externalIdParts(system, externalId)),
  );
  const names = externalIds.map((externalId, index) => ({ externalId, digest: digests[index]! }));
  const known = await directoryEntries(manager, system, names);
  const missing = names.filter(({ externalId }) => !known.has(externalId));
  if (missing.length === 0) return { customerIds: known, createdIds: new Set() };
  const created = await createCustomers(manager, system, missing, newIdOf);
  const customerIds = await directoryEntries(manager, system, names);
  return { customerIds, createdIds: new Set(created) };
}

/** A name in another system and its blind index. */
interface IndexedName {
  readonly externalId: string;
  readonly digest: Buffer;
}

/** Creates customers, except those whose name a parallel call has taken; returns their ids. */
async function createCustomers(
  manager: EntityManager,
  system: string,
  names: readonly IndexedName[],
  newIdOf: (externalId: string) => string,
): Promise<string[]> {
  const keys = await keyringOf(manager).newCustomerKeys(
    manager,
    names.map(({ externalId }) => newIdOf(externalId)),
  );
  const digests = names.map(({ digest }) => digest);
  const sealed = names.map(({ externalId, digest }, index) => {
    const { key, customerId } = keys[index]!;
    return key.seal(externalId, externalIdPlace({ system, customerId, externalIdDigest: digest }));
  });
  const created = await rows<{ customerId: string }>(
    manager,
    sql`
      with candidate as (
        select * from unnest(${digests}::bytea[], ${sealed}::bytea[],
          ${keys.map(({ customerId }) => customerId)}::uuid[],
          ${keys.map(({ wrappedKey }) => wrappedKey)}::bytea[],
          ${keys.map(({ masterKeyId }) => masterKeyId)}::text[])
          as t (digest, sealed, customer_id, wrapped_key, master_key_id)
      ), named as (
        insert into external_id (system, external_id_digest, sealed_external_id, customer_id)
        select ${system}, digest, sealed, customer_id from candidate order by digest
        on conflict (system, external_id_digest) do nothing
        returning customer_id
      ), newcomer as (
        insert into customer (customer_id) select customer_id from named
      ), snapshot as (
        insert into consent_snapshot (customer_id) select customer_id from named
      ), keyed as (
        insert into keyring.customer_key (customer_id, wrapped_key, master_key_id)
        select customer_id, wrapped_key, master_key_id
        from named join candidate using (customer_id)
      )
      select customer_id as "customerId" from named`,
  );
  return created.map(({ customerId }) => customerId);
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

/**
 * Gives a customer these names, sealed with the customer's key; false where another customer has
 * one of them. 2 statements, 5 where the customer has no key yet.
 *
 * @throws KeyMissingError
 */
export async function addExternalIds(
  manager: EntityManager,
  customerId: string,
  names: readonly { readonly system: string; readonly externalId: string }[],
): Promise<boolean> {
  if (names.length === 0) return true;
  const keyring = keyringOf(manager);
  const key = (await keyring.keysForWriting(manager, [customerId])).get(customerId)!;
  const digests = await keyring.blindIndexes(
    names.map(({ system, externalId }) => externalIdParts(system, externalId)),
  );
  const sealed = names.map(({ system, externalId }, index) =>
    key.seal(
      externalId,
      externalIdPlace({ system, customerId, externalIdDigest: digests[index]! }),
    ),
  );
  const added = await rows(
    manager,
    sql`
      insert into external_id (system, external_id_digest, sealed_external_id, customer_id)
      select system, digest, sealed, ${customerId}::uuid
      from unnest(${names.map(({ system }) => system)}::text[], ${digests}::bytea[],
        ${sealed}::bytea[]) as t (system, digest, sealed)
      order by system, digest
      on conflict (system, external_id_digest) do nothing
      returning system`,
  );
  return added.length === names.length;
}

async function directoryEntries(
  manager: EntityManager,
  system: string,
  names: readonly IndexedName[],
): Promise<Map<string, string>> {
  const found = await rows<{ digest: Buffer; customerId: string }>(
    manager,
    sql`
      select external_id_digest as digest, customer_id as "customerId" from external_id
      where system = ${system}
        and external_id_digest = any(${names.map(({ digest }) => digest)}::bytea[])`,
  );
  const ids = new Map(found.map((row) => [row.digest.toString("hex"), row.customerId]));
  return new Map(
    names.flatMap(({ externalId, digest }) => {
      const customerId = ids.get(digest.toString("hex"));
      return customerId === undefined ? [] : [[externalId, customerId] as const];
    }),
  );
}

/**
 * Gives one customer's names in other systems to another, sealed anew with the other's key; 3
 * statements.
 *
 * @throws KeyMissingError where a name cannot be read: it would be lost
 */
export async function moveExternalIds(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  const names = await externalIdsOf(manager, [fromId]);
  const keyring = keyringOf(manager);
  const key = (await keyring.keysForWriting(manager, [intoId])).get(intoId)!;
  const readable = names.map(({ system, externalId }) => {
    if (externalId === null) throw new KeyMissingError();
    return { system, externalId };
  });
  const digests = await keyring.blindIndexes(
    readable.map(({ system, externalId }) => externalIdParts(system, externalId)),
  );
  const sealed = readable.map(({ system, externalId }, index) => {
    const place = { system, customerId: intoId, externalIdDigest: digests[index]! };
    return key.seal(externalId, externalIdPlace(place));
  });
  await rows(
    manager,
    sql`
      update external_id as e set customer_id = ${intoId}, sealed_external_id = t.sealed
      from unnest(${readable.map(({ system }) => system)}::text[], ${digests}::bytea[],
        ${sealed}::bytea[]) as t (system, digest, sealed)
      where e.system = t.system and e.external_id_digest = t.digest
        and e.customer_id = ${fromId}`,
  );
}
