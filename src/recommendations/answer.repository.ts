import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ShownListRow } from "./shown-list.entity.ts";

/** Consent epochs by the customer's id. */
export type Epochs = ReadonlyMap<string, number>;

/** Whether all of these customers are still at these epochs. */
export async function areEpochsCurrent(manager: EntityManager, epochs: Epochs): Promise<boolean> {
  const found = await firstRow<{ isCurrent: boolean }>(
    manager,
    sql`
      select not exists (
        select from unnest(${[...epochs.keys()]}::uuid[], ${[...epochs.values()]}::integer[])
            as used (customer_id, epoch)
          left join consent_snapshot as decided using (customer_id)
        where decided.epoch is distinct from used.epoch
      ) as "isCurrent"`,
  );
  return found?.isCurrent ?? false;
}

/**
 * Stores what is about to be shown in one statement, all of it or, where any of these customers is
 * no longer at the epoch, nothing. It holds the rows of the decisions, so a withdrawal waits for it
 * and nothing is stored after one was answered.
 *
 * @param epochs of all customers that the lists are about, and of others whom the answer rests on
 * @returns whether the epochs were current and the lists are stored
 */
export async function insertShownLists(
  manager: EntityManager,
  lists: readonly ShownListRow[],
  epochs: Epochs,
): Promise<boolean> {
  const stored = await rows<{ listId: string }>(
    manager,
    sql`
      with used as (
        select * from unnest(${[...epochs.keys()]}::uuid[], ${[...epochs.values()]}::integer[])
          as t (customer_id, epoch)
      ), unchanged as (
        select decided.customer_id
        from consent_snapshot as decided join used using (customer_id, epoch)
        order by decided.customer_id for share of decided
      )
      insert into shown_list (customer_id, list_id, placement, shown_at, seed, model_version, mode,
        context, candidate_count, item_ids, replaced_item_ids, propensities)
      select "customerId", "listId", placement, "shownAt", seed, "modelVersion", mode, context,
        "candidateCount", "itemIds", "replacedItemIds", propensities
      from jsonb_to_recordset(${JSON.stringify(lists)}::jsonb) as list (
        "customerId" uuid, "listId" uuid, placement text, "shownAt" timestamptz, seed integer,
        "modelVersion" text, mode text, context jsonb, "candidateCount" integer, "itemIds" text[],
        "replacedItemIds" text[], propensities double precision[])
      where (select count(*) from unchanged) = (select count(*) from used)
      returning list_id as "listId"`,
  );
  return stored.length === lists.length;
}
