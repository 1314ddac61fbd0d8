import { expect, test } from "@jest/globals";
import {
  type DocumentNode,
  type GraphQLError,
  getIntrospectionQuery,
  Kind,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { DocumentSizeRule } from "../../src/graphql/cost-rules.ts";
import { DocumentMeasure, type DocumentSize } from "../../src/graphql/document-size.ts";
import { buildBareSchema } from "../../src/graphql/schema.ts";
import { LIMITS } from "../../src/limits.ts";

const schema = buildBareSchema();

function errorsOf(document: string): readonly GraphQLError[] {
  return validate(schema, parse(document), [...specifiedRules, DocumentSizeRule]);
}

/** The limits that a document breaks; every one of its errors has to come from a limit. */
function brokenLimits(document: string): unknown[] {
  return errorsOf(document).map(({ extensions, message }) => {
    expect([message, extensions.code]).toEqual([message, "DOCUMENT_TOO_LARGE"]);
    return extensions.limit;
  });
}

function sizeOf(text: string): DocumentSize {
  const document: DocumentNode = parse(text);
  const fragments = document.definitions.filter((it) => it.kind === Kind.FRAGMENT_DEFINITION);
  const operation = document.definitions.find((it) => it.kind === Kind.OPERATION_DEFINITION);
  return new DocumentMeasure(schema, fragments).operation(operation!);
}

/** What a page costs beside its fields: a page starts statements of its own. */
const PAGE_COST = 2_000;

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");

const EXPLAINED = `items {
  rank score sources item { id sku title categories tags price { amountMinor currency } isAvailable }
  explanation { baseline summary contributions {
    signal value evidenceIds parts { name value evidenceIds }
  } }
}`;

test("pages multiply what is inside them, other fields count once", () => {
  expect(sizeOf("{ catalogueItems(first: 7) { nodes { sku } pageInfo { hasNextPage } } }")).toEqual(
    {
      depth: 3,
      rootFields: 1,
      selections: 5,
      aliases: 0,
      directives: 0,
      cost: PAGE_COST + 1 + (1 + 7) + (1 + 1),
    },
  );
});

test("the default page size and the largest one stand for what a document leaves open", () => {
  expect(sizeOf("{ catalogueItems { nodes { sku } } }").cost).toBe(PAGE_COST + 2 + 20);
  const variable = "query($n: PageSize!) { catalogueItems(first: $n) { nodes { sku } } }";
  expect(sizeOf(variable).cost).toBe(PAGE_COST + 2 + LIMITS.pageSizeMax);
});

test("lists without a page size count as ten, those of a bulk call as its largest", () => {
  expect(sizeOf("{ me { facts { value } } }").cost).toBe(2 + LIMITS.listEntriesAssumed);
  const record = "mutation { interactionsRecord(input: {}) { results { verdict } } }";
  expect(sizeOf(record).cost).toBe(2 + LIMITS.interactionsPerCallMax);
});

test("fragments count where they are spread, with the page size that holds there", () => {
  const direct = "{ a: catalogueItems(first: 3) { nodes { sku tags } } }";
  const spread = `{ a: catalogueItems(first: 3) { ...page } }
    fragment page on CatalogueItemConnection { ... on CatalogueItemConnection { nodes { ...item } } }
    fragment item on CatalogueItem { sku tags }`;
  expect(sizeOf(spread)).toEqual(sizeOf(direct));
});

test("a hundred explained recommendations fit, in one request with other pages", () => {
  const page = `{ me { recommendations(placement: "home", first: 100, mode: FULL) { ${EXPLAINED} }
    interactions(first: 100) { nodes { kind item { sku title } } } } purposes { text } }`;
  expect(errorsOf(page)).toEqual([]);
  expect(sizeOf(page).cost).toBe(40_116);
});

test("the standard introspection query fits", () => {
  const introspection = getIntrospectionQuery({
    schemaDescription: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  expect(errorsOf(introspection)).toEqual([]);
  expect(sizeOf(introspection)).toMatchObject({ depth: 15, cost: 51_863 });
});

test.each([
  ["17 levels", `{ me ${"{ facts ".repeat(15)} { value } ${"}".repeat(15)} }`, ["depth"]],
  ["51 aliases", `{ me { ${times(51, (i) => `a${i}: id`)} } }`, ["aliases"]],
  ["21 root fields", `{ ${times(21, () => "me { id }")} }`, ["rootFields"]],
  ["51 directives", `{ me { ${times(51, () => "id @skip(if: true)")} } }`, ["directives"]],
  ["1,001 fields", `{ me { ${times(1_000, () => "id")} } }`, ["selections"]],
  ["21 operations", times(21, (i) => `query q${i} { me { id } }`), ["operations"]],
  [
    "51 fragments",
    `{ me { id } } ${times(51, (i) => `fragment f${i} on Customer { id }`)}`,
    ["fragments"],
  ],
  [
    "three pages of explained recommendations",
    `{ me { ${times(3, (i) => `a${i}: recommendations(placement: "x", first: 100) { ${EXPLAINED} }`)} } }`,
    ["cost"],
  ],
  [
    "fifty small lists of recommendations",
    `{ me { ${times(50, (i) => `a${i}: recommendations(placement: "x", first: 1) { mode }`)} } }`,
    ["cost"],
  ],
])("%s are refused, with one error that names the limit", (_what, document, limits) => {
  expect(brokenLimits(document)).toEqual(limits);
});

test("root fields behind a fragment count", () => {
  const document = `{ ...all } fragment all on Query { ${times(21, () => "me { id }")} }`;
  expect(brokenLimits(document)).toEqual(["rootFields"]);
});

test("circles through the schema about itself are refused by their cost", () => {
  const circle = `{ __schema { types { fields { type {
    fields { type { fields { type { fields { name } } } } } } } } } }`;
  const limits = errorsOf(circle).map(({ extensions }) => extensions.limit);
  expect(limits).toContain("cost");
});

test("a fragment that doubles in each step costs one step each", () => {
  const bomb = `{ me { ...f0 } }
    ${times(40, (i) => `fragment f${i} on Customer { ...f${i + 1} ...f${i + 1} }`)}
    fragment f40 on Customer { id }`;
  expect(sizeOf(bomb).selections).toBe(1 + 2 ** 40);
  const limits = new Set(brokenLimits(bomb));
  expect(limits).toEqual(new Set(["selections", "cost"]));
});

test("a fragment that spreads itself is left to graphql-js' own rule", () => {
  const circle =
    "{ me { ...a } } fragment a on Customer { id ...b } fragment b on Customer { ...a }";
  expect(errorsOf(circle).map(({ message }) => message)).toEqual([
    'Cannot spread fragment "a" within itself via "b".',
  ]);
});

test("a fragment that nothing uses has to be small as well", () => {
  const unused = `{ me { id } } fragment big on Customer { ${times(1_001, () => "id")} }`;
  expect(brokenLimits(unused)).toEqual(["selections"]);
});

test("what does not exist is left to graphql-js' own rules", () => {
  const unknown = "{ nothing { at { all } } ...nowhere ... on Nobody { id } }";
  expect(errorsOf(unknown).every(({ extensions }) => extensions.limit === undefined)).toBe(true);
  expect(errorsOf(unknown).length).toBeGreaterThan(0);
});
