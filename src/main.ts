import { signingKeyOf } from "./access/signing-key.ts";

import type { Tokens } from "./access/tokens.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { lapseOldVersions } from "./consents/expiry.service.ts";
import type { OpenDatabase } from "./db/open.ts";
import { openConnections } from "./db/roles.ts";
import type { RequestScope } from "./graphql/request-scope.ts";
import { createGraphqlServer } from "./graphql/server.ts";
import { createMetrics } from "./http/metrics.ts";
import { startHttpServer } from "./http/server.ts";
import type { Logger } from "./log.ts";

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  /** Reads the catalogue and the newest snapshot at once instead of within a second. */
  refresh(): Promise<void>;
  /** Stops accepting, lets running requests finish, then ends everything it started. */
  stop(): Promise<void>;
}

/** What a site says of itself that obeys Global Privacy Control, and since when it says so. */
const GPC_SUPPORT = { gpc: true, lastUpdate: "2026-11-22" };

/**
 * Wires the app to a database and listens.
 *
 * @throws StartupError where the port is taken
 */
export async function startServer(parts: {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly tokens: Tokens;
  readonly logger: Logger;
  /** Milliseconds since 1970; the machine's clock where nothing else is said. */
  readonly now?: () => number;
}): Promise<RunningServer> {
  const { config, database, tokens, logger, now = Date.now } = parts;
  const connections = await openConnections(database.dataSource);
  const issuer = { key: await signingKeyOf(config), controller: config.controller };
  const app = createApp({ connections, tokens, logger, issuer, now });
  await lapseOldVersions(database.dataSource);
  await app.shelves.start();
  app.services.accessLog.start();
  const metrics = createMetrics();
  const server = await createGraphqlServer<RequestScope>({
    schema: app.schema,
    isProduction: config.isProduction,
    logger,
    plugins: [metrics.operationObserver, ...app.plugins],
  });
  const end = async () => {
    await server.stop();
    await app.services.accessLog.stop();
    await app.shelves.stop();
    await connections.close();
  };
  const http = await startHttpServer<RequestScope>({
    host: config.host,
    port: config.port,
    logger,
    metrics,
    server,
    authenticate: (authorization) => tokens.authenticate(authorization),
    createScope: async (viewer, requestId, isProfileFree) => {
      if (viewer.isGpc && viewer.kind === "CUSTOMER") {
        await app.services.objections.noteGpc(viewer.customerId);
      }
      return app.scopeOf(viewer, requestId, isProfileFree);
    },
    confirm: app.confirm,
    documents: {
      "/.well-known/jwks.json": () => app.services.receipts.keySet(),
      "/.well-known/gpc.json": async () => GPC_SUPPORT,
    },
    checkReadiness: () => connections.served.query("select 1"),
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    url: http.url,
    refresh: () => app.shelves.refresh(),
    stop: async () => {
      await http.close();
      await end();
    },
  };
}
