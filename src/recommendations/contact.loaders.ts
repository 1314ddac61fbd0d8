import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { ContactBudgetRow } from "./contact.entity.ts";
import { contactBudgetsOf } from "./contact.repository.ts";

/** Loads contact budgets, many customers in one statement. */
export function createContactLoaders(manager: EntityManager) {
  return {
    contactBudgets: new DataLoader<string, ContactBudgetRow[]>(async (customerIds) => {
      const found = await contactBudgetsOf(manager, customerIds);
      const ofCustomer = groupBy(found, (row) => row.customerId);
      return customerIds.map((id) => ofCustomer.get(id) ?? []);
    }),
  };
}
