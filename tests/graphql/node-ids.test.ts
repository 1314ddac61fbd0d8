import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeNodeId, encodeNodeId, expectNodeId } from "../../src/graphql/node-ids.ts";

const CUSTOMER = "0191d7b8-7c1e-7a55-9d0b-0a3c5c8e4f21";

/** Texts that can be a part of a key: printable, storable, up to 200 characters. */
const keyText = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => !/\p{Cc}|\p{Surrogate}/u.test(text) && Array.from(text).length <= 200);

test("what is encoded is decoded, whatever the keys contain", () => {
  fc.assert(
    fc.property(keyText, fc.array(keyText, { minLength: 1, maxLength: 3 }), (type, keys) => {
      expect(decodeNodeId(encodeNodeId(type, ...keys))).toEqual({ type, keys });
    }),
  );
});

test("no text makes decoding throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const node = decodeNodeId(text);
      if (node !== null) expect(encodeNodeId(node.type, ...node.keys)).toBe(text);
    }),
  );
});

test("an id is one word of letters that need no escaping", () => {
  expect(encodeNodeId("Customer", CUSTOMER)).toMatch(/^[\w.-]+$/);
});

test("an interaction's id is short: answers cite it hundreds of times", () => {
  expect(encodeNodeId("Interaction", CUSTOMER, CUSTOMER)).toHaveLength(60);
});

const base64 = (text: string) => Buffer.from(text).toString("base64url");

test.each([
  ["nothing", ""],
  ["a plain text", "Customer"],
  ["a type without a key", "wCustomer"],
  ["an unknown kind of part", "wCustomer.x1"],
  ["NUL in a key, which PostgreSQL cannot take", `wCustomer.t${base64("a\0b")}`],
  ["bytes that are no text", `wCustomer.t${Buffer.from([0xff, 0xfe]).toString("base64url")}`],
  ["an empty key", "wCustomer."],
  ["a key without a text", "wCustomer.w"],
  ["a word in another spelling", `wCustomer.t${base64("word")}`],
  ["a UUID in another spelling", `wCustomer.t${base64(CUSTOMER)}`],
  ["half a UUID", "wCustomer.uAZHXuA"],
  ["another spelling of the same bytes", `${encodeNodeId("Customer", CUSTOMER)}==`],
  ["a megabyte", `wCustomer.w${"x".repeat(1 << 20)}`],
])("%s is no id", (_what, id) => {
  expect(decodeNodeId(id)).toBeNull();
});

test("an id is taken only for its own type and kinds of keys", () => {
  const id = encodeNodeId("Customer", CUSTOMER);
  expect(expectNodeId(id, "Customer", "uuid")).toEqual([CUSTOMER]);
  expect(expectNodeId(id, "Interaction", "uuid")).toBeNull();
  expect(expectNodeId(id, "Customer", "uuid", "uuid")).toBeNull();
  expect(expectNodeId(id, "Customer", "integer")).toBeNull();
  expect(expectNodeId(encodeNodeId("Customer", "no-uuid"), "Customer", "uuid")).toBeNull();
  expect(expectNodeId(encodeNodeId("ConsentEvent", "7"), "ConsentEvent", "integer")).toEqual(["7"]);
  const tooLarge = encodeNodeId("ConsentEvent", "9999999999");
  expect(expectNodeId(tooLarge, "ConsentEvent", "integer")).toBeNull();
});
