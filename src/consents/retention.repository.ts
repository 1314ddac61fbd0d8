import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";

/**
 * Removes what was recorded before a moment: one statement, at most `limit` rows. Rows that
 * somebody else holds at that moment are left for the next time, and what a customer has asked to
 * keep (`FROZEN`) stays.
 *
 * @returns how many rows were changed
 */
export type Deletion = (manager: EntityManager, before: Date, limit: number) => Promise<number>;

/** What a customer has restricted is not deleted by the way: they may need it (GDPR Art. 18). */
const isUnrestricted = sql`
  not exists (select from consent_snapshot as decided
    where decided.customer_id = owned.customer_id and decided.restricted_at is not null)`;

/** Views, clicks and carts. */
export const deleteBrowsing: Deletion = (manager, before, limit) =>
  deleteInteractions(manager, ["VIEW", "CLICK", "CART"], before, limit);

/** Ratings, likes and answers to recommendations. */
export const deleteFeedback: Deletion = (manager, before, limit) =>
  deleteInteractions(manager, ["RATING", "LIKE", "DISLIKE", "NOT_NOW"], before, limit);

async function deleteInteractions(
  manager: EntityManager,
  kinds: readonly string[],
  before: Date,
  limit: number,
): Promise<number> {
  const deleted = await rows(
    manager,
    sql`
      with due as (
        select customer_id, interaction_id from interaction as owned
        where recorded_at < ${before}::timestamptz and kind not in ('PURCHASE', 'RETURN')
          and kind = any(${kinds}::text[]) and status <> 'FROZEN' and ${isUnrestricted}
        order by recorded_at limit ${limit} for update skip locked
      )
      delete from interaction using due
      where interaction.customer_id = due.customer_id
        and interaction.interaction_id = due.interaction_id
      returning 1`,
  );
  return deleted.length;
}

/** The situations of purchases: the purchase itself stays, for what was ordered and for the law. */
export const clearPurchaseContexts: Deletion = async (manager, before, limit) => {
  const cleared = await rows(
    manager,
    sql`
      with due as (
        select customer_id, interaction_id from interaction as owned
        where recorded_at < ${before}::timestamptz and kind in ('PURCHASE', 'RETURN')
          and context <> '{}' and status <> 'FROZEN' and ${isUnrestricted}
        order by recorded_at limit ${limit} for update skip locked
      )
      update interaction set context = '{}' from due
      where interaction.customer_id = due.customer_id
        and interaction.interaction_id = due.interaction_id
      returning 1`,
  );
  return cleared.length;
};

/**
 * All that was said about birthdays that nobody has stated since. What the customer has struck
 * stays: it says what must not be believed when it is brought in again.
 *
 * A customer has a handful of facts, so the table is small; it has no index on age.
 */
export const deleteBirthdays: Deletion = async (manager, before, limit) => {
  const deleted = await rows(
    manager,
    sql`
      with due as (
        select customer_id from fact_evidence as owned
        where field = 'BIRTHDAY' and status not in ('STRUCK', 'FROZEN') and ${isUnrestricted}
        group by customer_id having max(recorded_at) < ${before}::timestamptz
        order by customer_id limit ${limit}
      )
      delete from fact_evidence using due
      where fact_evidence.customer_id = due.customer_id and field = 'BIRTHDAY'
        and status not in ('STRUCK', 'FROZEN') and recorded_at < ${before}::timestamptz
      returning 1`,
  );
  return deleted.length;
};

/** The times of contacts that no budget counts any more; ascending, so the first is the oldest. */
export const forgetContacts: Deletion = async (manager, before, limit) => {
  const changed = await rows(
    manager,
    sql`
      with due as (
        select customer_id, channel from contact_budget
        where planned_at[1] < ${before}::timestamptz
        order by customer_id, channel limit ${limit} for update skip locked
      )
      update contact_budget
      set planned_at = array(
        select planned from unnest(planned_at) as planned
        where planned >= ${before}::timestamptz order by planned)
      from due
      where contact_budget.customer_id = due.customer_id
        and contact_budget.channel = due.channel
      returning 1`,
  );
  return changed.length;
};

/** The outcomes of calls that nobody will repeat any more. */
export const deleteIdempotencyRecords: Deletion = async (manager, before, limit) => {
  const deleted = await rows(
    manager,
    sql`
      with due as (
        select actor, idempotency_key from idempotency_record
        where recorded_at < ${before}::timestamptz
        order by recorded_at limit ${limit} for update skip locked
      )
      delete from idempotency_record using due
      where idempotency_record.actor = due.actor
        and idempotency_record.idempotency_key = due.idempotency_key
      returning 1`,
  );
  return deleted.length;
};
