/** Builds model snapshots from the log, and measures the ranker on public protocols. */
export type { EvaluationReport } from "./evaluation/figures.ts";
export { type Protocol, ProtocolError, readProtocol } from "./evaluation/protocol.ts";
export { markdownReport } from "./evaluation/report.ts";
export { evaluateResponses, type ResponseReport } from "./evaluation/responses.ts";
export {
  type EvaluationOptions,
  type EvaluationProgress,
  runEvaluation,
} from "./evaluation/run.ts";
export { type EvaluationJob, evaluationJobs } from "./evaluation/suite.ts";
export { type CustomerLog, type LearnOptions, learnModel } from "./learn.ts";
export type { MoodCount } from "./moods.ts";
export type { Interval } from "./off-policy/clustered-mean.ts";
export type { PolicyEstimate } from "./off-policy/estimates.ts";
export { evaluateLog, type LogReport } from "./off-policy/evaluate-log.ts";
export {
  type CustomerSlots,
  outcomeKinds,
  outcomeWindowDays,
  rewardOf,
} from "./off-policy/slots.ts";
export { learnResponses } from "./responses/learn.ts";
export type { ResponseRow } from "./responses/rows.ts";
export { LearnerState } from "./state.ts";
