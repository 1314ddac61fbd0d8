import type { EntityManager } from "typeorm";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { ensureCustomers } from "../customers/customer.repository.ts";
import type { SuppressionService } from "../erasure/suppression.service.ts";
import {
  erasedInteractions,
  insertInteractions,
  interactionKey,
  type NewInteraction,
} from "../interactions/interaction.repository.ts";

/** People of a data set who may be in the house, by their names there. */
export interface AdmittedPeople {
  readonly customerIds: ReadonlyMap<string, string>;
  /** How many of them are new. */
  readonly newcomers: number;
}

/** Finds or creates the people of a batch, except for those who were erased. */
export async function admitPeople(
  manager: EntityManager,
  suppressions: SuppressionService,
  system: string,
  names: readonly string[],
): Promise<AdmittedPeople> {
  const { customerIds, createdIds } = await ensureCustomers(manager, system, names);
  const created = new Map([...customerIds].filter(([, id]) => createdIds.has(id)));
  const refused = await suppressions.refuseNewcomers(manager, system, created);
  for (const name of refused) customerIds.delete(name);
  return { customerIds, newcomers: created.size - refused.size };
}

/**
 * Of these people those who are still there, and who stay so until the transaction ends: whoever is
 * erased at this moment waits, or is gone.
 */
export async function holdPeople(
  manager: EntityManager,
  customerIds: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const held = await consentSnapshotsForWrite(manager, [...customerIds.values()]);
  const ids = new Set(held.map(({ customerId }) => customerId));
  return new Map([...customerIds].filter(([, id]) => ids.has(id)));
}

/** Stores events and tells those that are stored already from those that must not come back. */
export async function storeEvents(
  manager: EntityManager,
  events: readonly NewInteraction[],
): Promise<{ accepted: number; erased: number }> {
  const inserted = await insertInteractions(manager, events);
  const others = events.filter((event) => !inserted.has(interactionKey(event)));
  const erased = await erasedInteractions(manager, others);
  return {
    accepted: inserted.size,
    erased: others.filter((event) => erased.has(interactionKey(event))).length,
  };
}
