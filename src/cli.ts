#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type Command, UsageError } from "./commands/command.ts";
import { createOutput } from "./commands/output.ts";
import { readConfig } from "./config.ts";
import { DatasetError } from "./datasets/index.ts";
import { ProtocolError } from "./learning/index.ts";
import { describeError } from "./log.ts";
import { StartupError } from "./result.ts";

/** Loaded when called: a command should not wait for libraries that only another one needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.ts")).startCommand,
  serve: async () => (await import("./commands/start.ts")).serveCommand,
  work: async () => (await import("./commands/start.ts")).workCommand,
  migrate: async () => (await import("./commands/migrate.ts")).migrateCommand,
  seed: async () => (await import("./commands/seed.ts")).seedCommand,
  import: async () => (await import("./commands/import.ts")).importCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  learn: async () => (await import("./commands/learn.ts")).learnCommand,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluateCommand,
  bench: async () => (await import("./commands/bench.ts")).benchCommand,
  promises: async () => (await import("./commands/promises.ts")).promisesCommand,
  consent: async () => (await import("./commands/consent.ts")).consentCommand,
  receipt: async () => (await import("./commands/receipt.ts")).receiptCommand,
  token: async () => (await import("./commands/token.ts")).tokenCommand,
  policy: async () => (await import("./commands/policy.ts")).policyCommand,
  keys: async () => (await import("./commands/keys.ts")).keysCommand,
  erase: async () => (await import("./commands/erase.ts")).eraseCommand,
  erasure: async () => (await import("./commands/erasure.ts")).erasureCommand,
  suppression: async () => (await import("./commands/suppression.ts")).suppressionCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
};

/** What a person can mend: its message is the line to print. */
const EXPECTED_ERRORS = [StartupError, DatasetError, ProtocolError];

process.exitCode = await main(process.argv.slice(2));

/** Runs one command; returns the exit code: 0 done, 1 could not, 2 called wrongly. */
async function main([name = "help", ...rest]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) return overview(name);
  const stopping = stopOnSignals();
  try {
    const command = await load();
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...command.options, json: { type: "boolean" }, help: { type: "boolean" } },
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(`Usage: npm run -s kathi -- ${command.usage}\n${command.summary}\n`);
      return 0;
    }
    if (positionals.length > (command.positionalsMax ?? 0)) {
      throw new UsageError(`Expected ${command.usage}.`);
    }
    const output = createOutput(values.json === true, process.stdout, process.stderr);
    const options = values as Record<string, string | boolean | undefined>;
    await command.run({
      config: readConfig(),
      output,
      positionals,
      options,
      signal: stopping.signal,
    });
    return 0;
  } catch (error) {
    return report(name, error, stopping.signal);
  }
}

async function overview(name: string): Promise<number> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  const help = ["Usage: npm run -s kathi -- COMMAND [--json]", "", ...lines].join("\n");
  if (name === "help" || name === "--help") {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  process.stderr.write(`There is no command ${name}.\n${help}\n`);
  return 2;
}

/** One plain line for what a person can mend; for a bug what a log may say: messages quote data. */
function report(name: string, error: unknown, signal: AbortSignal): number {
  if (signal.aborted && error === signal.reason) {
    process.stderr.write(`kathi ${name}: interrupted; what was written stays, run it again.\n`);
    return 130;
  }
  const isUsage = error instanceof UsageError || isParseError(error);
  if (isUsage || EXPECTED_ERRORS.some((type) => error instanceof type)) {
    process.stderr.write(`kathi ${name}: ${(error as Error).message.split("\n")[0]}\n`);
    return isUsage ? 2 : 1;
  }
  const description = JSON.stringify(describeError(error), null, 2);
  process.stderr.write(
    `kathi ${name}: this is a bug in Kathi, please report it.\n${description}\n`,
  );
  return 1;
}

function isParseError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}

/** The first signal asks the command to finish; the second ends the process at once. */
function stopOnSignals(): AbortController {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  return stopping;
}
