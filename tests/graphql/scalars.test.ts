import { expect, test } from "@jest/globals";
import { GraphQLError, type GraphQLScalarType, parseValue } from "graphql";
import {
  DateTime,
  IdempotencyKey,
  LongText,
  PageSize,
  parseDateTime,
  ShortText,
} from "../../src/graphql/scalars.ts";

test.each([
  ["2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01T09:30:00+02:00", "2026-03-01T07:30:00.000Z"],
  ["2026-03-01T09:30:00.123456-05:30", "2026-03-01T15:00:00.123Z"],
  ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z"],
])("DateTime reads %s", (text, moment) => {
  expect(parseDateTime(text)?.toISOString()).toBe(moment);
  expect(DateTime.serialize(DateTime.parseValue(text))).toBe(moment);
});

test.each([
  ["without an offset", "2026-03-01T09:30:00"],
  ["a day that does not exist", "2026-02-30T09:30:00Z"],
  ["29 February of a common year", "2025-02-29T09:30:00Z"],
  ["month 13", "2026-13-01T09:30:00Z"],
  ["day 0", "2026-01-00T09:30:00Z"],
  ["hour 24", "2026-03-01T24:00:00Z"],
  ["second 60", "2026-03-01T09:30:60Z"],
  ["an offset beyond all zones", "2026-03-01T09:30:00+15:00"],
  ["year 0, which PostgreSQL does not have", "0000-03-01T09:30:00Z"],
  ["a day only", "2026-03-01"],
  ["seconds since 1970", 1_772_357_400],
  ["null", null],
])("DateTime refuses %s", (_what, value) => {
  expectRefusal(DateTime, value);
});

test("a DateTime field that resolves to a text is a bug, not an answer", () => {
  expect(() => DateTime.serialize("2026-03-01T09:30:00Z")).toThrow(TypeError);
});

const lineScalars = [
  ["ShortText", ShortText, 200],
  ["LongText", LongText, 500],
  ["IdempotencyKey", IdempotencyKey, 200],
] as const;

test.each(lineScalars)("%s takes 1 to its most characters", (_name, scalar, most) => {
  expect(scalar.parseValue("x")).toBe("x");
  expect(scalar.parseValue("x".repeat(most))).toBe("x".repeat(most));
  // An emoji is one character in PostgreSQL and two units in JavaScript.
  expect(scalar.parseValue("🍰".repeat(most))).toBe("🍰".repeat(most));
});

test.each(
  lineScalars.flatMap(([name, scalar, most]) => [
    [name, "nothing", scalar, ""] as const,
    [name, "one character too many", scalar, "x".repeat(most + 1)] as const,
    [name, "one emoji too many", scalar, "🍰".repeat(most + 1)] as const,
    [name, "NUL", scalar, "a\0b"] as const,
    [name, "a line break", scalar, "a\nb"] as const,
    [name, "a C1 control", scalar, "a\u0085b"] as const,
    [name, "half a surrogate pair", scalar, "a\ud800b"] as const,
    [name, "a number", scalar, 1] as const,
    [name, "a list", scalar, ["x"]] as const,
  ]),
)("%s refuses %s", (_name, _what, scalar, value) => {
  expectRefusal(scalar, value);
});

test.each([1, 100])("PageSize takes %d", (size) => {
  expect(PageSize.parseValue(size)).toBe(size);
});

test.each([0, -1, 101, 1e9, 1.5, Number.NaN, "10", null, true])("PageSize refuses %p", (size) => {
  expectRefusal(PageSize, size);
});

test.each([
  [ShortText, "1"],
  [ShortText, "true"],
  [ShortText, "WORD"],
  [PageSize, '"10"'],
  [PageSize, "10.0"],
  [DateTime, "2026"],
])("%s refuses the literal %s", (scalar, literal) => {
  expect(() => scalar.parseLiteral(parseValue(literal), {})).toThrow(GraphQLError);
});

/** Refused as the caller's mistake, and without repeating what may be personal. */
function expectRefusal(scalar: GraphQLScalarType<unknown, unknown>, value: unknown): void {
  let refusal: unknown;
  try {
    scalar.parseValue(value);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(GraphQLError);
  const { message, extensions } = refusal as GraphQLError;
  expect(extensions.code).toBe("BAD_USER_INPUT");
  if (typeof value === "string" && value.length > 3) expect(message).not.toContain(value);
}
