import { isFieldVisible, resolveFacts } from "../facts/fact.service.ts";
import { factChanges } from "../facts/fact-change.service.ts";
import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
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
    customerUpsert: async (_root, { input }, scope) => {
      const result = await scope.services.customers.upsert(scope.viewer, {
        externalId: input.externalId,
        facts: input.facts.map((fact) => ({ ...fact, capturedAt: fact.capturedAt ?? null })),
        idempotencyKey: input.idempotencyKey,
      });
      const payload = toPayload(result, { isCreated: false, droppedFields: [] });
      if (!result.ok) return { ...payload, customerId: null, customer: null };
      const { customerId } = result.value;
      const customer = await freshCustomer(scope, customerId);
      return { ...payload, customerId: encodeNodeId("Customer", customerId), customer };
    },
    customerMerge: async (_root, { input }, scope) => {
      const result = await scope.services.customerMerges.merge(scope.viewer, input);
      const payload = toPayload(result, { isMerged: false });
      if (!result.ok) return { ...payload, customerId: null, customer: null };
      const { customerId } = result.value;
      const customer = await freshCustomer(scope, customerId);
      return { ...payload, customerId: encodeNodeId("Customer", customerId), customer };
    },
  },
  MergedCustomer: {
    consentHistory: async (merged, { first, after }, { viewer, services }) => {
      const { customerId, mergedCustomerId } = merged;
      const keys = decodeCursor(after, "integer");
      const before = keys ? Number(keys[0]) : 2 ** 31 - 1;
      const limit = first + 1;
      const { customerMerges } = services;
      const page = await customerMerges.historyOfMerged(
        viewer,
        customerId,
        mergedCustomerId,
        limit,
        before,
      );
      return toConnection(page ?? [], first, (row) => encodeCursor(`${row.sequence}`), after);
    },
  },
  Customer: {
    id: ({ customerId }) => encodeNodeId("Customer", customerId),
    mergedCustomers: ({ customerId }, _args, { loaders }) =>
      loaders.mergedCustomers.load(customerId),
    externalIds: ({ customerId }, _args, { loaders }) => loaders.externalIds.load(customerId),
    facts: async ({ customerId }, _args, { viewer, loaders }) =>
      resolveFacts(await loaders.factEvidence.load(customerId)).filter(({ field }) =>
        isFieldVisible(viewer, field),
      ),
    factChanges: async ({ customerId }, _args, { viewer, loaders }) =>
      factChanges(await loaders.factEvidence.load(customerId)).filter(({ field }) =>
        isFieldVisible(viewer, field),
      ),
  },
};
