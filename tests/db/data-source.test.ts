import { expect, test } from "@jest/globals";
import { versionRefusal } from "../../src/db/data-source.ts";

test.each([
  [150_000, "15.0"],
  [180_004, "18.4"],
  [190_000, "19beta1"],
])("PostgreSQL %i is taken", (number, text) => {
  expect(versionRefusal(number, text)).toBeUndefined();
});

test.each([
  [140_022, "14.22"],
  [90_624, "9.6.24"],
])("PostgreSQL %i is refused in words", (number, text) => {
  const message = versionRefusal(number, text)?.message ?? "";
  expect(message).toMatch(`The database is PostgreSQL ${text}; Kathi needs version 15 or newer.`);
});
