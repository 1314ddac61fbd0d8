import type { IncomingMessage, ServerResponse } from "node:http";
import { LIMITS } from "../limits.ts";

/** One request with its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Whether the connection is to be closed behind this answer. */
  readonly isLast: () => boolean;
}

/** Names of headers to values. */
export type Headers = Readonly<Record<string, string>>;

// Answers are personal and never a page: no store may keep them and no browser may render them.
const SECURITY_HEADERS: Headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export const JSON_TYPE: Headers = { "content-type": "application/json; charset=utf-8" };

/** The headers of every answer. */
export function headersOf(exchange: Exchange, headers: Headers): Record<string, string> {
  const all = { ...SECURITY_HEADERS, "x-request-id": exchange.requestId, ...headers };
  return exchange.isLast() ? { ...all, connection: "close" } : all;
}

/**
 * Answers in one piece. Where the client is still sending, the connection is closed, but only after
 * the client had time to read the answer: a close with unread data would reset it.
 */
export function send(exchange: Exchange, status: number, headers: Headers, body: string): void {
  const { request, response } = exchange;
  if (response.destroyed) return;
  const all = headersOf(exchange, headers);
  all["content-length"] = String(Buffer.byteLength(body));
  if (isStillSending(request)) {
    response.writeHead(status, { ...all, connection: "close" });
    response.write(body);
    linger(exchange);
  } else {
    response.writeHead(status, all);
    response.end(body);
  }
}

/** Answers with a failure in the shape of GraphQL, which every client of ours can read. */
export function sendError(
  exchange: Exchange,
  status: number,
  code: string,
  message: string,
  headers: Headers = {},
): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  send(exchange, status, { ...JSON_TYPE, ...headers }, `${body}\n`);
}

function isStillSending(request: IncomingMessage): boolean {
  const hasBody =
    request.headers["transfer-encoding"] !== undefined ||
    Number(request.headers["content-length"] ?? 0) > 0;
  return hasBody && !request.complete;
}

function linger({ request, response }: Exchange): void {
  const finish = () => {
    clearTimeout(timer);
    response.end();
    response.socket?.destroySoon();
  };
  const timer = setTimeout(finish, LIMITS.lingerTimeoutMs);
  request.once("close", finish);
  request.resume();
}
