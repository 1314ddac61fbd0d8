import type { EntityManager } from "typeorm";
import { firstRow, rows, type Sql, sql } from "../db/sql.ts";
import { LIMITS } from "../limits.ts";

/** An item as a dataset's own list of items describes it. */
export interface DescribedItem {
  readonly itemId: string;
  readonly title: string;
  readonly categories: readonly string[];
}

/** An item as far as the events of a dataset tell. */
export interface MentionedItem {
  readonly itemId: string;
  /** What it is called if nothing better is known. */
  readonly title: string;
  readonly tags: readonly string[];
  /** The first thing that happened to it, or null where the source has no clock. */
  readonly firstAt: Date | null;
}

/**
 * Creates items or brings title and categories up to date; price, availability and tags belong to
 * the operator and stay. The catalogue's version rises only where something has changed.
 *
 * @param items distinct ids
 * @returns how many are new
 */
export function storeDescribedItems(
  manager: EntityManager,
  items: readonly DescribedItem[],
): Promise<number> {
  return storedItems(
    manager,
    sql`
      insert into item (item_id, title, categories)
      select item_id, title, array(select jsonb_array_elements_text(categories))
      from unnest(${items.map(({ itemId }) => itemId)}::text[],
        ${items.map(({ title }) => title)}::text[],
        ${items.map(({ categories }) => JSON.stringify(categories))}::jsonb[])
        as t (item_id, title, categories)
      order by item_id
      on conflict (item_id) do update
      set title = excluded.title, categories = excluded.categories
      where (item.title, item.categories) is distinct from (excluded.title, excluded.categories)
      returning xmax = 0 as is_new`,
  );
}

/**
 * Makes sure that items exist, unites their tags and dates them back to the first thing that
 * happened to them: an imported item is as old as its history, not as new as the import. Tags are
 * added as long as there is room, see {@link LIMITS.labelsPerItemMax}; those that an item has stay.
 *
 * @param items distinct ids
 * @returns how many are new
 */
export function storeMentionedItems(
  manager: EntityManager,
  items: readonly MentionedItem[],
): Promise<number> {
  return storedItems(
    manager,
    sql`
      insert into item (item_id, title, tags, added_at)
      select item_id, title, array(select jsonb_array_elements_text(tags)),
        coalesce(first_at, clock_timestamp())
      from unnest(${items.map(({ itemId }) => itemId)}::text[],
        ${items.map(({ title }) => title)}::text[],
        ${items.map(({ tags }) => JSON.stringify(tags))}::jsonb[],
        ${items.map(({ firstAt }) => firstAt)}::timestamptz[])
        as t (item_id, title, tags, first_at)
      order by item_id
      on conflict (item_id) do update
      set tags = array(
          select unnest(item.tags || array(
            select unnest(excluded.tags) except select unnest(item.tags)
            order by 1 limit greatest(${LIMITS.labelsPerItemMax} - cardinality(item.tags), 0)))
          order by 1),
        added_at = least(item.added_at, excluded.added_at)
      where item.added_at > excluded.added_at or (not item.tags @> excluded.tags
        and cardinality(item.tags) < ${LIMITS.labelsPerItemMax})
      returning xmax = 0 as is_new`,
  );
}

/**
 * Takes turns with every other import of the same source until the transaction ends, so that two
 * of them replace its mood counts one after the other.
 */
export async function waitForTurn(manager: EntityManager, source: string): Promise<void> {
  await rows(manager, sql`select pg_advisory_xact_lock(hashtextextended(${source}, 0))`);
}

/** Adds what all item statements share: one step of the catalogue's version, and the count. */
async function storedItems(manager: EntityManager, insert: Sql): Promise<number> {
  const stored = await firstRow<{ count: number }>(manager, {
    text: `
      with stored as (${insert.text}), raised as (
        update catalogue_state set version = version + 1 where exists (select from stored)
      )
      select count(*) filter (where is_new)::int as count from stored`,
    values: insert.values,
  });
  return stored?.count ?? 0;
}
