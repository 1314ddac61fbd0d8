import { type Baseline, basketsOfItems, type OwnHistory, usersOfItems } from "./baseline.ts";

/** How many users have the item: what is asked where everything new is a discovery. */
export const popularity: Baseline = {
  configurations: [{}],
  fit(training) {
    const counts = usersOfItems(training);
    return () => counts;
  },
};

/** In how many baskets the item was: what is asked where repeats count. */
export const basketPopularity: Baseline = {
  configurations: [{}],
  fit(training) {
    const counts = basketsOfItems(training);
    return () => counts;
  },
};

/** How often the user has had the item; among equals, and for all others, its popularity. */
export const ownCount: Baseline = ownBaskets(() => 1);

/** The same with a basket's weight falling by a tenth with each later one. */
export const ownRecency: Baseline = ownBaskets((basketsSince) => 0.9 ** basketsSince);

function ownBaskets(weightOf: (basketsSince: number) => number): Baseline {
  return {
    configurations: [{}],
    fit(training) {
      const counts = basketsOfItems(training);
      // Below 0.001, so that popularity decides among equals and never more.
      const scale = 1e-3 / counts.reduce((most, count) => Math.max(most, count), 1);
      const background = counts.map((count) => count * scale);
      return ({ baskets }: OwnHistory) => {
        const scores = background.slice();
        for (const [index, { items }] of baskets.entries()) {
          for (const item of items) scores[item]! += weightOf(baskets.length - 1 - index);
        }
        return scores;
      };
    },
  };
}
