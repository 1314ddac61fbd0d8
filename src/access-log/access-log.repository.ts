import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";
import type { AccessLogRow } from "./access-log.entity.ts";

/** What names a row among those of one customer, in the order of the primary key. */
export type AccessLogKey = Pick<
  AccessLogRow,
  "day" | "actorKind" | "actorName" | "purpose" | "category"
>;

/**
 * Adds uses to what is counted already. Rows are taken in the order of the primary key, so that two
 * statements never wait for each other in a circle. Customers who are gone are passed over.
 *
 * Cost: one statement, whatever the number.
 *
 * @param entries no two with the same key
 */
export async function addToAccessLog(
  manager: EntityManager,
  entries: readonly AccessLogRow[],
): Promise<void> {
  const column = <Key extends keyof AccessLogRow>(key: Key) => entries.map((entry) => entry[key]);
  await rows(
    manager,
    sql`
      insert into access_log as own
        (customer_id, day, actor_kind, actor_name, purpose, category, first_at, last_at, uses)
      select customer_id, day, actor_kind, actor_name, purpose, category, first_at, last_at, uses
      from unnest(${column("customerId")}::uuid[], ${column("day")}::date[],
          ${column("actorKind")}::text[], ${column("actorName")}::text[],
          ${column("purpose")}::text[], ${column("category")}::text[],
          ${column("firstAt")}::timestamptz[], ${column("lastAt")}::timestamptz[],
          ${column("uses")}::integer[])
        as entry (customer_id, day, actor_kind, actor_name, purpose, category, first_at, last_at,
          uses)
        join customer using (customer_id)
      order by customer_id, day, actor_kind, actor_name, purpose, category
      on conflict (customer_id, day, actor_kind, actor_name, purpose, category) do update set
        first_at = least(own.first_at, excluded.first_at),
        last_at = greatest(own.last_at, excluded.last_at),
        uses = own.uses + excluded.uses`,
  );
}

/**
 * One page of a customer's log, the newest day first; one range of the primary key, so that rows
 * keep their places while they are counted up.
 *
 * @param after the key of the last row of the page before; null for the first page
 */
export function accessLogPage(
  manager: EntityManager,
  customerId: string,
  limit: number,
  after: AccessLogKey | null,
) {
  const { day, actorKind, actorName, purpose, category } = after ?? NO_KEY;
  return rows<AccessLogRow>(
    manager,
    sql`
      select customer_id as "customerId", day::text, actor_kind as "actorKind",
        actor_name as "actorName", purpose, category, first_at as "firstAt", last_at as "lastAt",
        uses
      from access_log
      where customer_id = ${customerId} and (${day}::date is null
        or (day, actor_kind, actor_name, purpose, category) < (${day}::date, ${actorKind}::text,
          ${actorName}::text, ${purpose}::text, ${category}::text))
      order by day desc, actor_kind desc, actor_name desc, purpose desc, category desc
      limit ${limit}`,
  );
}

const NO_KEY = { day: null, actorKind: null, actorName: null, purpose: null, category: null };

/**
 * Removes rows of days that lie further back, at most so many at once; one range of an index.
 *
 * @param limit keeps the statement short; what is left goes with the next call
 */
export async function deleteAccessLogBefore(
  manager: EntityManager,
  day: string,
  limit: number,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from access_log where ctid = any(array(
        select ctid from access_log where day < ${day}::date order by day limit ${limit}))`,
  );
}

/** Gives one customer's log to another; what both have of a day is counted together. */
export async function moveAccessLog(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (delete from access_log where customer_id = ${fromId} returning *)
      insert into access_log as own
        (customer_id, day, actor_kind, actor_name, purpose, category, first_at, last_at, uses)
      select ${intoId}::uuid, day, actor_kind, actor_name, purpose, category, first_at, last_at, uses
      from taken
      order by day, actor_kind, actor_name, purpose, category
      on conflict (customer_id, day, actor_kind, actor_name, purpose, category) do update set
        first_at = least(own.first_at, excluded.first_at),
        last_at = greatest(own.last_at, excluded.last_at),
        uses = own.uses + excluded.uses`,
  );
}
