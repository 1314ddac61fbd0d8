import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { asCustomer, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";
import { daysBefore, decide, happened } from "./people.ts";

const NOW = Date.UTC(2026, 5, 1, 12);

let kathi: TestApp;
let now = NOW;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
});
afterAll(() => kathi.close());
beforeEach(async () => {
  now = NOW;
  customerId = await kathi.addCustomer();
});

async function stock(...skus: readonly string[]): Promise<void> {
  const { dataSource } = kathi.database;
  await dataSource.query("delete from interaction");
  await dataSource.query("delete from item");
  const added = skus.map((sku) => item(sku, { addedAt: new Date(daysBefore(NOW, 365)) }));
  await upsertItems(dataSource.manager, added);
  if (skus.length === 0) await dataSource.query("update catalogue_state set version = version + 1");
  await kathi.app.shelves.refresh();
}

async function list(args = "", fields = "mode items { rank score item { sku } }") {
  const query = `{ me { recommendations(placement: "home", ${args}) { ${fields} } } }`;
  return kathi.ask(asCustomer(customerId), query);
}

async function answered(args = "", fields?: string) {
  const { data, errors } = await list(args, fields);
  expect(errors).toBeUndefined();
  return data.me.recommendations;
}

const open = () =>
  decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "PERSONALISATION:FEEDBACK");
const skusOf = ({ items }: { items: { item: { sku: string } }[] }) =>
  items.map((place) => place.item.sku);

test("no consent and no history: the same list as for nobody", async () => {
  await stock("tea", "jam", "rye");
  await happened(kathi, customerId, "PURCHASE", "tea", daysBefore(NOW, 9));
  const closed = await answered("mode: FULL");
  customerId = await kathi.addCustomer();
  await open();
  const empty = await answered("mode: FULL");
  const profileFree = await answered("mode: PROFILE_FREE");
  expect(JSON.stringify(closed.items)).toBe(JSON.stringify(profileFree.items));
  expect(JSON.stringify(empty.items)).toBe(JSON.stringify(profileFree.items));
  expect(skusOf(profileFree).sort()).toEqual(["jam", "rye", "tea"]);
});

test("an empty catalogue: an empty list that can be asked", async () => {
  await stock();
  await open();
  for (const mode of ["FULL", "DECLARED_ONLY", "PROFILE_FREE"]) {
    expect(
      await answered(`mode: ${mode}`, 'items { rank } notShown(sku: "tea") { reason }'),
    ).toEqual({ items: [], notShown: { reason: "UNKNOWN_ITEM" } });
  }
});

test("one item: it alone, whatever is asked for, and nothing once it is disliked", async () => {
  await stock("tea");
  await open();
  expect(skusOf(await answered("mode: FULL, first: 100"))).toEqual(["tea"]);
  await happened(kathi, customerId, "DISLIKE", "tea", daysBefore(NOW, 1));
  expect(skusOf(await answered("mode: FULL, first: 100"))).toEqual([]);
});

test("all items bought: each is answered for, shown again or with its reason", async () => {
  const skus = ["tea", "jam", "rye", "ham"];
  await stock(...skus);
  await open();
  for (const sku of skus) await happened(kathi, customerId, "PURCHASE", sku, daysBefore(NOW, 40));
  const fields = skus.map((sku) => `${sku}: notShown(sku: "${sku}") { reason }`).join(" ");
  const answer = await answered("mode: FULL", `items { score item { sku } } ${fields}`);
  const shown = skusOf(answer);
  for (const sku of skus) {
    expect(answer[sku].reason === "SHOWN").toBe(shown.includes(sku));
    expect(["UNKNOWN_ITEM", "NOT_A_CANDIDATE"]).not.toContain(answer[sku].reason);
  }
  for (const { score } of answer.items) expect(Number.isFinite(score)).toBe(true);
});

test("unknown names and values of a situation change nothing", async () => {
  await stock("tea", "jam", "rye");
  await open();
  const plain = await answered("mode: FULL");
  const context = `context: { weather: "frogs", conditions: [
    { name: "moon", value: "full" }, { name: "__proto__", value: "x" },
    { name: "constructor", value: "y" }] }`;
  expect(await answered(`mode: FULL, ${context}`)).toEqual(plain);
});

test.each([
  '{ conditions: [{ name: "moon", value: "full" }, { name: "moon", value: "new" }] }',
  '{ weather: "hot", conditions: [{ name: "weather", value: "cold" }] }',
  '{ weather: "hot", conditions: [{ name: "weather", value: "hot" }] }',
])("a situation that names a property twice is refused: %s", async (context) => {
  await stock("tea");
  const { data, errors } = await list(`context: ${context}`);
  expect(data?.me ?? null).toBeNull();
  expect(errors).toMatchObject([{ message: "A situation names each property once." }]);
  expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

test.each([
  ["an event from the future", NOW, NOW + 5 * 60_000],
  ["an event from far ahead of a clock that was set back", NOW - 3_000 * 86_400_000, NOW],
  ["a clock a century ahead", Date.UTC(2126, 0, 1), NOW],
])("%s gives a list of finite scores", async (_, clock, at) => {
  now = clock;
  await stock("tea", "jam", "rye");
  await open();
  for (const kind of ["PURCHASE", "LIKE", "NOT_NOW"] as const) {
    await happened(kathi, customerId, kind, "tea", at);
    await happened(kathi, customerId, kind, "tea", at - 86_400_000);
  }
  const fields = "items { score dueOn item { sku } explanation { contributions { value } } }";
  const { items } = await answered("mode: FULL", fields);
  expect(skusOf({ items })).toEqual(expect.arrayContaining(["jam", "rye"]));
  for (const { score, explanation } of items) {
    expect(Number.isFinite(score)).toBe(true);
    for (const { value } of explanation.contributions) expect(Number.isFinite(value)).toBe(true);
  }
});
