import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import { customerArgument } from "../graphql/customer-argument.ts";
import type {
  ConditionInput,
  InteractionInput,
  Resolvers,
} from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { InteractionRow } from "./interaction.entity.ts";
import type { ReportedInteraction } from "./interaction.service.ts";

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
    interaction: ({ customerId, interactionId }, _args, { loaders }) =>
      customerId && interactionId ? loaders.interaction.load({ customerId, interactionId }) : null,
  },
  Customer: {
    interactions: async ({ customerId }, { first, after }, { viewer, services }) => {
      const keys = decodeCursor(after, "dateTime", "uuid");
      const before = keys && { occurredAt: new Date(keys[0]!), interactionId: keys[1]! };
      const page = await services.interactions.page(viewer, customerId, first + 1, before);
      return toConnection(page ?? [], first, cursorOf, after);
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
    context: ({ context }) => Object.entries(context).map(([name, value]) => ({ name, value })),
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

/** (name, value) pairs as one object; a name that comes twice keeps its last value. */
export function toContext(conditions: readonly ConditionInput[]): Record<string, string> {
  return Object.fromEntries(conditions.map(({ name, value }) => [name, value]));
}
