import type { EntityManager } from "typeorm";
import { customerIdByExternalId, customersById } from "../customers/customer.repository.ts";
import { expectNodeId } from "../graphql/node-ids.ts";
import { arePartsOf } from "../graphql/opaque.ts";

/**
 * The customer that an option names, or undefined where there is none.
 *
 * @param id a customer's uuid, global id, or `SYSTEM:NAME` as another system knows them
 */
export async function findCustomerId(
  manager: EntityManager,
  id: string,
): Promise<string | undefined> {
  const customerId = await idNamedBy(manager, id);
  const [customer] = customerId ? await customersById(manager, [customerId]) : [];
  return customer?.customerId;
}

async function idNamedBy(manager: EntityManager, id: string): Promise<string | undefined> {
  if (arePartsOf([id], ["uuid"])) return id;
  const separator = id.indexOf(":");
  return separator > 0
    ? customerIdByExternalId(manager, id.slice(0, separator), id.slice(separator + 1))
    : expectNodeId(id, "Customer", "uuid")?.[0];
}
