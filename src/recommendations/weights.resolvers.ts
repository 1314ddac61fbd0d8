import { isBeforeReset } from "../consents/gate.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { Dial } from "../scoring/index.ts";
import { dialOf } from "./weights.service.ts";

export const weightsResolvers: Resolvers = {
  Mutation: {
    weightsSet: async (_root, { input }, scope) => {
      const { reset, idempotencyKey, ...given } = input;
      const change = { weights: withoutNulls(given), isReset: reset };
      const result = await scope.services.weights.set(scope.viewer, change, idempotencyKey);
      const { errors } = toPayload(result);
      const customer = result.ok ? await freshCustomer(scope, result.value.customerId) : null;
      return { customer, errors };
    },
  },
  Customer: {
    weights: async (customer, _args, { viewer, loaders, uses }) => {
      if (viewer.kind !== "CUSTOMER") return null;
      const { customerId } = customer;
      const stored = await loaders.weights.load(customerId);
      const weights = stored && !isBeforeReset(customer, stored.setAt) ? stored : null;
      if (weights) uses.note(customerId, "SERVICE", ["DECLARED_PREFERENCE"]);
      return { ...dialOf(weights), setAt: weights?.setAt ?? null };
    },
  },
};

/** In the order of the dial, so that the same content is the same call. */
function withoutNulls(given: { [Name in keyof Dial]?: number | null | undefined }): Partial<Dial> {
  const names = ["history", "context", "mood", "surprise"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (given[name] == null ? [] : [[name, given[name]]])),
  );
}
