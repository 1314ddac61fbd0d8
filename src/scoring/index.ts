/** The scoring core: pure functions from evidence, context, mood and model to an explained list. */
export { groupsNamed } from "./affinity.ts";
export { type Catalogue, prepareCatalogue } from "./catalogue.ts";
export { decodeModel, encodeModel, ModelDecoder, versionOf } from "./codec.ts";
export { type ExploredList, explore } from "./explore.ts";
export { type Guess, type GuessRequest, guessInterests, guessSentence } from "./guesses.ts";
export type { ResponseItem } from "./likeness.ts";
export {
  conditionKey,
  emptyModel,
  type FieldWorth,
  type Model,
  type SignalWorth,
  type Weights,
} from "./model.ts";
export { ModelFormatError, type ModelPart } from "./parts.ts";
export { policy } from "./policy.ts";
export {
  neutralDial,
  type PersonalRequest,
  type ProfileFreeRequest,
  recommendPersonal,
  recommendProfileFree,
  scoreAll,
} from "./recommend.ts";
export { repurchaseRate } from "./repeats.ts";
export {
  emptyResponseModel,
  predictResponse,
  type ResponseModel,
  type ResponsePrediction,
  responsePredictor,
  type Verdict,
} from "./response.ts";
export type { Situation } from "./score.ts";
export {
  explainNotShown,
  explainSummary,
  type SummaryLocale,
  type SummarySources,
} from "./summary.ts";
export {
  type Alternative,
  type CatalogueItem,
  type Context,
  type Contribution,
  type ContributionPart,
  type DeclaredPreference,
  type Dial,
  type Evidence,
  type EvidenceEvent,
  type InteractionKind,
  type InterestName,
  type Mood,
  type NotShownReason,
  type RecommendedList,
  type ScoredItem,
  type Signal,
  type Slot,
  signals,
} from "./types.ts";
