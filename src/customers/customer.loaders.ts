import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import type { Viewer } from "../access/viewer.ts";
import { underGpc } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import type { ConsentingCustomer, ExternalIdRow, MergedCustomerRow } from "./customer.entity.ts";
import { customersById, externalIdsOf, mergedCustomersOf } from "./customer.repository.ts";

/** Loads customers and their names in other systems, many in one statement. */
export function createCustomerLoaders(manager: EntityManager, { isGpc = false }: Viewer) {
  return {
    customer: new DataLoader<string, ConsentingCustomer | null>(async (ids) => {
      const found = new Map(
        (await customersById(manager, ids)).map((row) => [row.customerId, underGpc(row, isGpc)]),
      );
      return ids.map((id) => found.get(id) ?? null);
    }),
    externalIds: new DataLoader<string, ExternalIdRow[]>(async (customerIds) => {
      const found = groupBy(await externalIdsOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
    mergedCustomers: new DataLoader<string, MergedCustomerRow[]>(async (customerIds) => {
      const found = groupBy(await mergedCustomersOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
