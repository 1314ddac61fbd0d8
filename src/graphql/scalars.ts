import { GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { LIMITS } from "../limits.ts";
import { badUserInput, lineProblem } from "./input-text.ts";

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):(\d{2}))$/;

/**
 * Reads a moment: ISO 8601 with seconds and an offset. JavaScript's own parser would take
 * 30 February for 2 March and a time without an offset for the server's own time zone.
 *
 * @returns the moment, or null where the text names none
 */
export function parseDateTime(text: string): Date | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const numbers = match.slice(1).map((digits) => Number(digits ?? 0));
  const [year, month, day, hour, minute, second, offsetHours, offsetMinutes] = numbers;
  const isDayOfMonth = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isDate = year >= 1 && month >= 1 && month <= 12 && isDayOfMonth;
  const isTime = hour <= 23 && minute <= 59 && second <= 59;
  const isOffset = offsetHours <= 14 && offsetMinutes <= 59;
  return isDate && isTime && isOffset ? new Date(text) : null;
}

/** `Date` inside, ISO 8601 in UTC outside. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError("A DateTime field resolved to something else than a Date.");
  },
  parseValue: (value) => dateTimeFrom(value),
  parseLiteral: (node) => dateTimeFrom(stringOf(node)),
});

function dateTimeFrom(value: unknown): Date {
  const moment = typeof value === "string" ? parseDateTime(value) : null;
  if (moment === null) {
    throw badUserInput("DateTime must be an existing ISO 8601 time with seconds and an offset.");
  }
  return moment;
}

/** A text of one line with 1 to `lengthMax` characters. */
function lineScalar(name: string, lengthMax: number): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== "string") throw badUserInput(`${name} must be a text.`);
    const problem = lineProblem(value, lengthMax);
    if (problem !== null) throw badUserInput(`${name} is not valid: ${problem}.`);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) => parse(stringOf(node)),
  });
}

export const ShortText = lineScalar("ShortText", LIMITS.shortTextLengthMax);
export const LongText = lineScalar("LongText", LIMITS.longTextLengthMax);
export const IdempotencyKey = lineScalar("IdempotencyKey", LIMITS.idempotencyKeyLengthMax);

/** A whole number from 1 to the largest page. */
export const PageSize = new GraphQLScalarType<number, number>({
  name: "PageSize",
  serialize: (value) => pageSizeFrom(value),
  parseValue: (value) => pageSizeFrom(value),
  parseLiteral: (node) => pageSizeFrom(node.kind === Kind.INT ? Number(node.value) : null),
});

function pageSizeFrom(value: unknown): number {
  const isPageSize = Number.isInteger(value) && (value as number) >= 1;
  if (!isPageSize || (value as number) > LIMITS.pageSizeMax) {
    throw badUserInput(`PageSize must be a whole number from 1 to ${LIMITS.pageSizeMax}.`);
  }
  return value as number;
}

/** Literals of other kinds are no texts: `1` and `true` are refused, not turned into texts. */
function stringOf(node: ValueNode): string | null {
  return node.kind === Kind.STRING ? node.value : null;
}

/** The scalars as the schema wants them. */
export const scalarResolvers = { DateTime, ShortText, LongText, IdempotencyKey, PageSize };
