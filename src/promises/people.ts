import { randomUUID } from "node:crypto";
import { SCOPES } from "../access/viewer.ts";
import { decodeNodeId } from "../graphql/node-ids.ts";
import { GraphqlClient } from "./client.ts";
import type { PromiseHouse } from "./house.ts";

const TOKEN_LIFETIME_SECONDS = 3600;

/** A customer whom a check has made, and a connection that asks as this customer. */
export interface Guest {
  /** Global id. */
  readonly id: string;
  readonly client: GraphqlClient;
  /** The name under which a system knows this customer. */
  readonly externalId: { readonly system: string; readonly externalId: string };
}

/** Asks as another system that may do everything that systems may. */
export async function connectSystem({ tokens }: PromiseHouse, url: string): Promise<GraphqlClient> {
  const token = await tokens.issueForClient("promises", SCOPES, TOKEN_LIFETIME_SECONDS);
  return new GraphqlClient(url, token);
}

/** Asks as a customer who has just logged in. */
export async function connectCustomer(
  { tokens }: PromiseHouse,
  url: string,
  customerId: string,
): Promise<GraphqlClient> {
  return new GraphqlClient(url, await tokens.issueForCustomer(customerId, TOKEN_LIFETIME_SECONDS));
}

/** Makes a customer, through the API as everything here. */
export async function addGuest(
  house: PromiseHouse,
  url: string,
  system: GraphqlClient,
): Promise<Guest> {
  const externalId = { system: "promises", externalId: randomUUID() };
  const { data } = await system.change("customerUpsert", "CustomerUpsertInput", "customerId", {
    externalId,
  });
  const customerId = uuidOf(data.customerId);
  const client = await connectCustomer(house, url, customerId);
  return { id: data.customerId, client, externalId };
}

/** Fills the catalogue with a few items of one category each. */
export async function addItems(system: GraphqlClient, count: number): Promise<string[]> {
  const skus = Array.from({ length: count }, (_, place) => `item-${place}`);
  await system.change("catalogueItemsUpsert", "CatalogueItemsUpsertInput", "items { sku }", {
    items: skus.map((sku, place) => ({
      sku,
      title: `Item ${place}`,
      categories: [`category-${place % 5}`],
      tags: [`tag-${place % 3}`],
    })),
  });
  return skus;
}

/** Opens or closes a cell, as the customer; of personalisation where nothing else is said. */
export function decide(
  { client }: Pick<Guest, "client">,
  change: "consentGrant" | "consentRefuse" | "consentWithdraw",
  category: string,
  fields = "consent { isOpen }",
  purpose = "PERSONALISATION",
) {
  return client.change(change, "ConsentChangeInput", fields, {
    purpose,
    category,
  });
}

/** The uuid behind a customer's global id. */
export function uuidOf(globalId: string): string {
  const [customerId] = decodeNodeId(globalId)?.keys ?? [];
  if (!customerId) throw new Error("A customer's id cannot be read.");
  return customerId;
}
