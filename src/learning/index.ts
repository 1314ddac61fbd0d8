/** Builds model snapshots from the log, and measures the ranker on public protocols. */
export { type CustomerLog, type LearnOptions, learnModel } from "./learn.ts";
export type { MoodCount } from "./moods.ts";
