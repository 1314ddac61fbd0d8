import { expect, test } from "@jest/globals";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { createErrorFormatter } from "../../src/graphql/errors.ts";
import { describeError } from "../../src/log.ts";

interface Line {
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

function formatterWithLog(isProduction: boolean) {
  const lines: Line[] = [];
  const logger = {
    error: (fields: Record<string, unknown>, message: string) => lines.push({ fields, message }),
  };
  const format = createErrorFormatter({ logger: logger as never, isProduction });
  return { format, lines };
}

/** As Apollo calls a formatter: with the JSON form, in which the code is filled in. */
function formatted(error: GraphQLError): GraphQLFormattedError {
  return {
    ...error.toJSON(),
    extensions: { code: "INTERNAL_SERVER_ERROR", ...error.extensions },
  };
}

function thrownInResolver(cause: Error): GraphQLError {
  return new GraphQLError(cause.message, { originalError: cause, path: ["me", "facts"] });
}

test("a bug leaves with an id only, and is logged under it without its words", () => {
  const { format, lines } = formatterWithLog(false);
  const cause = Object.assign(new Error("duplicate key: (email)=(kathi@example.org)"), {
    code: "23505",
    constraint: "external_id_pkey",
    detail: "Key (email)=(kathi@example.org) already exists.",
  });
  const error = thrownInResolver(cause);
  const answer = format(formatted(error), error);
  expect(answer).toEqual({
    message: expect.stringMatching(/^Something went wrong, id [0-9a-f-]{36}\.$/),
    path: ["me", "facts"],
    extensions: { code: "INTERNAL_SERVER_ERROR", id: expect.any(String) },
  });
  expect(lines).toEqual([
    {
      message: "masked error",
      fields: {
        errorId: answer.extensions?.id,
        path: ["me", "facts"],
        errorName: "Error",
        code: "23505",
        constraint: "external_id_pkey",
        frames: expect.arrayContaining([expect.stringContaining("errors.test.ts")]),
      },
    },
  ]);
  expect(JSON.stringify([answer, lines])).not.toContain("kathi@example.org");
});

test("a GraphQLError without a code is a bug as well", () => {
  const { format, lines } = formatterWithLog(false);
  const error = new GraphQLError("Int cannot represent non-integer value: 4711.5");
  expect(JSON.stringify(format(formatted(error), error))).not.toContain("4711");
  expect(lines).toHaveLength(1);
});

test("the engine's own words about code are kept in the log", () => {
  const cause = new TypeError("Cannot read properties of undefined (reading 'facts')");
  expect(describeError(cause)).toMatchObject({ errorName: "TypeError", message: cause.message });
});

test("what is thrown without being an error is described by its kind", () => {
  expect(describeError("kathi@example.org")).toEqual({ errorName: "string" });
});

test("an error with a code passes, and only production hides the schema", () => {
  const message = 'Cannot query field "nam" on type "Item". Did you mean "name"?';
  const error = new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });
  const development = formatterWithLog(false);
  expect(development.format(formatted(error), error).message).toBe(message);
  expect(development.lines).toEqual([]);
  const production = formatterWithLog(true).format(formatted(error), error);
  expect(production.message).toBe("The document does not fit the schema.");
});

test("production says nothing that names what the schema has and the caller did not", () => {
  const reason = 'Field "purpose" of required type "Purpose!" was not provided.';
  const error = new GraphQLError(`Variable "$input" got invalid value {}; ${reason}`, {
    originalError: new GraphQLError(reason),
    extensions: { code: "BAD_USER_INPUT" },
  });
  const { format } = formatterWithLog(true);
  expect(format(formatted(error), error).message).toBe('Variable "$input" got invalid value.');
});

test("the code of our own rules is not lost behind Apollo's", () => {
  const cause = new GraphQLError("Too deep.", { extensions: { code: "DOCUMENT_TOO_LARGE" } });
  const wrapped = new GraphQLError(cause.message, {
    originalError: cause,
    extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
  });
  const { format } = formatterWithLog(true);
  expect(format(formatted(wrapped), wrapped).extensions?.code).toBe("DOCUMENT_TOO_LARGE");
});

test.each([
  [
    'Variable "$input" got invalid value "my secret" at "input.facts[0].value"; No.',
    "No.",
    'Variable "$input" got invalid value at "input.facts[0].value"; No.',
  ],
  [
    'Variable "$n" got invalid value "my secret"; Int cannot represent non-integer value: "my secret"',
    'Int cannot represent non-integer value: "my secret"',
    'Variable "$n" got invalid value; Int cannot represent non-integer value',
  ],
  [
    'Variable "$n" got invalid value "at \\"my secret\\""; No.',
    "No.",
    'Variable "$n" got invalid value; No.',
  ],
  [
    'String cannot represent a non string value: "my secret"',
    "",
    "String cannot represent a non string value",
  ],
])("the caller's value is taken out of: %s", (message, reason, expected) => {
  const cause = reason === "" ? undefined : new GraphQLError(reason);
  const error = new GraphQLError(message, {
    ...(cause && { originalError: cause }),
    extensions: { code: "BAD_USER_INPUT" },
  });
  expect(formatterWithLog(false).format(formatted(error), error).message).toBe(expected);
});

test("a long message is cut", () => {
  const error = new GraphQLError("x".repeat(100_000), { extensions: { code: "BAD_USER_INPUT" } });
  expect(formatterWithLog(true).format(formatted(error), error).message).toBe(
    `${"x".repeat(400)}…`,
  );
});
