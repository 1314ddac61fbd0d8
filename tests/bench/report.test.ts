import { expect, test } from "@jest/globals";
import { percentile, speedOf } from "../../src/bench/report.ts";

test("a percentile is the smallest value that so many do not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([
    50, 95, 99, 100,
  ]);
  expect(percentile([7], 0.01)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow("nothing");
});

test("rounds count by their answers, not each the same", () => {
  const rounds = [
    { answers: 3, seconds: 1, latenciesMs: [3, 1, 2] },
    { answers: 1, seconds: 2, latenciesMs: [10.125] },
  ];
  expect(speedOf(rounds)).toEqual({ ratePerSecond: 1.33, p50Ms: 2, p95Ms: 10.13, p99Ms: 10.13 });
});
