/** Positive items of each user, by catalogue index, each once. */
export type PositiveItems = readonly (readonly number[])[];

/** Popularity: how many distinct users have the item as a positive one. */
export function popularityScores(positives: PositiveItems, itemCount: number): Float64Array {
  const scores = new Float64Array(itemCount);
  for (const items of positives) for (const item of items) scores[item]! += 1;
  return scores;
}

/** Support added to both sides of the cosine, the usual guard against pairs seen once. */
const shrinkage = 10;

/**
 * Item-kNN over positives: score(i) = Σ over own items j of n_ij / sqrt((n_i + 10) (n_j + 10)),
 * with all neighbours. A plain baseline: no recency, no lengths of lists, no trend.
 *
 * @see Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms"
 */
export function itemKnn(positives: PositiveItems, itemCount: number) {
  const support = popularityScores(positives, itemCount);
  const usersOfItem: number[][] = Array.from({ length: itemCount }, () => []);
  for (const [user, items] of positives.entries()) {
    for (const item of items) usersOfItem[item]!.push(user);
  }
  return (own: readonly number[]): Float64Array => {
    const scores = new Float64Array(itemCount);
    for (const source of own) {
      const scale = 1 / Math.sqrt(support[source]! + shrinkage);
      for (const user of usersOfItem[source]!) {
        for (const item of positives[user]!) if (item !== source) scores[item]! += scale;
      }
    }
    for (let item = 0; item < itemCount; item += 1) {
      scores[item]! /= Math.sqrt(support[item]! + shrinkage);
    }
    return scores;
  };
}
