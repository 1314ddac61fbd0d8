import type { EntityManager } from "typeorm";
import { customerIdByExternalId } from "../customers/customer.repository.ts";
import { expectNodeId } from "../graphql/node-ids.ts";
import { arePartsOf } from "../graphql/opaque.ts";

/**
 * The customer whom a command line names, or null where it names nobody that can be.
 *
 * @param id a customer's uuid, global id, or `SYSTEM:NAME` as another system knows them
 */
export async function customerIdFrom(manager: EntityManager, id: string): Promise<string | null> {
  if (arePartsOf([id], ["uuid"])) return id;
  const separator = id.indexOf(":");
  if (separator <= 0) return expectNodeId(id, "Customer", "uuid")?.[0] ?? null;
  const system = id.slice(0, separator);
  return (await customerIdByExternalId(manager, system, id.slice(separator + 1))) ?? null;
}
