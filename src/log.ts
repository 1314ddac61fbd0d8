import { pino } from "pino";
import type { Config } from "./config.ts";

/** What Kathi writes about itself: plain texts and error classes, never personal data. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error: unknown, fields?: LogFields): void;
}

/** The only fields that may stand beside a message: an allow list, so that nothing slips in. */
export interface LogFields {
  readonly requestId?: string;
  readonly errorId?: string;
  readonly durationMs?: number;
}

/** JSON lines on standard error. */
export function createLogger(config: Pick<Config, "logLevel">): Logger {
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
  return {
    info: (message, fields) => log.info({ ...fields }, message),
    warn: (message, error) => log.warn(error === undefined ? {} : describeError(error), message),
    error: (message, error, fields) => log.error({ ...fields, ...describeError(error) }, message),
  };
}

/** Keeps quiet; for tests and commands that report in another way. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * What may be said of an error. Messages are left out where they can carry data: PostgreSQL quotes
 * values in its own, so of those only the code and the constraint are kept.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const frames = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { error: error.name, code, constraint, stack: frames?.slice(0, 10) };
}
