import type { ParseArgsConfig } from "node:util";
import type { Config } from "../config.ts";
import type { Output } from "./output.ts";

/** What a command is called with. */
export interface CommandCall {
  readonly config: Config;
  readonly output: Output;
  /** What stands behind the command's name without dashes. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Aborted by SIGINT and SIGTERM: finish what must be finished, then return. */
  readonly signal: AbortSignal;
}

/** One command of the command line. */
export interface Command {
  /** For the overview: arguments and what it does. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: ParseArgsConfig["options"];
  /** How many words may stand behind the command without dashes; 0 where it is left out. */
  readonly positionalsMax?: number;
  /** @throws StartupError for everything that a person can mend */
  run(call: CommandCall): Promise<void>;
}

/** A call that is not well formed; the message says what was expected. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The text of an option, or undefined. */
export function textOption(call: CommandCall, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * The whole number of an option, or undefined.
 *
 * @throws UsageError for anything else
 */
export function numberOption(call: CommandCall, name: string): number | undefined {
  const text = textOption(call, name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`Expected a whole number from 1 after --${name}.`);
}
