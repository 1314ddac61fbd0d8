import { HeaderMap } from "@apollo/server";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { expect, test } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { pino } from "pino";
import { scalarResolvers } from "../../src/graphql/scalars.ts";
import { createGraphqlServer } from "../../src/graphql/server.ts";

/** A small schema that shows whether anything was executed. */
const typeDefs = `
  scalar ShortText
  scalar PageSize
  enum Colour { RED GREEN }
  type Item { name: String items(first: PageSize = 10): [Item!]! }
  type Query { item(name: String, count: Int, weight: Float, label: ShortText, colour: Colour): Item }
  type Mutation { itemBreak: Item }
`;

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: { message: string; extensions: Record<string, unknown> }[];
  };
}

async function startServer(isProduction = false) {
  const executed: string[] = [];
  const logLines: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => logLines.push(line) });
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      ShortText: scalarResolvers.ShortText,
      PageSize: scalarResolvers.PageSize,
      Query: {
        item: () => {
          executed.push("item");
          return { name: "cake" };
        },
      },
      Mutation: {
        itemBreak: () => {
          throw new Error('relation "item" lost kathi@example.org');
        },
      },
    },
  });
  const server = await createGraphqlServer({ schema, isProduction, logger });
  const ask = async (body: object): Promise<Answer> => {
    const response = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: "POST",
        headers: new HeaderMap([["content-type", "application/json"]]),
        search: "",
        body,
      },
      context: async () => ({}),
    });
    if (response.body.kind !== "complete") throw new Error("Expected one piece.");
    return { status: response.status ?? 200, body: JSON.parse(response.body.string) };
  };
  return { ask, executed, logLines, stop: () => server.stop() };
}

test("answers, and answers again from the same parsed document", async () => {
  const { ask, executed, stop } = await startServer();
  const query = "{ item { name } }";
  const expected = { status: 200, body: { data: { item: { name: "cake" } } } };
  expect([await ask({ query }), await ask({ query })]).toEqual([expected, expected]);
  expect(executed).toEqual(["item", "item"]);
  await stop();
});

const repeated = (count: number, text: string) =>
  Array.from({ length: count }, () => text).join(" ");

test.each([
  [
    "20,000 aliases",
    { query: `{ ${Array.from({ length: 20_000 }, (_, i) => `a${i}: item { name }`).join(" ")} }` },
  ],
  [
    "300 aliases",
    { query: `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: item { name }`).join(" ")} }` },
  ],
  ["depth 300", { query: `{ item { ${"items { ".repeat(298)} name ${"}".repeat(298)} } }` }],
  [
    "a fragment bomb",
    {
      query: `{ item { ...f0 } } ${Array.from({ length: 30 }, (_, i) => `fragment f${i} on Item { ...f${i + 1} ...f${i + 1} }`).join(" ")} fragment f30 on Item { name }`,
    },
  ],
  ["2,000 equal fields", { query: `{ item { ${repeated(1_990, "name")} } }` }],
  [
    "pages in pages in pages",
    {
      query: "{ item { items(first: 100) { items(first: 100) { items(first: 100) { name } } } } }",
    },
  ],
  [
    "NUL in a variable",
    { query: "query($n: String) { item(name: $n) { name } }", variables: { n: "a\0" } },
  ],
  [
    "NUL in a variable that is not used",
    { query: "{ item { name } }", variables: { n: ["x", { y: "\0" }] } },
  ],
  ["NUL in a literal", { query: '{ item(name: "a\\u0000") { name } }' }],
  ["half a surrogate pair in a literal", { query: '{ item(name: "\\ud800") { name } }' }],
  [
    "half a surrogate pair in a variable",
    { query: "query($n: String) { item(name: $n) { name } }", variables: { n: "\ud800" } },
  ],
  [
    "an over-long variable",
    { query: "query($n: String) { item(name: $n) { name } }", variables: { n: "x".repeat(2_001) } },
  ],
  ["an over-long literal", { query: `{ item(name: "${"x".repeat(2_001)}") { name } }` }],
  ["an infinite literal", { query: "{ item(weight: 1e999) { name } }" }],
  ["a whole number beyond 32 bits", { query: "{ item(count: 1e10) { name } }" }],
  ["a page of 0", { query: "{ item { items(first: 0) { name } } }" }],
  ["a page of 1e9", { query: "{ item { items(first: 1000000000) { name } } }" }],
  [
    "a bad label in a variable",
    { query: "query($l: ShortText) { item(label: $l) { name } }", variables: { l: "a\nb" } },
  ],
  ["an unknown field", { query: "{ item { nothing } }" }],
  ["a missing operation", { query: "query a { item { name } }", operationName: "b" }],
  ["no query", { variables: {} }],
])(
  "%s: refused with 400 in under 200 ms, nothing executed, nothing logged",
  async (_what, body) => {
    const { ask, executed, logLines, stop } = await startServer(true);
    const startedAt = performance.now();
    const answer = await ask(body);
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors?.length).toBeGreaterThan(0);
    for (const error of answer.body.errors ?? []) {
      expect(error.extensions.code).not.toBe("INTERNAL_SERVER_ERROR");
      expect(error.extensions.stacktrace).toBeUndefined();
      expect(error.message.length).toBeLessThanOrEqual(401);
    }
    expect([executed, logLines]).toEqual([[], []]);
    await stop();
  },
);

test("an infinite variable is refused; JSON can spell one", async () => {
  const { ask, executed, stop } = await startServer();
  const body = JSON.parse(
    '{"query":"query($w: Float) { item(weight: $w) { name } }","variables":{"w":1e999}}',
  );
  const answer = await ask(body);
  expect(answer).toEqual({
    status: 400,
    body: {
      errors: [
        {
          message: 'Variable "$w" is not valid: a number is too large.',
          extensions: { code: "BAD_USER_INPUT" },
        },
      ],
    },
  });
  expect(executed).toEqual([]);
  await stop();
});

test("half a million nested lists in a variable are walked without an overflow", async () => {
  const { ask, stop } = await startServer();
  const nested = JSON.parse(`${"[".repeat(100_000)}"\\u0000"${"]".repeat(100_000)}`);
  const answer = await ask({ query: "{ item { name } }", variables: { nested } });
  expect(answer.status).toBe(400);
  await stop();
});

test("the document is checked at most ten errors deep", async () => {
  const { ask, stop } = await startServer();
  const query = `{ item { ${Array.from({ length: 100 }, (_, i) => `nothing${i}`).join(" ")} } }`;
  const { body } = await ask({ query });
  expect(body.errors).toHaveLength(11);
  await stop();
});

test("production hides the schema: no introspection, no suggestions", async () => {
  const production = await startServer(true);
  const development = await startServer(false);
  const misspelt = { query: "{ item { nam } }" };
  const misspeltColour = {
    query: "query($c: Colour) { item(colour: $c) { name } }",
    variables: { c: "REDD" },
  };
  for (const body of [misspelt, misspeltColour]) {
    expect(JSON.stringify(await development.ask(body))).toMatch(/Did you mean/);
    expect(JSON.stringify(await production.ask(body))).not.toMatch(/Did you mean|RED\b|GREEN/);
  }
  const introspection = { query: getIntrospectionQuery() };
  expect((await development.ask(introspection)).status).toBe(200);
  expect((await production.ask(introspection)).status).toBe(400);
  await Promise.all([production.stop(), development.stop()]);
});

test("a bug is masked and logged under the id that the client sees", async () => {
  const { ask, logLines, stop } = await startServer();
  const answer = await ask({ query: "mutation { itemBreak { name } }" });
  const [error] = answer.body.errors ?? [];
  expect(answer.body.data).toEqual({ itemBreak: null });
  expect(error?.message).toMatch(/^Something went wrong, id [\w-]+\.$/);
  expect(logLines).toHaveLength(1);
  expect(logLines[0]).toContain(String(error?.extensions.id));
  expect(JSON.stringify([answer, logLines])).not.toMatch(/kathi@example\.org|relation/);
  await stop();
});
