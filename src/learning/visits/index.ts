/** What visits say: which items go together, what is in fashion, and whose finds others follow. */
export { complementTable } from "./complements.ts";
export { type ExpertKeeps, expertKeeps } from "./experts.ts";
export type { ItemFacts } from "./facts.ts";
export { groupLifts } from "./group-lifts.ts";
export { type Sign, type SignLog, signOf, signs } from "./log.ts";
export { sessionTable } from "./sessions.ts";
export { type Trend, trendOf } from "./trend.ts";
export { type Visits, visitsOf } from "./visits.ts";
