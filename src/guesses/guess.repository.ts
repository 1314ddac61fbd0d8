import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { InterestName } from "../scoring/types.ts";
import type { StruckGuessRow } from "./guess.entity.ts";

/** What these customers have struck, the newest first; one statement. */
export function struckGuessesOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<StruckGuessRow>(
    manager,
    sql`
      select customer_id as "customerId", kind, name, struck_at as "struckAt" from struck_guess
      where customer_id = any(${customerIds}::uuid[])
      order by struck_at desc, kind, name`,
  );
}

/**
 * How many guesses a customer has struck; undefined where there is no such customer. Holds the
 * customer's row, so that of parallel strikes each sees those before it.
 */
export async function countStruckGuessesForWrite(
  manager: EntityManager,
  customerId: string,
): Promise<number | undefined> {
  const held = await firstRow(
    manager,
    sql`
      select 1 from consent_snapshot
      where customer_id = ${customerId} and merged_into is null for no key update`,
  );
  if (!held) return undefined;
  const found = await firstRow<{ count: number }>(
    manager,
    sql`select count(*)::int as count from struck_guess where customer_id = ${customerId}`,
  );
  return found?.count;
}

/** Strikes a guess; striking it again changes nothing. */
export async function insertStruckGuess(
  manager: EntityManager,
  customerId: string,
  { kind, name }: InterestName,
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into struck_guess (customer_id, kind, name) values (${customerId}, ${kind}, ${name})
      on conflict (customer_id, kind, name) do nothing`,
  );
}

/** Takes a strike back; undefined where there was none. */
export function deleteStruckGuess(
  manager: EntityManager,
  customerId: string,
  { kind, name }: InterestName,
): Promise<{ name: string } | undefined> {
  return firstRow(
    manager,
    sql`
      delete from struck_guess
      where customer_id = ${customerId} and kind = ${kind} and name = ${name}
      returning name`,
  );
}

/** Gives one customer what another has struck; a guess that both have struck stays struck once. */
export async function moveStruckGuesses(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (
        delete from struck_guess where customer_id = ${fromId} returning kind, name, struck_at
      )
      insert into struck_guess (customer_id, kind, name, struck_at)
      select ${intoId}::uuid, kind, name, struck_at from taken
      on conflict (customer_id, kind, name) do nothing`,
  );
}
