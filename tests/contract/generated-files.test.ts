import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { buildSchema, findBreakingChanges } from "graphql";
import { generatedFiles } from "../../src/graphql/generated-files.ts";
import { buildBareSchema, findPackageRoot, PRINTED_SCHEMA_FILE } from "../../src/graphql/schema.ts";

const readCommitted = (path: string) => readFileSync(join(findPackageRoot(), path), "utf8");

test("nothing is taken from clients: the schema breaks nothing that was committed", () => {
  const committed = buildSchema(readCommitted(`schema/${PRINTED_SCHEMA_FILE}`));
  expect(findBreakingChanges(committed, buildBareSchema())).toEqual([]);
});

test("the committed files are those that `npm run generate` makes", async () => {
  const files = await generatedFiles();
  expect([...files.keys()]).toEqual([
    `schema/${PRINTED_SCHEMA_FILE}`,
    "src/graphql/generated/resolvers-types.ts",
    "schema/customer-export.schema.json",
  ]);
  for (const [path, text] of files) expect([path, readCommitted(path)]).toEqual([path, text]);
});
