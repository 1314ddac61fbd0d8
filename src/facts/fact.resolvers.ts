import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";

export const factResolvers: Resolvers = {
  FactEvidence: {
    id: ({ customerId, evidenceId }) => encodeNodeId("FactEvidence", customerId, evidenceId),
  },
};
