import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import {
  type EvaluationJob,
  type EvaluationProgress,
  type EvaluationReport,
  ProtocolError,
} from "../learning/index.ts";

/** What a thread is started with. */
export interface EvaluationWork {
  readonly job: EvaluationJob;
  readonly seedsMax: number | undefined;
}

/** What a thread says. */
export type EvaluationMessage =
  | { readonly progress: EvaluationProgress }
  | { readonly report: EvaluationReport }
  /** Something that a person can mend. */
  | { readonly failure: string };

/** Each holds a data set: more threads than this cost more memory than they save time. */
const threadsMax = 4;

/**
 * Runs jobs on as many threads as there are cores.
 *
 * @param onProgress called with the position of the job
 * @returns reports in the order of the jobs
 * @throws {ProtocolError} a data set or protocol that cannot be used; the other jobs end too
 * @throws the signal's reason where it was aborted
 */
export async function evaluateInThreads(
  works: readonly EvaluationWork[],
  signal: AbortSignal,
  onProgress: (job: number, progress: EvaluationProgress) => void,
): Promise<EvaluationReport[]> {
  const stopping = new AbortController();
  const either = AbortSignal.any([signal, stopping.signal]);
  const reports: EvaluationReport[] = [];
  const waiting = [...works.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, work] = next;
      reports[index] = await evaluateInThread(work, either, (it) => onProgress(index, it));
    }
  };
  const count = Math.min(threadsMax, availableParallelism(), works.length);
  try {
    await Promise.all(Array.from({ length: count }, worker));
  } finally {
    stopping.abort();
  }
  return reports;
}

function evaluateInThread(
  work: EvaluationWork,
  signal: AbortSignal,
  onProgress: (progress: EvaluationProgress) => void,
): Promise<EvaluationReport> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./evaluate-thread.js", import.meta.url), {
      workerData: work,
    });
    const stop = () => {
      reject(signal.reason);
      void thread.terminate();
    };
    signal.addEventListener("abort", stop);
    thread.on("message", (message: EvaluationMessage) => {
      if ("progress" in message) onProgress(message.progress);
      else if ("report" in message) resolve(message.report);
      else reject(new ProtocolError(message.failure));
    });
    thread.on("error", reject);
    thread.on("exit", (code) => {
      signal.removeEventListener("abort", stop);
      reject(new Error(`the evaluation thread has ended with ${code} and no report`));
    });
  });
}
