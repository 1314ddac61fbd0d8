import { parentPort, workerData } from "node:worker_threads";
import { createErasureParts } from "./app.ts";
import { openDataSource } from "./db/data-source.ts";
import { createLogger } from "./log.ts";
import type { MasterKeyOptions } from "./sealing/master-keys.ts";
import { runWorker } from "./worker.ts";

// Runs the worker beside a server in one process, on a thread of its own: learning takes seconds
// of computing, and requests must not wait for it.
const { url, logLevel, masterKeys } = workerData as {
  url: string;
  logLevel: string;
  masterKeys: MasterKeyOptions;
};
const stopping = new AbortController();
parentPort?.once("message", () => stopping.abort());
const dataSource = await openDataSource({ url, masterKeys, connectionsMax: 2 });
try {
  const { work } = createErasureParts({ dataSource, home: masterKeys.home });
  const logger = createLogger(logLevel);
  await runWorker(dataSource, logger, stopping.signal, undefined, [(log) => work.run(log)]);
} finally {
  await dataSource.destroy();
}
parentPort?.close();
