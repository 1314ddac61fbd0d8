import { customerToActFor } from "../access/viewer.ts";
import type { ConsentingCustomer } from "../customers/customer.entity.ts";
import type { RequestScope } from "./request-scope.ts";

/**
 * The customer after a change, for a payload: what this request had loaded before is forgotten.
 * Whoever may write a customer may not therefore read one, so for others than the customer and
 * clients with `customers:read` it is null.
 */
export async function freshCustomer(
  { viewer, loaders }: RequestScope,
  customerId: string,
): Promise<ConsentingCustomer | null> {
  loaders.customer.clear(customerId);
  loaders.externalIds.clear(customerId);
  loaders.mergedCustomers.clear(customerId);
  loaders.factEvidence.clear(customerId);
  loaders.preferences.clear(customerId);
  loaders.struckGuesses.clear(customerId);
  loaders.weights.clear(customerId);
  loaders.contactBudgets.clear(customerId);
  loaders.profileResets.clear(customerId);
  loaders.cellDecisions.clear(customerId);
  const isVisible = customerToActFor(viewer, customerId, "customers:read") !== null;
  return isVisible ? loaders.customer.load(customerId) : null;
}
