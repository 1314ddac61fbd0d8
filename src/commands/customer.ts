import type { EntityManager } from "typeorm";
import { customerIdByExternalId, customersById } from "../customers/customer.repository.ts";
import { expectNodeId } from "../graphql/node-ids.ts";
import { arePartsOf } from "../graphql/opaque.ts";
import { StartupError } from "../result.ts";

/**
 * The customer that a person names on the command line.
 *
 * @param name a customer's uuid, global id, or `SYSTEM:NAME` as another system knows them
 * @throws StartupError where there is no such customer
 */
export async function findCustomer(manager: EntityManager, name: string): Promise<string> {
  const separator = name.indexOf(":");
  const customerId = arePartsOf([name], ["uuid"])
    ? name
    : separator > 0
      ? await customerIdByExternalId(manager, name.slice(0, separator), name.slice(separator + 1))
      : expectNodeId(name, "Customer", "uuid")?.[0];
  const [customer] = customerId ? await customersById(manager, [customerId]) : [];
  if (customer) return customer.customerId;
  throw new StartupError(
    "There is no such customer. Expected a customer's id, or SYSTEM:NAME such as demo:demo-001.",
  );
}
