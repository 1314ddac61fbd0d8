import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ContactBudgetRow, ContactChannel } from "./contact.entity.ts";

/**
 * Counts one contact where the budget of the last seven days has room for it. One statement: of
 * parallel ones each sees what the one before has counted, because `on conflict` waits for the row.
 *
 * @param contactsPerWeek the house's number, at least 1, for customers who have said none
 * @returns whether it was counted
 */
export async function takeContact(
  manager: EntityManager,
  customerId: string,
  channel: ContactChannel,
  contactsPerWeek: number,
  now: Date,
): Promise<boolean> {
  const taken = await firstRow(
    manager,
    sql`
      insert into contact_budget as own (customer_id, channel, planned_at)
      values (${customerId}, ${channel}, array[${now}::timestamptz])
      on conflict (customer_id, channel) do update set planned_at = array(
          select at from unnest(own.planned_at) at
          where at > ${now}::timestamptz - interval '7 days') || excluded.planned_at
        where (select count(*) from unnest(own.planned_at) at
            where at > ${now}::timestamptz - interval '7 days')
          < coalesce(own.contacts_per_week, ${contactsPerWeek}::integer)
      returning 1 as taken`,
  );
  return taken !== undefined;
}

/** The budgets of these customers, as far as anything is known of them; one statement. */
export function contactBudgetsOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ContactBudgetRow>(
    manager,
    sql`
      select customer_id as "customerId", channel, planned_at as "plannedAt",
        contacts_per_week as "contactsPerWeek"
      from contact_budget where customer_id = any(${customerIds}::uuid[])`,
  );
}

/** Sets how often a customer wants to be contacted on a channel; null takes it back. */
export async function setContactLimit(
  manager: EntityManager,
  customerId: string,
  channel: ContactChannel,
  contactsPerWeek: number | null,
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into contact_budget (customer_id, channel, contacts_per_week)
      values (${customerId}, ${channel}, ${contactsPerWeek})
      on conflict (customer_id, channel) do update set
        contacts_per_week = excluded.contacts_per_week`,
  );
}

/**
 * Adds another's contacts to a customer's own: both were this person's. Of two numbers that they
 * said, the smaller one counts.
 */
export async function moveContactBudgets(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (
        delete from contact_budget where customer_id = ${fromId}
        returning channel, planned_at, contacts_per_week
      )
      insert into contact_budget as own (customer_id, channel, planned_at, contacts_per_week)
      select ${intoId}::uuid, channel, planned_at, contacts_per_week from taken
      on conflict (customer_id, channel) do update set
        planned_at = array(
          select at from unnest(own.planned_at || excluded.planned_at) at order by at),
        contacts_per_week = least(own.contacts_per_week, excluded.contacts_per_week)`,
  );
}
