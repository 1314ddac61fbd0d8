import { customerToActFor } from "../access/viewer.ts";
import { isHiddenFrom } from "../consents/gate.ts";
import { categoryOfField, isFieldVisible } from "../facts/fact.service.ts";
import { CATEGORY_OF_KIND, visibleKinds } from "../interactions/interaction.service.ts";
import type { Resolvers } from "./generated/resolvers-types.ts";
import { decodeNodeId, expectNodeId } from "./node-ids.ts";
import type { OpaquePartKind } from "./opaque.ts";
import type { RequestScope } from "./request-scope.ts";

interface NodeType {
  readonly keys: readonly OpaquePartKind[];
  /** The type in the schema, where the id names another. */
  readonly typename?: string;
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
      if (!(await maySeeEvidence(scope, customerId!))) return null;
      const key = { customerId: customerId!, interactionId: interactionId! };
      const interaction = await scope.loaders.interaction.load(key);
      const isVisible = interaction && visibleKinds(scope.viewer).includes(interaction.kind);
      if (!isVisible) return null;
      scope.uses.note(customerId!, "SERVICE", [CATEGORY_OF_KIND[interaction.kind]]);
      return interaction;
    },
  },
  FactEvidence: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, evidenceId], scope) => {
      if (!(await maySeeEvidence(scope, customerId!))) return null;
      const evidence = await scope.loaders.factEvidence.load(customerId!);
      const found = evidence.find((row) => row.evidenceId === evidenceId);
      if (!found || !isFieldVisible(scope.viewer, found.field)) return null;
      scope.uses.note(customerId!, "SERVICE", [categoryOfField(found.field)]);
      return found;
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
  ProfileReset: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, resetId], { viewer, loaders }) => {
      if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return null;
      const resets = await loaders.profileResets.load(customerId!);
      return resets.find((row) => row.resetId === resetId) ?? null;
    },
  },
  RecommendationList: {
    keys: ["uuid", "uuid"],
    typename: "ShownList",
    find: ([customerId, listId], { viewer, services }) =>
      services.evidence.shownList(viewer, customerId!, listId!),
  },
  DeclaredPreference: {
    keys: ["uuid", "uuid"],
    find: async ([customerId, preferenceId], { viewer, loaders, uses }) => {
      if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return null;
      const preferences = await loaders.preferences.load(customerId!);
      const found = preferences.find((row) => row.preferenceId === preferenceId) ?? null;
      if (found) uses.note(customerId!, "SERVICE", ["DECLARED_PREFERENCE"]);
      return found;
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
      if (!keys || !nodeType) return null;
      // What belongs to a customer has the customer's id first.
      const [ownerId = null] = nodeType.keys[0] === "uuid" ? keys : [];
      const { viewer, services } = scope;
      if (ownerId !== null && !(await services.refusals.maySee(viewer, ownerId, "node")))
        return null;
      const row = await nodeType.find(keys, scope);
      return row && ({ ...row, __typename: nodeType.typename ?? type } as never);
    },
  },
  Node: {
    // The rows of `node` and of payloads carry their type's name.
    __resolveType: (row) => (row as unknown as { __typename: "Customer" }).__typename,
  },
};

/** Of a customer who has restricted processing others see only that there is one. */
async function maySeeEvidence(scope: RequestScope, customerId: string): Promise<boolean> {
  if (!maySee(scope, customerId)) return false;
  if (scope.viewer.kind === "CUSTOMER") return true;
  const customer = await scope.loaders.customer.load(customerId);
  return customer !== null && !isHiddenFrom(scope.viewer, customer);
}

function maySee({ viewer }: RequestScope, customerId: string): boolean {
  return customerToActFor(viewer, customerId, "customers:read") !== null;
}
