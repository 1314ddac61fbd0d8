import { connect } from "node:net";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { pino } from "pino";
import { InvalidTokenError } from "../../src/access/tokens.ts";
import { ANONYMOUS, type Viewer } from "../../src/access/viewer.ts";
import { createGraphqlServer } from "../../src/graphql/server.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { type HttpServer, startHttpServer } from "../../src/http/server.ts";

interface Scope {
  readonly viewer: Viewer;
  readonly requestId: string;
}

export interface TestServer extends HttpServer {
  readonly port: number;
  readonly logLines: string[];
  /** Lets `slow` answer. */
  release(): void;
  setReady(isReady: boolean): void;
}

/** A server over a schema of three fields: who asks, one that waits, one that fails. */
export async function startTestServer(port = 0): Promise<TestServer> {
  const logLines: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => logLines.push(line) });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const schema = makeExecutableSchema<Scope>({
    typeDefs: "type Query { viewer: String slow: String } type Mutation { viewerChange: String }",
    resolvers: {
      Query: {
        viewer: (_root: unknown, _args: unknown, { viewer }: Scope) => viewer.kind,
        slow: () => released.then(() => "done"),
      },
      Mutation: { viewerChange: () => "changed" },
    },
  });
  let isReady = true;
  const metrics = createMetrics();
  const plugins = [metrics.operationObserver];
  const graphql = await createGraphqlServer<Scope>({
    schema,
    isProduction: false,
    logger,
    plugins,
  });
  const server = await startHttpServer<Scope>({
    host: "127.0.0.1",
    port,
    server: graphql,
    logger,
    metrics,
    authenticate,
    createScope: (viewer, requestId) => ({ viewer, requestId }),
    confirm: async () => true,
    checkReadiness: async () => {
      if (!isReady) throw new Error("connect ECONNREFUSED");
    },
  });
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    logLines,
    release,
    setReady: (value) => {
      isReady = value;
    },
    close: async () => {
      await server.close();
      await graphql.stop();
    },
  };
}

async function authenticate(authorization: string | undefined): Promise<Viewer> {
  if (authorization === undefined) return ANONYMOUS;
  if (authorization === "Bearer good")
    return { kind: "CUSTOMER", customerId: "c", authenticatedAt: null };
  if (authorization === "Bearer broken") throw new Error("secret store lost kathi@example.org");
  throw new InvalidTokenError("The token is invalid or has expired. Ask for a new one.");
}

export interface RawAnswer {
  readonly text: string;
  /** Whether the server closed the connection by itself. */
  readonly isClosed: boolean;
}

/** Speaks to the server byte by byte; resolves when it closes, or after `waitMs` of silence. */
export function speak(port: number, parts: readonly string[], waitMs: number): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1");
    const settle = (isClosed: boolean) => {
      socket.destroy();
      resolve({ text, isClosed });
    };
    socket.setTimeout(waitMs, () => settle(false));
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("close", () => settle(true));
    // A server that refuses may reset a client that goes on sending; `close` follows.
    socket.on("error", () => undefined);
    for (const part of parts) socket.write(part);
  });
}
