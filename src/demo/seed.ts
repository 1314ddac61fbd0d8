import type { DataSource, EntityManager } from "typeorm";
import { upsertItems } from "../catalogue/catalogue.repository.ts";
import { appendFirstConsentEvents, type ConsentChange } from "../consents/consent.repository.ts";
import { ensureCustomers } from "../customers/customer.repository.ts";
import { type NewFactEvidence, recordFactEvidence } from "../facts/fact.repository.ts";
import {
  insertInteractions,
  interactionIdOf,
  type NewInteraction,
} from "../interactions/interaction.repository.ts";
import { replaceMoodCounts } from "../recommendations/recommendation.repository.ts";
import { DEMO_SEED, generateDemoHouse } from "./house.ts";
import type { DemoCustomer, DemoInteraction, DemoItem } from "./types.ts";

const SYSTEM = "demo";
const SOURCE = "demo";
const INTERACTIONS_PER_INSERT = 5_000;

/** How many items the house has, and what of the rest was new. */
export interface SeedReport {
  readonly items: number;
  readonly customers: number;
  readonly interactions: number;
}

/**
 * Writes the demo house in one transaction: all of it or nothing. Everything in it comes with a
 * customer who is new to the database, so seeding again adds nothing, however much later.
 *
 * Cost: 12 statements and one for every 5,000 interactions; 1 when no customer is new.
 *
 * @param now milliseconds since 1970, see {@link generateDemoHouse}
 * @param onProgress called with the number of interactions written and their total
 */
export function seedDemoHouse(
  dataSource: DataSource,
  now: number,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<SeedReport> {
  const house = generateDemoHouse({ seed: DEMO_SEED, now });
  return dataSource.transaction(async (manager) => {
    const names = house.customers.map(({ id }) => id);
    const known = await ensureCustomers(manager, SYSTEM, names, demoCustomerId);
    const { customerIds, createdIds } = known;
    const report = { items: house.items.length, customers: createdIds.size };
    if (createdIds.size === 0) return { ...report, interactions: 0 };
    const isNew = (name: string) => createdIds.has(idOf(customerIds, name));
    const customers = house.customers.filter(({ id }) => isNew(id));
    const events = house.interactions.filter(({ customerId }) => isNew(customerId));
    await upsertItems(manager, house.items.map(toItem));
    const facts = customers.flatMap((customer) =>
      toFacts(customer, idOf(customerIds, customer.id), new Date(now)),
    );
    await recordFactEvidence(manager, facts);
    const consents = customers.flatMap((customer) =>
      toConsents(customer, idOf(customerIds, customer.id)),
    );
    await appendFirstConsentEvents(manager, consents);
    const rows = events.map((event) => toInteraction(event, idOf(customerIds, event.customerId)));
    const interactions = await writeInteractions(manager, rows, onProgress);
    await replaceMoodCounts(manager, SOURCE, house.moodCounts);
    return { ...report, interactions };
  });
}

/** The same person has the same id in every demo house, so that examples can be compared. */
function demoCustomerId(name: string): string {
  return interactionIdOf(SYSTEM, name);
}

async function writeInteractions(
  manager: EntityManager,
  interactions: readonly NewInteraction[],
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  let written = 0;
  for (let from = 0; from < interactions.length; from += INTERACTIONS_PER_INSERT) {
    const batch = interactions.slice(from, from + INTERACTIONS_PER_INSERT);
    written += (await insertInteractions(manager, batch)).size;
    onProgress(from + batch.length, interactions.length);
  }
  return written;
}

function toItem(item: DemoItem) {
  return {
    itemId: item.id,
    title: item.title.en,
    titleDe: item.title.de,
    // The generator names the leaf first; the catalogue goes from general to special.
    categories: item.categories.toReversed(),
    tags: [...item.tags],
    priceMinor: item.priceCents === 0 ? null : item.priceCents,
    currency: item.priceCents === 0 ? null : item.currency,
    isAvailable: item.isAvailable,
    addedAt: new Date(item.addedAt),
  };
}

function toFacts(customer: DemoCustomer, customerId: string, capturedAt: Date): NewFactEvidence[] {
  const statement = (field: NewFactEvidence["field"], value: string): NewFactEvidence => ({
    customerId,
    field,
    value,
    provenance: "IMPORTED",
    isCorrection: false,
    source: SOURCE,
    capturedAt,
  });
  return [
    statement("FORM_OF_ADDRESS", customer.formOfAddress),
    statement("EMAIL", customer.email),
    statement("LANGUAGE", customer.language),
  ];
}

function toConsents({ consentEvents }: DemoCustomer, customerId: string): ConsentChange[] {
  return consentEvents.map(({ purpose, category, state }) => ({
    customerId,
    purpose,
    category,
    state,
    method: "IMPORTED",
    actor: SOURCE,
    documentation: "The demo house: an invented customer.",
  }));
}

function toInteraction(event: DemoInteraction, customerId: string): NewInteraction {
  return {
    customerId,
    interactionId: interactionIdOf(SOURCE, event.id),
    itemId: event.itemId,
    kind: event.kind,
    value: event.value,
    occurredAt: new Date(event.at),
    isTimeKnown: true,
    context: { ...event.context },
    provenance: "OBSERVED",
    source: SOURCE,
  };
}

function idOf(customerIds: ReadonlyMap<string, string>, name: string): string {
  const customerId = customerIds.get(name);
  if (!customerId) throw new Error(`The demo house has an event of an unknown customer ${name}.`);
  return customerId;
}
