import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ConsentReceiptRow, SigningKeyRow } from "./receipt.entity.ts";

/** The receipts of these entries that were issued already; one range of the primary key. */
export function receiptsOf(
  manager: EntityManager,
  customerId: string,
  sequences: readonly number[],
) {
  return rows<ConsentReceiptRow>(
    manager,
    sql`
      select customer_id as "customerId", sequence, key_id as "keyId", jws, issued_at as "issuedAt"
      from consent_receipt
      where customer_id = ${customerId} and sequence = any(${sequences}::integer[])`,
  );
}

/** Keeps new receipts; where another request was faster, its receipt stays. */
export async function keepReceipts(
  manager: EntityManager,
  customerId: string,
  receipts: readonly Pick<ConsentReceiptRow, "sequence" | "keyId" | "jws">[],
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into consent_receipt (customer_id, sequence, key_id, jws)
      select customer_id, t.sequence, key_id, jws
      from unnest(${receipts.map(({ sequence }) => sequence)}::integer[],
        ${receipts.map(({ keyId }) => keyId)}::text[],
        ${receipts.map(({ jws }) => jws)}::text[]) as t (sequence, key_id, jws)
      join consent_event on consent_event.customer_id = ${customerId}
        and consent_event.sequence = t.sequence
      on conflict do nothing`,
  );
}

/** Keeps the public half of a key for ever. */
export async function keepSigningKey(
  manager: EntityManager,
  keyId: string,
  publicKey: object,
): Promise<void> {
  await firstRow(
    manager,
    sql`
      insert into signing_key (key_id, public_key)
      values (${keyId}, ${JSON.stringify(publicKey)}::jsonb) on conflict do nothing`,
  );
}

/** Every key that receipts were ever signed with. */
export function signingKeys(manager: EntityManager) {
  return rows<Pick<SigningKeyRow, "publicKey">>(
    manager,
    sql`select public_key as "publicKey" from signing_key order by first_used_at, key_id`,
  );
}
