import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { differencesOf } from "../../../src/learning/evaluation/bootstrap.ts";
import { counted } from "../../../src/learning/evaluation/measures.ts";
import { basketNdcg10, ndcg10, rankOf } from "../../../src/learning/evaluation/metrics.ts";
import { meanWithError } from "../../../src/learning/statistics.ts";

test("rank: 1 + greater + half of the equal, among candidates only", () => {
  const scores = Float64Array.from([3, 2, 2, 2, 1, 9]);
  const candidates = Uint8Array.from([1, 1, 1, 1, 1, 0]);
  expect(rankOf(scores, candidates, 1)).toBe(3);
  expect(rankOf(scores, candidates, 0)).toBe(1);
  expect(rankOf(scores, candidates, 4)).toBe(5);
});

test("NDCG@10 of one item", () => {
  expect([1, 3, 10, 10.5].map(ndcg10)).toEqual([1, 0.5, 1 / Math.log2(11), 0]);
});

const discount = (rank: number) => 1 / Math.log2(1 + rank);
const discounts = (count: number) =>
  Array.from({ length: count }, (_, place) => discount(place + 1)).reduce((a, b) => a + b, 0);

test("NDCG@10 of a basket: places among the candidates, the ideal within ten", () => {
  const scores = Float64Array.from([5, 4, 3, 2, 1]);
  const all = new Uint8Array(5).fill(1);
  expect(basketNdcg10(scores, all, [0, 1])).toBeCloseTo(1, 12);
  const second = (discount(2) + discount(5)) / (1 + discount(2));
  expect(basketNdcg10(scores, all, [1, 4])).toBeCloseTo(second, 12);
  const some = Uint8Array.from([0, 1, 0, 0, 1]);
  expect(basketNdcg10(scores, some, [4])).toBeCloseTo(discount(2), 12);
  expect(basketNdcg10(scores, all, [])).toBeNull();
  const many = Float64Array.from({ length: 30 }, (_, index) => -index);
  const truth = Array.from({ length: 20 }, (_, index) => index + 5);
  const five = discounts(10) - discounts(5);
  expect(basketNdcg10(many, new Uint8Array(30).fill(1), truth)).toBeCloseTo(
    five / discounts(10),
    12,
  );
});

test("equal scores for all gain nothing", () => {
  const scores = new Float64Array(40);
  const value = basketNdcg10(scores, new Uint8Array(40).fill(1), [0, 1, 2]);
  expect(value).toBeCloseTo(((3 / 40) * discounts(10)) / discounts(3), 12);
});

test("with ties it is the mean over all orders of them", () => {
  const isTruth = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
  const scores = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(scores, isTruth, (values, flags) => {
      fc.pre(flags.includes(true));
      const truth = [0, 1, 2, 3, 4].filter((index) => flags[index]);
      const expected = meanWithError(
        permutations([0, 1, 2, 3, 4])
          .filter((order) =>
            order.every((item, at) => at === 0 || values[order[at - 1]!]! >= values[item]!),
          )
          .map((order) => {
            const gains = order.map((item, at) => (flags[item] ? discount(at + 1) : 0));
            return gains.reduce((a, b) => a + b, 0) / discounts(truth.length);
          }),
      ).mean;
      const all = new Uint8Array(5).fill(1);
      expect(basketNdcg10(Float64Array.from(values), all, truth)).toBeCloseTo(expected, 12);
    }),
  );
});

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

test("means leave out what does not count", () => {
  expect(meanWithError(counted([1, Number.NaN, 3]))).toEqual({
    mean: 2,
    standardError: Math.sqrt(0.5),
  });
  expect(meanWithError([])).toEqual({ mean: 0, standardError: 0 });
});

test("a difference is paired by user, its interval holds it, chance does not explain it", () => {
  const users = Array.from({ length: 200 }, (_, index) => `u${index % 100}`);
  const better = users.map((_, at) => (at % 4 === 0 ? 0.5 : 0));
  const same = users.map(() => 0);
  const half = users.map((_, at) => (at < 100 ? 0.25 : Number.NaN));
  const [first, second, third] = differencesOf(users, [better, same, half]);
  expect(first!.value).toBeCloseTo(0.125, 12);
  expect(first!.low).toBeGreaterThan(0.08);
  expect(first!.low).toBeLessThan(0.125);
  expect(first!.high).toBeGreaterThan(0.125);
  expect(first!.pValue).toBeCloseTo(1 / 1001, 12);
  expect(second).toEqual({ value: 0, low: 0, high: 0, pValue: 1 });
  expect(third).toMatchObject({ value: 0.25, low: 0.25, high: 0.25 });
});

test("what only chance made is not below chance", () => {
  const users = Array.from({ length: 50 }, (_, index) => `u${index}`);
  const [noise] = differencesOf(users, [users.map((_, at) => (at % 2 === 0 ? 1 : -1))]);
  expect(noise!.low).toBeLessThan(0);
  expect(noise!.high).toBeGreaterThan(0);
  expect(noise!.pValue).toBe(1);
  expect(differencesOf([], [[]])).toEqual([{ value: 0, low: 0, high: 0, pValue: 1 }]);
});
