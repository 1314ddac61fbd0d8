import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";
import type { CustomerKey } from "./customer-key.ts";
import { customerKeys, insertCustomerKeys } from "./key.repository.ts";
import { type Keyring, keyringOf } from "./keyring.ts";
import {
  emailParts,
  externalIdParts,
  externalIdPlace,
  factValueDigest,
  factValuePlace,
} from "./places.ts";

/** Customers whose rows are in memory at once. */
const BATCH = 1_000;

interface FactRow {
  customerId: string;
  evidenceId: string;
  field: string;
  value: string;
}

interface NameRow {
  customerId: string;
  system: string;
  externalId: string;
}

/**
 * Seals what was stored before there were keys: values of facts, names in other systems, digests of
 * calls. For the migration alone, in its transaction; a database without customers needs no keys.
 *
 * @throws KeyMissingError, StartupError where keys cannot be had; nothing is changed then
 */
export async function sealExisting(manager: EntityManager): Promise<void> {
  let batch = await customersAfter(manager, null);
  if (batch.length > 0 || (await hasCalls(manager))) {
    const keyring = keyringOf(manager).within(manager);
    for (; batch.length > 0; batch = await customersAfter(manager, batch.at(-1)!)) {
      const made = await keyring.newCustomerKeys(manager, batch);
      await insertCustomerKeys(manager, made);
      const keys = new Map(made.map(({ customerId, key }) => [customerId, key]));
      await sealFacts(manager, keyring, keys);
      await sealNames(manager, keyring, keys);
    }
    await keyCallDigests(manager, keyring);
  }
  await leaveOneOwner(manager);
}

async function sealFacts(
  manager: EntityManager,
  keyring: Keyring,
  keys: ReadonlyMap<string, CustomerKey>,
): Promise<void> {
  const facts = await rows<FactRow>(
    manager,
    sql`
      select customer_id as "customerId", evidence_id as "evidenceId", field, value
      from fact_evidence where customer_id = any(${[...keys.keys()]}::uuid[])`,
  );
  const sealing = facts.map(async (fact) => {
    const key = keys.get(fact.customerId)!;
    const isEmail = fact.field === "EMAIL";
    return {
      ...fact,
      sealedValue: key.seal(fact.value, factValuePlace(fact)),
      digest: factValueDigest(key, fact.field, fact.value),
      emailDigest: isEmail ? await keyring.blindIndex(...emailParts(fact.value)) : null,
    };
  });
  const sealed = await Promise.all(sealing);
  await rows(
    manager,
    sql`
      update fact_evidence as f
      set sealed_value = t.sealed_value, value_digest = t.digest, email_digest = t.email_digest
      from unnest(${sealed.map(({ customerId }) => customerId)}::uuid[],
        ${sealed.map(({ evidenceId }) => evidenceId)}::uuid[],
        ${sealed.map(({ sealedValue }) => sealedValue)}::bytea[],
        ${sealed.map(({ digest }) => digest)}::bytea[],
        ${sealed.map(({ emailDigest }) => emailDigest)}::bytea[])
        as t (customer_id, evidence_id, sealed_value, digest, email_digest)
      where f.customer_id = t.customer_id and f.evidence_id = t.evidence_id`,
  );
}

async function sealNames(
  manager: EntityManager,
  keyring: Keyring,
  keys: ReadonlyMap<string, CustomerKey>,
): Promise<void> {
  const names = await rows<NameRow>(
    manager,
    sql`
      select customer_id as "customerId", system, external_id as "externalId"
      from external_id where customer_id = any(${[...keys.keys()]}::uuid[])`,
  );
  const digests = await keyring.blindIndexes(
    names.map(({ system, externalId }) => externalIdParts(system, externalId)),
  );
  const sealed = names.map((name, index) => {
    const place = externalIdPlace({ ...name, externalIdDigest: digests[index]! });
    return keys.get(name.customerId)!.seal(name.externalId, place);
  });
  await rows(
    manager,
    sql`
      update external_id as e
      set external_id_digest = t.digest, sealed_external_id = t.sealed
      from unnest(${names.map(({ system }) => system)}::text[],
        ${names.map(({ externalId }) => externalId)}::text[], ${digests}::bytea[],
        ${sealed}::bytea[]) as t (system, external_id, digest, sealed)
      where e.system = t.system and e.external_id = t.external_id`,
  );
}

/** The plain digests of calls become keyed ones, as `callDigest` makes them. */
async function keyCallDigests(manager: EntityManager, keyring: Keyring): Promise<void> {
  const plain = await rows<{ digest: string }>(
    manager,
    sql`select distinct input_digest as digest from idempotency_record`,
  );
  for (let from = 0; from < plain.length; from += BATCH) {
    const digests = plain.slice(from, from + BATCH).map(({ digest }) => digest);
    const keyed = await Promise.all(digests.map((digest) => keyring.keyedDigest(digest)));
    await rows(
      manager,
      sql`
        update idempotency_record set input_digest = t.keyed
        from unnest(${digests}::text[], ${keyed}::text[]) as t (plain, keyed)
        where input_digest = t.plain`,
    );
  }
}

/**
 * Before, two customers could both give one address as theirs. The one who said it first keeps it;
 * the other keeps the value, but is not found by it.
 */
async function leaveOneOwner(manager: EntityManager): Promise<void> {
  await rows(
    manager,
    sql`
      update fact_evidence set email_digest = null
      where (customer_id, evidence_id) in (
        select customer_id, evidence_id from (
          select customer_id, evidence_id, row_number() over (
            partition by email_digest order by captured_at, customer_id, evidence_id) as place
          from fact_evidence
          where email_digest is not null and status = 'ACTIVE' and provenance = 'PROVIDED') as own
        where place > 1)`,
  );
}

/**
 * Opens what {@link sealExisting} has sealed, for going back. What cannot be opened is deleted: the
 * schema before has no place for it. Digests of calls stay: repetitions from before are refused.
 */
export async function unsealExisting(manager: EntityManager): Promise<void> {
  for (
    let batch = await customersAfter(manager, null);
    batch.length > 0;
    batch = await customersAfter(manager, batch.at(-1)!)
  ) {
    const keyring = keyringOf(manager);
    const keys = await keyring.customerKeys(await customerKeys(manager, batch));
    await unsealFacts(manager, batch, keys);
    await unsealNames(manager, batch, keys);
  }
  await rows(manager, sql`delete from fact_evidence where value is null`);
  await rows(manager, sql`delete from external_id where external_id is null`);
}

async function unsealFacts(
  manager: EntityManager,
  batch: readonly string[],
  keys: ReadonlyMap<string, CustomerKey>,
): Promise<void> {
  const facts = await rows<Omit<FactRow, "value"> & { sealedValue: Buffer }>(
    manager,
    sql`
      select customer_id as "customerId", evidence_id as "evidenceId", field,
        sealed_value as "sealedValue"
      from fact_evidence where customer_id = any(${batch}::uuid[])`,
  );
  await rows(
    manager,
    sql`
      update fact_evidence as f set value = t.value
      from unnest(${facts.map(({ customerId }) => customerId)}::uuid[],
        ${facts.map(({ evidenceId }) => evidenceId)}::uuid[],
        ${facts.map((fact) => keys.get(fact.customerId)?.unseal(fact.sealedValue, factValuePlace(fact)) ?? null)}::text[])
        as t (customer_id, evidence_id, value)
      where f.customer_id = t.customer_id and f.evidence_id = t.evidence_id`,
  );
}

async function unsealNames(
  manager: EntityManager,
  batch: readonly string[],
  keys: ReadonlyMap<string, CustomerKey>,
): Promise<void> {
  const names = await rows<{
    customerId: string;
    system: string;
    externalIdDigest: Buffer;
    sealedExternalId: Buffer;
  }>(
    manager,
    sql`
      select customer_id as "customerId", system, external_id_digest as "externalIdDigest",
        sealed_external_id as "sealedExternalId"
      from external_id where customer_id = any(${batch}::uuid[])`,
  );
  await rows(
    manager,
    sql`
      update external_id as e set external_id = t.external_id
      from unnest(${names.map(({ system }) => system)}::text[],
        ${names.map(({ externalIdDigest }) => externalIdDigest)}::bytea[],
        ${names.map((name) => keys.get(name.customerId)?.unseal(name.sealedExternalId, externalIdPlace(name)) ?? null)}::text[])
        as t (system, digest, external_id)
      where e.system = t.system and e.external_id_digest = t.digest`,
  );
}

async function customersAfter(manager: EntityManager, afterId: string | null): Promise<string[]> {
  const found = await rows<{ id: string }>(
    manager,
    sql`
      select customer_id as id from customer
      where ${afterId}::uuid is null or customer_id > ${afterId}
      order by customer_id limit ${BATCH}`,
  );
  return found.map(({ id }) => id);
}

async function hasCalls(manager: EntityManager): Promise<boolean> {
  const [found] = await rows<{ exists: boolean }>(
    manager,
    sql`select exists (select from idempotency_record)`,
  );
  return found?.exists === true;
}
