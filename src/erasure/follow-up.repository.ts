import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { FollowUpRow } from "./follow-up.entity.ts";
import type { RowSelection } from "./held-row.repository.ts";

/** Names what has to be looked at again. */
export type FollowUpKey = Pick<FollowUpRow, "customerId" | "category">;

/** What is due, oldest first, of customers who are not erased at the moment; nothing is locked. */
export function dueFollowUps(manager: EntityManager, limit: number) {
  return rows<FollowUpKey>(
    manager,
    sql`
      select customer_id as "customerId", category
      from follow_up join consent_snapshot using (customer_id)
      where follow_up.state = 'WAITING' and follow_up.due_at <= clock_timestamp()
      order by follow_up.due_at, customer_id, category limit ${limit}`,
  );
}

/** Takes one of them for this transaction; undefined where another worker has it or had it. */
export function takeFollowUp(
  manager: EntityManager,
  { customerId, category }: FollowUpKey,
): Promise<Pick<FollowUpRow, "keepsData"> | undefined> {
  return firstRow(
    manager,
    sql`
      select keeps_data as "keepsData" from follow_up
      where customer_id = ${customerId} and category = ${category} and state = 'WAITING'
        and due_at <= clock_timestamp()
      for update skip locked`,
  );
}

/** Nothing more follows. */
export async function closeFollowUp(
  manager: EntityManager,
  { customerId, category }: FollowUpKey,
): Promise<void> {
  await rows(
    manager,
    sql`delete from follow_up where customer_id = ${customerId} and category = ${category}`,
  );
}

/** It is looked at again when the consent is back. */
export async function markFrozen(
  manager: EntityManager,
  { customerId, category }: FollowUpKey,
): Promise<void> {
  await rows(
    manager,
    sql`
      update follow_up set state = 'FROZEN'
      where customer_id = ${customerId} and category = ${category}`,
  );
}

/** Has the categories looked at again whose consent ended since a moment. */
export async function followUpEndedConsents(
  manager: EntityManager,
  customerId: string,
  since: Date,
): Promise<void> {
  await rows(
    manager,
    sql`
      insert into follow_up (customer_id, category)
      select distinct customer_id, category from consent_event
      where customer_id = ${customerId} and recorded_at >= ${since}
        and consent_state_ends(state)
      on conflict (customer_id, category) do nothing`,
  );
}

/** Moves rows between two statuses; what had any other one keeps it. */
export async function changeStatus(
  manager: EntityManager,
  { table, condition }: RowSelection,
  from: "ACTIVE" | "FROZEN",
  to: "ACTIVE" | "FROZEN",
): Promise<void> {
  await rows(manager, {
    text: `update ${table} set status = '${to}' where ${condition.text} and status = '${from}'`,
    values: condition.values,
  });
}

/** Tables whose rows can be frozen; what is in the others rests behind its closed cell. */
export function canBeFrozen({ table }: RowSelection): boolean {
  return table === "interaction" || table === "fact_evidence";
}

/**
 * Has what follows for one customer follow for another. Frozen data are looked at again there: the
 * other's consents decide about them now.
 */
export async function moveFollowUps(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (delete from follow_up where customer_id = ${fromId} returning *)
      insert into follow_up as own (customer_id, category, keeps_data, due_at)
      select ${intoId}::uuid, category, keeps_data, due_at from taken
      on conflict (customer_id, category) do update set
        state = 'WAITING', keeps_data = own.keeps_data and excluded.keeps_data,
        due_at = least(own.due_at, excluded.due_at)`,
  );
}
