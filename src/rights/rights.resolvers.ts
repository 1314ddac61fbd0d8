import { isBeforeReset, isQuiet, isRestricted } from "../consents/gate.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { Resolvers, ResolversTypes } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import { dialOf } from "../recommendations/weights.service.ts";
import type { Failure, Result } from "../result.ts";
import { isOwner } from "./evidence.service.ts";
import type { RightErrorCode } from "./rights.errors.ts";

export const rightsResolvers: Resolvers = {
  Mutation: {
    processingRestrict: async (_root, { input }, scope) => {
      const { isRestricted: restricts, idempotencyKey } = input;
      return answer(
        await scope.services.rights.restrict(scope.viewer, restricts, idempotencyKey),
        scope,
      );
    },
    quietSet: async (_root, { input }, scope) => {
      const quiet = { isQuiet: input.isQuiet, until: input.until ?? null };
      const { rights } = scope.services;
      return answer(await rights.setQuiet(scope.viewer, quiet, input.idempotencyKey), scope);
    },
    profileReset: async (_root, { input }, scope) =>
      answer(await scope.services.rights.reset(scope.viewer, input.idempotencyKey), scope),
    profileResetUndo: async (_root, { input }, scope) =>
      answer(await scope.services.rights.undoReset(scope.viewer, input.idempotencyKey), scope),
    customerExport: async (_root, { input }, { viewer, services, uses }) => {
      const result = await services.exports.write(viewer, input.format);
      const { errors } = toPayload(result);
      if (result.ok) uses.note(result.value.customerId, "SERVICE", result.value.categories);
      return { export: result.ok ? result.value : null, errors };
    },
  },
  Customer: {
    isRestricted: (customer) => isRestricted(customer),
    restrictedAt: ({ restrictedAt }) => restrictedAt ?? null,
    quiet: ({ quietSince, quietUntil }, _args, { services }) =>
      quietSince && isQuiet({ quietSince, quietUntil }, services.rights.now())
        ? { since: quietSince, until: quietUntil ?? null }
        : null,
    profileResets: ({ customerId }, _args, { viewer, loaders }) =>
      isOwner(viewer, customerId) ? loaders.profileResets.load(customerId) : [],
    emailCorrections: ({ customerId }, _args, { viewer, loaders }) =>
      isOwner(viewer, customerId) ? loaders.emailCorrections.load(customerId) : [],
  },
  EmailCorrectionDay: {
    day: ({ correctedOn }) => new Date(`${correctedOn}T00:00:00Z`),
  },
  ProfileReset: {
    id: ({ customerId, resetId }) => encodeNodeId("ProfileReset", customerId, resetId),
    weights: async ({ customerId, resetAt, undoneAt }, _args, { loaders }) => {
      const weights = await loaders.weights.load(customerId);
      const isSetAside = weights && !undoneAt && isBeforeReset({ resetAt }, weights.setAt);
      return isSetAside ? { ...dialOf(weights), setAt: weights.setAt } : null;
    },
  },
};

async function answer(
  result: Result<{ readonly customerId: string }, Failure<RightErrorCode>>,
  scope: RequestScope,
): Promise<ResolversTypes["RightPayload"]> {
  const { errors } = toPayload(result);
  if (!result.ok) return { customer: null, errors };
  return { customer: await freshCustomer(scope, result.value.customerId), errors };
}
