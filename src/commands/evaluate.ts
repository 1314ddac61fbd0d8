import { appendFile, writeFile } from "node:fs/promises";
import {
  type EvaluationJob,
  evaluationJobs,
  markdownReport,
  ProtocolError,
  readProtocol,
} from "../learning/index.ts";
import { type Command, type CommandCall, numberOption, textOption, UsageError } from "./command.ts";
import { evaluateLog } from "./evaluate-log.ts";
import { evaluateInThreads } from "./evaluate-threads.ts";

export const evaluateCommand: Command = {
  usage:
    "evaluate --data DIR (--protocol FILE | --all [--protocols DIR]) [--seeds N] [--report FILE] | --log",
  summary:
    "measure the ranker that serves on data sets, against simple methods and controls; or on the log",
  options: {
    data: { type: "string" },
    protocol: { type: "string" },
    all: { type: "boolean" },
    protocols: { type: "string" },
    seeds: { type: "string" },
    report: { type: "string" },
    log: { type: "boolean" },
  },
  async run(call) {
    if (call.options.log === true) return evaluateLog(call);
    const startedAt = performance.now();
    const seedsMax = numberOption(call, "seeds");
    const jobs = await jobsOf(call);
    const file = textOption(call, "report");
    // Nothing is measured for a file that cannot be written; an older report stays until then.
    if (file !== undefined) await write(appendFile, file, "");
    const ended = new Set<number>();
    const reports = await evaluateInThreads(
      jobs.map((job) => ({ job, seedsMax })),
      call.signal,
      (index, { done, total }) => {
        if (done === total) ended.add(index);
        const { dataset, protocol } = jobs[index]!.protocol;
        const place = jobs.length === 1 ? "" : `${ended.size} of ${jobs.length} protocols done, `;
        call.output.progress(`${place}${dataset} ${protocol}, step`, done, total);
      },
    );
    const totals = {
      seconds: (performance.now() - startedAt) / 1000,
      peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    const text = markdownReport(reports, totals);
    if (file !== undefined) await write(writeFile, file, text);
    const isAll = call.options.all === true;
    call.output.result(isAll ? { reports, ...totals } : reports[0], text.split("\n"));
  },
};

async function jobsOf(call: CommandCall): Promise<readonly EvaluationJob[]> {
  const dataDir = textOption(call, "data");
  const protocolFile = textOption(call, "protocol");
  const protocolsDir = textOption(call, "protocols");
  const isAll = call.options.all === true;
  if (dataDir !== undefined && isAll && protocolFile === undefined) {
    return evaluationJobs(dataDir, protocolsDir);
  }
  if (dataDir === undefined || protocolFile === undefined || isAll || protocolsDir !== undefined) {
    throw new UsageError(
      "Expected --data DIR --protocol FILE. For all data sets: --data DIR --all.",
    );
  }
  return [{ dataDir, protocol: await readProtocol(protocolFile), bytes: 0 }];
}

async function write(
  to: typeof writeFile | typeof appendFile,
  file: string,
  text: string,
): Promise<void> {
  try {
    await to(file, text);
  } catch (error) {
    throw new ProtocolError(`${file}: expected a file that can be written`, { cause: error });
  }
}
