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
 * What may be written to a log about an error: its class, its code and where it was thrown.
 * Messages quote values (PostgreSQL: `invalid input syntax for type uuid: "…"`), so only those that
 * the JavaScript engine makes itself are kept: they speak of code, not of data.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const { code, constraint, table } = error as {
    code?: unknown;
    constraint?: unknown;
    table?: unknown;
  };
  const isFromEngine = error.constructor === TypeError || error.constructor === ReferenceError;
  return {
    errorName: error.name,
    ...(isFromEngine && code === undefined && { message: error.message }),
    ...(typeof code === "string" && { code }),
    ...(typeof constraint === "string" && { constraint }),
    ...(typeof table === "string" && { table }),
    frames: framesOf(error),
  };
}

function framesOf(error: Error): string[] {
  const stack = error.stack ?? "";
  const start = stack.indexOf(error.message) + error.message.length;
  return stack
    .slice(start)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
}
