import { randomFrom } from "../random.ts";

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
  return rank <= 10 ? 1 / Math.log2(1 + rank) : 0;
}

export interface ArmFigures {
  readonly ndcg10: number;
  readonly hr10: number;
  readonly mrr10: number;
  readonly ndcg10StandardError: number;
}

/** Means over requests, and the standard error of the first of them. */
export function figuresOf(ranks: readonly number[]): ArmFigures {
  const gains = ranks.map(ndcg10);
  const mean = meanOf(gains);
  const variance = meanOf(gains.map((gain) => (gain - mean) ** 2));
  return {
    ndcg10: mean,
    hr10: meanOf(ranks.map((rank) => (rank <= 10 ? 1 : 0))),
    mrr10: meanOf(ranks.map((rank) => (rank <= 10 ? 1 / rank : 0))),
    ndcg10StandardError: Math.sqrt(variance / Math.max(1, ranks.length)),
  };
}

export interface Lift {
  readonly ndcg10: number;
  readonly low: number;
  readonly high: number;
}

const resamplesCount = 1000;

/**
 * Paired difference in NDCG@10 of two arms with its 95 % interval: users are drawn with
 * replacement 1,000 times under seed 0, each with all of their requests.
 *
 * @param users user of each request
 */
export function liftOf(
  users: readonly string[],
  ranks: readonly number[],
  ranksOfControl: readonly number[],
): Lift {
  const ofUser = new Map<string, { sum: number; count: number }>();
  for (const [index, user] of users.entries()) {
    const total = ofUser.get(user) ?? { sum: 0, count: 0 };
    ofUser.set(user, total);
    total.sum += ndcg10(ranks[index]!) - ndcg10(ranksOfControl[index]!);
    total.count += 1;
  }
  const totals = [...ofUser.values()];
  const random = randomFrom(0);
  const means = Float64Array.from({ length: resamplesCount }, () => {
    const drawn = totals.map(() => totals[Math.floor(random() * totals.length)]!);
    return ratioOf(drawn);
  }).sort();
  return {
    ndcg10: ratioOf(totals),
    low: means[Math.floor(resamplesCount * 0.025)]!,
    high: means[Math.ceil(resamplesCount * 0.975) - 1]!,
  };
}

function ratioOf(totals: readonly { sum: number; count: number }[]): number {
  let sum = 0;
  let count = 0;
  for (const total of totals) {
    sum += total.sum;
    count += total.count;
  }
  return count === 0 ? 0 : sum / count;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
