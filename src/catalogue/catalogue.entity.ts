import { EntitySchema } from "typeorm";
import { keyColumn, writtenAtColumn } from "../db/columns.ts";

/** An item of the catalogue as stored. */
export interface ItemRow {
  itemId: string;
  title: string;
  titleDe: string | null;
  categories: string[];
  tags: string[];
  priceMinor: number | null;
  currency: string | null;
  isAvailable: boolean;
  addedAt: Date;
}

export interface CatalogueStateRow {
  catalogueStateId: boolean;
  version: number;
}

export const itemEntity = new EntitySchema<ItemRow>({
  name: "item",
  columns: {
    itemId: keyColumn("item", "item_id", "text"),
    title: { type: "text" },
    titleDe: { name: "title_de", type: "text", nullable: true },
    categories: { type: "text", array: true, default: () => "'{}'" },
    tags: { type: "text", array: true, default: () => "'{}'" },
    priceMinor: { name: "price_minor", type: "integer", nullable: true },
    currency: { type: "text", nullable: true },
    isAvailable: { name: "is_available", type: "boolean", default: true },
    addedAt: writtenAtColumn("added_at"),
  },
  checks: [{ name: "item_price", expression: "price_minor >= 0" }],
});

export const catalogueStateEntity = new EntitySchema<CatalogueStateRow>({
  name: "catalogue_state",
  columns: {
    catalogueStateId: {
      ...keyColumn("catalogue_state", "catalogue_state_id", "boolean"),
      default: true,
    },
    version: { type: "integer", default: 0 },
  },
  checks: [{ name: "catalogue_state_single", expression: "catalogue_state_id" }],
});
