import type { ApolloServerPlugin } from "@apollo/server";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

// From a health check to a request that should have been refused.
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What is counted: durations by endpoint, kind of operation and status; nothing about people. */
export interface Metrics {
  /** The text that Prometheus collects, with its content type. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
  observeRequest(endpoint: string, status: number, seconds: number): void;
  /** Observes the operations of a GraphQL server. */
  readonly operationObserver: ApolloServerPlugin;
}

/** Metrics of one process; two servers in one process have two. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "kathi_http_request_duration_seconds",
    help: "Time from the headers of a request to the end of its answer.",
    labelNames: ["endpoint", "status"],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  const operations = new Histogram({
    name: "kathi_graphql_operation_duration_seconds",
    help: "Time from a parsed body to the result of its operation.",
    labelNames: ["kind", "status"],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  return {
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    observeRequest: (endpoint, status, seconds) =>
      requests.labels(endpoint, String(status)).observe(seconds),
    operationObserver: observer((kind, status, seconds) =>
      operations.labels(kind, String(status)).observe(seconds),
    ),
  };
}

function observer(
  observe: (kind: string, status: number, seconds: number) => void,
): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const startedAtMs = performance.now();
      return {
        async willSendResponse({ operation, response }) {
          const seconds = (performance.now() - startedAtMs) / 1000;
          // What could not be parsed or validated has no kind.
          observe(operation?.operation ?? "none", response.http.status ?? 200, seconds);
        },
      };
    },
  };
}
