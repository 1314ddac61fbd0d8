import {
  type ArmFigures,
  type ChosenSettings,
  type EvaluationReport,
  type Lift,
  liftOver,
  type Ndcg,
} from "./figures.ts";

/** What a report says beside the measurements. */
interface ReportTotals {
  readonly seconds: number;
  readonly peakMemoryMiB: number;
}

/**
 * Measurements of one or several protocols as one Markdown document: what was won against simple
 * methods, then for each protocol the arms, what each signal is worth in plain words, and how it
 * went for people with short and long histories.
 */
export function markdownReport(reports: readonly EvaluationReport[], totals: ReportTotals): string {
  return [
    "# How good is the ranker?",
    "",
    ...paragraph(
      "NDCG@10 unless something else is said; the whole catalogue is ranked, nothing is sampled.",
      "Intervals are 95 %, from 1,000 resamples of users. The simple methods chose their settings on",
      "an inner split of the training data, made by the protocol's own rule, among as many",
      "configurations each.",
    ),
    ...summaryOf(reports),
    "",
    ...reports.flatMap(sectionOf),
    `Measured in ${duration(totals.seconds)} with at most ${count(totals.peakMemoryMiB)} MiB.`,
    "",
  ].join("\n");
}

function summaryOf(reports: readonly EvaluationReport[]): string[] {
  return tableOf(
    ["data set, protocol", "requests", "popularity", "best simple method", "Kathi", "difference"],
    reports.map((report) => {
      const best = bestBaselineOf(report);
      const lift = report.lifts[liftOver(best)]!;
      return [
        `${report.dataset}, ${report.protocol}`,
        count(report.requests),
        fixed(report.arms.popularity!.ndcg10),
        `${fixed(report.arms[best]!.ndcg10)} (${titleOf(best)})`,
        `**${fixed(report.arms.kathi!.ndcg10)}**`,
        `${signed(lift.ndcg10)} (${signed(lift.low)} to ${signed(lift.high)})`,
      ];
    }),
  );
}

function bestBaselineOf({ arms }: EvaluationReport): string {
  return Object.keys(arms)
    .filter((name) => !name.startsWith("kathi"))
    .reduce((best, name) => (arms[name]!.ndcg10 > arms[best]!.ndcg10 ? name : best));
}

function sectionOf(report: EvaluationReport): string[] {
  const { dataset, protocol, events, items, requests, users, seeds, seconds } = report;
  return [
    `## ${dataset}, ${protocol}`,
    "",
    ...paragraph(
      `${count(events)} events, ${count(items)} items; ${count(requests)} requests of`,
      `${count(users)} users, ${seeds.length === 1 ? "one seed" : `${seeds.length} seeds`};`,
      `${duration(seconds)}.`,
    ),
    ...armsTable(report),
    "",
    "What each signal is worth:",
    "",
    ...Object.keys(report.verdicts).map((signal) => `- ${sentenceOf(report, signal)}`),
    ...noiseOf(report),
    "",
    ...historyTable(report),
    "",
    ...responseTable(report),
    ...settingsOf(report),
    "",
  ];
}

function armsTable(report: EvaluationReport): string[] {
  const arms = shownArms(report);
  const parts = report.arms.kathi!.lastBasket;
  if (parts === undefined) {
    const rows = arms.map(([name, arm]) => [
      titleOf(name),
      withInterval(arm),
      fixed(arm.hr10 ?? 0),
      fixed(arm.mrr10 ?? 0),
    ]);
    return tableOf(["", "NDCG@10", "HR@10", "MRR@10"], rows);
  }
  const partNames = ["all", "repeats", "new"] as const;
  const header = partNames.map((part) => `${part} (${count(parts[part].requests)} requests)`);
  const rows = arms.map(([name, { lastBasket }]) => [
    titleOf(name),
    ...partNames.map((part) => (parts[part].requests > 0 ? withInterval(lastBasket![part]) : "")),
  ]);
  return tableOf(["", ...header], rows);
}

/** Controls of columns that the data does not have say nothing. */
function shownArms({ arms, verdicts }: EvaluationReport): [string, ArmFigures][] {
  const absent = Object.keys(verdicts).filter((signal) => verdicts[signal]!.startsWith("no such"));
  return Object.entries(arms).filter(
    ([name]) => !absent.some((signal) => name.toLowerCase().endsWith(signal)),
  );
}

function withInterval({ ndcg10, low, high }: Ndcg): string {
  return `${fixed(ndcg10)} (${fixed(low)} to ${fixed(high)})`;
}

function sentenceOf({ verdicts, lifts }: EvaluationReport, signal: string): string {
  const none = lifts[`${signal}VsNone`]!;
  const shuffled = lifts[`${signal}VsShuffled`]!;
  const without = `${worth(none)} against the ranker without it`;
  const others = `${worth(shuffled)} against the ranker with another request's`;
  const begin = `**${signal}: ${verdicts[signal]}.**`;
  switch (verdicts[signal]) {
    case "used":
      return `${begin} ${without}, ${others}.`;
    case "no measurable effect":
      return `${begin} Not both differences are above chance: ${without}, ${others}.`;
    case "harmful":
      return `${begin} The ranker would be better without it: ${without}.`;
    case "not used":
      return `${begin} It has no weight, or none that any request would notice.`;
    default:
      return `${begin}`;
  }
}

function worth({ ndcg10, low, high, pValue }: Lift): string {
  return `${signed(ndcg10)} (${signed(low)} to ${signed(high)}, p = ${pValue.toFixed(3)})`;
}

function noiseOf({ lifts, verdicts }: EvaluationReport): string[] {
  const noise = lifts.noiseVsNone!;
  if (verdicts.context?.startsWith("no such")) return [];
  return [
    `- Contexts and moods dealt out at random, already in learning, change the result by ${worth(noise)}.`,
  ];
}

function historyTable(report: EvaluationReport): string[] {
  const best = bestBaselineOf(report);
  const names = [...new Set(["popularity", best, "kathiNoHistory", "kathi"])];
  return tableOf(
    ["events of the user", "requests", ...names.map(titleOf)],
    report.byHistory.map(({ eventsMin, eventsMax, requests, ndcg10 }) => [
      eventsMax === null ? `${eventsMin} and more` : `${eventsMin} to ${eventsMax}`,
      count(requests),
      ...names.map((name) => fixed(ndcg10[name]!)),
    ]),
  );
}

const responseTitles = { p2a: "of a row", p2b: "to an item", p2c: "in a situation" } as const;

function responseTable({ p2 }: EvaluationReport): string[] {
  if (p2 === undefined) return [];
  const rows = (["p2a", "p2b", "p2c"] as const).map((name) => {
    const { rmse, auc, aucNoContext, aucNoMood, gauc, gaucNoContext, gaucNoMood } = p2[name];
    const values = [rmse, auc, aucNoContext, aucNoMood, gauc, gaucNoContext, gaucNoMood];
    return [`${name}: ${responseTitles[name]}`, ...values.map(fixed)];
  });
  const header = ["response", "RMSE", "AUC", "no context", "no mood"];
  return [...tableOf([...header, "GAUC", "no context", "no mood"], rows), ""];
}

function settingsOf({ settings }: EvaluationReport): string[] {
  const texts = Object.entries(settings).map(
    ([name, chosen]) => `${titleOf(name)} ${chosen.map(settingsText).join(", ")}`,
  );
  return texts.length === 0 ? [] : [`Settings chosen: ${texts.join("; ")}.`];
}

function settingsText({ settings, times }: ChosenSettings, _: number, all: readonly unknown[]) {
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return `${text.join(" ")}${all.length === 1 ? "" : ` (${times} ×)`}`;
}

const titles: Readonly<Record<string, string>> = {
  popularity: "popularity",
  ownCount: "own count, then popularity",
  ownRecency: "own recency, then popularity",
  itemKnn: "item-kNN",
  ease: "EASE",
  ials: "iALS",
  sessionKnn: "session kNN",
  kathi: "**Kathi**",
  kathiNoContext: "without context",
  kathiShuffledContext: "with another request's context",
  kathiNoiseContext: "learned with random contexts",
  kathiNoMood: "without mood",
  kathiShuffledMood: "with another request's mood",
  kathiNoHistory: "without history",
  kathiShuffledHistory: "with another user's history",
  kathiNoCrowd: "without the crowd",
  kathiShuffledCrowd: "with another item's crowd",
};

function titleOf(name: string): string {
  return titles[name] ?? name;
}

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(header), line(rule), ...rows.map(line)];
}

function paragraph(...lines: readonly string[]): string[] {
  return [lines.join(" "), ""];
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function fixed(value: number): string {
  return value.toFixed(4);
}

/** With a real minus, and none for what rounds to 0. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(4);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
