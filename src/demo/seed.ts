import type { DataSource, EntityManager } from "typeorm";
import { upsertItems } from "../catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../consents/consent.repository.ts";
import { ensureCustomers } from "../customers/customer.repository.ts";
import { recordFactEvidence } from "../facts/fact.repository.ts";
import { insertInteractions, interactionIdOf } from "../interactions/interaction.repository.ts";
import { replaceMoodCounts } from "../recommendations/recommendation.repository.ts";
import { DEMO_SEED, generateDemoHouse } from "./house.ts";
import type { DemoCustomer, DemoHouse, DemoInteraction, DemoItem } from "./types.ts";

const SYSTEM = "demo";
const SOURCE = "demo";
const INTERACTIONS_PER_INSERT = 5_000;

/** What was written. */
export interface SeedReport {
  readonly items: number;
  readonly customers: number;
  readonly interactions: number;
}

/**
 * Writes the demo house in one transaction: all of it or nothing. Seeding again adds nothing.
 *
 * @param onProgress called with the number of interactions written and their total
 */
export function seedDemoHouse(
  dataSource: DataSource,
  now: number,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<SeedReport> {
  const house = generateDemoHouse({ seed: DEMO_SEED, now });
  return dataSource.transaction(async (manager) => {
    await upsertItems(manager, house.items.map(toItem));
    const names = house.customers.map(({ id }) => id);
    const { customerIds, createdIds } = await ensureCustomers(manager, SYSTEM, names);
    for (const customer of house.customers) {
      const customerId = idOf(customerIds, customer.id);
      if (createdIds.has(customerId)) await writeCustomer(manager, customerId, customer);
    }
    const interactions = await writeInteractions(manager, house, customerIds, onProgress);
    await replaceMoodCounts(manager, SOURCE, house.moodCounts);
    return { items: house.items.length, customers: createdIds.size, interactions };
  });
}

async function writeCustomer(
  manager: EntityManager,
  customerId: string,
  customer: DemoCustomer,
): Promise<void> {
  const statement = (field: "FORM_OF_ADDRESS" | "EMAIL" | "LANGUAGE", value: string) => ({
    customerId,
    field,
    value,
    provenance: "IMPORTED" as const,
    isCorrection: false,
    source: SOURCE,
    capturedAt: new Date(customer.consentEvents[0]?.at ?? 0),
  });
  await recordFactEvidence(manager, [
    statement("FORM_OF_ADDRESS", customer.formOfAddress),
    statement("EMAIL", customer.email),
    statement("LANGUAGE", customer.language),
  ]);
  for (const { purpose, category, state } of customer.consentEvents) {
    await appendConsentEvent(
      manager,
      {
        customerId,
        purpose,
        category,
        state,
        method: "IMPORTED",
        actor: SOURCE,
        documentation: "The demo house: an invented customer.",
      },
      ["UNKNOWN", "GIVEN", "REFUSED", "WITHDRAWN"],
    );
  }
}

async function writeInteractions(
  manager: EntityManager,
  { interactions }: DemoHouse,
  customerIds: ReadonlyMap<string, string>,
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  let written = 0;
  for (let from = 0; from < interactions.length; from += INTERACTIONS_PER_INSERT) {
    const batch = interactions.slice(from, from + INTERACTIONS_PER_INSERT);
    const rows = batch.map((event) => toInteraction(event, idOf(customerIds, event.customerId)));
    written += (await insertInteractions(manager, rows)).size;
    onProgress(from + batch.length, interactions.length);
  }
  return written;
}

function toItem(item: DemoItem) {
  return {
    itemId: item.id,
    title: item.title.en,
    titleDe: item.title.de,
    categories: [...item.categories],
    tags: [...item.tags],
    priceMinor: item.priceCents === 0 ? null : item.priceCents,
    currency: item.priceCents === 0 ? null : item.currency,
    isAvailable: item.isAvailable,
    addedAt: new Date(item.addedAt),
  };
}

function toInteraction(event: DemoInteraction, customerId: string) {
  return {
    customerId,
    interactionId: interactionIdOf(SOURCE, event.id),
    itemId: event.itemId,
    kind: event.kind,
    value: event.value,
    occurredAt: new Date(event.at),
    isTimeKnown: true,
    context: { ...event.context },
    provenance: "OBSERVED" as const,
    source: SOURCE,
  };
}

function idOf(customerIds: ReadonlyMap<string, string>, name: string): string {
  const customerId = customerIds.get(name);
  if (!customerId) throw new Error(`The demo house has an event of an unknown customer ${name}.`);
  return customerId;
}
