import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { PreferenceRow } from "./preference.entity.ts";
import { preferencesOf } from "./preference.repository.ts";

/** Loads declared preferences, many customers in one statement. */
export function createCorrectionLoaders(manager: EntityManager) {
  return {
    preferences: new DataLoader<string, PreferenceRow[]>(async (customerIds) => {
      const found = groupBy(await preferencesOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
