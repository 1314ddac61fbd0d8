import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestScope } from "./request-scope.ts";

/** Try again: the same request may succeed in a moment. */
const STATUS_UNAVAILABLE = 503;

/**
 * Records what a request has used when its answer is computed and before anything of it leaves.
 * Where that fails the answer is replaced by the failure. A change that it reports has happened
 * then; repeated with its idempotency key it gives the same answer.
 */
export function accessRecorder(): ApolloServerPlugin<RequestScope> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue: { viewer, uses, services }, response }) {
          const recorded = await services.accessLog.record(viewer, uses.take());
          if (recorded.ok) return;
          const errors = recorded.errors.map(({ code, message }) => ({
            message,
            extensions: { code },
          }));
          response.http.status = STATUS_UNAVAILABLE;
          response.body = { kind: "single", singleResult: { errors } };
        },
      };
    },
  };
}
