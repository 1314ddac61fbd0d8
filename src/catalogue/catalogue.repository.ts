import type { EntityManager } from "typeorm";
import { rows, type Sql, sql } from "../db/sql.ts";
import type { ItemRow } from "./catalogue.entity.ts";

/** An item to create or replace. */
export type NewItem = Omit<ItemRow, "addedAt"> & { readonly addedAt: Date | null };

/** The items among these ids; one statement. */
export function itemsById(manager: EntityManager, itemIds: readonly string[]) {
  return selectItems(manager, sql`where item_id = any(${itemIds}::text[])`);
}

/** The whole catalogue, in the order of the ids; one sequential read. */
export function allItems(manager: EntityManager) {
  return selectItems(manager, sql`order by item_id`);
}

/** One page of the catalogue in the order of the ids; a null filter lets every item pass. */
export function itemsPage(
  manager: EntityManager,
  filter: { afterItemId: string; limit: number; category: string | null; tag: string | null },
) {
  return selectItems(
    manager,
    sql`
      where item_id > ${filter.afterItemId}
        and (${filter.category}::text is null or ${filter.category}::text = any(categories))
        and (${filter.tag}::text is null or ${filter.tag}::text = any(tags))
      order by item_id limit ${filter.limit}`,
  );
}

/**
 * Creates or replaces items with one INSERT and raises the catalogue's version, so that every
 * server reads the catalogue again.
 *
 * @param items distinct ids
 */
export async function upsertItems(
  manager: EntityManager,
  items: readonly NewItem[],
): Promise<void> {
  if (items.length === 0) return;
  const column = <Key extends keyof NewItem>(key: Key) => items.map((item) => item[key]);
  const labels = (key: "categories" | "tags") => items.map((item) => JSON.stringify(item[key]));
  await rows(
    manager,
    sql`
      insert into item (item_id, title, title_de, categories, tags, price_minor, currency,
        is_available, added_at)
      select item_id, title, title_de, array(select jsonb_array_elements_text(categories)),
        array(select jsonb_array_elements_text(tags)), price_minor, currency, is_available,
        coalesce(added_at, clock_timestamp())
      from unnest(${column("itemId")}::text[], ${column("title")}::text[],
        ${column("titleDe")}::text[], ${labels("categories")}::jsonb[], ${labels("tags")}::jsonb[],
        ${column("priceMinor")}::integer[], ${column("currency")}::text[],
        ${column("isAvailable")}::boolean[], ${column("addedAt")}::timestamptz[])
        as t (item_id, title, title_de, categories, tags, price_minor, currency, is_available,
          added_at)
      order by item_id
      on conflict (item_id) do update set title = excluded.title, title_de = excluded.title_de,
        categories = excluded.categories, tags = excluded.tags,
        price_minor = excluded.price_minor, currency = excluded.currency,
        is_available = excluded.is_available`,
  );
  await rows(manager, sql`update catalogue_state set version = version + 1`);
}

function selectItems(manager: EntityManager, condition: Sql): Promise<ItemRow[]> {
  return rows<ItemRow>(manager, {
    text: `
      select item_id as "itemId", title, title_de as "titleDe", categories, tags,
        price_minor as "priceMinor", currency, is_available as "isAvailable",
        added_at as "addedAt"
      from item ${condition.text}`,
    values: condition.values,
  });
}
