import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";
import { decide, happened } from "./people.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const ITEMS = ["tea", "jam", "rye", "ham", "fig"];

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  await upsertItems(
    kathi.database.dataSource.manager,
    ITEMS.map((sku) => item(sku)),
  );
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const QUERY = `query ($seed: Int) { me { consentEpoch
  a: recommendations(placement: "home", mode: FULL, seed: $seed) { mode consentEpoch listId }
  b: recommendations(placement: "side", mode: FULL, seed: $seed) { mode consentEpoch listId } } }`;

/** Runs something whenever an answer asks whether it may leave, at most so many times. */
function whenLeaving(times: number, work: () => Promise<unknown>): void {
  const { manager } = kathi.connections.served;
  const query = manager.query;
  let left = times;
  manager.query = async (...args: Parameters<typeof query>) => {
    const { text } = args[0] as unknown as { text?: string };
    const isLeaving = text?.includes("as used (customer_id, epoch)") || text?.includes("unchanged");
    if (isLeaving && left > 0) {
      left -= 1;
      await work();
    }
    if (left === 0) manager.query = query;
    return query.apply(manager, args) as never;
  };
}

async function customerWhoLetsLearn(): Promise<string> {
  const customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "IMPROVEMENT:FEEDBACK");
  await happened(kathi, customerId, "PURCHASE", "tea", NOW - 60_000);
  return customerId;
}

const storedLists = (customerId: string) =>
  kathi.database.dataSource.query("select list_id from shown_list where customer_id = $1", [
    customerId,
  ]);

test("all lists of an answer are kept by the one statement that lets it leave", async () => {
  const customerId = await customerWhoLetsLearn();
  const { data, statements } = await kathi.ask(asCustomer(customerId), QUERY);
  // The customer, the events of either list, and the leave to leave.
  expect(statements).toHaveLength(4);
  expect(data.me.a.listId).not.toBe(data.me.b.listId);
  expect(await storedLists(customerId)).toHaveLength(2);
});

test("an answer that is overtaken leaves nothing behind and is computed anew", async () => {
  const customerId = await customerWhoLetsLearn();
  whenLeaving(1, () => decide(kathi, customerId, "WITHDRAWN", "IMPROVEMENT:FEEDBACK"));
  const { data } = await kathi.ask(asCustomer(customerId), QUERY);
  const list = { mode: "FULL", consentEpoch: 3, listId: null };
  expect(data.me).toEqual({ consentEpoch: 3, a: list, b: list });
  expect(await storedLists(customerId)).toEqual([]);
});

test("where consents change faster than answers, nothing about the customer is used", async () => {
  const customerId = await customerWhoLetsLearn();
  let isOpen = true;
  whenLeaving(2, () => {
    isOpen = !isOpen;
    return decide(kathi, customerId, isOpen ? "GIVEN" : "WITHDRAWN", "PERSONALISATION:PURCHASE");
  });
  const { data } = await kathi.ask(asCustomer(customerId), QUERY);
  expect(data.me.a).toEqual({ mode: "PROFILE_FREE", consentEpoch: null, listId: null });
  expect(await storedLists(customerId)).toEqual([]);
});

test("parts that were computed under different decisions never leave together", async () => {
  const customerId = await customerWhoLetsLearn();
  const input = { purpose: "PERSONALISATION", category: "BROWSING", idempotencyKey: key() };
  const lists = 'customer { recommendations(placement: "home", mode: FULL) { consentEpoch } }';
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `mutation ($give: ConsentChangeInput!, $take: ConsentChangeInput!) {
      give: consentGrant(input: $give) { ${lists} } take: consentWithdraw(input: $take) { ${lists} } }`,
    { give: input, take: { ...input, idempotencyKey: key() } },
  );
  // Computed anew, both changes are repetitions: they change nothing, and both lists are of now.
  const current = { customer: { recommendations: { consentEpoch: 4 } } };
  expect(data).toEqual({ give: current, take: current });
});

test("an answer that rests on nobody's consent needs no confirmation", async () => {
  const customerId = await customerWhoLetsLearn();
  const query = '{ me { recommendations(placement: "home", mode: PROFILE_FREE) { mode } } }';
  const { statements } = await kathi.ask(asCustomer(customerId), query);
  expect(statements).toHaveLength(1);
});
