import { type Config, readConfig } from "../config.ts";
import type { OpenDatabase } from "../db/open.ts";
import { createLogger } from "../log.ts";
import { type RunningServer, startServer } from "../main.ts";
import { type PromiseHouse, withDatabaseOf } from "./house.ts";

/** A server in this process, for what can only be seen from within. */
export interface InnerServer extends RunningServer {
  /** Address of its GraphQL endpoint. */
  readonly endpoint: string;
  readonly database: OpenDatabase;
}

/**
 * Serves a house in this process for the length of some work.
 *
 * @param now the server's clock, in milliseconds since 1970; by default the machine's
 */
export function withServer<Value>(
  house: PromiseHouse,
  work: (server: InnerServer) => Promise<Value>,
  now?: () => number,
): Promise<Value> {
  return withDatabaseOf(house, async (database) => {
    const server = await startServer({
      config: configOf(house),
      database,
      tokens: house.tokens,
      logger: createLogger("silent"),
      ...(now && { now }),
    });
    try {
      return await work({ ...server, endpoint: `${server.url}/graphql`, database });
    } finally {
      await server.stop();
    }
  });
}

/** What the environment says plays no part, and the port is any that is free. */
function configOf({ home }: PromiseHouse): Config {
  const environment = { KATHI_HOME: home, KATHI_LOG_LEVEL: "silent", NODE_ENV: "production" };
  return { ...readConfig(environment), port: 0 };
}
