import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ProfileResetRow } from "./reset.entity.ts";

/** Whether there is such a customer, and whether anything has changed about them. */
export interface Changed {
  readonly isKnown: boolean;
  readonly isChanged: boolean;
}

/**
 * Restricts processing or lifts the restriction, and raises the epoch, in one statement: answers
 * that are under way are discarded. Where it is so already, nothing changes.
 */
export async function setRestriction(
  manager: EntityManager,
  customerId: string,
  isRestricted: boolean,
): Promise<Changed> {
  const found = await firstRow<Changed>(
    manager,
    sql`
      with changed as (
        update consent_snapshot set epoch = epoch + 1,
          restricted_at = case when ${isRestricted}::boolean then clock_timestamp() end
        where customer_id = ${customerId}
          and (restricted_at is not null) <> ${isRestricted}::boolean
        returning 1
      )
      select exists (select 1 from changed) as "isChanged",
        exists (select 1 from consent_snapshot where customer_id = ${customerId}) as "isKnown"`,
  );
  return answered(found);
}

/** A time in which a customer is left alone; without an end until they say otherwise. */
export interface QuietTime {
  readonly since: Date;
  readonly until: Date | null;
}

/**
 * Lets a customer be left alone, or ends that, and raises the epoch in one statement.
 *
 * @param quiet null ends it
 */
export async function setQuiet(
  manager: EntityManager,
  customerId: string,
  quiet: QuietTime | null,
): Promise<Changed> {
  const found = await firstRow<Changed>(
    manager,
    sql`
      with changed as (
        update consent_snapshot set epoch = epoch + 1,
          quiet_since = ${quiet?.since ?? null}, quiet_until = ${quiet?.until ?? null}
        where customer_id = ${customerId}
          and (quiet_since is not null or ${quiet !== null}::boolean)
        returning 1
      )
      select exists (select 1 from changed) as "isChanged",
        exists (select 1 from consent_snapshot where customer_id = ${customerId}) as "isKnown"`,
  );
  return answered(found);
}

/**
 * From now on nothing counts that was observed before, and the epoch rises, in one statement. The
 * moment is rounded up to whole milliseconds, which is what travels between us and the database.
 *
 * @returns undefined where there is no such customer
 */
export function addReset(
  manager: EntityManager,
  customerId: string,
  undoHours: number,
): Promise<{ resetId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      with raised as (
        update consent_snapshot set epoch = epoch + 1,
          reset_at = date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond'
        where customer_id = ${customerId}
        returning customer_id, reset_at
      )
      insert into profile_reset (customer_id, reset_id, reset_at, undo_until)
      select customer_id, ${randomUUID()}::uuid, reset_at,
        reset_at + make_interval(hours => ${undoHours}::integer)
      from raised
      returning reset_id as "resetId"`,
  );
}

/** Holds the row that every change of a customer's decisions begins with. */
export function lockDecisions(
  manager: EntityManager,
  customerId: string,
): Promise<{ customerId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      select customer_id as "customerId" from consent_snapshot
      where customer_id = ${customerId} for update`,
  );
}

/**
 * Takes the latest reset back where its time is not over; what counts is then decided by the one
 * before, if there is one. Raises the epoch. Inside a transaction that holds the customer's
 * decisions, see {@link lockDecisions}.
 *
 * @returns undefined where there is none that can be undone
 */
export function undoLatestReset(
  manager: EntityManager,
  customerId: string,
): Promise<{ resetId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      with latest as (
        select reset_id from profile_reset
        where customer_id = ${customerId} and undone_at is null
        order by reset_at desc, reset_id limit 1
      ), undone as (
        update profile_reset set undone_at = clock_timestamp()
        from latest
        where customer_id = ${customerId} and profile_reset.reset_id = latest.reset_id
          and erased_at is null and undo_until > clock_timestamp()
        returning profile_reset.reset_id
      ), raised as (
        update consent_snapshot set epoch = epoch + 1,
          reset_at = (
            select max(reset_at) from profile_reset
            where customer_id = ${customerId} and undone_at is null
              and reset_id not in (select reset_id from undone))
        where customer_id = ${customerId} and exists (select 1 from undone)
      )
      select reset_id as "resetId" from undone`,
  );
}

/**
 * Erases what lies before resets that can no more be undone. Customers who are being changed at
 * this moment are passed over, so several workers never wait for each other; the next sweep has
 * them.
 *
 * @param limit resets at a time
 * @returns how many resets were due
 */
export async function eraseBeforeResets(manager: EntityManager, limit: number): Promise<number> {
  const found = await firstRow<{ count: number }>(
    manager,
    sql`
      with due as materialized (
        select customer_id, reset_id, profile_reset.reset_at
        from profile_reset join consent_snapshot using (customer_id)
        where undo_until <= clock_timestamp() and undone_at is null and erased_at is null
        order by undo_until limit ${limit} for update skip locked
      ), latest as (
        select customer_id, max(reset_at) as reset_at from due group by customer_id
      ), event as (
        delete from interaction using latest
        where interaction.customer_id = latest.customer_id
          and least(occurred_at, recorded_at) <= reset_at
      ), preference as (
        delete from declared_preference using latest
        where declared_preference.customer_id = latest.customer_id and declared_at <= reset_at
      ), dial as (
        delete from customer_weights using latest
        where customer_weights.customer_id = latest.customer_id and set_at <= reset_at
      ), list as (
        delete from shown_list using latest
        where shown_list.customer_id = latest.customer_id and shown_at <= reset_at
      ), erased as (
        update profile_reset set erased_at = clock_timestamp()
        from due
        where profile_reset.customer_id = due.customer_id
          and profile_reset.reset_id = due.reset_id
        returning 1
      )
      select count(*)::int as count from erased`,
  );
  return found?.count ?? 0;
}

/**
 * Lets what one customer has put out of use be out of use for another, who is the same person: of
 * both the stricter. Raises the epoch where that can change anything; 2 statements.
 */
export async function moveLimits(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`update profile_reset set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
  await rows(
    manager,
    sql`
      update consent_snapshot own set epoch = own.epoch + 1,
        restricted_at = least(own.restricted_at, other.restricted_at),
        quiet_since = least(own.quiet_since, other.quiet_since),
        quiet_until = case
          when own.quiet_since is null then other.quiet_until
          when other.quiet_since is null then own.quiet_until
          when own.quiet_until is not null and other.quiet_until is not null
            then greatest(own.quiet_until, other.quiet_until)
        end,
        reset_at = greatest(own.reset_at, other.reset_at)
      from consent_snapshot other
      where own.customer_id = ${intoId} and other.customer_id = ${fromId}
        and num_nonnulls(other.restricted_at, other.quiet_since, other.reset_at) > 0`,
  );
}

/** The resets of these customers, newest first; one statement. */
export function resetsOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ProfileResetRow>(
    manager,
    sql`
      select customer_id as "customerId", reset_id as "resetId", reset_at as "resetAt",
        undo_until as "undoUntil", undone_at as "undoneAt", erased_at as "erasedAt"
      from profile_reset where customer_id = any(${customerIds}::uuid[])
      order by reset_at desc, reset_id`,
  );
}

function answered(found: Changed | undefined): Changed {
  if (!found) throw new Error("A SELECT of scalars gave no row.");
  return found;
}
