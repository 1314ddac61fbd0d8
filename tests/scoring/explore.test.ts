import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { explore } from "../../src/scoring/index.ts";

/** Items 0 to 99 dealt out to a ranking and a pool. */
const request = fc
  .record({
    items: fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 30 }),
    slotCount: fc.integer({ min: 0, max: 15 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ items, slotCount, ...rest }) => ({
    ranked: items.slice(0, slotCount),
    pool: items.slice(slotCount),
    ...rest,
  }));

test("without exploration the list is the ranking, for sure", () => {
  fc.assert(
    fc.property(request, ({ ranked, pool, seed }) => {
      const list = explore(ranked, pool, 0, seed);
      expect(list.items).toEqual(ranked);
      expect(list.exploited).toEqual(ranked);
      expect(list.propensities).toEqual(ranked.map(() => 1));
      expect(list.isExplored).toEqual(ranked.map(() => false));
    }),
  );
});

test("a seed replays; as long as the ranking, each item once, nothing from elsewhere", () => {
  fc.assert(
    fc.property(request, ({ ranked, pool, share, seed }) => {
      const list = explore(ranked, pool, share, seed);
      expect(explore(ranked, pool, share, seed)).toEqual(list);
      expect(list.items).toHaveLength(ranked.length);
      expect(new Set(list.items).size).toBe(ranked.length);
      const known = new Set([...ranked, ...pool]);
      expect(list.items.every((item) => known.has(item))).toBe(true);
      expect(list.candidateCount).toBe(known.size);
    }),
  );
});

test("repeated items count once", () => {
  const list = explore([4, 4, 7], [7, 9, 9], 0.5, 3);
  expect(list.items).toHaveLength(2);
  expect(list.candidateCount).toBe(3);
});

test("what the ranking would have placed is its best item that is not shown above", () => {
  fc.assert(
    fc.property(request, ({ ranked, pool, share, seed }) => {
      const { items, exploited, isExplored } = explore(ranked, pool, share, seed);
      for (const [slot, item] of exploited.entries()) {
        const above = new Set(items.slice(0, slot));
        expect(item).toBe(ranked.find((candidate) => !above.has(candidate)));
        expect(isExplored[slot]).toBe(items[slot] !== item);
      }
    }),
  );
});

test("the probabilities of all that a slot could show add up to 1", () => {
  fc.assert(
    fc.property(request, ({ ranked, pool, share, seed }) => {
      const { propensities, isExplored, candidateCount } = explore(ranked, pool, share, seed);
      for (const [slot, propensity] of propensities.entries()) {
        const others = candidateCount - slot - 1;
        // A slot shows the ranking's choice or one of the others, which are equal among themselves.
        const ofOthers = isExplored[slot] ? propensity * others : 1 - propensity;
        const ofRanked = isExplored[slot] ? 1 - share * (others / (others + 1)) : propensity;
        expect(ofRanked + ofOthers).toBeCloseTo(1, 12);
        expect(ofOthers).toBeCloseTo((share * others) / (others + 1), 12);
        expect(propensity).toBeGreaterThanOrEqual(0);
        expect(propensity).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("lists come as often as the product of their propensities says", () => {
  const runs = 60_000;
  const counts = new Map<string, { count: number; probability: number }>();
  for (let seed = 0; seed < runs; seed += 1) {
    const { items, propensities } = explore([0, 1], [2, 3], 0.3, seed);
    const probability = propensities.reduce((product, propensity) => product * propensity);
    const key = items.join();
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, probability });
  }
  expect(counts.size).toBe(12);
  const total = [...counts.values()].reduce((sum, { probability }) => sum + probability, 0);
  expect(total).toBeCloseTo(1, 12);
  for (const { count, probability } of counts.values()) {
    const standardError = Math.sqrt((probability * (1 - probability)) / runs);
    expect(Math.abs(count / runs - probability)).toBeLessThan(4 * standardError);
  }
});

test.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])("a share of %p is a bug", (share) => {
  expect(() => explore([1], [2], share, 1)).toThrow(RangeError);
});
