import type { ConsentingCustomer } from "../customers/customer.entity.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload, type UserError } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import type { Failure, Result } from "../result.ts";
import { guessSentence } from "../scoring/index.ts";

export const guessResolvers: Resolvers = {
  Mutation: {
    guessStrike: async (_root, { input }, scope) => {
      const { idempotencyKey, ...name } = input;
      const { guesses } = scope.services;
      return changed(scope, await guesses.strike(scope.viewer, name, idempotencyKey));
    },
    guessRestore: async (_root, { input }, scope) => {
      const { idempotencyKey, ...name } = input;
      const { guesses } = scope.services;
      return changed(scope, await guesses.restore(scope.viewer, name, idempotencyKey));
    },
  },
  Customer: {
    guesses: async (customer, { first }, { viewer, services, basis, uses }) => {
      const guesses = await services.guesses.list(viewer, customer, first, basis);
      if (guesses.length > 0) uses.note(customer.customerId, "PERSONALISATION", ["GUESS"]);
      return guesses;
    },
    // Nothing that a client does for a customer needs to know what they do not like.
    struckGuesses: ({ customerId }, _args, { viewer, loaders }) =>
      viewer.kind === "CUSTOMER" && viewer.customerId === customerId
        ? loaders.struckGuesses.load(customerId)
        : [],
  },
  Guess: {
    provenance: () => "GUESSED",
    evidenceIds: ({ customerId, evidenceIds }) =>
      evidenceIds.map((id) => encodeNodeId("Interaction", customerId, id)),
    sentence: (guess, { locale }) => guessSentence(guess, locale === "DE" ? "de" : "en"),
  },
};

async function changed<Code extends string>(
  scope: RequestScope,
  result: Result<{ readonly customerId: string }, Failure<Code>>,
): Promise<{ customer: ConsentingCustomer | null; errors: UserError<Code>[] }> {
  const { errors } = toPayload(result);
  const customer = result.ok ? await freshCustomer(scope, result.value.customerId) : null;
  return { customer, errors };
}
