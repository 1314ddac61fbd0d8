import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import type { WeightsRow } from "./weights.entity.ts";
import { weightsOf } from "./weights.repository.ts";

/** Loads dials, many customers in one statement. */
export function createWeightsLoaders(manager: EntityManager) {
  return {
    weights: new DataLoader<string, WeightsRow | null>(async (customerIds) => {
      const found = await weightsOf(manager, customerIds);
      const rowOf = new Map(found.map((row) => [row.customerId, row]));
      return customerIds.map((id) => rowOf.get(id) ?? null);
    }),
  };
}
