import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import { keyringOf } from "../sealing/keyring.ts";
import { emailParts } from "../sealing/places.ts";
import type { EmailCorrectionRow } from "./email.entity.ts";

/** The constraint that gives an address to the one customer who gave it themselves. */
export const OWN_EMAIL_CONSTRAINT = "fact_evidence_own_email";

/**
 * Customers of whom some standing evidence says that this is their e-mail address; one statement.
 * Several members of a family may share one that another system has brought in.
 *
 * @param limit no more of them, in the order of their ids
 */
export async function customerIdsByEmail(
  manager: EntityManager,
  email: string,
  limit: number,
): Promise<string[]> {
  const digest = await keyringOf(manager).blindIndex(...emailParts(email));
  const found = await rows<{ customerId: string }>(
    manager,
    sql`
      select distinct customer_id as "customerId" from fact_evidence
      where email_digest = ${digest} and status = 'ACTIVE'
      order by 1 limit ${limit}`,
  );
  return found.map(({ customerId }) => customerId);
}

/** Whether somebody else has this address, whoever has said so. */
export async function isEmailOfAnother(
  manager: EntityManager,
  customerId: string,
  email: string,
): Promise<boolean> {
  const digest = await keyringOf(manager).blindIndex(...emailParts(email));
  const found = await firstRow<{ exists: boolean }>(
    manager,
    sql`
      select exists (
        select from fact_evidence
        where email_digest = ${digest} and status = 'ACTIVE' and customer_id <> ${customerId})`,
  );
  return found?.exists === true;
}

/**
 * Counts an attempt of today and forgets those of more than 30 days ago. The row is locked until
 * the transaction ends, so parallel attempts of one customer are counted one after the other.
 *
 * @returns attempts of this day (UTC) with this one
 */
export async function countEmailCorrection(
  manager: EntityManager,
  customerId: string,
): Promise<number> {
  const counted = await firstRow<{ attempts: number }>(
    manager,
    sql`
      with forgotten as (
        delete from email_correction
        where customer_id = ${customerId}
          and corrected_on < (now() at time zone 'UTC')::date - 30
      )
      insert into email_correction (customer_id, corrected_on, attempts)
      values (${customerId}, (now() at time zone 'UTC')::date, 1)
      on conflict (customer_id, corrected_on) do update
      set attempts = email_correction.attempts + 1
      returning attempts`,
  );
  return counted!.attempts;
}

/** The counted attempts of customers, newest day first; one statement. */
export function emailCorrectionsOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<EmailCorrectionRow>(
    manager,
    sql`
      select customer_id as "customerId", corrected_on::text as "correctedOn", attempts, refusals
      from email_correction where customer_id = any(${customerIds}::uuid[])
      order by corrected_on desc`,
  );
}

/** Records that an attempt of today was refused. */
export async function recordEmailRefusal(
  manager: EntityManager,
  customerId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into email_correction (customer_id, corrected_on, attempts, refusals)
      values (${customerId}, (now() at time zone 'UTC')::date, 1, 1)
      on conflict (customer_id, corrected_on) do update
      set refusals = email_correction.refusals + 1`,
  );
}

/** Whether two texts are one address, as the blind index sees it. */
export function isSameEmail(one: string, other: string): boolean {
  return emailParts(one).join() === emailParts(other).join();
}

/** Counts one customer's attempts as another's, so that a second id is no second try. */
export async function moveEmailCorrections(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (delete from email_correction where customer_id = ${fromId} returning *)
      insert into email_correction as own (customer_id, corrected_on, attempts, refusals)
      select ${intoId}::uuid, corrected_on, attempts, refusals from taken
      on conflict (customer_id, corrected_on) do update set
        attempts = own.attempts + excluded.attempts,
        refusals = own.refusals + excluded.refusals`,
  );
}
