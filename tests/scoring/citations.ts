import { type PersonalRequest, recommendPersonal } from "../../src/scoring/index.ts";
import type { ScoredItem } from "../../src/scoring/types.ts";

/** A positive part of a history, and the evidence that it rests on. */
export interface Citation {
  readonly name: string;
  readonly itemId: string;
  readonly score: number;
  readonly evidenceIds: readonly string[];
  /** True for the largest part of a history that speaks for the item on the whole. */
  readonly isMain: boolean;
}

/** Everything that is said to speak for the items of a list out of their customer's history. */
export function citationsOf(items: readonly ScoredItem[]): Citation[] {
  return items.flatMap(({ itemId, score, contributions }) => {
    const { value: whole, parts } = contributions.find(({ signal }) => signal === "HISTORY")!;
    const most = Math.max(...parts.map(({ value }) => value));
    return parts
      .filter(({ value, evidenceIds }) => value > 1e-6 && evidenceIds.length > 0)
      .map(({ name, value, evidenceIds }) => {
        const isMain = whole > 0 && value === most;
        return { name: name.replace(/:.*/, ""), itemId, score, evidenceIds, isMain };
      });
  });
}

/**
 * True where the item has less score, or nothing proposes it any more, without what was cited.
 *
 * @param request without a mood, so that "without the mood" is the score of any candidate
 */
export function losesWithout(
  request: PersonalRequest & { readonly mood: null },
  { itemId, score, evidenceIds }: Citation,
): boolean {
  const cited = new Set(evidenceIds);
  const events = request.evidence.events.filter(({ id }) => !cited.has(id));
  const evidence = { ...request.evidence, events };
  const after = recommendPersonal({ ...request, evidence, first: 1 }).without(itemId, "MOOD");
  return after === null || after.score < score;
}
