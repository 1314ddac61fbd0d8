import { mayKeep, NO_CONSENTS } from "../consents/gate.ts";
import { CATEGORY_OF_KIND } from "../interactions/interaction.service.ts";
import { consentsOf } from "./customers.ts";
import type { DemoCustomer, DemoInteraction } from "./types.ts";

/**
 * What the house keeps of what happened: the rule of live intake, under each customer's last word
 * on every cell. An event that no consent covers is dropped, and its context is kept only under a
 * consent of its own.
 */
export function keptOf(
  happened: readonly Omit<DemoInteraction, "id">[],
  customers: readonly DemoCustomer[],
): Omit<DemoInteraction, "id">[] {
  const consentsById = new Map(customers.map((customer) => [customer.id, consentsOf(customer)]));
  return happened.flatMap((event) => {
    const consents = consentsById.get(event.customerId) ?? NO_CONSENTS;
    if (!mayKeep(consents, CATEGORY_OF_KIND[event.kind])) return [];
    return [mayKeep(consents, "CONTEXT") ? event : { ...event, context: {} }];
  });
}
