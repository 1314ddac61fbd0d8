import { customerToActFor } from "../access/viewer.ts";
import { isFieldVisible } from "../facts/fact.service.ts";
import { visibleKinds } from "../interactions/interaction.service.ts";
import type { Resolvers } from "./generated/resolvers-types.ts";
import { decodeNodeId, expectNodeId } from "./node-ids.ts";
import type { OpaquePartKind } from "./opaque.ts";
import type { RequestScope } from "./request-scope.ts";

interface NodeType {
  readonly keys: readonly OpaquePartKind[];
  /** The row, or null where there is none that the viewer may see. */
  readonly find: (keys: readonly string[], scope: RequestScope) => Promise<object | null>;
}

/** What `node(id:)` can find; a customer's things need the right to see that customer. */
const NODE_TYPES: Readonly<Record<string, NodeType>> = {
  CatalogueItem: {
    keys: ["text"],
    find: ([itemId], { loaders }) => loaders.item.load(itemId!),
  },
  Customer: {
    keys: ["uuid"],
    find: async ([customerId], scope) =>
      maySee(scope, customerId!) ? scope.loaders.customer.load(customerId!) : null,
  },
  Interaction: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, interactionId], scope) => {
      if (!maySee(scope, customerId!)) return null;
      const key = { customerId: customerId!, interactionId: interactionId! };
      const interaction = await scope.loaders.interaction.load(key);
      const isVisible = interaction && visibleKinds(scope.viewer).includes(interaction.kind);
      return isVisible ? interaction : null;
    },
  },
  FactEvidence: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, evidenceId], scope) => {
      if (!maySee(scope, customerId!)) return null;
      const evidence = await scope.loaders.factEvidence.load(customerId!);
      const found = evidence.find((row) => row.evidenceId === evidenceId);
      return found && isFieldVisible(scope.viewer, found.field) ? found : null;
    },
  },
  ConsentEvent: {
    keys: ["uuid", "integer"],
    find: async ([customerId, sequence], { viewer, services }) => {
      const page = await services.consents.history(viewer, customerId!, 1, Number(sequence) + 1);
      const found = page?.[0];
      return found && found.sequence === Number(sequence) ? found : null;
    },
  },
  DeclaredPreference: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, preferenceId], { viewer, loaders }) => {
      if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return null;
      const preferences = await loaders.preferences.load(customerId!);
      return preferences.find((row) => row.preferenceId === preferenceId) ?? null;
    },
  },
  Erasure: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, erasureId], { viewer, services }) => {
      const erasures = await services.erasures.list(viewer, customerId!);
      return erasures.find((row) => row.erasureId === erasureId) ?? null;
    },
  },
};

export const nodeResolvers: Resolvers = {
  Query: {
    node: async (_root, { id }, scope) => {
      const type = decodeNodeId(id)?.type;
      const nodeType = type && Object.hasOwn(NODE_TYPES, type) ? NODE_TYPES[type] : undefined;
      const keys = type && nodeType ? expectNodeId(id, type, ...nodeType.keys) : null;
      const row = keys && nodeType ? await nodeType.find(keys, scope) : null;
      return row && ({ ...row, __typename: type } as never);
    },
  },
  Node: {
    // The rows of `node` and of payloads carry their type's name.
    __resolveType: (row) => (row as unknown as { __typename: "Customer" }).__typename,
  },
};

function maySee({ viewer }: RequestScope, customerId: string): boolean {
  return customerToActFor(viewer, customerId, "customers:read") !== null;
}
