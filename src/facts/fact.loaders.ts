import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { FactEvidenceRow } from "./fact.entity.ts";
import { factEvidenceOf } from "./fact.repository.ts";

/** Loads the evidence of facts, many customers in one statement. */
export function createFactLoaders(manager: EntityManager) {
  return {
    factEvidence: new DataLoader<string, FactEvidenceRow[]>(async (customerIds) => {
      const found = groupBy(await factEvidenceOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
