import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";
import type { SuppressionKind } from "./suppression.entity.ts";

/** Something that may be suppressed, by its digest. */
export interface Digested {
  readonly kind: SuppressionKind;
  readonly digest: Buffer;
}

/** Suppresses contacts on behalf of an erasure; one statement. */
export async function insertSuppressions(
  manager: EntityManager,
  erasureId: string,
  contacts: readonly Digested[],
): Promise<void> {
  if (contacts.length === 0) return;
  await rows(
    manager,
    sql`
      insert into suppression (kind, digest, erasure_id)
      select kind, digest, ${erasureId}::uuid
      from unnest(${contacts.map(({ kind }) => kind)}::text[],
        ${contacts.map(({ digest }) => digest)}::bytea[]) as t (kind, digest)
      on conflict do nothing`,
  );
}

/** The places, from 0, of those among these that are suppressed; one statement. */
export async function suppressedPlaces(
  manager: EntityManager,
  contacts: readonly Digested[],
): Promise<Set<number>> {
  if (contacts.length === 0) return new Set();
  const found = await rows<{ place: number }>(
    manager,
    sql`
      select place::int - 1 as place
      from unnest(${contacts.map(({ kind }) => kind)}::text[],
        ${contacts.map(({ digest }) => digest)}::bytea[]) with ordinality as t (kind, digest, place)
      where exists (select from suppression
        where suppression.kind = t.kind and suppression.digest = t.digest)`,
  );
  return new Set(found.map(({ place }) => place));
}

/** What an erasure suppresses. */
export function suppressionsOf(manager: EntityManager, erasureIds: readonly string[]) {
  return rows<Digested & { erasureId: string }>(
    manager,
    sql`
      select kind, digest, erasure_id as "erasureId" from suppression
      where erasure_id = any(${erasureIds}::uuid[]) order by kind, digest`,
  );
}

/** Ends the suppressions of an erasure that is taken back. */
export async function deleteSuppressionsOf(
  manager: EntityManager,
  erasureId: string,
): Promise<void> {
  await rows(manager, sql`delete from suppression where erasure_id = ${erasureId}`);
}

/** What was suppressed within a customer's data goes with the customer. */
export async function deleteFactSuppressions(
  manager: EntityManager,
  customerId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from suppression using erasure
      where suppression.kind = 'FACT' and suppression.erasure_id = erasure.erasure_id
        and erasure.customer_id = ${customerId}`,
  );
}

/** Ends the suppression of one contact, whoever asked for it; returns how many there were. */
export async function liftSuppression(
  manager: EntityManager,
  { kind, digest }: Digested,
): Promise<number> {
  const lifted = await rows(
    manager,
    sql`delete from suppression where kind = ${kind} and digest = ${digest} returning 1`,
  );
  return lifted.length;
}

/** Takes back customers who were created a moment ago in this transaction. */
export async function takeBackNewcomers(
  manager: EntityManager,
  customerIds: readonly string[],
): Promise<void> {
  await rows(manager, sql`delete from customer where customer_id = any(${customerIds}::uuid[])`);
}
