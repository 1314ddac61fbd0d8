import { expect, test } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { pino } from "pino";
import { ANONYMOUS } from "../../src/access/viewer.ts";
import { buildBareSchema } from "../../src/graphql/schema.ts";
import { createGraphqlServer } from "../../src/graphql/server.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttpServer } from "../../src/http/server.ts";

test("keeps to GraphQL over HTTP, by the audit of graphql-http", async () => {
  const logger = pino({ level: "silent" });
  const metrics = createMetrics();
  const graphql = await createGraphqlServer({
    schema: buildBareSchema(),
    isProduction: false,
    logger,
    plugins: [metrics.operationObserver],
  });
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    server: graphql,
    logger,
    metrics,
    authenticate: async () => ANONYMOUS,
    createScope: () => ({}),
    confirm: async () => true,
    checkReadiness: async () => undefined,
  });
  const results: { name: string; status: string }[] = [];
  for (const audit of serverAudits({ url: `${server.url}/graphql`, fetchFn: fetch })) {
    const { name, status } = await audit.fn();
    results.push({ name, status });
  }
  const named = (status: string) => results.filter((it) => it.status === status);
  expect(named("error")).toEqual([]);
  expect(named("ok").length).toBeGreaterThanOrEqual(55);
  await server.close();
  await graphql.stop();
});
