import { type Baseline, gridOf, type Training, usersOfItems } from "./baseline.ts";

/**
 * Item-kNN: score(i) = Σ over own items j of s_ji where i is among the nearest k of j, with the
 * shrunk cosine s_ji = n_ji / (sqrt(n_j n_i) + shrinkage) over users who have both.
 *
 * @see Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms";
 *   Ferrari Dacrema, Cremonesi, Jannach 2019, "Are we really making much progress?"
 */
export const itemKnn: Baseline = {
  configurations: gridOf({ neighbours: [50, 200], shrinkage: [10, 0, 100] }),
  fit(training, { neighbours, shrinkage }) {
    const table = nearestItems(training, neighbours!, shrinkage!);
    return ({ items }) => {
      const scores = new Float64Array(training.itemCount);
      for (const own of items) {
        const { targets, similarities } = table[own]!;
        for (let at = 0; at < targets.length; at += 1) {
          scores[targets[at]!]! += similarities[at]!;
        }
      }
      return scores;
    };
  },
};

interface Nearest {
  readonly targets: Int32Array;
  readonly similarities: Float64Array;
}

/** The nearest items of each item, at most `count`; more only where similarities are equal. */
function nearestItems(training: Training, count: number, shrinkage: number): Nearest[] {
  const support = usersOfItems(training);
  const usersOf: number[][] = Array.from({ length: training.itemCount }, () => []);
  for (const [user, { items }] of training.histories.entries()) {
    for (const item of items) usersOf[item]!.push(user);
  }
  const together = new Float64Array(training.itemCount);
  return usersOf.map((users, source) => {
    const touched: number[] = [];
    for (const user of users) {
      for (const item of training.histories[user]!.items) {
        if (item === source) continue;
        if (together[item] === 0) touched.push(item);
        together[item]! += 1;
      }
    }
    const similarities = Float64Array.from(
      touched,
      (item) => together[item]! / (Math.sqrt(support[source]! * support[item]!) + shrinkage),
    );
    for (const item of touched) together[item] = 0;
    const bar = similarities.slice().sort()[Math.max(0, similarities.length - count)] ?? 0;
    const kept = touched.filter((_, at) => similarities[at]! >= bar);
    return {
      targets: Int32Array.from(kept),
      similarities: similarities.filter((similarity) => similarity >= bar),
    };
  });
}
