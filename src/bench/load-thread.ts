import { parentPort, workerData } from "node:worker_threads";
import { type Load, runLoad } from "./load.ts";

// The program of the thread that sends: it leaves the server's event loop to the server.
parentPort?.postMessage(await runLoad(workerData as Load));
