import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { expect, test } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { CATEGORIES, policyCell } from "../../src/consents/policy.ts";
import { printWithMarks } from "../../src/graphql/generated-files.ts";
import { cellUsesOf, personalCategoriesOf } from "../../src/graphql/personal-data.ts";
import { personalDataProblems } from "../../src/graphql/personal-data-check.ts";
import { buildBareSchema, findPackageRoot, readTypeDefinitions } from "../../src/graphql/schema.ts";

const schema = buildBareSchema();

/** The real schema with one more piece of text: what a hole would look like. */
const problemsWith = (more: string) =>
  personalDataProblems(makeExecutableSchema({ typeDefs: [...readTypeDefinitions(), more] }));

test("every field says whose data it is, and every operation needs only what is allowed", () => {
  expect(personalDataProblems(schema)).toEqual([]);
});

test.each([
  [
    "extend type Customer { shoeSize: Int }",
    "Customer.shoeSize has neither a category nor a reason.",
  ],
  ["type Pet { name: String }", "Pet.name has neither a category nor a reason."],
  [
    "type Pet { name: String } extend type Customer { pets: [Pet!]! }",
    "Pet.name has neither a category nor a reason.",
  ],
  [
    "type Pet implements UserError { code: Int message: String! path: [String!]! name: String }",
    "Pet.name has neither a category nor a reason.",
  ],
  ["extend type Customer @personal(category: NAME)", "Customer is marked as a whole."],
  [
    'type Pet { name: String @personal(category: NAME) @impersonal(reason: "A pet.") }',
    "Pet.name is both personal and not.",
  ],
  ["type Pet { name: String @personal(category: []) }", "Pet.name is personal without a category."],
  [
    "extend type Customer { position: String @personal(category: LOCATION) }",
    "Customer.position answers with LOCATION, which nothing may keep.",
  ],
  ["extend type Query { rumours: [String!]! }", "Query.rumours names no cell that it needs."],
  ["extend type Mutation { rumour: Int }", "Mutation.rumour names no cell that it needs."],
  [
    "extend type Query { all: Int @uses(purpose: SERVICE, category: BROWSING, operation: STORE) }",
    "Query.all needs SERVICE × BROWSING to STORE: forbidden.",
  ],
  [
    "extend type Query { all: Int @uses(purpose: MOOD, category: MOOD, operation: [SCORE, STORE]) }",
    "Query.all needs MOOD × MOOD to STORE: forbidden.",
  ],
  [
    "extend type Query { all: Int @uses(purpose: SHARING, category: EMAIL, operation: SHARE) }",
    "Query.all needs SHARING × EMAIL to SHARE: forbidden.",
  ],
  [
    "extend enum DataCategory { DNA }",
    "The enum DataCategory has other values than the policy table.",
  ],
  ["extend enum Purpose { GOSSIP }", "The enum Purpose has other values than the policy table."],
])("a hole is found: %s", (hole, problem) => {
  expect(problemsWith(hole)).toEqual([problem]);
});

test("an operation's categories are those of its fields, through fragments and interfaces", () => {
  const of = (text: string, name?: string) =>
    [...personalCategoriesOf(schema, parse(text), name)].sort();
  expect(of("{ purposes { purpose } recommenderParameters { modelVersion } }")).toEqual([]);
  expect(of('{ catalogueItem(sku: "a") { title price { amountMinor } } }')).toEqual([]);
  expect(of("{ me { id } }")).toEqual(["IDENTIFIER"]);
  expect(
    of("{ me { ...a } } fragment a on Customer { ...b } fragment b on Customer { consentEpoch }"),
  ).toEqual(["CONSENT_RECORD"]);
  expect(of('{ node(id: "a") { ... on Interaction { context { name } } } }')).toEqual(["CONTEXT"]);
  expect(of('{ node(id: "a") { ... on Interaction { kind item { title } } } }')).toEqual([
    "BROWSING",
    "FEEDBACK",
    "PURCHASE",
  ]);
  // Even a count of entries tells something about the customer.
  expect(of("{ me { preferences { __typename } } }")).toEqual(["DECLARED_PREFERENCE"]);
  expect(of("query a { me { id } } query b { me { consentEpoch } }", "b")).toEqual([
    "CONSENT_RECORD",
  ]);
});

test("a fragment that spreads itself comes to an end", () => {
  const document = parse("{ me { ...a } } fragment a on Customer { consentEpoch ...a }");
  expect([...personalCategoriesOf(schema, document)]).toEqual(["CONSENT_RECORD"]);
});

test("an operation's cells are those that its fields name", () => {
  const document = parse(`{ me { recommendations(placement: "home") { mode } } }`);
  const uses = cellUsesOf(schema, document);
  expect(uses).toContainEqual({ purpose: "SERVICE", category: "IDENTIFIER", operation: "SHARE" });
  expect(uses).toContainEqual({
    purpose: "PERSONALISATION",
    category: "PURCHASE",
    operation: "SCORE",
  });
  expect(cellUsesOf(schema, parse("{ purposes { version } }"))).toEqual([]);
});

test("the printed schema carries every mark", () => {
  const printed = buildSchema(printWithMarks(schema));
  expect(personalDataProblems(printed)).toEqual([]);
  const document = parse("{ me { facts { value } weights { mood } } }");
  expect(personalCategoriesOf(printed, document)).toEqual(personalCategoriesOf(schema, document));
});

const documents = ["schema/queries", "tests/scenarios"].flatMap((folder) =>
  readdirSync(join(findPackageRoot(), folder))
    .filter((name) => name.endsWith(".graphql"))
    .map((name) => join(folder, name)),
);

test.each(documents)("%s needs only cells that the policy has", (path) => {
  const document = parse(readFileSync(join(findPackageRoot(), path), "utf8"));
  expect(validate(schema, document)).toEqual([]);
  const uses = cellUsesOf(schema, document);
  const forbidden = uses.filter(
    ({ purpose, category, operation }) =>
      !policyCell(purpose, category)?.operations.includes(operation),
  );
  expect(forbidden).toEqual([]);
  for (const category of personalCategoriesOf(schema, document)) {
    expect(CATEGORIES).toContain(category);
  }
});
