import { type PromiseSizes, SIZES } from "../promises/promise.ts";
import { PROMISES } from "../promises/promises.ts";
import { type PromiseReport, runPromises } from "../promises/run.ts";
import { StartupError } from "../result.ts";
import { type Command, type CommandCall, numberOption, textOption, UsageError } from "./command.ts";

const sizeNames = Object.keys(SIZES) as (keyof PromiseSizes)[];

export const promisesCommand: Command = {
  usage: `promises [--only P-1,P-7] ${sizeNames.map((name) => `[--${name} N]`).join(" ")}`,
  summary: "try every promise about people's data on servers of its own, in some minutes",
  options: {
    only: { type: "string" },
    ...Object.fromEntries(sizeNames.map((name) => [name, { type: "string" as const }])),
  },
  async run(call) {
    const { config, output, signal } = call;
    const promises = await runPromises({
      folder: config.home,
      promises: chosen(call),
      sizes: sizesOf(call),
      signal,
      onProgress: (label, done, total) => output.progress(label, done, total),
      onReport: (report) => output.line(lineOf(report)),
      onFailure: (id, description) => output.line(`${id}: ${JSON.stringify(description)}`),
    });
    const broken = promises.filter(({ holds }) => !holds).map(({ id }) => id);
    const kept = `${promises.length - broken.length} of ${promises.length} promises hold.`;
    output.result({ promises }, [...promises.map(lineOf), kept]);
    if (broken.length > 0) throw new StartupError(`Not kept: ${broken.join(", ")}.`);
  },
};

function lineOf({ id, name, holds, figure }: PromiseReport): string {
  return `${holds ? "holds " : "broken"} ${id.padEnd(4)} ${name}: ${figure}`;
}

/** @throws UsageError where `--only` names what is no promise */
function chosen(call: CommandCall) {
  const only = textOption(call, "only");
  if (only === undefined) return PROMISES;
  const ids = only.split(",");
  const known = PROMISES.filter(({ id }) => ids.includes(id));
  if (known.length === ids.length) return known;
  throw new UsageError("Expected --only with numbers from P-1 to P-12, such as P-1,P-7.");
}

function sizesOf(call: CommandCall): PromiseSizes {
  const given = sizeNames.map((name) => [name, numberOption(call, name) ?? SIZES[name]] as const);
  return { ...SIZES, ...Object.fromEntries(given) };
}
