import type { ApolloServerPlugin } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import { BREAK, type DocumentNode, GraphQLError, visit } from "graphql";

const MOOD_ARGUMENTS: ReadonlySet<string> = new Set(["mood", "moodToken"]);

/**
 * Refuses moods in addresses. Browsers, proxies and servers in between write addresses down, and a
 * mood is to be written down nowhere; what is refused at the first try is noticed by who builds it.
 */
export function moodGuard<Scope extends object>(): ApolloServerPlugin<Scope> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request, document }) {
          if (request.http?.method !== "GET" || !hasMood(document)) return;
          throw new GraphQLError("A mood does not belong into an address: use POST.", {
            extensions: {
              code: "MOOD_IN_ADDRESS",
              http: { status: 405, headers: new HeaderMap([["allow", "POST"]]) },
            },
          });
        },
      };
    },
  };
}

/** Whether any field of a document has an argument for moods. */
function hasMood(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    Argument({ name }) {
      if (!MOOD_ARGUMENTS.has(name.value)) return undefined;
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}
