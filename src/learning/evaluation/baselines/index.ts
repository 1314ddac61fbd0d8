/** Simple methods that a ranker has to beat, each with as many configurations to choose from. */
import type { Baseline } from "./baseline.ts";
import { basketPopularity, ownCount, ownRecency, popularity } from "./counts.ts";
import { ease } from "./ease.ts";
import { ials } from "./ials.ts";
import { itemKnn } from "./item-knn.ts";
import { sessionKnn } from "./session-knn.ts";

export type { Baseline, Scorer, Settings } from "./baseline.ts";

/** What has nothing to tune, and what has: six configurations each. */
const tuned = { itemKnn, ease, ials, sessionKnn };

/** For protocols that ask for new items only, where own counts say nothing. */
export const discoveryBaselines: Readonly<Record<string, Baseline>> = { popularity, ...tuned };

/** For protocols that ask for repeats too. */
export const repeatBaselines: Readonly<Record<string, Baseline>> = {
  popularity: basketPopularity,
  ownCount,
  ownRecency,
  ...tuned,
};
