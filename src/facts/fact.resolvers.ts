import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { valueStateOf } from "./fact.service.ts";
import { factChanges } from "./fact-change.service.ts";

export const factResolvers: Resolvers = {
  Fact: {
    changes: ({ evidence }) => factChanges(evidence),
    valueState: ({ value }) => valueStateOf(value),
  },
  FactEvidence: {
    valueState: ({ value }) => valueStateOf(value),
    id: ({ customerId, evidenceId }) => encodeNodeId("FactEvidence", customerId, evidenceId),
  },
};
