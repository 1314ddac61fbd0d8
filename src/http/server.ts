import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import { describeError } from "../log.ts";
import { StartupError } from "../result.ts";
import { isDeclaredTooLarge, RequestAbortedError } from "./body.ts";
import { type Exchange, JSON_TYPE, send, sendError } from "./exchange.ts";
import { answerGraphql, type GraphqlEndpoint } from "./graphql-endpoint.ts";
import type { Metrics } from "./metrics.ts";

/** What an HTTP server is made of. */
export interface HttpServerOptions<Scope extends object> extends GraphqlEndpoint<Scope> {
  /** The address to listen on, for example `127.0.0.1`. */
  readonly host: string;
  /** The TCP port; 0 takes any that is free. */
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** JSON documents that everybody may read, by path, for example `/.well-known/gpc.json`. */
  readonly documents?: Readonly<Record<string, () => Promise<object>>>;
  /** Rejects where the database does not answer. */
  readonly checkReadiness: () => Promise<unknown>;
}

/** A server that listens. */
export interface HttpServer {
  /** For example `http://127.0.0.1:4000`. */
  readonly url: string;
  /**
   * Stops accepting, lets running requests finish for at most `LIMITS.drainTimeoutMs`, then closes
   * every connection. Resolves when all are closed; a second call waits for the first.
   */
  close(): Promise<void>;
}

/**
 * Serves `/graphql`, `/healthz` (this process runs), `/readyz` (its database answers as well),
 * `/metrics` (Prometheus) and the given documents. CORS is off: pages of other origins ask through
 * a server of their own.
 *
 * @throws StartupError where the port is taken or not allowed
 */
export async function startHttpServer<Scope extends object>(
  options: HttpServerOptions<Scope>,
): Promise<HttpServer> {
  let closing: Promise<void> | null = null;
  const isClosing = () => closing !== null;
  /** Also those whose client has gone: they still use the database. */
  const running = new Set<Promise<void>>();
  const server = createServer({
    maxHeaderSize: LIMITS.headerBytesMax,
    headersTimeout: LIMITS.headersTimeoutMs,
    requestTimeout: LIMITS.requestTimeoutMs,
    keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
  });
  server.maxHeadersCount = LIMITS.headersMax;
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response, requestId: randomUUID(), isLast: isClosing };
    const answered = answer(options, exchange).finally(() => running.delete(answered));
    running.add(answered);
  };
  server.on("request", onRequest);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    // A client that asks before it sends a large body is told no before it has sent it.
    if (!isDeclaredTooLarge(request)) response.writeContinue();
    onRequest(request, response);
  });
  await listen(server, options);
  return {
    url: urlOf(server, options.host),
    close: () => {
      closing ??= drain(server, running);
      return closing;
    },
  };
}

const ENDPOINTS: ReadonlySet<string> = new Set(["/graphql", "/healthz", "/readyz", "/metrics"]);
const DRAIN_SWEEP_MS = 50;

/** Answers whatever happens, and observes how long that took. */
async function answer<Scope extends object>(
  options: HttpServerOptions<Scope>,
  exchange: Exchange,
): Promise<void> {
  const startedAtMs = performance.now();
  const [path = "", query] = (exchange.request.url ?? "").split("?", 2);
  const isKnown = ENDPOINTS.has(path) || documentAt(options, path) !== undefined;
  const endpoint = isKnown ? path.slice(1) : "other";
  exchange.response.once("close", () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    options.metrics.observeRequest(endpoint, exchange.response.statusCode, seconds);
  });
  try {
    await route(options, exchange, path, query === undefined ? "" : `?${query}`);
  } catch (error) {
    // Nobody waits for an answer any more.
    if (error instanceof RequestAbortedError) return;
    const { requestId, response } = exchange;
    options.logger.error({ requestId, ...describeError(error) }, "request failed");
    if (response.headersSent) response.destroy();
    else
      sendError(exchange, 500, "INTERNAL_SERVER_ERROR", `Something went wrong, id ${requestId}.`);
  }
}

async function route<Scope extends object>(
  options: HttpServerOptions<Scope>,
  exchange: Exchange,
  path: string,
  search: string,
): Promise<void> {
  if (path === "/graphql") return answerGraphql(options, exchange, search);
  const document = documentAt(options, path);
  if (!ENDPOINTS.has(path) && !document) {
    return sendError(exchange, 404, "NOT_FOUND", "There is nothing here. Try /graphql.");
  }
  const { method } = exchange.request;
  if (method !== "GET" && method !== "HEAD") {
    return sendError(exchange, 405, "METHOD_NOT_ALLOWED", "Expected GET.", { allow: "GET, HEAD" });
  }
  if (document) return send(exchange, 200, JSON_TYPE, `${JSON.stringify(await document())}\n`);
  switch (path) {
    case "/healthz":
      return send(exchange, 200, JSON_TYPE, '{"status":"alive"}\n');
    case "/readyz":
      return answerReadiness(options, exchange);
    default: {
      const { contentType, text } = await options.metrics.read();
      return send(exchange, 200, { "content-type": contentType }, text);
    }
  }
}

function documentAt<Scope extends object>({ documents }: HttpServerOptions<Scope>, path: string) {
  return documents && Object.hasOwn(documents, path) ? documents[path] : undefined;
}

async function answerReadiness<Scope extends object>(
  { checkReadiness, logger }: HttpServerOptions<Scope>,
  exchange: Exchange,
): Promise<void> {
  const isReady = !exchange.isLast() && (await resolvesInTime(checkReadiness, logger));
  const status = isReady ? "ready" : "not ready";
  send(exchange, isReady ? 200 : 503, JSON_TYPE, `${JSON.stringify({ status })}\n`);
}

async function resolvesInTime(check: () => Promise<unknown>, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const late = () => reject(new Error("The readiness check took too long."));
    timer = setTimeout(late, LIMITS.readinessTimeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return true;
  } catch (error) {
    logger.warn(describeError(error), "not ready");
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(startupErrorOf(error, port)));
    server.listen(port, host, () => resolve());
  });
}

function startupErrorOf(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new StartupError(`Port ${port} is in use. Stop what uses it, or set PORT.`);
    case "EACCES":
      return new StartupError(`Port ${port} is not allowed to this user. Set PORT above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartupError("KATHI_HOST is no address of this machine.");
    default:
      return error;
  }
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** `close` ends idle connections at once; the others are swept up as soon as they have answered. */
async function drain(server: Server, running: ReadonlySet<Promise<void>>): Promise<void> {
  const sweeper = setInterval(() => server.closeIdleConnections(), DRAIN_SWEEP_MS);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LIMITS.drainTimeoutMs);
  });
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  await Promise.race([Promise.all([closed, ...running]), patience]);
  server.closeAllConnections();
  await closed;
  clearInterval(sweeper);
  clearTimeout(timer);
}
