import type { GraphQLResolveInfo } from "graphql";
import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import { customerArgument } from "../graphql/customer-argument.ts";
import { freshCustomer } from "../graphql/fresh-customer.ts";
import type {
  ConsentChangeInput,
  ConsentRequestInput,
  Resolvers,
  ResolversTypes,
} from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import { fieldsOfOperation } from "../graphql/root-fields.ts";
import { type ConsentService, cellOf, cellsOf, type GrantTogether } from "./consent.service.ts";
import { noticeHashOf } from "./grant-rules.ts";
import type { ObjectionService } from "./objection.service.ts";
import { PURPOSE_DESCRIPTIONS } from "./policy.ts";
import { STATE_TEXTS } from "./state-texts.ts";

type Change = "grant" | "refuse" | "withdraw" | "request";

/** Behind every entry: the first page begins at the newest. */
const AFTER_ALL = 2 ** 31 - 1;

export const consentResolvers: Resolvers = {
  Query: {
    purposes: () => [...PURPOSE_DESCRIPTIONS],
  },
  Mutation: {
    consentGrant: (_root, { input }, scope, info) => change("grant", input, scope, grantsOf(info)),
    consentRefuse: (_root, { input }, scope) => change("refuse", input, scope),
    consentWithdraw: (_root, { input }, scope) => change("withdraw", input, scope),
    consentRequest: (_root, { input }, scope) => change("request", input, scope),
    consentPause: (_root, { input }, scope) =>
      cellsPayload(scope.services.objections.pause(scope.viewer, named(input)), scope),
    consentResume: (_root, { input }, scope) =>
      cellsPayload(scope.services.objections.resume(scope.viewer, named(input)), scope),
    objectionRaise: (_root, { input }, scope) =>
      cellsPayload(scope.services.objections.raise(scope.viewer, named(input)), scope),
    objectionWithdraw: (_root, { input }, scope) =>
      cellsPayload(scope.services.objections.withdraw(scope.viewer, named(input)), scope),
  },
  Customer: {
    consents: (customer, _args, { uses }) => {
      const cells = cellsOf(customer);
      if (cells.length > 0) uses.note(customer.customerId, "LEGAL", ["CONSENT_RECORD"]);
      return cells;
    },
    consentEpoch: ({ epoch }) => epoch,
    consentHistory: async ({ customerId }, { first, after }, { viewer, services, uses }) => {
      const before = sequenceBefore(after);
      const page = await services.consents.history(viewer, customerId, first + 1, before);
      if (page && page.length > 0) uses.note(customerId, "LEGAL", ["CONSENT_RECORD"]);
      return toConnection(page ?? [], first, (row) => encodeCursor(`${row.sequence}`), after);
    },
    receipts: async ({ customerId }, { first, after }, { viewer, services }) => {
      const before = sequenceBefore(after);
      const page = await services.receipts.page(viewer, customerId, first + 1, before);
      return toConnection(page, first, (row) => encodeCursor(`${row.sequence}`), after);
    },
    refusedAttempts: async ({ customerId }, { first, after }, { viewer, services }) => {
      const before = decodeCursor(after, "integer")?.[0] ?? null;
      const page = await services.refusals.page(viewer, customerId, first + 1, before);
      return toConnection(page, first, (row) => encodeCursor(row.refusedAttemptId), after);
    },
  },
  Consent: {
    stateText: ({ state }, { locale }) => STATE_TEXTS[state][locale],
  },
  ConsentEvent: {
    stateText: ({ state }, { locale }) => STATE_TEXTS[state][locale],
    id: ({ customerId, sequence }) => encodeNodeId("ConsentEvent", customerId, `${sequence}`),
    receipt: (event, _args, { loaders }) => loaders.receipt.load(event),
  },
  PurposeDescription: {
    text: ({ texts }, { locale }) => texts[locale],
    noticeHash: ({ texts }, { locale }) => noticeHashOf(texts[locale]),
  },
};

function sequenceBefore(after: string | null | undefined): number {
  const keys = decodeCursor(after, "integer");
  return keys ? Number(keys[0]) : AFTER_ALL;
}

function named<Input extends { customerId?: string | null }>(input: Input) {
  return { ...input, customerId: customerArgument(input.customerId) };
}

/** The grants of the whole operation: what they open together must not be a bundle. */
function grantsOf(info: GraphQLResolveInfo): GrantTogether[] {
  return fieldsOfOperation(info, "consentGrant").map((args) => {
    const { purpose, noticeHash } = args.input as ConsentChangeInput;
    return { purpose, noticeHash: noticeHash ?? null };
  });
}

async function cellsPayload(
  outcome: ReturnType<ObjectionService["pause"]>,
  scope: RequestScope,
): Promise<ResolversTypes["ConsentCellsPayload"]> {
  const result = await outcome;
  const { errors } = toPayload(result);
  if (!result.ok) return { errors, consents: [], customer: null };
  const { customerId } = result.value;
  const customer = await freshCustomer(scope, customerId);
  const changed = await scope.loaders.customer.load(customerId);
  return { errors, consents: changed ? cellsOf(changed) : [], customer };
}

async function change(
  kind: Change,
  input: ConsentChangeInput | ConsentRequestInput,
  scope: RequestScope,
  together: readonly GrantTogether[] = [],
): Promise<ResolversTypes["ConsentChangePayload"]> {
  const service: ConsentService = scope.services.consents;
  const result = await service[kind](scope.viewer, { ...named(input), together });
  const payload = toPayload(result);
  if (!result.ok) return { errors: payload.errors, consent: null, customer: null };
  const { customerId: changedId, purpose, category } = result.value;
  const customer = await freshCustomer(scope, changedId);
  // Whoever may change a cell may see what became of it, if of nothing else.
  const changed = await scope.loaders.customer.load(changedId);
  const consent = changed && cellOf(changed, purpose, category);
  return { errors: payload.errors, consent, customer };
}
