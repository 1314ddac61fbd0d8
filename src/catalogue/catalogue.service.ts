import { actorOf, hasScope, type Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { ItemRow } from "./catalogue.entity.ts";
import type { CatalogueUpsertErrorCode } from "./catalogue.errors.ts";
import { itemsPage, type NewItem, upsertItems } from "./catalogue.repository.ts";

const CURRENCY = /^[A-Z]{3}$/;

type UpsertResult = Promise<Result<{ itemIds: string[] }, Failure<CatalogueUpsertErrorCode>>>;

/** What can be recommended. Everybody may read it; clients with the scope may write it. */
export class CatalogueService {
  constructor(private readonly transactions: Transactions) {}

  /** One page in the order of the ids. */
  page(filter: {
    afterItemId: string;
    limit: number;
    category: string | null;
    tag: string | null;
  }) {
    return itemsPage(this.transactions.manager, filter);
  }

  /** Creates or replaces items, all or none. */
  async upsert(viewer: Viewer, items: readonly NewItem[], key: string): UpsertResult {
    if (!hasScope(viewer, "catalogue:write")) {
      return fail("FORBIDDEN", "This needs the scope catalogue:write.");
    }
    const refusal = checkItems(items);
    if (refusal) return refusal;
    const call = { actor: actorOf(viewer), operation: "catalogueItemsUpsert", key, input: items };
    return this.transactions.once(call, async (manager) => {
      await upsertItems(manager, items);
      return ok({ itemIds: items.map(({ itemId }) => itemId) });
    });
  }
}

function checkItems(items: readonly NewItem[]) {
  if (items.length === 0 || items.length > LIMITS.itemsPerCallMax) {
    return fail("TOO_MANY_ENTRIES", `Expected 1 to ${LIMITS.itemsPerCallMax} items.`, "items");
  }
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const path = ["items", String(index)] as const;
    if (seen.has(item.itemId)) {
      return fail("DUPLICATE_SKU", "The same sku twice in one call.", ...path, "sku");
    }
    seen.add(item.itemId);
    if (Math.max(item.categories.length, item.tags.length) > LIMITS.labelsPerItemMax) {
      const most = `At most ${LIMITS.labelsPerItemMax} categories and as many tags.`;
      return fail("TOO_MANY_ENTRIES", most, ...path);
    }
    if (item.currency !== null && (!CURRENCY.test(item.currency) || (item.priceMinor ?? -1) < 0)) {
      const expected = "Expected an amount from 0 and an ISO 4217 currency such as EUR.";
      return fail("PRICE_INVALID", expected, ...path, "price");
    }
  }
  return null;
}

/** An item's title for customers: the language asked for, else the house's own. */
export function titleOf(item: Pick<ItemRow, "title" | "titleDe">, locale: "DE" | "EN"): string {
  return locale === "DE" ? (item.titleDe ?? item.title) : item.title;
}
