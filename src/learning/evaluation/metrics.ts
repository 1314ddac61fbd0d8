/** Places of the list that is measured. */
const listLength = 10;

/**
 * Rank of the held-out item among the candidates: 1 + greater + half of the equal ones, so that a
 * ranker gains nothing by giving everything the same score.
 *
 * @param isCandidate by index, 1 where it counts; the held-out item need not be marked
 */
export function rankOf(scores: Float64Array, isCandidate: Uint8Array, heldOut: number): number {
  const score = scores[heldOut]!;
  let greater = 0;
  let equal = 0;
  for (let index = 0; index < scores.length; index += 1) {
    if (isCandidate[index] === 0 || index === heldOut) continue;
    if (scores[index]! > score) greater += 1;
    else if (scores[index] === score) equal += 1;
  }
  return 1 + greater + 0.5 * equal;
}

/** NDCG@10 of a single relevant item: 1 / log2(1 + rank). */
export function ndcg10(rank: number): number {
  return rank <= listLength ? 1 / Math.log2(1 + rank) : 0;
}

/**
 * NDCG@10 of several relevant items, as expected where equal scores are put in random order. The
 * ideal is the gain of min(10, relevant) hits at the top.
 *
 * @param isCandidate by index, 1 where it counts
 * @param truth indices of the relevant items, each once; all of them candidates
 * @returns null where nothing is relevant
 * @see McSherry, Najork 2008, "Computing information retrieval performance measures efficiently in
 *   the presence of tied scores"
 */
export function basketNdcg10(
  scores: Float64Array,
  isCandidate: Uint8Array,
  truth: readonly number[],
): number | null {
  if (truth.length === 0) return null;
  const best = bestScores(scores, isCandidate);
  let gain = 0;
  for (let place = 0; place < best.length; ) {
    const score = best[place]!;
    const count = countOf(score, best, scores, isCandidate);
    const hits = truth.filter((index) => scores[index] === score).length;
    const end = Math.min(listLength, place + count);
    gain += (hits / count) * discounts(place, end);
    place = end;
  }
  return gain / discounts(0, Math.min(listLength, truth.length));
}

/** Candidates with a score; only those of the last place may be more than the places hold. */
function countOf(
  score: number,
  best: readonly number[],
  scores: Float64Array,
  isCandidate: Uint8Array,
): number {
  if (score > best.at(-1)!) return best.filter((other) => other === score).length;
  let count = 0;
  for (let index = 0; index < scores.length; index += 1) {
    if (scores[index] === score && isCandidate[index] === 1) count += 1;
  }
  return count;
}

/** Scores of the best candidates, at most ten, best first. */
function bestScores(scores: Float64Array, isCandidate: Uint8Array): number[] {
  const best: number[] = [];
  for (let index = 0; index < scores.length; index += 1) {
    if (isCandidate[index] === 0) continue;
    const score = scores[index]!;
    if (best.length === listLength && score <= best[listLength - 1]!) continue;
    let place = Math.min(best.length, listLength - 1);
    for (; place > 0 && best[place - 1]! < score; place -= 1) best[place] = best[place - 1]!;
    best[place] = score;
  }
  return best;
}

/** Σ 1 / log2(1 + rank) over places from `start` (from 0) to before `end`. */
function discounts(start: number, end: number): number {
  let sum = 0;
  for (let place = start; place < end; place += 1) sum += 1 / Math.log2(2 + place);
  return sum;
}
