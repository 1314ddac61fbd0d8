import { isBeforeReset } from "../consents/gate.ts";
import type { ConsentingCustomer } from "../customers/customer.entity.ts";
import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import type { EvidenceKey, PageStart } from "./evidence.repository.ts";
import {
  type EvidenceEntry,
  entryOfFact,
  entryOfInteraction,
  entryOfPreference,
  retainedUntil,
  statusOfInteraction,
  usesOf,
} from "./evidence.service.ts";

export const evidenceResolvers: Resolvers = {
  Customer: {
    evidence: async (customer, { first, after }, scope) => {
      const { viewer, services } = scope;
      const { customerId } = customer;
      const keys = await services.evidence.keys(viewer, customerId, first + 1, startOf(after));
      const page = toConnection(keys, first, (key) => cursorOf(key.at, key.evidenceId), after);
      const entries = await Promise.all(page.nodes.map((key) => entryOf(customer, key, scope)));
      const found = entries.flatMap((entry) => (entry ? [entry.category] : []));
      scope.uses.note(customerId, "SERVICE", found);
      const edges = page.edges.flatMap(({ cursor }, index) => {
        const node = entries[index];
        return node ? { cursor, node } : [];
      });
      return { ...page, edges, nodes: edges.map(({ node }) => node) };
    },
    recommendationLists: async ({ customerId }, { first, after }, { viewer, services, uses }) => {
      const { evidence } = services;
      const page = await evidence.shownLists(viewer, customerId, first + 1, startOf(after));
      if (page.length > 0) uses.note(customerId, "SERVICE", ["FEEDBACK"]);
      return toConnection(page, first, (row) => cursorOf(row.shownAt, row.listId), after);
    },
    callRecords: async ({ customerId }, { first, after }, { viewer, services }) => {
      const keys = decodeCursor(after, "dateTime", "text");
      const before = keys && { at: new Date(keys[0]!), key: keys[1]! };
      const page = await services.evidence.calls(viewer, customerId, first + 1, before);
      return toConnection(page, first, (row) => cursorOf(row.recordedAt, row.key), after);
    },
  },
  EvidenceEntry: {
    retainedUntil,
    uses: (entry) => usesOf(entry).map((use) => ({ ...use, entry })),
  },
  EvidenceUse: {
    consentSequence: async ({ purpose, entry }, _args, { loaders }) => {
      const decisions = await loaders.cellDecisions.load(entry.consents.customerId);
      const cell = `${purpose}:${entry.category}`;
      return decisions.find((decision) => decision.cell === cell)?.sequence ?? null;
    },
  },
  ShownList: {
    // The name that the list had when it was shown.
    id: ({ customerId, listId }) => encodeNodeId("RecommendationList", customerId, listId),
    context: ({ context }) => Object.entries(context).map(([name, value]) => ({ name, value })),
    slots: ({ itemIds, replacedItemIds, propensities }) =>
      itemIds.map((sku, index) => ({
        rank: index + 1,
        sku,
        replacedSku: replacedItemIds[index] ?? null,
        propensity: propensities[index]!,
      })),
    status: async ({ customerId, shownAt }, _args, { loaders }) => {
      const customer = await loaders.customer.load(customerId);
      return customer && isBeforeReset(customer, shownAt) ? "RESET" : "ACTIVE";
    },
  },
  Interaction: {
    status: async (row, _args, { loaders }) =>
      statusOfInteraction((await loaders.customer.load(row.customerId)) ?? {}, row),
  },
  DeclaredPreference: {
    status: async ({ customerId, declaredAt }, _args, { loaders }) => {
      const customer = await loaders.customer.load(customerId);
      return customer && isBeforeReset(customer, declaredAt) ? "RESET" : "ACTIVE";
    },
  },
};

function startOf(after: string | null | undefined): PageStart | null {
  const keys = decodeCursor(after, "dateTime", "uuid");
  return keys && { at: new Date(keys[0]!), id: keys[1]! };
}

function cursorOf(at: Date, id: string): string {
  return encodeCursor(at.toISOString(), id);
}

/** The record behind a name; null where it was erased after the page was read. */
async function entryOf(
  customer: ConsentingCustomer,
  { kind, evidenceId }: EvidenceKey,
  { loaders }: RequestScope,
): Promise<EvidenceEntry | null> {
  const { customerId } = customer;
  switch (kind) {
    case "FACT": {
      const facts = await loaders.factEvidence.load(customerId);
      const found = facts.find((row) => row.evidenceId === evidenceId);
      return found ? entryOfFact(customer, found) : null;
    }
    case "INTERACTION": {
      const found = await loaders.interaction.load({ customerId, interactionId: evidenceId });
      return found && entryOfInteraction(customer, found);
    }
    case "PREFERENCE": {
      const preferences = await loaders.preferences.load(customerId);
      const found = preferences.find((row) => row.preferenceId === evidenceId);
      return found ? entryOfPreference(customer, found) : null;
    }
  }
}
