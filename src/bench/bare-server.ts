import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import { ANONYMOUS } from "../access/viewer.ts";
import { buildBareSchema } from "../graphql/schema.ts";
import { createMetrics } from "../http/metrics.ts";
import { startHttpServer } from "../http/server.ts";
import type { Logger } from "../log.ts";
import type { RunningServer } from "../main.ts";

/**
 * An Apollo server that answers with data from memory: the same schema and HTTP server, default
 * resolvers, no limits and no database. What it can do in a second is what any server can at most.
 *
 * @param data the root value, in the shape of the answer
 */
export async function startBareServer(
  data: object,
  logger: Logger,
): Promise<Pick<RunningServer, "url" | "stop">> {
  const server = new ApolloServer({
    schema: buildBareSchema(),
    rootValue: data,
    nodeEnv: "production",
    stopOnTerminationSignals: false,
    logger,
    plugins: [ApolloServerPluginCacheControlDisabled()],
  });
  await server.start();
  const http = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    logger,
    metrics: createMetrics(),
    server,
    authenticate: async () => ANONYMOUS,
    createScope: () => ({}),
    confirm: async () => true,
    checkReadiness: async () => undefined,
  });
  return {
    url: http.url,
    stop: async () => {
      await http.close();
      await server.stop();
    },
  };
}
