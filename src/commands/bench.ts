import { runBench } from "../bench/bench.ts";
import { type EngineFigures, runEngineBench } from "../bench/engine/engine.ts";
import { type Command, type CommandCall, numberOption, UsageError } from "./command.ts";
import { table } from "./output.ts";

const sizeNames = ["items", "customers", "events"] as const;

/** The size of a busy house; small enough to be measured in half a minute. */
const SIZE_DEFAULT = { items: 10_000, customers: 10_000, events: 100_000 };
/** What the typed arrays and the heap of one process hold. */
const SIZE_MAX = { items: 5_000_000, customers: 5_000_000, events: 50_000_000 };

export const benchCommand: Command = {
  usage: "bench [--engine [--items N] [--customers N] [--events N]]",
  summary:
    "measure answers and intake on a demo house of its own, in about 40 s; with --engine learning " +
    "and scoring alone, on a made-up house of any size",
  options: {
    engine: { type: "boolean" },
    items: { type: "string" },
    customers: { type: "string" },
    events: { type: "string" },
  },
  async run(call) {
    if (call.options.engine === true) return runEngine(call);
    for (const name of sizeNames) {
      if (call.options[name] !== undefined)
        throw new UsageError(`Expected --engine with --${name}.`);
    }
    const { config, output } = call;
    const report = await runBench({ config, onStep: (step) => output.line(step) });
    const { recommendations, bareApollo, ratio, intake } = report;
    const row = (name: string, speed: typeof bareApollo) => [
      name,
      speed.ratePerSecond,
      speed.p50Ms,
      speed.p95Ms,
      speed.p99Ms,
    ];
    output.result(report, [
      ...table([
        ["", "answers/s", "p50 ms", "p95 ms", "p99 ms"],
        row("12 explained recommendations", recommendations),
        row("the same JSON from a bare Apollo", bareApollo),
      ]),
      `ratio ${ratio}; ${recommendations.sqlStatements} SQL statements an answer`,
      `${intake.eventsPerSecond} durable events/s in calls of 100`,
    ]);
  },
};

async function runEngine(call: CommandCall): Promise<void> {
  const { output, signal } = call;
  const size = {
    items: sizeOf(call, "items"),
    customers: sizeOf(call, "customers"),
    events: sizeOf(call, "events"),
  };
  if (size.events < size.customers) {
    throw new UsageError("Expected at least as many --events as --customers.");
  }
  const engine = await runEngineBench({
    size,
    signal,
    onStep: (step) => output.line(step),
    onProgress: (done, total) => output.progress("customers", done, total),
  });
  output.result({ engine }, engineTable(engine));
}

function sizeOf(call: CommandCall, name: (typeof sizeNames)[number]): number {
  const size = numberOption(call, name) ?? SIZE_DEFAULT[name];
  if (size <= SIZE_MAX[name]) return size;
  throw new UsageError(`Expected at most ${SIZE_MAX[name]} after --${name}.`);
}

function engineTable(engine: readonly EngineFigures[]): string[] {
  const amount = (count: number) => count.toLocaleString("en-US");
  return table([
    [
      "items",
      "p50 ms",
      "p95 ms",
      "p99 ms",
      "peak MiB",
      "learn s",
      "relearn s",
      "load s",
      "folded/s",
    ],
    ...engine.map((figures) => [
      amount(figures.items),
      figures.p50Ms,
      figures.p95Ms,
      figures.p99Ms,
      Math.round(figures.peakMemoryMiB),
      figures.learnSeconds,
      figures.relearnSeconds,
      figures.loadSeconds,
      amount(Math.round(figures.foldedEventsPerSecond)),
    ]),
  ]);
}
