/** Builds model snapshots from the log, and measures the ranker on public protocols. */
export { ProtocolError } from "./evaluation/protocol.ts";
export { evaluateResponses, type ResponseReport } from "./evaluation/responses.ts";
export {
  type EvaluationOptions,
  type EvaluationReport,
  runEvaluation,
} from "./evaluation/run.ts";
export { type CustomerLog, type LearnOptions, learnModel } from "./learn.ts";
export type { MoodCount } from "./moods.ts";
export { learnResponses } from "./responses/learn.ts";
export type { ResponseRow } from "./responses/rows.ts";
