import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/**
 * JSON lines on standard error. Nothing personal is ever logged: callers pass plain texts, ids of
 * requests and errors; of an error only what `describeError` lets through is written.
 */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, serializers: { err: describeError } }, pino.destination(2));
}

/**
 * What may be said of an error: its class, code and place. Messages stay out, for they can carry
 * data; PostgreSQL quotes values in its own.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const frames = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { type: error.name, code, constraint, stack: frames?.slice(0, 10) };
}
