import { expect, test } from "@jest/globals";
import { aucOf, evaluateResponses, groupedAucOf } from "../../src/learning/evaluation/responses.ts";
import type { Dataset, Row } from "../../src/learning/evaluation/rows.ts";

const protocol = {
  protocol: "P1",
  dataset: "made-up",
  positiveMin: 4,
  context: ["weather", "mood"],
  mood: ["mood"],
  seeds: [1],
  responses: null,
} as const;

/** 12 users rate 10 items twice. Half of them like everything when it is hot, half when cold. */
function madeUp(): Dataset {
  const rowsOfUsers = new Map<string, Row[]>();
  for (let row = 0; row < 240; row += 1) {
    const user = row % 12;
    const item = Math.floor(row / 12) % 10;
    const isHot = (user * 3 + item + Math.floor(row / 120)) % 2 === 0;
    const rows = rowsOfUsers.get(`u${user}`) ?? [];
    rowsOfUsers.set(`u${user}`, rows);
    rows.push({
      id: `${row}`,
      user: `u${user}`,
      item: `i${item}`,
      kind: "RATING",
      value: isHot === user < 6 ? 5 : 2,
      at: null,
      context: { weather: isHot ? "hot" : "cold" },
      moods: row % 5 === 0 ? ["mood=calm"] : [],
    });
  }
  const items = Array.from({ length: 10 }, (_, item) => ({
    id: `i${item}`,
    categories: [],
    tags: [],
    isAvailable: true,
    addedAt: null,
  }));
  return { name: "made-up", rowsOfUsers, items };
}

test("AUC: pairs in order, ties counting half; groups of one class are left out", () => {
  const scores = Float64Array.from([3, 1, 2, 2]);
  const isLiked = [true, false, true, false];
  expect(aucOf(isLiked, scores)).toBe(0.875);
  expect(aucOf([true, true], Float64Array.from([1, 2]))).toBeNull();
  // Group a is in order (1), b is a tie (1/2); c has one class.
  const grouped = groupedAucOf([...isLiked, true], Float64Array.from([...scores, 9]), [
    "a",
    "a",
    "b",
    "b",
    "c",
  ]);
  expect(grouped).toBe(0.75);
  expect(groupedAucOf([true], Float64Array.of(1), ["a"])).toBe(0.5);
});

test("P2: planted situations are found where they were asked for, and only there", async () => {
  const steps: number[] = [];
  const report = await evaluateResponses(madeUp(), protocol, ({ done, total }) => {
    expect(total).toBe(45);
    steps.push(done);
  });
  expect(steps).toEqual(Array.from({ length: 45 }, (_, step) => step + 1));
  expect(Object.keys(report)).toEqual(["p2a", "p2b", "p2c"]);
  for (const kind of ["p2a", "p2b"] as const) {
    expect(report[kind].auc).toBeGreaterThan(0.95);
    expect(report[kind].gauc).toBeGreaterThan(0.95);
    expect(report[kind].rmse).toBeLessThan(0.8);
    expect(report[kind].aucNoContext).toBeLessThan(0.6);
    expect(report[kind].aucShuffledContext).toBeLessThan(0.6);
    expect(Math.abs(report[kind].auc - report[kind].aucNoMood)).toBeLessThan(0.01);
  }
});
