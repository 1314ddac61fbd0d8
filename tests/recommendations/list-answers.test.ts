import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { policy, type Signal, signals } from "../../src/scoring/index.ts";
import { asClient, asCustomer, globalId, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, databaseText, item } from "../support/rows.ts";
import { daysBefore, decide, happened } from "./people.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const OPEN = ["PERSONALISATION:PURCHASE", "PERSONALISATION:DECLARED_PREFERENCE"] as const;
const LEARNABLE = [...OPEN, "IMPROVEMENT:FEEDBACK"] as const;

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const skus = Array.from({ length: 40 }, (_, index) => `item-${String(index).padStart(2, "0")}`);
  const items = skus.map((sku, index) => item(sku, { categories: [`part-${index % 4}`] }));
  const gone = item("gone", { isAvailable: false });
  await upsertItems(kathi.database.dataSource.manager, [...items, gone]);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

async function list(viewer: Viewer, fields: string, args = "") {
  const query = `{ me { recommendations(placement: "home", mode: FULL, ${args}) { ${fields} } } }`;
  const { data, errors, statements } = await kathi.ask(viewer, query);
  expect(errors).toBeUndefined();
  return { ...data.me.recommendations, statements };
}

async function customerWith(...cells: Parameters<typeof decide>[3][]): Promise<string> {
  const customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", ...cells);
  return customerId;
}

const storedLists = (customerId: string) =>
  kathi.database.dataSource.query("select * from shown_list where customer_id = $1", [customerId]);

test("why an item is not shown can be asked of every item", async () => {
  const customerId = await customerWith("PERSONALISATION:PURCHASE", "PERSONALISATION:FEEDBACK");
  await happened(kathi, customerId, "DISLIKE", "item-01", daysBefore(NOW, 3));
  await happened(kathi, customerId, "NOT_NOW", "item-02", NOW);
  const shown = await list(asCustomer(customerId), "items { item { sku } }", "first: 3");
  const [first] = shown.items;
  const asked = ["item-01", "item-02", "gone", "nothing", first.item.sku];
  const fields = asked.map(
    (sku, index) => `a${index}: notShown(sku: "${sku}") {
    reason en: sentence de: sentence(locale: DE) }`,
  );
  const answer = await list(asCustomer(customerId), fields.join("\n"), "first: 3");
  const reasons = asked.map((_, index) => answer[`a${index}`].reason);
  expect(reasons).toEqual(["DISLIKED", "BELOW_RELEVANCE", "UNAVAILABLE", "UNKNOWN_ITEM", "SHOWN"]);
  expect(answer.a0).toMatchObject({
    en: "You told us that you do not like it, or nothing of its kind.",
    de: "Sie haben uns gesagt, dass Sie es oder Dinge dieser Art nicht mögen.",
  });
  const others = shown.items.map((place: { item: { sku: string } }) => place.item.sku);
  const reasonsOfOthers = new Set<string>();
  for (let index = 3; index < 40; index += 1) {
    const sku = `item-${String(index).padStart(2, "0")}`;
    if (others.includes(sku)) continue;
    const field = `notShown(sku: "${sku}") { reason }`;
    reasonsOfOthers.add((await list(asCustomer(customerId), field, "first: 3")).notShown.reason);
  }
  expect([...reasonsOfOthers]).toEqual(["OTHERS_RANK_HIGHER"]);
});

test("reasons and alternatives know nothing of a closed cell, byte for byte", async () => {
  const skus = ["item-01", "item-02", "item-03", "item-04"];
  const fields = `items { rank slot dueOn explanation { without(signal: HISTORY) { rank score } } }
    ${skus.map((sku, index) => `a${index}: notShown(sku: "${sku}") { reason }`).join(" ")}`;
  const answerOf = async (customerId: string) => {
    const { statements, ...answer } = await list(asCustomer(customerId), fields, "first: 5");
    return JSON.stringify(answer);
  };
  const customerId = await customerWith("PERSONALISATION:BROWSING");
  await happened(kathi, customerId, "VIEW", "item-03", daysBefore(NOW, 2));
  const without = await answerOf(customerId);
  for (const days of [50, 43, 36]) {
    await happened(kathi, customerId, "PURCHASE", "item-01", daysBefore(NOW, days));
  }
  await happened(kathi, customerId, "DISLIKE", "item-02", daysBefore(NOW, 3));
  await happened(kathi, customerId, "NOT_NOW", "item-04", NOW);
  expect(await answerOf(customerId)).toBe(without);
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "PERSONALISATION:FEEDBACK");
  expect(await answerOf(customerId)).not.toBe(without);
});

test("what it tells of the customer, clients do not get", async () => {
  const customerId = await customerWith("PERSONALISATION:FEEDBACK");
  await happened(kathi, customerId, "DISLIKE", "item-01", daysBefore(NOW, 3));
  const query = `query ($id: ID) { customer(id: $id) { recommendations(placement: "till") {
    notShown(sku: "item-01") { reason } items { slot dueOn explanation { without(signal: CROWD) {
      rank } } } } } }`;
  const id = globalId(customerId);
  const { data } = await kathi.ask(asClient("customers:read"), query, { id });
  expect(data.customer.recommendations.notShown).toBeNull();
  expect(data.customer.recommendations.items[0]).toEqual({
    slot: "RELEVANT",
    dueOn: null,
    explanation: null,
  });
});

test("without a signal the score lacks exactly its contribution", async () => {
  const customerId = await customerWith("PERSONALISATION:PURCHASE");
  await happened(kathi, customerId, "PURCHASE", "item-05", daysBefore(NOW, 20));
  const without = signals.map((name) => `${name}: without(signal: ${name}) { rank score }`);
  const fields = `items { rank score explanation { contributions { signal value }
    ${without.join(" ")} } }`;
  const { items } = await list(asCustomer(customerId), fields, "first: 40");
  expect(items.length).toBeGreaterThan(20);
  let changedRanks = 0;
  for (const { score, explanation } of items) {
    for (const { signal, value } of explanation.contributions) {
      const alternative = explanation[signal as Signal];
      expect(Math.abs(alternative.score - (score - value))).toBeLessThan(1e-9);
      expect(alternative.rank).toBeGreaterThanOrEqual(1);
      if (signal === "HISTORY" && alternative.rank !== explanation.RULE.rank) changedRanks += 1;
    }
  }
  expect(changedRanks).toBeGreaterThan(0);
});

test("what is bought again and again says on which day it is due", async () => {
  const customerId = await customerWith("PERSONALISATION:PURCHASE");
  for (const days of [61, 54, 47, 40]) {
    await happened(kathi, customerId, "PURCHASE", "item-07", daysBefore(NOW, days));
  }
  const fields = "items { slot dueOn item { sku } explanation { summary } }";
  const { items } = await list(asCustomer(customerId), fields, "first: 40");
  const due = items.filter(({ slot }: { slot: string }) => slot === "DUE");
  // The usual gap of an item of which nothing was learned, 60 days, counts as three own gaps.
  const gapDays = (21 + 3 * 60) / (3 + 3);
  const dueAt = NOW - 40 * 86_400_000 + gapDays * 86_400_000;
  const summary = "Because you buy it again and again; the next time would be about 26 May 2026.";
  expect(due).toEqual([
    {
      slot: "DUE",
      dueOn: new Date(dueAt).toISOString(),
      item: { sku: "item-07" },
      explanation: { summary },
    },
  ]);
});

test("where nothing may be kept, nothing is left to chance and nothing is kept", async () => {
  const customerId = await customerWith(...OPEN, "IMPROVEMENT:PURCHASE");
  const before = await countRows(kathi.database.dataSource);
  const fields = "seed listId items { slot score item { sku } }";
  const answers = [];
  for (let turn = 0; turn < 3; turn += 1) answers.push(await list(asCustomer(customerId), fields));
  expect(answers[0]).toMatchObject({ seed: 0, listId: null });
  expect(answers[0].statements).toHaveLength(4);
  expect(answers.map(({ items }) => items)).toEqual(Array(3).fill(answers[0].items));
  expect(answers[0].items.some(({ slot }: { slot: string }) => slot === "EXPLORE")).toBe(false);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("where it may, the list is kept by the statement that lets the answer leave", async () => {
  const customerId = await customerWith(...LEARNABLE);
  const fields = "seed listId modelVersion items { slot item { sku } }";
  const args = 'context: { weather: "canary-weather" }';
  const answer = await list(asCustomer(customerId), fields, args);
  expect(answer.statements).toHaveLength(4);
  const [stored, ...more] = await storedLists(customerId);
  expect(more).toEqual([]);
  expect(stored).toMatchObject({
    placement: "home",
    seed: answer.seed,
    mode: "FULL",
    model_version: null,
    context: {},
    item_ids: answer.items.map((place: { item: { sku: string } }) => place.item.sku),
  });
  expect(stored.propensities.every((it: number) => it > 0 && it <= 1)).toBe(true);
  expect(answer.listId).not.toContain(stored.list_id);
  const text = await databaseText(kathi.database.dataSource);
  expect(text).not.toContain("canary-weather");
});

test("a list that was asked for with a mood is not kept: its row would tell the mood", async () => {
  const customerId = await customerWith(...LEARNABLE);
  const before = await countRows(kathi.database.dataSource);
  const fields = "seed listId items { slot }";
  const answer = await list(asCustomer(customerId), fields, "first: 20, mood: { name: FESTIVE }");
  // Where nothing is kept nothing is explored.
  expect(answer).toMatchObject({ seed: 0, listId: null });
  expect(answer.items.some(({ slot }: { slot: string }) => slot === "EXPLORE")).toBe(false);
  expect(answer.statements).toHaveLength(4);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("its seed replays the list, and a replay is not kept", async () => {
  const customerId = await customerWith(...LEARNABLE);
  const fields = "seed items { rank slot score item { sku } }";
  const first = await list(asCustomer(customerId), `listId ${fields}`, "first: 20");
  const replay = await list(
    asCustomer(customerId),
    `listId ${fields}`,
    `first: 20, seed: ${first.seed}`,
  );
  expect(replay).toMatchObject({ seed: first.seed, listId: null, items: first.items });
  expect(replay.statements).toHaveLength(4);
  expect(await storedLists(customerId)).toHaveLength(1);
});

test("the house's share of the places is drawn, and each says so", async () => {
  const customerId = await customerWith(...LEARNABLE);
  let places = 0;
  let drawn = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const fields = "items { slot explanation { summary } }";
    const { items } = await list(asCustomer(customerId), fields, `first: 20, seed: ${seed}`);
    for (const { slot, explanation } of items) {
      places += 1;
      if (slot !== "EXPLORE") continue;
      drawn += 1;
      expect(explanation.summary).toContain("drawn by lot");
    }
  }
  expect(drawn / places).toBeGreaterThan(policy.explorationShare / 2);
  expect(drawn / places).toBeLessThan(policy.explorationShare * 1.5);
});

test.each([-1, 2 ** 31])("%i is no seed", async (seed) => {
  const customer = asCustomer(await customerWith(...LEARNABLE));
  const query = `query ($seed: Int) { me { recommendations(placement: "home", seed: $seed) {
    seed } } }`;
  const { data, errors } = await kathi.ask(customer, query, { seed });
  expect(data?.me ?? null).toBeNull();
  expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});
