import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import type { ItemRow } from "./catalogue.entity.ts";
import { itemsById } from "./catalogue.repository.ts";

/** Loads items, many in one statement. */
export function createCatalogueLoaders(manager: EntityManager) {
  return {
    item: new DataLoader<string, ItemRow | null>(async (itemIds) => {
      const found = new Map((await itemsById(manager, itemIds)).map((row) => [row.itemId, row]));
      return itemIds.map((id) => found.get(id) ?? null);
    }),
  };
}
