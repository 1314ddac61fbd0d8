import { parentPort, workerData } from "node:worker_threads";
import { DatasetError } from "../datasets/index.ts";
import { ProtocolError, runEvaluation } from "../learning/index.ts";
import type { EvaluationMessage, EvaluationWork } from "./evaluate-threads.ts";

// Runs one protocol on a thread of its own: ranking is seconds of computing at a time, and two
// protocols fit two cores.
const { job, seedsMax } = workerData as EvaluationWork;
const post = (message: EvaluationMessage) => parentPort?.postMessage(message);
try {
  const onProgress = (progress: { done: number; total: number }) => post({ progress });
  post({ report: await runEvaluation({ ...job, seedsMax, onProgress }) });
} catch (error) {
  // A class does not survive the way to another thread; any other error ends the thread as a bug.
  if (!(error instanceof ProtocolError || error instanceof DatasetError)) throw error;
  post({ failure: `${job.dataDir}: ${error.message}` });
}
