import { runBench } from "../bench/bench.ts";
import type { Command } from "./command.ts";
import { table } from "./output.ts";

export const benchCommand: Command = {
  usage: "bench",
  summary: "measure answers and intake on a demo house of its own; about 40 s",
  async run({ config, output }) {
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
