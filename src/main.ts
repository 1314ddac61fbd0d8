import type { Tokens } from "./access/tokens.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import type { OpenDatabase } from "./db/open.ts";
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
  const { dataSource } = database;
  const app = createApp({ dataSource, tokens, logger, now });
  await app.shelves.start();
  const metrics = createMetrics();
  const server = await createGraphqlServer<RequestScope>({
    schema: app.schema,
    isProduction: config.isProduction,
    logger,
    plugins: [metrics.operationObserver],
  });
  const http = await startHttpServer<RequestScope>({
    host: config.host,
    port: config.port,
    logger,
    metrics,
    server,
    authenticate: (authorization) => tokens.authenticate(authorization),
    createScope: app.scopeOf,
    checkReadiness: () => dataSource.query("select 1"),
  });
  return {
    url: http.url,
    refresh: () => app.shelves.refresh(),
    stop: async () => {
      await http.close();
      await server.stop();
      await app.shelves.stop();
    },
  };
}
