import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { StruckGuessRow } from "./guess.entity.ts";
import { struckGuessesOf } from "./guess.repository.ts";

/** Loads what customers have struck, many in one statement. */
export function createGuessLoaders(manager: EntityManager) {
  return {
    struckGuesses: new DataLoader<string, StruckGuessRow[]>(async (customerIds) => {
      const found = groupBy(await struckGuessesOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
