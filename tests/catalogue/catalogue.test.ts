import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import {
  type Answer,
  asClient,
  asClientWithout,
  asCustomer,
  asNobody,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const UPSERT = `mutation ($input: CatalogueItemsUpsertInput!) {
  catalogueItemsUpsert(input: $input) { errors { code path }
    items { sku title de: title(locale: DE) categories tags price { amountMinor currency } isAvailable } } }`;

const writer = asClient("catalogue:write");
const cheese = {
  sku: "cheese-1",
  title: "Mountain cheese",
  titleDe: "Bergkäse",
  categories: ["food", "cheese"],
  tags: ["strong"],
  price: { amountMinor: 890, currency: "EUR" },
};

async function upsert(viewer: Viewer, items: object[], idempotencyKey = key()) {
  const answer = await kathi.ask(viewer, UPSERT, { input: { items, idempotencyKey } });
  expect(answer.errors).toBeUndefined();
  return answer.data.catalogueItemsUpsert;
}

test("items are created and replaced as a whole", async () => {
  const created = await upsert(writer, [cheese]);
  const { titleDe, ...rest } = cheese;
  expect(created).toEqual({ errors: [], items: [{ ...rest, de: titleDe, isAvailable: true }] });
  const replaced = await upsert(writer, [
    { sku: "cheese-1", title: "Old cheese", isAvailable: false },
  ]);
  expect(replaced.items).toEqual([
    {
      sku: "cheese-1",
      title: "Old cheese",
      de: "Old cheese",
      categories: [],
      tags: [],
      price: null,
      isAvailable: false,
    },
  ]);
});

test("a change reaches the shelf of a running server", async () => {
  await upsert(writer, [{ sku: "new-1", title: "New" }]);
  expect(kathi.app.shelves.current().items.has("new-1")).toBe(false);
  await kathi.app.shelves.refresh();
  expect(kathi.app.shelves.current().items.get("new-1")?.title).toBe("New");
});

test.each([
  [[], "TOO_MANY_ENTRIES"],
  [Array.from({ length: 501 }, (_, i) => ({ sku: `s${i}`, title: "t" })), "TOO_MANY_ENTRIES"],
  [[{ sku: "a", title: "t", tags: Array(51).fill("x") }], "TOO_MANY_ENTRIES"],
  [
    [
      { sku: "a", title: "t" },
      { sku: "a", title: "u" },
    ],
    "DUPLICATE_SKU",
  ],
  [[{ sku: "a", title: "t", price: { amountMinor: -1, currency: "EUR" } }], "PRICE_INVALID"],
  [[{ sku: "a", title: "t", price: { amountMinor: 1, currency: "euro" } }], "PRICE_INVALID"],
])("%j is refused and nothing is written", async (items, code) => {
  const before = await countRows(kathi.database.dataSource);
  const { errors } = await upsert(writer, items);
  expect(errors.map((error: { code: string }) => error.code)).toEqual([code]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("who may write the catalogue", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const before = await countRows(kathi.database.dataSource);
  for (const viewer of [asNobody, customer, asClientWithout("catalogue:write")]) {
    expect((await upsert(viewer, [cheese])).errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("everybody reads the catalogue: by sku, by id, by page, by category and tag", async () => {
  const wines = Array.from({ length: 5 }, (_, index) => ({
    sku: `wine-${index}`,
    title: `Wine ${index}`,
    categories: ["wine"],
    tags: index % 2 === 0 ? ["red"] : ["white"],
  }));
  await upsert(writer, wines);
  const one = await kathi.ask(asNobody, '{ catalogueItem(sku: "wine-3") { id title } }');
  expect(one.data.catalogueItem.title).toBe("Wine 3");
  const byId = "query ($id: ID!) { node(id: $id) { ... on CatalogueItem { sku } } }";
  const { node } = (await kathi.ask(asNobody, byId, { id: one.data.catalogueItem.id })).data;
  expect(node).toEqual({ sku: "wine-3" });
  const page = `query ($after: String, $tag: ShortText) {
    catalogueItems(first: 2, after: $after, category: "wine", tag: $tag) {
      nodes { sku } pageInfo { hasNextPage endCursor } } }`;
  const skus: string[] = [];
  let after: string | null = null;
  do {
    const { data, statements }: Answer = await kathi.ask(asNobody, page, { after });
    expect(statements).toHaveLength(1);
    skus.push(...data.catalogueItems.nodes.map((item: { sku: string }) => item.sku));
    after = data.catalogueItems.pageInfo.hasNextPage
      ? data.catalogueItems.pageInfo.endCursor
      : null;
  } while (after);
  expect(skus).toEqual(wines.map(({ sku }) => sku));
  const red = (await kathi.ask(asNobody, page, { tag: "red" })).data.catalogueItems;
  expect(red.nodes).toEqual([{ sku: "wine-0" }, { sku: "wine-2" }]);
});

test("a cursor of another list is refused, not misread", async () => {
  const query = '{ catalogueItems(after: "nonsense") { nodes { sku } } }';
  const { errors } = await kathi.ask(asNobody, query);
  expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});
