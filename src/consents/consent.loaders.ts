import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import type { ConsentSnapshotRow } from "./consent.entity.ts";
import { consentSnapshots } from "./consent.repository.ts";

/** Loads what customers have decided, many in one statement. */
export function createConsentLoaders(manager: EntityManager) {
  return {
    consentSnapshot: new DataLoader<string, ConsentSnapshotRow | null>(async (customerIds) => {
      const found = await consentSnapshots(manager, customerIds);
      const byId = new Map(found.map((row) => [row.customerId, row]));
      return customerIds.map((id) => byId.get(id) ?? null);
    }),
  };
}
