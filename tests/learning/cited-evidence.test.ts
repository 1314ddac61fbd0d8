import { expect, test } from "@jest/globals";
import { groupBy } from "../../src/db/group-by.ts";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import {
  type EvidenceEvent,
  prepareCatalogue,
  recommendPersonal,
} from "../../src/scoring/index.ts";
import { citationsOf, losesWithout } from "../scoring/citations.ts";
import { learnOutside } from "../support/outside.ts";

const now = Date.UTC(2026, 0, 15, 14, 30);

/** The demo house, learned, and the events of its customers. */
async function demoHouse() {
  const { items: given, interactions } = generateDemoHouse({ seed: DEMO_SEED, now });
  const items = given.map((one) => ({ ...one, categories: one.categories.toReversed() }));
  const events = interactions.map(
    ({ customerId, itemId, kind, value, at, context }, index): EvidenceEvent & { who: string } => {
      return { id: `e${index}`, itemId, kind, value, at, context, who: customerId };
    },
  );
  const customers = [...groupBy(events, ({ who }) => who).values()];
  const log = customers.map((events) => ({ events }));
  const model = await learnOutside(log, items, [], { now, seed: 1 });
  return { catalogue: prepareCatalogue(items), model, customers };
}

test("in a learned house, what is cited speaks for the item: without it, the item loses score", async () => {
  const { catalogue, model, customers } = await demoHouse();
  let cases = 0;
  let lowered = 0;
  for (const events of customers.filter((_, index) => index % 20 === 0)) {
    const evidence = { events, preferences: [] };
    const situation = { context: {}, mood: null, now, seed: 1 };
    const request = { catalogue, model, evidence, ...situation, first: 12 };
    for (const citation of citationsOf(recommendPersonal(request).items)) {
      cases += 1;
      if (losesWithout(request, citation)) lowered += 1;
    }
  }
  expect(cases).toBeGreaterThan(1_000);
  expect(lowered / cases).toBeGreaterThanOrEqual(0.99);
}, 300_000);
