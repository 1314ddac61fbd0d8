import type { EntityManager } from "typeorm";
import { rows, sql } from "../db/sql.ts";
import type { InteractionKind } from "../scoring/types.ts";

/** One slot of a shown list with the kinds of interactions that it is credited with. */
export interface ShownSlotRow {
  customerId: string;
  listId: string;
  shownAt: Date;
  /** Place in the list, from 1. */
  rank: number;
  itemId: string;
  replacedItemId: string | null;
  propensity: number;
  /** How many items the list's first slot could have shown. */
  candidateCount: number;
  outcomes: InteractionKind[];
}

/**
 * All slots that these customers were shown since their resets. An interaction is credited to the
 * latest list that showed its item before, if that was within the window; so it counts once.
 *
 * @param kinds what may be looked at, for each of the customers; empty: outcomes of none
 */
export function shownSlots(
  manager: EntityManager,
  customers: readonly { customerId: string; kinds: readonly InteractionKind[] }[],
  windowDays: number,
) {
  const ids = customers.map(({ customerId }) => customerId);
  const permitted = customers.flatMap(({ customerId, kinds }) =>
    kinds.map((kind) => ({ customerId, kind })),
  );
  return rows<ShownSlotRow>(
    manager,
    sql`
      with slot as materialized (
        select customer_id, list_id, shown_at, candidate_count, item_id, replaced_item_id,
          propensity, rank::int
        from shown_list join consent_snapshot using (customer_id),
          unnest(item_ids, replaced_item_ids, propensities) with ordinality
          as entry (item_id, replaced_item_id, propensity, rank)
        where customer_id = any(${ids}::uuid[]) and (reset_at is null or shown_at > reset_at)
      ), permitted as (
        select * from unnest(${permitted.map(({ customerId }) => customerId)}::uuid[],
          ${permitted.map(({ kind }) => kind)}::text[]) as pair (customer_id, kind)
      ), credited as (
        select distinct on (customer_id, interaction_id) customer_id, list_id, item_id, kind
        from interaction join permitted using (customer_id, kind)
          join slot using (customer_id, item_id)
        where customer_id = any(${ids}::uuid[]) and status = 'ACTIVE' and is_time_known
          and occurred_at >= shown_at
          and occurred_at < shown_at + make_interval(days => ${windowDays}::integer)
        order by customer_id, interaction_id, shown_at desc, list_id desc
      ), outcome as (
        select customer_id, list_id, item_id, array_agg(distinct kind order by kind) as kinds
        from credited group by customer_id, list_id, item_id
      )
      select customer_id as "customerId", list_id as "listId", shown_at as "shownAt", rank,
        item_id as "itemId", replaced_item_id as "replacedItemId", propensity,
        candidate_count as "candidateCount", coalesce(kinds, '{}') as outcomes
      from slot left join outcome using (customer_id, list_id, item_id)
      order by customer_id, shown_at, list_id, rank`,
  );
}

/** Gives one customer the lists that another was shown. */
export async function moveShownLists(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`update shown_list set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}

/** Removes all lists that are older than so many months; one range of an index. */
export async function deleteShownListsOlderThan(
  manager: EntityManager,
  months: number,
  now: Date,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from shown_list
      where shown_at < ${now}::timestamptz - make_interval(months => ${months}::integer)`,
  );
}
