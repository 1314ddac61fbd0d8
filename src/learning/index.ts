/** Builds model snapshots from the log, and measures the ranker on public protocols. */
export type { EvaluationReport } from "./evaluation/figures.ts";
export { type Protocol, ProtocolError, readProtocol } from "./evaluation/protocol.ts";
export { markdownReport } from "./evaluation/report.ts";
export {
  type EvaluationOptions,
  type EvaluationProgress,
  runEvaluation,
} from "./evaluation/run.ts";
export { type EvaluationJob, evaluationJobs } from "./evaluation/suite.ts";
export { type CustomerLog, type LearnOptions, learnModel } from "./learn.ts";
export type { MoodCount } from "./moods.ts";
