import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeUuid, encodeUuid } from "../../src/graphql/uuid-text.ts";

test("a UUID is written as the base64url of its bytes, and read back", () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
      expect(encodeUuid(uuid)).toBe(bytes.toString("base64url"));
      expect(decodeUuid(encodeUuid(uuid))).toBe(uuid);
    }),
  );
});
