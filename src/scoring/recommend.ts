import { type Binding, bindModel } from "./binding.ts";
import type { Catalogue } from "./catalogue.ts";
import { explainPersonal, explainSituation } from "./explain.ts";
import { removedForAll, removeForCustomer } from "./filters.ts";
import type { Model } from "./model.ts";
import { addPersonalScores, type Situation, situationScores } from "./score.ts";
import { topIndices } from "./top.ts";
import type { Evidence, ScoredItem } from "./types.ts";

/** A request that knows no customer. */
export interface ProfileFreeRequest extends Situation {
  readonly catalogue: Catalogue;
  readonly model: Model;
  /** Decides among equal scores; the same seed gives the same list. */
  readonly seed: number;
  /** Places of the list; fewer are returned where fewer items may be shown. */
  readonly first: number;
}

/** A request for one customer, with the evidence that consent lets through. */
export interface PersonalRequest extends ProfileFreeRequest {
  readonly evidence: Evidence;
}

/**
 * The best items for nobody in particular: crowd, context and mood. No argument of it could carry
 * a customer.
 *
 * @returns best first, with explanations; contributions add up to each score to 1e-9
 * @throws {RangeError} where a score is not finite or is not the sum of its contributions
 */
export function recommendProfileFree(request: ProfileFreeRequest): ScoredItem[] {
  const binding = bindModel(request.catalogue, request.model);
  const scores = situationScores(binding, request);
  const removed = removedForAll(binding);
  const winners = topIndices(scores.scores, removed, request.first, request.seed);
  return explainSituation(binding, scores, winners);
}

/**
 * The best items for one customer now. With empty evidence the answer is the profile-free one,
 * byte for byte.
 *
 * @returns best first, with explanations; contributions add up to each score to 1e-9
 * @throws {RangeError} where a score is not finite or is not the sum of its contributions
 */
export function recommendPersonal(request: PersonalRequest): ScoredItem[] {
  const { evidence } = request;
  const binding = bindModel(request.catalogue, request.model);
  const base = situationScores(binding, request);
  const scores = addPersonalScores(binding, request, evidence, base);
  const removed = removedForAll(binding);
  removeForCustomer(binding, scores.ownItems, evidence.preferences, request.now, removed);
  const winners = topIndices(scores.scores, removed, request.first, request.seed);
  return explainPersonal(binding, scores, evidence.preferences, winners);
}

/**
 * Scores of the whole catalogue by the same ranker, before any filter: for evaluation, where the
 * protocol says which items are candidates.
 *
 * @returns by catalogue index
 */
export function scoreAll(
  request: Omit<PersonalRequest, "seed" | "first">,
  binding: Binding = bindModel(request.catalogue, request.model),
): Float64Array {
  const base = situationScores(binding, request);
  return addPersonalScores(binding, request, request.evidence, base).scores;
}
