import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CustomerKey } from "../../src/sealing/customer-key.ts";
import { hmac, seal, unseal } from "../../src/sealing/envelope.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  // Any sequence of UTF-16 units, lone surrogates included: JavaScript strings may be that.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const anyPlace = fc.array(fc.string(), { minLength: 1, maxLength: 4 });

test("what is opened is what was sealed, for any text", () => {
  fc.assert(
    fc.property(anyText, anyPlace, (text, place) => {
      const key = CustomerKey.generate();
      expect(key.unseal(key.seal(text, place), place)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("any flipped bit leaves no value", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, position) => {
      const key = CustomerKey.generate();
      const sealed = key.seal(text, ["place"]);
      const bit = position % (sealed.length * 8);
      sealed[bit >> 3]! ^= 1 << (bit & 7);
      expect(key.unseal(sealed, ["place"])).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test("anything that was never sealed, and every prefix of what was, leaves no value", () => {
  const key = CustomerKey.generate();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(key.unseal(bytes, ["place"])).toBeNull();
    }),
  );
  const sealed = key.seal("value", ["place"]);
  for (let length = 0; length < sealed.length; length += 1) {
    expect(key.unseal(sealed.subarray(0, length), ["place"])).toBeNull();
  }
});

test("another key or another place leaves no value", () => {
  fc.assert(
    fc.property(anyText, anyPlace, anyPlace, (text, place, other) => {
      const key = CustomerKey.generate();
      const sealed = key.seal(text, place);
      expect(CustomerKey.generate().unseal(sealed, place)).toBeNull();
      const isSame = JSON.stringify(place) === JSON.stringify(other);
      expect(key.unseal(sealed, other)).toBe(isSame ? text : null);
    }),
  );
});

test("equal texts have different ciphertexts and equal digests, of one key only", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const [key, other] = [CustomerKey.generate(), CustomerKey.generate()];
      expect(key.seal(text, ["a"]).equals(key.seal(text, ["a"]))).toBe(false);
      expect(key.digest("a", text).equals(key.digest("a", text))).toBe(true);
      expect(key.digest("a", text).equals(other.digest("a", text))).toBe(false);
    }),
  );
});

test("digests tell lists of parts apart, however they are cut", () => {
  const key = randomBytes(32);
  fc.assert(
    fc.property(anyPlace, anyPlace, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(hmac(key, one).equals(hmac(key, other))).toBe(isSame);
    }),
  );
  expect(hmac(key, ["ab", "c"]).equals(hmac(key, ["a", "bc"]))).toBe(false);
});

test("the envelope is version, nonce, ciphertext of the same length, tag", () => {
  const key = randomBytes(32);
  const sealed = seal(key, Buffer.from("12345"), ["place"]);
  expect(sealed).toHaveLength(1 + 12 + 5 + 16);
  expect(sealed[0]).toBe(1);
  sealed[0] = 2;
  expect(unseal(key, sealed, ["place"])).toBeNull();
});
