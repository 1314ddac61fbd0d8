import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { ErasureRow } from "./erasure.entity.ts";
import { erasuresOf } from "./erasure.repository.ts";

/** Loads erasures, many customers in one statement. */
export function createErasureLoaders(manager: EntityManager) {
  return {
    erasures: new DataLoader<string, ErasureRow[]>(async (customerIds) => {
      const found = groupBy(await erasuresOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
