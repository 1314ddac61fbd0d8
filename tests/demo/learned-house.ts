import { permit } from "../../src/consents/gate.ts";
import type { DataCategory } from "../../src/consents/policy.ts";
import { consentsOf } from "../../src/demo/customers.ts";
import type { DemoCustomer, DemoHouse, DemoInteraction, DemoItem } from "../../src/demo/types.ts";
import { CATEGORY_OF_KIND } from "../../src/interactions/interaction.service.ts";
import type { CustomerLog } from "../../src/learning/learn.ts";
import { isExpertAllowed, permittedEvents } from "../../src/recommendations/learner.service.ts";
import { type Catalogue, prepareCatalogue } from "../../src/scoring/catalogue.ts";
import type { Model } from "../../src/scoring/model.ts";
import { recommendPersonal, scoreAll } from "../../src/scoring/recommend.ts";
import type {
  CatalogueItem,
  Context,
  Evidence,
  Mood,
  RecommendedList,
} from "../../src/scoring/types.ts";
import { learnOutside } from "../support/outside.ts";

export const DAY_MS = 86_400_000;

/** What a list is asked for; what is left out is as in an ordinary visit to the home page. */
export interface Question {
  /** Milliseconds since 1970: only what the customer did before counts. */
  readonly at: number;
  readonly context?: Context;
  readonly mood?: Mood | null;
  readonly first?: number;
  readonly seed?: number;
  /** Events that this customer is to have done as well, or not to have done. */
  readonly change?: (evidence: Evidence) => Evidence;
}

/** A demo house and what was learned from it until a moment. */
export class LearnedHouse {
  readonly #customers: ReadonlyMap<string, DemoCustomer>;
  readonly #events: ReadonlyMap<string, readonly DemoInteraction[]>;

  private constructor(
    readonly house: DemoHouse,
    readonly catalogue: Catalogue,
    readonly model: Model,
    /** Nothing from here on was learned. */
    readonly until: number,
  ) {
    this.#customers = new Map(house.customers.map((customer) => [customer.id, customer]));
    this.#events = eventsByCustomer(house.interactions);
  }

  /** Learns from exactly what consents let into IMPROVEMENT, as the learner of a server does. */
  static async open(
    house: DemoHouse,
    until: number,
    expertsOf: (customer: DemoCustomer) => boolean = (customer) =>
      isExpertAllowed(consentsOf(customer)),
  ): Promise<LearnedHouse> {
    const events = eventsByCustomer(house.interactions);
    const log = house.customers.map((customer): CustomerLog => {
      const past = (events.get(customer.id) ?? []).filter(({ at }) => at < until);
      const logged = past.map((event) => ({ ...event, interactionId: event.id }));
      return {
        events: permittedEvents(consentsOf(customer), logged),
        isExpertAllowed: expertsOf(customer),
      };
    });
    const items = house.items.map(toCatalogueItem);
    const options = { now: until, seed: 1 };
    const model = await learnOutside(log, items, house.moodCounts, options);
    return new LearnedHouse(house, prepareCatalogue(items), model, until);
  }

  /** What the customer's PERSONALISATION cells let an answer use, before a moment. */
  evidenceOf(customerId: string, at: number): Evidence {
    const consents = consentsOf(this.#customers.get(customerId)!);
    const isOpen = (category: DataCategory) =>
      permit(consents, "PERSONALISATION", category, "SCORE");
    const events = this.eventsOf(customerId)
      .filter((event) => event.at < at && isOpen(CATEGORY_OF_KIND[event.kind]))
      .map(({ customerId: _, ...event }) => event);
    return { events, preferences: [] };
  }

  /** Everything that the house has kept of a customer, also what came after. */
  eventsOf(customerId: string): readonly DemoInteraction[] {
    return this.#events.get(customerId) ?? [];
  }

  purchasesOf(customerId: string, itemIds: readonly string[]): readonly DemoInteraction[] {
    return this.eventsOf(customerId).filter(
      ({ kind, itemId }) => kind === "PURCHASE" && itemIds.includes(itemId),
    );
  }

  /** Whether answers may use what the customer has bought. */
  knowsPurchasesOf(customerId: string): boolean {
    const consents = consentsOf(this.#customers.get(customerId)!);
    return permit(consents, "PERSONALISATION", "PURCHASE", "SCORE");
  }

  /** The list of a customer. */
  list(customerId: string, question: Question): RecommendedList {
    const { at, context = {}, mood = null, first = 12, seed = 0 } = question;
    const evidence = this.#changed(customerId, at, question.change);
    const { catalogue, model } = this;
    return recommendPersonal({ catalogue, model, evidence, context, mood, now: at, seed, first });
  }

  /** Scores of the whole catalogue for a customer, by item id. */
  scoresOf(customerId: string, at: number, change?: Question["change"]): Map<string, number> {
    const evidence = this.#changed(customerId, at, change);
    const { catalogue, model } = this;
    const scores = scoreAll({ catalogue, model, evidence, context: {}, mood: null, now: at });
    return new Map(catalogue.ids.map((id, index) => [id, scores[index]!]));
  }

  #changed(customerId: string, at: number, change: Question["change"]): Evidence {
    const evidence = this.evidenceOf(customerId, at);
    return change === undefined ? evidence : change(evidence);
  }
}

/** The core reads categories from wide to narrow, and so does the database; see `seed.ts`. */
function toCatalogueItem({ categories, ...item }: DemoItem): CatalogueItem {
  return { ...item, categories: categories.toReversed() };
}

function eventsByCustomer(interactions: readonly DemoInteraction[]) {
  const events = new Map<string, DemoInteraction[]>();
  for (const interaction of interactions) {
    const known = events.get(interaction.customerId);
    if (known === undefined) events.set(interaction.customerId, [interaction]);
    else known.push(interaction);
  }
  return events;
}

/** Items of a list. */
export function idsOf({ items }: RecommendedList): string[] {
  return items.map(({ itemId }) => itemId);
}
