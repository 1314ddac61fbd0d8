import { once } from "node:events";
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { InvalidTokenError } from "../access/tokens.ts";
import type { Viewer } from "../access/viewer.ts";
import { answerConfirmed } from "../graphql/leaving.ts";
import { readJsonBody } from "./body.ts";
import { type Exchange, headersOf, send, sendError } from "./exchange.ts";

/** What answers GraphQL requests. */
export interface GraphqlEndpoint<Scope extends object> {
  readonly server: Pick<ApolloServer<Scope>, "executeHTTPGraphQLRequest">;
  /** The viewer behind an `Authorization` header; throws `InvalidTokenError`. */
  readonly authenticate: (authorization: string | undefined) => Promise<Viewer>;
  /** @param isProfileFree nothing about any customer may be used in this scope */
  readonly createScope: (
    viewer: Viewer,
    requestId: string,
    isProfileFree: boolean,
  ) => Scope | Promise<Scope>;
  /** Whether what was computed in this scope may still leave. */
  readonly confirm: (scope: Scope) => Promise<boolean>;
}

/**
 * Answers `POST` and `GET /graphql` (GraphQL over HTTP). What is wrong with the request itself is
 * answered here, everything else by Apollo.
 *
 * @throws RequestAbortedError where the client went away
 */
export async function answerGraphql<Scope extends object>(
  endpoint: GraphqlEndpoint<Scope>,
  exchange: Exchange,
  search: string,
): Promise<void> {
  const { request, requestId } = exchange;
  const method = request.method ?? "";
  if (method !== "POST" && method !== "GET") {
    return sendError(exchange, 405, "METHOD_NOT_ALLOWED", "Expected POST or GET.", {
      allow: "POST, GET",
    });
  }
  const body = method === "POST" ? await readJsonBody(request) : { ok: true as const, value: null };
  if (!body.ok) return sendError(exchange, body.status, "BAD_REQUEST", body.message);

  const viewer = await viewerOf(endpoint, exchange);
  if (viewer === null) return undefined;
  const httpGraphQLRequest = { method, search, headers: headerMapOf(exchange), body: body.value };
  const answering = {
    createScope: (isProfileFree: boolean) => endpoint.createScope(viewer, requestId, isProfileFree),
    confirm: endpoint.confirm,
  };
  const answer = await answerConfirmed(answering, (scope) =>
    endpoint.server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => scope }),
  );
  return sendAnswer(exchange, answer);
}

/** The viewer, or null where the answer has been sent: bad tokens never fall back to anonymous. */
async function viewerOf<Scope extends object>(
  endpoint: GraphqlEndpoint<Scope>,
  exchange: Exchange,
): Promise<Viewer | null> {
  const { headers } = exchange.request;
  try {
    const viewer = await endpoint.authenticate(headers.authorization);
    // Global Privacy Control: any other value than 1 is no signal.
    return headers["sec-gpc"] === "1" ? { ...viewer, isGpc: true } : viewer;
  } catch (error) {
    if (!(error instanceof InvalidTokenError)) throw error;
    sendError(exchange, 401, "UNAUTHENTICATED", error.message, {
      "www-authenticate": 'Bearer error="invalid_token"',
    });
    return null;
  }
}

function headerMapOf({ request }: Exchange): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

async function sendAnswer(exchange: Exchange, answer: HTTPGraphQLResponse): Promise<void> {
  const status = answer.status ?? 200;
  const headers = Object.fromEntries(answer.headers);
  if (answer.body.kind === "complete") return send(exchange, status, headers, answer.body.string);

  const { response } = exchange;
  response.writeHead(status, headersOf(exchange, headers));
  for await (const chunk of answer.body.asyncIterator) {
    if (response.destroyed) return undefined;
    if (!response.write(chunk))
      await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
  return undefined;
}
