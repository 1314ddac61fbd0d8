import { expect, test } from "@jest/globals";
import type { EvaluationReport } from "../../../src/learning/evaluation/figures.ts";
import { markdownReport } from "../../../src/learning/evaluation/report.ts";
import { runEvaluation } from "../../../src/learning/evaluation/run.ts";
import { evaluationOf, lastBasket, p1 } from "./folders.ts";

const ratings = Array.from({ length: 240 }, (_, row) => {
  const user = row % 12;
  const item = (user * 5 + Math.floor(row / 12)) % 30;
  return `${row},u${user},i${item},${item % 2 === user % 2 ? 5 : 1},,hot,,,${item % 2}`;
});
const purchases = Array.from({ length: 200 }, (_, row) => {
  const day = Math.floor(row / 10);
  return `${row},u${row % 10},i${(row * 7) % 12},1,${86_400 * (day + 1)},,,,`;
});

test("one report: a line for each protocol, then its arms, signals, buckets and settings", async () => {
  const first = await runEvaluation(await evaluationOf(ratings, p1));
  const second = await runEvaluation(await evaluationOf(purchases, lastBasket, "PURCHASE"));
  const text = markdownReport([first, second], { seconds: 125, peakMemoryMiB: 1234.4 });
  const lines = text.split("\n");
  expect(lines[0]).toBe("# How good is the ranker?");
  const kathi = first.arms.kathi!.ndcg10.toFixed(4);
  expect(text).toMatch(
    new RegExp(`\\| made-up, P1 \\| 24 \\| .* \\| \\*\\*${kathi}\\*\\* \\| [+−0]`),
  );
  expect(text).toContain("## made-up, last-basket");
  expect(text).toContain("240 events, 30 items; 24 requests of 12 users, 2 seeds; ");
  expect(text).toContain("|  | all (10 requests) | repeats (10 requests) | new (0 requests) |");
  expect(text.match(/without mood/g)).toHaveLength(1);
  const { all, repeats } = second.arms.ownCount!.lastBasket!;
  const cells = [all, repeats].map(
    ({ ndcg10, low, high }) => `${ndcg10.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
  );
  expect(text).toContain(`| own count, then popularity | ${cells.join(" | ")} |  |`);
  for (const signal of ["history", "context", "mood", "crowd"]) {
    expect(text).toContain(`- **${signal}: ${first.verdicts[signal]}.**`);
  }
  expect(text).toContain("- **mood: no such columns in the data.**");
  expect(text).toMatch(/\| 5 to 19 \| 24 \| 0\.\d{4} \|/);
  expect(text).toMatch(/Settings chosen: item-kNN neighbours \d+ shrinkage \d+/);
  expect(text).not.toContain("| response |");
  expect(text).toContain("Measured in 2 min 5 s with at most 1,234 MiB.");
  // Every table row has as many cells as its header.
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1] ?? "";
    if (!line.startsWith("| ") || !before.startsWith("| ")) continue;
    expect(line.split("|")).toHaveLength(before.split("|").length);
  }
});

test("signs, verdicts and responses in words", () => {
  const text = markdownReport([madeUp], { seconds: 3.21, peakMemoryMiB: 100 });
  expect(text).toContain("| 0.2000 (EASE) | **0.3000** | +0.1000 (−0.0100 to +0.2100) |");
  expect(text).toContain(
    "- **history: used.** +0.1000 (+0.0500 to +0.1500, p = 0.001) against the ranker without it",
  );
  expect(text).toContain("- **context: harmful.** The ranker would be better without it: −0.0100");
  expect(text).toContain(
    "- **crowd: no measurable effect.** Not both differences are above chance",
  );
  expect(text).toContain("- **mood: not used.** It has no weight");
  expect(text).toContain(
    "| p2b: to an item | 1.1000 | 0.7800 | 0.6800 | 0.7700 | 0.6000 | 0.5000 | 0.5900 |",
  );
  expect(text).toContain("Measured in 3.2 s");
});

const lift = (ndcg10: number, low: number, high: number) => ({ ndcg10, low, high, pValue: 0.001 });
const arm = (ndcg10: number) => ({
  ndcg10,
  low: ndcg10 - 0.05,
  high: ndcg10 + 0.05,
  ndcg10StandardError: 0.02,
  hr10: 0.5,
  mrr10: 0.25,
});
const response = {
  ...{ rmse: 1.1, auc: 0.78, gauc: 0.6, aucNoContext: 0.68, gaucNoContext: 0.5 },
  ...{ aucNoMood: 0.77, gaucNoMood: 0.59, aucShuffledContext: 0.7, aucShuffledMood: 0.77 },
};
const madeUp: EvaluationReport = {
  dataset: "made-up",
  protocol: "P1",
  events: 1,
  items: 1,
  seeds: [1],
  requests: 1,
  users: 1,
  arms: { popularity: arm(0.1), ease: arm(0.2), kathi: arm(0.3), kathiNoHistory: arm(0.2) },
  lifts: {
    historyVsNone: lift(0.1, 0.05, 0.15),
    historyVsShuffled: lift(0.2, 0.15, 0.25),
    contextVsNone: lift(-0.01, -0.02, -0.005),
    contextVsShuffled: lift(0, -0.1, 0.1),
    moodVsNone: lift(0, 0, 0),
    moodVsShuffled: lift(0, 0, 0),
    crowdVsNone: lift(0.01, -0.01, 0.03),
    crowdVsShuffled: lift(0.05, 0.02, 0.08),
    noiseVsNone: lift(-0.001, -0.003, 0.001),
    kathiVsPopularity: lift(0.2, 0.1, 0.3),
    kathiVsEase: lift(0.1, -0.01, 0.21),
  },
  verdicts: {
    history: "used",
    context: "harmful",
    mood: "not used",
    crowd: "no measurable effect",
  },
  byHistory: [
    {
      eventsMin: 0,
      eventsMax: 4,
      requests: 1,
      ndcg10: { popularity: 0, ease: 0, kathi: 1, kathiNoHistory: 0 },
    },
  ],
  settings: {},
  p2: { p2a: response, p2b: response, p2c: response },
  seconds: 1,
};
