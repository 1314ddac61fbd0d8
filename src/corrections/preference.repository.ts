import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";
import type { PreferenceRow } from "./preference.entity.ts";

/** One preference to declare; a null sentiment takes it back. */
export interface PreferenceChange {
  readonly target: PreferenceRow["target"];
  readonly name: string;
  readonly sentiment: PreferenceRow["sentiment"] | null;
}

/** What these customers have declared, newest first; one statement. */
export function preferencesOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<PreferenceRow>(
    manager,
    sql`
      select customer_id as "customerId", preference_id as "preferenceId", target, name, sentiment,
        declared_at as "declaredAt"
      from declared_preference where customer_id = any(${customerIds}::uuid[])
      order by declared_at desc, preference_id`,
  );
}

/**
 * Declares and takes back preferences of one customer: one INSERT and one DELETE.
 *
 * @param changes each subject (target and name) at most once
 */
export async function changePreferences(
  manager: EntityManager,
  customerId: string,
  changes: readonly PreferenceChange[],
): Promise<void> {
  const declared = changes.filter(({ sentiment }) => sentiment !== null);
  const takenBack = changes.filter(({ sentiment }) => sentiment === null);
  await rows(
    manager,
    sql`
      insert into declared_preference (customer_id, preference_id, target, name, sentiment)
      select ${customerId}::uuid, * from unnest(${declared.map(() => randomUUID())}::uuid[],
        ${declared.map(({ target }) => target)}::text[], ${declared.map(({ name }) => name)}::text[],
        ${declared.map(({ sentiment }) => sentiment)}::text[]) as t (id, target, name, sentiment)
      order by target, name
      on conflict (customer_id, target, name) do update set
        sentiment = excluded.sentiment, declared_at = excluded.declared_at`,
  );
  await rows(
    manager,
    sql`
      delete from declared_preference
      where customer_id = ${customerId} and (target, name) in (
        select * from unnest(${takenBack.map(({ target }) => target)}::text[],
          ${takenBack.map(({ name }) => name)}::text[]))`,
  );
}

/** Gives one customer another's preferences; of two about one subject the newer word stays. */
export async function movePreferences(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from declared_preference own using declared_preference other
      where own.customer_id in (${fromId}, ${intoId}) and other.customer_id in (${fromId}, ${intoId})
        and own.customer_id <> other.customer_id
        and own.target = other.target and own.name = other.name
        and (own.declared_at, own.customer_id = ${intoId})
          < (other.declared_at, other.customer_id = ${intoId})`,
  );
  await rows(
    manager,
    sql`update declared_preference set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}
