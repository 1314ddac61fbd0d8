import { expect, test } from "@jest/globals";
import { toPayload } from "../../src/graphql/payloads.ts";
import { fail, ok } from "../../src/result.ts";

test("a success has its fields and no errors", () => {
  expect(toPayload(ok({ count: 7 }))).toEqual({ count: 7, errors: [] });
});

test("a failure has its errors and what the schema wants of it", () => {
  expect(toPayload(fail("FORBIDDEN", "No.", "items", "3"), { items: [] })).toEqual({
    items: [],
    errors: [{ code: "FORBIDDEN", message: "No.", path: ["items", "3"] }],
  });
});
