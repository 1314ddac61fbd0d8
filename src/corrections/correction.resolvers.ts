import type { Viewer } from "../access/viewer.ts";
import type { ConsentingCustomer } from "../customers/customer.entity.ts";
import { resolveFacts } from "../facts/fact.service.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { CorrectionError, Resolvers } from "../graphql/generated/resolvers-types.ts";
import { decodeNodeId, encodeNodeId, expectNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import type { Failure, Result } from "../result.ts";
import type { CorrectionErrorCode } from "./correction.errors.ts";
import type { EvidenceReference } from "./correction.service.ts";

export const correctionResolvers: Resolvers = {
  Mutation: {
    factCorrect: async (_root, { input }, scope) => {
      const { field, value, idempotencyKey } = input;
      const { corrections } = scope.services;
      const result = await corrections.correctFact(scope.viewer, { field, value }, idempotencyKey);
      const payload = await correctedBy(scope, result);
      if (!payload.customer) return { ...payload, fact: null };
      const facts = resolveFacts(
        await scope.loaders.factEvidence.load(payload.customer.customerId),
      );
      return { ...payload, fact: facts.find((fact) => fact.field === field) ?? null };
    },
    factStrike: async (_root, { input }, scope) => {
      const { corrections } = scope.services;
      const result = await corrections.strikeFact(scope.viewer, input.field, input.idempotencyKey);
      return correctedBy(scope, result);
    },
    evidenceExclude: async (_root, { input }, scope) => {
      const reference = evidenceReference(input.evidenceId);
      const { corrections } = scope.services;
      const { idempotencyKey } = input;
      const result = await corrections.excludeEvidence(scope.viewer, reference, idempotencyKey);
      const payload = await correctedBy(scope, result);
      return { ...payload, evidence: result.ok ? await loadEvidence(result.value, scope) : null };
    },
    preferencesDeclare: async (_root, { input }, scope) => {
      const changes = input.preferences.map(({ target, name, sentiment }) => ({
        target,
        name,
        sentiment: sentiment ?? null,
      }));
      const { corrections } = scope.services;
      const { idempotencyKey } = input;
      const result = await corrections.declarePreferences(scope.viewer, changes, idempotencyKey);
      return correctedBy(scope, result);
    },
    recommendationFeedback: async (_root, { input }, scope) => {
      const feedback = { itemId: input.sku, kind: input.feedback };
      const { corrections } = scope.services;
      const { idempotencyKey } = input;
      const result = await corrections.giveFeedback(scope.viewer, feedback, idempotencyKey);
      const payload = await correctedBy(scope, result);
      const interaction = result.ok ? await scope.loaders.interaction.load(result.value) : null;
      return { ...payload, interaction };
    },
  },
  Customer: {
    preferences: async ({ customerId }, _args, { viewer, loaders, uses }) => {
      const preferences = isOwner(viewer, customerId)
        ? await loaders.preferences.load(customerId)
        : [];
      if (preferences.length > 0) uses.note(customerId, "SERVICE", ["DECLARED_PREFERENCE"]);
      return preferences;
    },
  },
  DeclaredPreference: {
    id: ({ customerId, preferenceId }) =>
      encodeNodeId("DeclaredPreference", customerId, preferenceId),
  },
};

/** Declared preferences serve no purpose of a client's own, so only the customer reads them. */
function isOwner(viewer: Viewer, customerId: string): boolean {
  return viewer.kind === "CUSTOMER" && viewer.customerId === customerId;
}

/** The fields that all corrections share. */
async function correctedBy(
  scope: RequestScope,
  result: Result<{ readonly customerId: string }, Failure<CorrectionErrorCode>>,
): Promise<{ customer: ConsentingCustomer | null; errors: CorrectionError[] }> {
  const { errors } = toPayload(result);
  const customer = result.ok ? await freshCustomer(scope, result.value.customerId) : null;
  return { customer, errors };
}

/** The evidence that a global id names, or null where it is none. */
function evidenceReference(id: string): EvidenceReference | null {
  const type = decodeNodeId(id)?.type;
  if (type !== "Interaction" && type !== "FactEvidence") return null;
  const keys = expectNodeId(id, type, "uuid", "uuid");
  if (!keys) return null;
  const [customerId, evidenceId] = keys as [string, string];
  return type === "Interaction"
    ? { type, customerId, interactionId: evidenceId }
    : { type, customerId, evidenceId };
}

async function loadEvidence(reference: EvidenceReference, { loaders }: RequestScope) {
  if (reference.type === "Interaction") {
    loaders.interaction.clear(reference);
    const interaction = await loaders.interaction.load(reference);
    return interaction && { ...interaction, __typename: "Interaction" as const };
  }
  const evidence = await loaders.factEvidence.load(reference.customerId);
  const found = evidence.find(({ evidenceId }) => evidenceId === reference.evidenceId);
  return found ? { ...found, __typename: "FactEvidence" as const } : null;
}
