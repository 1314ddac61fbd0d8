import { freshCustomer } from "../graphql/fresh-customer.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { decodeNodeId, encodeNodeId, expectNodeId } from "../graphql/node-ids.ts";
import { toPayload } from "../graphql/payloads.ts";
import type { RequestScope } from "../graphql/request-scope.ts";
import type { Failure, Result } from "../result.ts";
import type { ItemTable } from "./erasure.entity.ts";
import type { ErasureErrorCode } from "./erasure.errors.ts";
import type { ErasureReference, ItemReference } from "./erasure.service.ts";

/** Types of the schema that a customer can have erased one by one, and their tables. */
const TABLE_OF_TYPE: Readonly<Record<string, ItemTable>> = {
  Interaction: "interaction",
  FactEvidence: "fact_evidence",
  DeclaredPreference: "declared_preference",
};

export const erasureResolvers: Resolvers = {
  Query: {
    erasures: (_root, _args, { viewer, services }) =>
      viewer.kind === "CUSTOMER" ? services.erasures.list(viewer, viewer.customerId) : [],
  },
  Customer: {
    erasures: ({ customerId }, _args, { viewer, services }) =>
      services.erasures.list(viewer, customerId),
  },
  Mutation: {
    evidenceErase: async (_root, { input }, scope) => {
      const { evidenceId, isUndoable, idempotencyKey } = input;
      const { erasures } = scope.services;
      const item = itemReference(evidenceId);
      const result = await erasures.eraseItem(scope.viewer, item, isUndoable, idempotencyKey);
      return erasedBy(scope, result);
    },
    historyErase: async (_root, { input }, scope) => {
      const { isUndoable, idempotencyKey } = input;
      const { erasures } = scope.services;
      const result = await erasures.eraseRange(scope.viewer, input, isUndoable, idempotencyKey);
      return erasedBy(scope, result);
    },
    categoryErase: async (_root, { input }, scope) => {
      const { category, isUndoable, idempotencyKey } = input;
      const { erasures } = scope.services;
      const result = await erasures.eraseCategory(
        scope.viewer,
        category,
        isUndoable,
        idempotencyKey,
      );
      return erasedBy(scope, result);
    },
    customerErase: async (_root, { input }, scope) => {
      const { isUndoable, idempotencyKey } = input;
      const { erasures } = scope.services;
      const result = await erasures.eraseEverything(scope.viewer, isUndoable, idempotencyKey);
      const { customer: _nobody, ...payload } = await erasedBy(scope, result);
      return payload;
    },
    erasureUndo: async (_root, { input }, scope) => {
      const { viewer, services } = scope;
      const keys = expectNodeId(input.erasureId, "Erasure", "uuid", "uuid");
      const isOwn = viewer.kind === "CUSTOMER" && keys?.[0] === viewer.customerId;
      const erasureId = isOwn && keys ? keys[1]! : null;
      return erasedBy(scope, await services.erasures.undo(viewer, erasureId, input.idempotencyKey));
    },
  },
  Erasure: {
    id: ({ customerId, erasureId }) => encodeNodeId("Erasure", customerId, erasureId),
    evidenceId: ({ customerId, itemTable, itemId }) => {
      const type = Object.keys(TABLE_OF_TYPE).find((name) => TABLE_OF_TYPE[name] === itemTable);
      return type && itemId ? encodeNodeId(type, customerId, itemId) : null;
    },
    from: ({ rangeFrom }) => rangeFrom,
    to: ({ rangeTo }) => rangeTo,
    recordCount: ({ rowCount }) => rowCount,
  },
};

/** The fields that all payloads share, from what is stored now. */
async function erasedBy(
  scope: RequestScope,
  result: Result<ErasureReference, Failure<ErasureErrorCode>>,
) {
  const { errors } = toPayload(result);
  if (!result.ok) return { erasure: null, customer: null, errors };
  const { customerId, erasureId } = result.value;
  scope.loaders.erasures.clear(customerId);
  scope.loaders.interaction.clearAll();
  const erasures = await scope.loaders.erasures.load(customerId);
  const erasure = erasures.find((row) => row.erasureId === erasureId) ?? null;
  return { erasure, customer: await freshCustomer(scope, customerId), errors };
}

/** The evidence that a global id names, or null where it is none. */
function itemReference(id: string): ItemReference | null {
  const type = decodeNodeId(id)?.type ?? "";
  const itemTable = Object.hasOwn(TABLE_OF_TYPE, type) ? TABLE_OF_TYPE[type] : undefined;
  const keys = itemTable ? expectNodeId(id, type, "uuid", "uuid") : null;
  return itemTable && keys ? { customerId: keys[0]!, itemTable, itemId: keys[1]! } : null;
}
