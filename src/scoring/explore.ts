import { randomFrom } from "./random.ts";

/** A list in which some places were drawn by chance, with what off-policy evaluation needs. */
export interface ExploredList {
  /** What to show, slot by slot. */
  readonly items: readonly number[];
  /** Probability of each shown item given the slots before it, in (0, 1]. */
  readonly propensities: readonly number[];
  /** What the ranking would have placed in each slot, given the slots before it. */
  readonly exploited: readonly number[];
  /** Whether chance has put another item into the slot than the ranking would have. */
  readonly isExplored: readonly boolean[];
  /** How many different items the first slot could have shown; one fewer in each that follows. */
  readonly candidateCount: number;
}

/**
 * Explores slot by slot (epsilon-greedy): with probability `share` a slot is drawn uniformly from
 * all items that are not placed yet, which can also hit the ranking's own choice; otherwise it gets
 * the next item of the ranking. With n items left, the ranking's choice therefore has the
 * probability 1 - share (1 - 1/n) and every other item share / n.
 *
 * An item that is displaced moves down; only what no slot is left for drops out.
 *
 * @param ranked the list as it would be without exploration, best first; repeated items count once
 * @param pool further items that may be shown, all of them above the relevance floor
 * @param share probability in [0, 1] of drawing a slot; 0 gives `ranked` with propensities of 1
 * @param seed 32 bits; the same seed gives the same list
 * @returns arrays with one entry for each item of `ranked`
 * @throws {RangeError} where `share` is no probability
 * @see Sutton, Barto 2018, "Reinforcement Learning", 2.2 (epsilon-greedy)
 */
export function explore(
  ranked: readonly number[],
  pool: readonly number[],
  share: number,
  seed: number,
): ExploredList {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`${share} is no probability.`);
  const draw = randomFrom(seed);
  // As long as a slot is empty, an item of the ranking is left, and it stands at the beginning.
  const left = [...new Set([...ranked, ...pool])];
  const candidateCount = left.length;
  const items: number[] = [];
  const propensities: number[] = [];
  const exploited: number[] = [];
  for (let slots = new Set(ranked).size; slots > 0; slots -= 1) {
    const place = draw() < share ? Math.floor(draw() * left.length) : 0;
    propensities.push(place === 0 ? 1 - share * (1 - 1 / left.length) : share / left.length);
    exploited.push(left[0]!);
    items.push(...left.splice(place, 1));
  }
  const isExplored = items.map((item, slot) => item !== exploited[slot]);
  return { items, propensities, exploited, isExplored, candidateCount };
}
