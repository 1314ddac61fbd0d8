import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import type { CatalogueItemInput, Resolvers } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { NewItem } from "./catalogue.repository.ts";
import { titleOf } from "./catalogue.service.ts";

export const catalogueResolvers: Resolvers = {
  Query: {
    catalogueItem: (_root, { sku }, { loaders }) => loaders.item.load(sku),
    catalogueItems: async (_root, { first, after, category, tag }, { services }) => {
      const page = await services.catalogue.page({
        afterItemId: decodeCursor(after, "text")?.[0] ?? "",
        limit: first + 1,
        category: category ?? null,
        tag: tag ?? null,
      });
      return toConnection(page, first, ({ itemId }) => encodeCursor(itemId), after);
    },
  },
  Mutation: {
    catalogueItemsUpsert: async (_root, { input }, { viewer, services, loaders }) => {
      const items = input.items.map(newItem);
      const result = await services.catalogue.upsert(viewer, items, input.idempotencyKey);
      const { errors } = toPayload(result);
      if (!result.ok) return { items: [], errors };
      for (const itemId of result.value.itemIds) loaders.item.clear(itemId);
      const stored = await Promise.all(result.value.itemIds.map((id) => loaders.item.load(id)));
      return { items: stored.filter((item) => item !== null), errors };
    },
  },
  CatalogueItem: {
    id: ({ itemId }) => encodeNodeId("CatalogueItem", itemId),
    sku: ({ itemId }) => itemId,
    title: (item, { locale }) => titleOf(item, locale),
    price: ({ priceMinor, currency }) =>
      priceMinor === null || currency === null ? null : { amountMinor: priceMinor, currency },
  },
};

function newItem(input: CatalogueItemInput): NewItem {
  return {
    itemId: input.sku,
    title: input.title,
    titleDe: input.titleDe ?? null,
    categories: input.categories,
    tags: input.tags,
    priceMinor: input.price?.amountMinor ?? null,
    currency: input.price?.currency ?? null,
    isAvailable: input.isAvailable,
    addedAt: null,
  };
}
