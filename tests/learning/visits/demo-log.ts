import { groupBy } from "../../../src/db/group-by.ts";
import { isGiven } from "../../../src/demo/customers.ts";
import { generateDemoHouse } from "../../../src/demo/house.ts";
import type { DemoInteraction } from "../../../src/demo/types.ts";
import { CATEGORY_OF_KIND } from "../../../src/interactions/interaction.service.ts";
import { type SignLog, signOf } from "../../../src/learning/visits/log.ts";
import { prepareCatalogue } from "../../../src/scoring/catalogue.ts";

const now = Date.UTC(2026, 0, 15, 14, 30);

/** What IMPROVEMENT covers of a demo house, and who of it lets their finds guide others. */
export function demoLog(seed: number) {
  const house = generateDemoHouse({ seed, now });
  // The generator names the leaf first; a catalogue goes from general to special.
  const catalogue = prepareCatalogue(
    house.items.map((item) => ({ ...item, categories: item.categories.toReversed() })),
  );
  const customerById = new Map(house.customers.map((customer) => [customer.id, customer]));
  const indexOfCustomer = new Map(house.customers.map(({ id }, index) => [id, index]));
  const covered = house.interactions.filter(({ customerId, kind }) => {
    const category = CATEGORY_OF_KIND[kind] as "PURCHASE" | "BROWSING" | "FEEDBACK";
    return isGiven(customerById.get(customerId)!, "IMPROVEMENT", category);
  });
  const isWilling = (customer: number) =>
    isGiven(house.customers[customer]!, "EXPERTISE", "PURCHASE");
  const logOfEvents = (interactions: readonly DemoInteraction[]): SignLog => {
    const byCustomer = groupBy(interactions, ({ customerId }) => customerId);
    return {
      customerCount: house.customers.length,
      itemCount: catalogue.ids.length,
      forEachSign: (customer, each) => {
        for (const event of byCustomer.get(house.customers[customer]!.id) ?? []) {
          const sign = signOf(event.kind, event.value, 3);
          if (sign !== null) each(catalogue.indexOfItem.get(event.itemId)!, event.at, sign);
        }
      },
    };
  };
  return { house, catalogue, covered, logOfEvents, isWilling, indexOfCustomer };
}
