import { isFieldVisible, resolveFacts } from "../facts/fact.service.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import { encodeNodeId, expectNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";

export const customerResolvers: Resolvers = {
  Query: {
    me: (_root, _args, { viewer, loaders }) =>
      viewer.kind === "CUSTOMER" ? loaders.customer.load(viewer.customerId) : null,
    customer: async (_root, { id, externalId }, { viewer, services, loaders }) => {
      if ((id == null) === (externalId == null)) {
        throw badUserInput("Name the customer by id or by externalId, not by both.");
      }
      const keys = id == null ? null : expectNodeId(id, "Customer", "uuid");
      const by = keys ? { customerId: keys[0]! } : externalId;
      const customerId = by ? await services.customers.find(viewer, by) : null;
      return customerId ? loaders.customer.load(customerId) : null;
    },
  },
  Mutation: {
    customerUpsert: async (_root, { input }, { viewer, services, loaders }) => {
      const result = await services.customers.upsert(viewer, {
        externalId: input.externalId,
        facts: input.facts.map((fact) => ({ ...fact, capturedAt: fact.capturedAt ?? null })),
        idempotencyKey: input.idempotencyKey,
      });
      const payload = toPayload(result, { isCreated: false, droppedFields: [] });
      const customer = result.ok ? await loaders.customer.load(result.value.customerId) : null;
      return { ...payload, customer };
    },
  },
  Customer: {
    id: ({ customerId }) => encodeNodeId("Customer", customerId),
    externalIds: ({ customerId }, _args, { loaders }) => loaders.externalIds.load(customerId),
    facts: async ({ customerId }, _args, { viewer, loaders }) =>
      resolveFacts(await loaders.factEvidence.load(customerId)).filter(({ field }) =>
        isFieldVisible(viewer, field),
      ),
  },
};
