import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CLI = join(import.meta.dirname, "../../dist/src/cli.js");

/** A run of the command line, from its start to its end. */
export interface CliRun {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string };
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the built command line with an environment of its own. */
export function startCli(args: readonly string[], environment: Record<string, string>): CliRun {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH, ...environment } });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    printed.stdout += text;
  });
  child.stderr.on("data", (text) => {
    printed.stderr += text;
  });
  return { process: child, printed, ended: once(child, "close").then(([code]) => code) };
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], environment: Record<string, string>) {
  const { printed, ended } = startCli(args, environment);
  return { code: await ended, ...printed };
}

/** Waits until a run has printed a text on standard output; fails when it ends before. */
export async function untilPrinted(run: CliRun, text: string): Promise<void> {
  while (!run.printed.stdout.includes(text)) {
    if (run.process.exitCode !== null) throw new Error(`It ended first:\n${run.printed.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A folder for a test's own house, and how to remove it. */
export async function makeHome(): Promise<{ home: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "kathi-home-"));
  // As root, the embedded server runs under an account of its own and must get through.

  await chmod(folder, 0o755);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { home: join(folder, "house"), remove };
}
