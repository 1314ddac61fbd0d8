import { hasScope } from "../access/viewer.ts";
import { customerArgument } from "../graphql/customer-argument.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { toPayload } from "../graphql/payloads.ts";

export const contactResolvers: Resolvers = {
  Mutation: {
    contactPlan: async (_root, { input }, { viewer, services, basis, uses }) => {
      const { channel, placement, first, idempotencyKey } = input;
      const customerId = customerArgument(input.customerId);
      const contact = { customerId, channel, placement, first };
      const result = await services.contacts.plan(viewer, contact, idempotencyKey, basis);
      if (result.ok) {
        uses.note(customerId, "OUTREACH", result.value.usedCategories);
        return { list: result.value, errors: [] };
      }
      const errors = result.errors.map((error) => ({
        ...error,
        path: [...error.path],
        nextPossibleAt: error.nextPossibleAt ?? null,
      }));
      return { list: null, errors };
    },
    contactLimitSet: async (_root, { input }, scope) => {
      const { channel, contactsPerWeek, idempotencyKey } = input;
      const limit = { channel, contactsPerWeek: contactsPerWeek ?? null };
      const result = await scope.services.contacts.setLimit(scope.viewer, limit, idempotencyKey);
      const { errors } = toPayload(result);
      const customer = result.ok ? await freshCustomer(scope, result.value.customerId) : null;
      return { customer, errors };
    },
  },
  Customer: {
    contactBudgets: async ({ customerId }, _args, { viewer, services, loaders, uses }) => {
      const isVisible = viewer.kind === "CUSTOMER" || hasScope(viewer, "contacts:plan");
      if (!isVisible) return [];
      uses.note(customerId, "LEGAL", ["CONSENT_RECORD"]);
      return services.contacts.budgets(await loaders.contactBudgets.load(customerId));
    },
  },
};
