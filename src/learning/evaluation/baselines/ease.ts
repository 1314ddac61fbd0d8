import { inverseOf } from "../../cholesky.ts";
import { type Baseline, gridOf, type Training, usersOfItems } from "./baseline.ts";

/** Items that have weights. The cost is cubic: 4,000 items take half a minute on one core. */
const headMax = 4_000;
/** While settings are compared: 3 s for each. */
const draftHeadMax = 2_000;

/**
 * EASE: each item's column is regressed on all others, in closed form. With X the users' items,
 * P = (XᵀX + λI)⁻¹ and B_ji = -P_ji / P_ii, B_ii = 0, the scores of a user are xB.
 *
 * In catalogues of more than 4,000 items only the most active have weights; the others follow
 * below all of them, by popularity.
 *
 * @see Steck 2019, "Embarrassingly shallow autoencoders for sparse data", eq. 8
 */
export const ease: Baseline = {
  configurations: gridOf({ lambda: [300, 10, 30, 100, 1_000, 3_000] }),
  fit(training, { lambda }, isDraft) {
    const support = usersOfItems(training);
    const head = headOf(support, isDraft ? draftHeadMax : headMax);
    const weights = easeWeights(training, head, lambda!);
    const placeOf = placesOf(head, training.itemCount);
    const most = support.reduce((high, count) => Math.max(high, count), 1);
    return ({ items }) => {
      const ofHead = new Float64Array(head.length);
      for (const item of items) {
        const place = placeOf[item]!;
        if (place < 0) continue;
        const start = place * head.length;
        for (let at = 0; at < head.length; at += 1) ofHead[at]! += weights[start + at]!;
      }
      const floor = ofHead.reduce((low, score) => Math.min(low, score), 0) - 1;
      // At most as high as the floor plus a half: below every item of the head.
      const scores = support.map((count) => floor + (0.5 * count) / most);
      for (let at = 0; at < head.length; at += 1) scores[head[at]!] = ofHead[at]!;
      return scores;
    };
  },
};

/** The most active items, ascending; those that nobody has are never among them. */
function headOf(support: Float64Array, countMax: number): Int32Array {
  const bar = support.slice().sort()[Math.max(0, support.length - countMax)] ?? 0;
  const items: number[] = [];
  for (const isAbove of [true, false]) {
    for (let item = 0; item < support.length && items.length < countMax; item += 1) {
      if (support[item]! > 0 && (isAbove ? support[item]! > bar : support[item] === bar)) {
        items.push(item);
      }
    }
  }
  return Int32Array.from(items).sort();
}

function placesOf(head: Int32Array, itemCount: number): Int32Array {
  const places = new Int32Array(itemCount).fill(-1);
  for (const [place, item] of head.entries()) places[item] = place;
  return places;
}

/**
 * The weights B, by row: row j is what having j says about every item of the head.
 *
 * @param head items that have weights
 * @param lambda strength of the prior, in users; above 0
 */
export function easeWeights(training: Training, head: Int32Array, lambda: number): Float64Array {
  const size = head.length;
  const placeOf = placesOf(head, training.itemCount);
  const gram = new Float64Array(size * size);
  for (const { items } of training.histories) {
    const places = Int32Array.from(items, (item) => placeOf[item]!).filter((place) => place >= 0);
    for (const row of places) for (const column of places) gram[row * size + column]! += 1;
  }
  for (let at = 0; at < size; at += 1) gram[at * size + at]! += lambda;
  const weights = inverseOf(gram, size);
  const diagonal = Float64Array.from(head, (_, at) => weights[at * size + at]!);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      weights[at] = row === column ? 0 : -weights[at]! / diagonal[column]!;
    }
  }
  return weights;
}
