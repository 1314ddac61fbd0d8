import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPackageRoot } from "../graphql/schema.ts";

const run = promisify(execFile);

/** The built command line (`dist/`), which `npm run kathi` and `npm test` make first. */
export const PROGRAM = join(findPackageRoot(), "dist/src/cli.js");

/** The few variables that a program of a house gets; nothing of what surrounds us. */
export function environmentOf(home: string): Record<string, string> {
  return { KATHI_HOME: home, KATHI_LOG_LEVEL: "debug", NODE_ENV: "production" };
}

/** What a command that has ended has printed. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end, as an operator would, in a house of ours.
 *
 * @param codes exit codes that are expected
 * @throws Error where it ends with another code; the command is named, its output is not
 */
export async function runProgram(
  home: string,
  args: readonly string[],
  codes: readonly number[] = [0],
): Promise<ProgramOutput> {
  const outcome = await run(process.execPath, [PROGRAM, ...args], {
    env: environmentOf(home),
  }).then(
    (output) => ({ ...output, code: 0 }),
    (error: ProgramOutput & { code: unknown }) => error,
  );
  if (typeof outcome.code === "number" && codes.includes(outcome.code)) return outcome;
  throw new Error(`${args[0]} has ended with code ${outcome.code}.`);
}
