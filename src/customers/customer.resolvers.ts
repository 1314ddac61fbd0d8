import { hasScope } from "../access/viewer.ts";
import { isHiddenFrom } from "../consents/gate.ts";
import {
  categoryOfField,
  isFieldVisible,
  resolveFacts,
  valueStateOf,
} from "../facts/fact.service.ts";
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
    customer: async (_root, { id, externalId, email }, { viewer, services, loaders, uses }) => {
      if ([id, externalId, email].filter((name) => name != null).length !== 1) {
        throw badUserInput("Name the customer by one of id, externalId and email.");
      }
      const keys = id == null ? null : expectNodeId(id, "Customer", "uuid");
      const by = keys ? { customerId: keys[0]! } : email == null ? externalId : { email };
      const customerId = by ? await services.customers.find(viewer, by) : null;
      // Whoever looks an address up is told whose it is.
      if (customerId && email != null) uses.note(customerId, "SERVICE", ["EMAIL"]);
      if (customerId) return loaders.customer.load(customerId);
      if (!hasScope(viewer, "customers:read")) await services.refusals.note(viewer, "customer");
      return null;
    },
  },
  Mutation: {
    customerUpsert: async (_root, { input }, scope) => {
      const result = await scope.services.customers.upsert(scope.viewer, {
        externalId: input.externalId,
        facts: input.facts.map((fact) => ({ ...fact, capturedAt: fact.capturedAt ?? null })),
        idempotencyKey: input.idempotencyKey,
      });
      const payload = toPayload(result, {
        isCreated: false,
        droppedFields: [],
        suppressedFields: [],
      });
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
  ExternalId: {
    valueState: ({ externalId }) => valueStateOf(externalId),
  },
  Customer: {
    id: ({ customerId }) => encodeNodeId("Customer", customerId),
    mergedCustomers: ({ customerId }, _args, { loaders }) =>
      loaders.mergedCustomers.load(customerId),
    externalIds: async ({ customerId }, _args, { loaders, uses }) => {
      const names = await loaders.externalIds.load(customerId);
      if (names.length > 0) uses.note(customerId, "SERVICE", ["IDENTIFIER"]);
      return names;
    },
    facts: async (customer, _args, { viewer, loaders, uses }) => {
      if (isHiddenFrom(viewer, customer)) return [];
      const { customerId } = customer;
      const facts = resolveFacts(await loaders.factEvidence.load(customerId)).filter(({ field }) =>
        isFieldVisible(viewer, field),
      );
      uses.note(
        customerId,
        "SERVICE",
        facts.map(({ category }) => category),
      );
      return facts;
    },
    factChanges: async (customer, _args, { viewer, loaders, uses }) => {
      if (isHiddenFrom(viewer, customer)) return [];
      const { customerId } = customer;
      const changes = factChanges(await loaders.factEvidence.load(customerId)).filter(({ field }) =>
        isFieldVisible(viewer, field),
      );
      uses.note(
        customerId,
        "SERVICE",
        changes.map(({ field }) => categoryOfField(field)),
      );
      return changes;
    },
  },
};
