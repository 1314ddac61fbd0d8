import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type Connection,
  decodeCursor,
  encodeCursor,
  toConnection,
} from "../../src/graphql/connections.ts";

const cursorOf = (row: string) => encodeCursor(row);

test("a page with one row more than asked for has a next page", () => {
  expect(toConnection(["a", "b", "c"], 2, cursorOf)).toEqual({
    edges: [
      { cursor: encodeCursor("a"), node: "a" },
      { cursor: encodeCursor("b"), node: "b" },
    ],
    nodes: ["a", "b"],
    pageInfo: {
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor("a"),
      endCursor: encodeCursor("b"),
    },
  });
});

test("the last page and the empty page say so", () => {
  expect(toConnection(["c"], 2, cursorOf, encodeCursor("b")).pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: true,
  });
  expect(toConnection<string>([], 2, cursorOf).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

test("pages put together are the whole list, whatever the page size", () => {
  const letters = fc.uniqueArray(fc.integer({ min: 100, max: 999 }).map(String));
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 100 }), (unsorted, first) => {
      const list = unsorted.sort();
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const key: string | undefined = decodeCursor(after, "text")?.[0];
        const rows: string[] = list
          .filter((row) => key === undefined || row > key)
          .slice(0, first + 1);
        const page: Connection<string> = toConnection(rows, first, cursorOf, after);
        seen.push(...page.nodes);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(list);
    }),
  );
});

test.each([
  ["no cursor at all", "%%%"],
  ["a cursor of another list", encodeCursor("a", "b")],
  ["a key that is no time", encodeCursor("yesterday")],
  ["a number instead of a text", Buffer.from("[1]").toString("base64url")],
])("%s is the caller's mistake", (_what, cursor) => {
  expect(() => decodeCursor(cursor, "dateTime")).toThrow(
    expect.objectContaining({
      message: "The cursor was not made by this list.",
      extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
    }),
  );
});
