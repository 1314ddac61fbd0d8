import { runEvaluation } from "../learning/index.ts";
import { type Command, numberOption, textOption, UsageError } from "./command.ts";
import { evaluateLog } from "./evaluate-log.ts";
import { table } from "./output.ts";

export const evaluateCommand: Command = {
  usage: "evaluate --data DIR --protocol FILE [--seeds N] | evaluate --log",
  summary:
    "measure the ranker that serves on a data set, against simple methods and controls; or on the log",
  options: {
    data: { type: "string" },
    protocol: { type: "string" },
    seeds: { type: "string" },
    log: { type: "boolean" },
  },
  async run(call) {
    if (call.options.log === true) return evaluateLog(call);
    const dataDir = textOption(call, "data");
    const protocolFile = textOption(call, "protocol");
    if (!dataDir || !protocolFile) throw new UsageError("Expected --data DIR --protocol FILE.");
    const report = await runEvaluation({
      dataDir,
      protocolFile,
      seedsMax: numberOption(call, "seeds"),
      onProgress: ({ done, total }) => {
        call.signal.throwIfAborted();
        call.output.progress("seeds", done, total);
      },
    });
    const arms = Object.entries(report.arms).map(([name, arm]) => [
      name,
      arm.ndcg10.toFixed(4),
      arm.ndcg10StandardError.toFixed(4),
      arm.hr10.toFixed(4),
      arm.mrr10.toFixed(4),
    ]);
    const lifts = Object.entries(report.lifts).map(([name, { ndcg10, low, high }]) => [
      name,
      ...[ndcg10, low, high].map((value) => value.toFixed(4)),
    ]);
    call.output.result(report, [
      `${report.dataset}, ${report.protocol}: ${report.requests} requests, seeds ${report.seeds.join(" ")}`,
      ...table([["arm", "NDCG@10", "SE", "HR@10", "MRR@10"], ...arms]),
      ...table([["lift", "NDCG@10", "95 % low", "high"], ...lifts]),
    ]);
  },
};
