import { HeaderMap } from "@apollo/server";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pino } from "pino";
import { createGraphqlServer } from "../../src/graphql/server.ts";

const executed: unknown[] = [];
let server: Awaited<ReturnType<typeof createGraphqlServer>>;

beforeAll(async () => {
  const schema = makeExecutableSchema({
    typeDefs: "type Query { list(mood: String, moodToken: String, first: Int): String }",
    resolvers: {
      Query: {
        list: (_root: unknown, args: unknown) => {
          executed.push(args);
          return "a list";
        },
      },
    },
  });
  const logger = pino({ level: "silent" });
  server = await createGraphqlServer({ schema, isProduction: true, logger });
});
afterAll(() => server.stop());

async function get(query: string, variables = {}) {
  const search = `?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;
  const headers = new HeaderMap([["content-type", "application/json"]]);
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: "GET", headers, search, body: null },
    context: async () => ({}),
  });
  if (answer.body.kind !== "complete") throw new Error("Expected one piece.");
  return { ...answer, body: JSON.parse(answer.body.string) };
}

test.each([
  ["a mood", '{ list(mood: "CALM") }', {}],
  ["a mood's token", '{ list(moodToken: "x") }', {}],
  ["a mood in a variable", "query ($m: String) { list(mood: $m) }", { m: "CALM" }],
  ["a mood in a fragment", '{ ...f } fragment f on Query { list(mood: "CALM") }', {}],
])("%s in an address is refused, and nothing is executed", async (_name, query, variables) => {
  executed.length = 0;
  const { status, headers, body } = await get(query, variables);
  expect(status).toBe(405);
  expect(headers.get("allow")).toBe("POST");
  expect(body.errors).toMatchObject([
    {
      message: "A mood does not belong into an address: use POST.",
      extensions: { code: "MOOD_IN_ADDRESS" },
    },
  ]);
  expect(JSON.stringify(body)).not.toContain("CALM");
  expect(executed).toEqual([]);
});

test("other queries may be asked by address, and moods by a body", async () => {
  expect((await get("{ list(first: 1) }")).body).toEqual({ data: { list: "a list" } });
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: "POST",
      headers: new HeaderMap([["content-type", "application/json"]]),
      search: "",
      body: { query: '{ list(mood: "CALM") }' },
    },
    context: async () => ({}),
  });
  expect(answer.status ?? 200).toBe(200);
});
