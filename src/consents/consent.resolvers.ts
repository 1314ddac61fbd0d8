import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import { customerArgument } from "../graphql/customer-argument.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type {
  ConsentChangeInput,
  Resolvers,
  ResolversTypes,
} from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import { type ConsentService, cellOf, cellsOf } from "./consent.service.ts";
import { PURPOSE_DESCRIPTIONS } from "./policy.ts";

type Change = "grant" | "refuse" | "withdraw";

export const consentResolvers: Resolvers = {
  Query: {
    purposes: () => [...PURPOSE_DESCRIPTIONS],
  },
  Mutation: {
    consentGrant: (_root, { input }, scope) => change("grant", input, scope),
    consentRefuse: (_root, { input }, scope) => change("refuse", input, scope),
    consentWithdraw: (_root, { input }, scope) => change("withdraw", input, scope),
  },
  Customer: {
    consents: (customer) => cellsOf(customer),
    consentEpoch: ({ epoch }) => epoch,
    consentHistory: async ({ customerId }, { first, after }, { viewer, services }) => {
      const keys = decodeCursor(after, "integer");
      const before = keys ? Number(keys[0]) : 2 ** 31 - 1;
      const page = await services.consents.history(viewer, customerId, first + 1, before);
      return toConnection(page ?? [], first, (row) => encodeCursor(`${row.sequence}`), after);
    },
  },
  ConsentEvent: {
    id: ({ customerId, sequence }) => encodeNodeId("ConsentEvent", customerId, `${sequence}`),
  },
  PurposeDescription: {
    text: ({ texts }, { locale }) => texts[locale],
  },
};

async function change(
  kind: Change,
  input: ConsentChangeInput,
  scope: RequestScope,
): Promise<ResolversTypes["ConsentChangePayload"]> {
  const customerId = customerArgument(input.customerId);
  const service: ConsentService = scope.services.consents;
  const result = await service[kind](scope.viewer, { ...input, customerId });
  const payload = toPayload(result);
  if (!result.ok) return { ...payload, consent: null, customer: null };
  const { customerId: changedId, purpose, category } = result.value;
  const customer = await freshCustomer(scope, changedId);
  // Whoever may change a cell may see what became of it, if of nothing else.
  const changed = await scope.loaders.customer.load(changedId);
  const consent = changed && cellOf(changed, purpose, category);
  return { errors: payload.errors, consent, customer };
}
