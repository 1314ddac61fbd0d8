import { customerToActFor } from "../access/viewer.ts";
import { isHiddenFrom } from "../consents/gate.ts";
import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import { customerArgument } from "../graphql/customer-argument.ts";
import type {
  ConditionInput,
  InteractionInput,
  Resolvers,
} from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { InteractionRow } from "./interaction.entity.ts";
import { CATEGORY_OF_KIND, type ReportedInteraction } from "./interaction.service.ts";

export const interactionResolvers: Resolvers = {
  Mutation: {
    interactionsRecord: async (_root, { input }, { viewer, services }) => {
      const reported = input.interactions.map(reportedInteraction);
      const result = await services.interactions.record(viewer, reported, input.idempotencyKey);
      const { errors } = toPayload(result);
      return { results: result.ok ? result.value : [], errors };
    },
  },
  InteractionResult: {
    // Whoever may record may not therefore read.
    interaction: async ({ customerId, interactionId }, _args, { viewer, loaders, uses }) => {
      if (!interactionId || !customerId) return null;
      if (!customerToActFor(viewer, customerId, "customers:read")) return null;
      const customer = viewer.kind === "CLIENT" && (await loaders.customer.load(customerId));
      if (customer && isHiddenFrom(viewer, customer)) return null;
      const interaction = await loaders.interaction.load({ customerId, interactionId });
      if (interaction) uses.note(customerId, "SERVICE", [CATEGORY_OF_KIND[interaction.kind]]);
      return interaction;
    },
  },
  Customer: {
    interactions: async (customer, { first, after }, { viewer, services, uses }) => {
      const keys = decodeCursor(after, "dateTime", "uuid");
      const before = keys && { occurredAt: new Date(keys[0]!), interactionId: keys[1]! };
      const { customerId } = customer;
      const page = isHiddenFrom(viewer, customer)
        ? []
        : await services.interactions.page(viewer, customerId, first + 1, before);
      const connection = toConnection(page ?? [], first, cursorOf, after);
      const categories = connection.nodes.map(({ kind }) => CATEGORY_OF_KIND[kind]);
      uses.note(customerId, "SERVICE", categories);
      return connection;
    },
  },
  Interaction: {
    id: ({ customerId, interactionId }) => encodeNodeId("Interaction", customerId, interactionId),
    item: async ({ itemId }, _args, { loaders }) => {
      const item = await loaders.item.load(itemId);
      if (!item) throw new Error("An interaction names an item that does not exist.");
      return item;
    },
    at: ({ occurredAt, isTimeKnown }) => (isTimeKnown ? occurredAt : null),
    // Serving a customer needs no situation, so clients see none.
    context: ({ context }, _args, { viewer }) =>
      viewer.kind === "CUSTOMER"
        ? Object.entries(context).map(([name, value]) => ({ name, value }))
        : [],
  },
};

function cursorOf({ occurredAt, interactionId }: InteractionRow): string {
  return encodeCursor(occurredAt.toISOString(), interactionId);
}

function reportedInteraction(input: InteractionInput): ReportedInteraction {
  return {
    customerId: customerArgument(input.customerId),
    eventId: input.eventId ?? null,
    kind: input.kind,
    itemId: input.sku,
    value: input.value ?? null,
    at: input.at ?? null,
    context: toContext(input.context),
  };
}

/**
 * (name, value) pairs as one object.
 *
 * @throws GraphQLError `BAD_USER_INPUT` where a name comes twice: which of the two was meant?
 */
export function toContext(conditions: readonly ConditionInput[]): Record<string, string> {
  const context = Object.fromEntries(conditions.map(({ name, value }) => [name, value]));
  if (Object.keys(context).length === conditions.length) return context;
  throw badUserInput("A situation names each property once.");
}
