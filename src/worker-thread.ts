import { parentPort, workerData } from "node:worker_threads";
import { openDataSource } from "./db/data-source.ts";
import { createLogger } from "./log.ts";
import { runWorker } from "./worker.ts";

// Runs the worker beside a server in one process, on a thread of its own: learning takes seconds
// of computing, and requests must not wait for it.
const { url, logLevel } = workerData as { url: string; logLevel: string };
const stopping = new AbortController();
parentPort?.once("message", () => stopping.abort());
const dataSource = await openDataSource({ url, connectionsMax: 2 });
try {
  await runWorker(dataSource, createLogger(logLevel), stopping.signal);
} finally {
  await dataSource.destroy();
}
parentPort?.close();
