import DataLoader from "dataloader";
import type { Viewer } from "../access/viewer.ts";
import { groupBy } from "../db/group-by.ts";
import type { ConsentEventRow } from "./consent.entity.ts";
import type { ConsentReceiptRow } from "./receipt.entity.ts";
import type { ReceiptService } from "./receipt.service.ts";

/** Loads the receipts of a page of entries in one go. */
export function createReceiptLoaders(receipts: ReceiptService, viewer: Viewer) {
  return {
    receipt: new DataLoader<ConsentEventRow, ConsentReceiptRow | null, string>(
      async (events) => {
        const found = new Map<string, ConsentReceiptRow | null>();
        for (const [customerId, own] of groupBy(events, (event) => event.customerId)) {
          const issued = await receipts.receiptsFor(viewer, own);
          for (const [index, { sequence }] of own.entries()) {
            found.set(`${customerId}/${sequence}`, issued[index] ?? null);
          }
        }
        return events.map((event) => found.get(keyOf(event)) ?? null);
      },
      { cacheKeyFn: keyOf },
    ),
  };
}

function keyOf({ customerId, sequence }: ConsentEventRow): string {
  return `${customerId}/${sequence}`;
}
