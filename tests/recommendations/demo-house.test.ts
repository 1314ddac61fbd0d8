import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import { asCustomer, key, type TestApp } from "../support/app.ts";
import { DEMO_NOW, demoCustomer, openDemoApp } from "../support/demo.ts";

const { truths, customers } = generateDemoHouse({ seed: DEMO_SEED, now: DEMO_NOW });

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openDemoApp();
}, 300_000);
afterAll(() => kathi.close());

interface Place {
  rank: number;
  score: number;
  item: { sku: string };
  explanation: {
    en: string;
    de: string;
    baseline: number;
    contributions: {
      value: number;
      evidenceIds: string[];
      parts: { value: number; evidenceIds: string[] }[];
    }[];
  };
}

async function places(name: string, args = "mode: FULL, first: 100"): Promise<Place[]> {
  const query = `{ me { recommendations(placement: "home", seed: 7, ${args}) { items {
    rank score item { sku } explanation { baseline en: summary de: summary(locale: DE)
      contributions { value evidenceIds parts { value evidenceIds } } } } } } }`;
  const { data, errors } = await kathi.ask(asCustomer(await demoCustomer(kathi, name)), query);
  expect(errors).toBeUndefined();
  return data.me.recommendations.items;
}

const isOpen = (name: string, category: string) =>
  customers
    .find(({ id }) => id === name)
    ?.consentEvents.findLast(
      (event) => event.purpose === "PERSONALISATION" && event.category === category,
    )?.state === "GIVEN";

const sum = (values: readonly { value: number }[]) =>
  values.reduce((total, { value }) => total + value, 0);

test("every explanation adds up, for customers of every kind of consent", async () => {
  for (const { id } of customers.filter((_, index) => index % 20 === 0)) {
    for (const { score, explanation } of await places(id)) {
      const { baseline, contributions } = explanation;
      expect(Math.abs(baseline + sum(contributions) - score)).toBeLessThan(1e-9);
      for (const { value, parts } of contributions) {
        expect(Math.abs(sum(parts) - value)).toBeLessThan(1e-9);
      }
    }
  }
}, 300_000);

test("the evidence that an explanation cites is the customer's, and nobody else can fetch it", async () => {
  const name = customers.find(({ id }) => isOpen(id, "PURCHASE") && isOpen(id, "BROWSING"))!.id;
  const cited = (await places(name, "mode: FULL")).flatMap(({ explanation }) =>
    explanation.contributions.flatMap(({ evidenceIds }) => evidenceIds),
  );
  expect(cited.length).toBeGreaterThan(12);
  const node = "query ($id: ID!) { node(id: $id) { __typename ... on Interaction { status } } }";
  const owner = asCustomer(await demoCustomer(kathi, name));
  const other = asCustomer(await demoCustomer(kathi, customers.find(({ id }) => id !== name)!.id));
  for (const id of new Set(cited)) {
    expect((await kathi.ask(owner, node, { id })).data.node).toEqual({
      __typename: "Interaction",
      status: "ACTIVE",
    });
  }
  expect((await kathi.ask(other, node, { id: cited[0] })).data.node).toBeNull();
});

test("the main reason is one plain sentence in each language", async () => {
  const name = customers.find(({ id }) => isOpen(id, "PURCHASE"))!.id;
  for (const { explanation } of await places(name)) {
    expect(explanation.en).toMatch(/^[A-Z].*[.]$/);
    expect(explanation.de).toMatch(/^[A-Z].*[.]$/);
    expect(explanation.de).not.toBe(explanation.en);
  }
});

test("shoes that were just bought are not shown again in the very next list, nor other shoes", async () => {
  const { shoeItemIds, customerIds } = truths.running;
  const shown = async (name: string) =>
    (await places(name)).map(({ item }) => item.sku).filter((sku) => shoeItemIds.includes(sku));
  let name: string | undefined;
  for (const id of customerIds) {
    if (isOpen(id, "PURCHASE") && (await shown(id)).length > 0) name = id;
  }
  const [sku] = await shown(name!);
  const record = `mutation ($input: InteractionsRecordInput!) {
    interactionsRecord(input: $input) { results { verdict } } }`;
  const purchase = { kind: "PURCHASE", sku, at: new Date(DEMO_NOW).toISOString() };
  const input = { idempotencyKey: key(), interactions: [purchase] };
  const customer = asCustomer(await demoCustomer(kathi, name!));
  const { data } = await kathi.ask(customer, record, { input });
  expect(data.interactionsRecord.results).toEqual([{ verdict: "ACCEPTED" }]);
  expect(await shown(name!)).toEqual([]);
}, 300_000);

test("excluding the cited evidence lowers the item's score", async () => {
  const name = customers.find(({ id }) => isOpen(id, "PURCHASE") && isOpen(id, "BROWSING"))!.id;
  const customer = asCustomer(await demoCustomer(kathi, name));
  const [best] = await places(name);
  const cited = new Set(best!.explanation.contributions.flatMap(({ evidenceIds }) => evidenceIds));
  const exclude = `mutation ($input: EvidenceExcludeInput!) {
    evidenceExclude(input: $input) { errors { code } } }`;
  for (const evidenceId of cited) {
    const input = { evidenceId, idempotencyKey: key() };
    const { data } = await kathi.ask(customer, exclude, { input });
    expect(data.evidenceExclude.errors).toEqual([]);
  }
  const after = (await places(name)).find(({ item }) => item.sku === best!.item.sku);
  expect(after?.score ?? Number.NEGATIVE_INFINITY).toBeLessThan(best!.score);
});
