import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { interactionIdOf } from "../../src/interactions/interaction.repository.ts";
import {
  type Answer,
  asClient,
  asClientWithout,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, item, latestRefusals } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
  await upsertItems(kathi.database.dataSource.manager, [item("milk"), item("cake")]);
});
afterAll(() => kathi.close());

const RECORD = `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
  errors { code path }
  results { verdict interaction { kind item { sku } value at context { name value } provenance source } }
} }`;
const GRANT = `mutation ($input: ConsentChangeInput!) {
  consentGrant(input: $input) { errors { code } } }`;

const shop = asClient("interactions:write");

async function record(viewer: Viewer, interactions: object[], idempotencyKey = key()) {
  const answer = await kathi.ask(viewer, RECORD, { input: { interactions, idempotencyKey } });
  expect(answer.errors).toBeUndefined();
  return { ...answer.data.interactionsRecord, statements: answer.statements };
}

const verdicts = (payload: { results: { verdict: string }[] }) =>
  payload.results.map(({ verdict }) => verdict);

async function withdraw(customerId: string, category: string) {
  const query = GRANT.replace("consentGrant", "consentWithdraw");
  const input = { purpose: "PERSONALISATION", category, idempotencyKey: key() };
  await kathi.ask(asCustomer(customerId), query, { input });
}

async function grant(customerId: string, category: string) {
  const input = { purpose: "PERSONALISATION", category, idempotencyKey: key() };
  await kathi.ask(asCustomer(customerId), GRANT, { input });
}

test("a purchase is kept to serve; browsing is dropped without consent and kept with it", async () => {
  const customerId = await kathi.addCustomer();
  const events = [
    { kind: "PURCHASE", sku: "milk", value: 2 },
    { kind: "VIEW", sku: "milk" },
    { kind: "LIKE", sku: "milk" },
  ];
  const customer = asCustomer(customerId);
  const without = await record(customer, events);
  const dropped = "DROPPED_WITHOUT_CONSENT";
  expect(verdicts(without)).toEqual(["ACCEPTED", dropped, dropped]);
  await grant(customerId, "BROWSING");
  expect(verdicts(await record(customer, events))).toEqual(["ACCEPTED", "ACCEPTED", dropped]);
  const { me } = (await kathi.ask(customer, "{ me { interactions { nodes { kind } } } }")).data;
  expect(me.interactions.nodes.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    "PURCHASE",
    "PURCHASE",
    "VIEW",
  ]);
});

test("context is kept only under a consent of its own", async () => {
  const customerId = await kathi.addCustomer();
  const event = {
    kind: "PURCHASE",
    sku: "cake",
    at: "2026-03-01T10:00:00+01:00",
    context: [{ name: "weather", value: "hot" }],
  };
  const [without] = (await record(asCustomer(customerId), [event])).results;
  expect(without.interaction).toEqual({
    kind: "PURCHASE",
    item: { sku: "cake" },
    value: null,
    at: "2026-03-01T09:00:00.000Z",
    context: [],
    provenance: "PROVIDED",
    source: "customer",
  });
  await grant(customerId, "CONTEXT");
  const [kept] = (await record(asCustomer(customerId), [event])).results;
  expect(kept.interaction.context).toEqual([{ name: "weather", value: "hot" }]);
});

test("an event is counted once: by its own id, and by the call's key", async () => {
  const customerId = globalId(await kathi.addCustomer());
  const event = { customerId, kind: "PURCHASE", sku: "milk", eventId: "till-1/42" };
  expect(verdicts(await record(shop, [event, event]))).toEqual(["ACCEPTED", "DUPLICATE"]);
  expect(verdicts(await record(shop, [event]))).toEqual(["DUPLICATE"]);
  const unnamed = { customerId, kind: "PURCHASE", sku: "milk" };
  expect(verdicts(await record(shop, [unnamed, unnamed], "call-1"))).toEqual([
    "ACCEPTED",
    "ACCEPTED",
  ]);
  expect(verdicts(await record(shop, [unnamed, unnamed], "call-1"))).toEqual([
    "DUPLICATE",
    "DUPLICATE",
  ]);
});

test("the same event id of two customers is two events", async () => {
  const events = await Promise.all(
    [0, 1].map(async () => ({
      customerId: globalId(await kathi.addCustomer()),
      kind: "PURCHASE",
      sku: "milk",
      eventId: "shared",
    })),
  );
  expect(verdicts(await record(shop, events))).toEqual(["ACCEPTED", "ACCEPTED"]);
  expect(verdicts(await record(shop, events.toReversed()))).toEqual(["DUPLICATE", "DUPLICATE"]);
});

test("a call's key used again with other events loses none of them", async () => {
  const customerId = globalId(await kathi.addCustomer());
  const event = { customerId, kind: "PURCHASE", sku: "milk" };
  expect(verdicts(await record(shop, [event], "again"))).toEqual(["ACCEPTED"]);
  const other = { ...event, sku: "cake" };
  expect(verdicts(await record(shop, [other, event], "again"))).toEqual(["ACCEPTED", "ACCEPTED"]);
  expect(verdicts(await record(shop, [other, event], "again"))).toEqual(["DUPLICATE", "DUPLICATE"]);
});

test("nothing is stored after a withdrawal was answered", async () => {
  for (let round = 0; round < 20; round++) {
    const customerId = await kathi.addCustomer();
    await grant(customerId, "BROWSING");
    const events = Array.from({ length: 5 }, () => ({ kind: "VIEW", sku: "milk" }));
    const recording = [0, 1, 2].map(() => record(asCustomer(customerId), events));
    await withdraw(customerId, "BROWSING");
    const count = "select count(*)::int as count from interaction where customer_id = $1";
    const [atReply] = await kathi.database.dataSource.query(count, [customerId]);
    await Promise.all(recording);
    const [atEnd] = await kathi.database.dataSource.query(count, [customerId]);
    expect(atEnd).toEqual(atReply);
  }
});

test("the same events in opposite orders from many at once never wait in a circle", async () => {
  const customers = await Promise.all(Array.from({ length: 6 }, () => kathi.addCustomer()));
  const events = customers.map((id, index) => ({
    customerId: globalId(id),
    kind: "PURCHASE",
    sku: "milk",
    eventId: `circle-${index}`,
  }));
  const calls = Array.from({ length: 12 }, (_, index) =>
    record(shop, index % 2 === 0 ? events : events.toReversed()),
  );
  const accepted = (await Promise.all(calls)).flatMap(verdicts).filter((it) => it === "ACCEPTED");
  expect(accepted).toHaveLength(customers.length);
});

test("the same event sent by many at once is counted once", async () => {
  const customerId = globalId(await kathi.addCustomer());
  const events = Array.from({ length: 50 }, (_, index) => ({
    customerId,
    kind: "PURCHASE",
    sku: "milk",
    eventId: `parallel-${index}`,
  }));
  const payloads = await Promise.all(Array.from({ length: 8 }, () => record(shop, events)));
  const accepted = payloads.flatMap(verdicts).filter((verdict) => verdict === "ACCEPTED");
  expect(accepted).toHaveLength(50);
});

test("every event gets its own verdict, and the good ones are stored", async () => {
  const customerId = globalId(await kathi.addCustomer());
  const good = { customerId, kind: "PURCHASE", sku: "milk" };
  const payload = await record(shop, [
    good,
    { ...good, sku: "nothing" },
    { ...good, customerId: globalId("00000000-0000-4000-8000-000000000000") },
    { ...good, customerId: "nonsense" },
    { ...good, customerId: undefined },
    { ...good, value: -1 },
    { ...good, kind: "RATING" },
    { ...good, kind: "RATING", value: 11 },
    { ...good, at: new Date(Date.now() + 3_600_000).toISOString() },
    { ...good, at: "0001-01-01T00:00:00+14:00" },
  ]);
  expect(verdicts(payload)).toEqual([
    "ACCEPTED",
    "ITEM_NOT_FOUND",
    "CUSTOMER_NOT_FOUND",
    "CUSTOMER_NOT_FOUND",
    "CUSTOMER_NOT_FOUND",
    "VALUE_INVALID",
    "VALUE_INVALID",
    "VALUE_INVALID",
    "VALUE_INVALID",
    "VALUE_INVALID",
  ]);
  expect(payload.results[1].interaction).toBeNull();
  // Whoever may record may not therefore read.
  expect(payload.results[0].interaction).toBeNull();
});

test("a batch of a hundred events costs a fixed number of statements", async () => {
  const customers = await Promise.all(Array.from({ length: 20 }, () => kathi.addCustomer()));
  const batch = (size: number) =>
    Array.from({ length: size }, (_, index) => ({
      customerId: globalId(customers[index % 20] ?? ""),
      kind: "PURCHASE",
      sku: index % 2 === 0 ? "milk" : "cake",
    }));
  const query = `mutation ($input: InteractionsRecordInput!) {
    interactionsRecord(input: $input) { results { verdict } } }`;
  const cost = async (size: number) => {
    const input = { interactions: batch(size), idempotencyKey: key() };
    return (await kathi.ask(shop, query, { input })).statements;
  };
  const statements = await cost(100);
  expect(statements).toHaveLength(5);
  expect(statements.filter((text) => text.includes("insert into"))).toHaveLength(1);
  expect(await cost(500)).toHaveLength(5);
});

test.each([
  ["no events", []],
  ["too many events", Array(501).fill({ kind: "PURCHASE", sku: "milk" })],
  [
    "too many conditions",
    [
      {
        kind: "PURCHASE",
        sku: "milk",
        context: Array.from({ length: 51 }, (_, i) => ({ name: `n${i}`, value: "v" })),
      },
    ],
  ],
])("%s: refused as a whole", async (_name, interactions) => {
  const customer = asCustomer(await kathi.addCustomer());
  const before = await countRows(kathi.database.dataSource);
  const payload = await record(customer, interactions);
  expect(payload.errors[0].code).toBe("TOO_MANY_ENTRIES");
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("who may record for a customer", async () => {
  const customerId = await kathi.addCustomer();
  const other = asCustomer(await kathi.addCustomer());
  const event = { customerId: globalId(customerId), kind: "PURCHASE", sku: "milk" };
  for (const viewer of [asNobody, asClientWithout("interactions:write")]) {
    expect((await record(viewer, [event])).errors[0].code).toBe("FORBIDDEN");
    const noted = [`${viewer.kind} interactionsRecord FORBIDDEN`];
    expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  }
  expect(verdicts(await record(other, [event]))).toEqual(["CUSTOMER_NOT_FOUND"]);
  const { me } = (
    await kathi.ask(asCustomer(customerId), "{ me { interactions { nodes { id } } } }")
  ).data;
  expect(me.interactions.nodes).toEqual([]);
  expect(verdicts(await record(asCustomer(customerId), [event]))).toEqual(["ACCEPTED"]);
  expect(verdicts(await record(shop, [event]))).toEqual(["ACCEPTED"]);
});

test("pages follow each other without gaps or repetitions", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const events = Array.from({ length: 7 }, (_, index) => ({
    kind: "PURCHASE",
    sku: "milk",
    value: index + 1,
    at: new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 2))).toISOString(),
  }));
  await record(customer, events);
  const query = `query ($after: String) { me { interactions(first: 3, after: $after) {
    nodes { id value at } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;
  const seen: { id: string; at: string }[] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page++) {
    const answer: Answer = await kathi.ask(customer, query, { after });
    const { interactions } = answer.data.me;
    expect(interactions.pageInfo.hasPreviousPage).toBe(page > 0);
    expect(interactions.pageInfo.hasNextPage).toBe(page < 2);
    seen.push(...interactions.nodes);
    after = interactions.pageInfo.endCursor;
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
  const times = seen.map(({ at }) => at);
  expect(times).toEqual(times.toSorted().reverse());
});

test("a client sees of a customer's events what serving needs, no browsing", async () => {
  const customerId = await kathi.addCustomer();
  await grant(customerId, "BROWSING");
  await grant(customerId, "CONTEXT");
  await record(asCustomer(customerId), [
    { kind: "PURCHASE", sku: "milk", context: [{ name: "weather", value: "hot" }] },
    { kind: "VIEW", sku: "milk" },
  ]);
  const query = `query ($id: ID) { customer(id: $id) {
    interactions { nodes { kind context { name } } } } }`;
  const id = globalId(customerId);
  const { customer } = (await kathi.ask(asClient("customers:read"), query, { id })).data;
  expect(customer.interactions.nodes).toEqual([{ kind: "PURCHASE", context: [] }]);
  const owner = (await kathi.ask(asCustomer(customerId), query, { id })).data.customer;
  expect(owner.interactions.nodes).toContainEqual({
    kind: "PURCHASE",
    context: [{ name: "weather" }],
  });
});

test("ids of events are stable UUIDs of version 8", () => {
  const id = interactionIdOf("client:till", "42");
  expect(id).toBe(interactionIdOf("client:till", "42"));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(interactionIdOf("client:till", "43")).not.toBe(id);
  expect(interactionIdOf("client:till\n4", "2")).not.toBe(interactionIdOf("client:till", "4\n2"));
});

test.each(["mood", "Stimmung", "health", "lat", "gpsPosition", "customerAddress"])(
  "a situation named %s is refused: it must not smuggle in what has no category",
  async (name) => {
    const customerId = await kathi.addCustomer();
    await grant(customerId, "CONTEXT");
    const event = { kind: "PURCHASE", sku: "milk", context: [{ name, value: "x" }] };
    const payload = await record(asCustomer(customerId), [event]);
    expect(verdicts(payload)).toEqual(["VALUE_INVALID"]);
    const query = `{ me { recommendations(placement: "home",
      context: { conditions: [{ name: "${name}", value: "x" }] }) { items { rank } } } }`;
    const { errors } = await kathi.ask(asCustomer(customerId), query);
    expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
  },
);

test("a situation that names a property twice is refused", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const query = `{ me { recommendations(placement: "home", context: { weather: "hot",
    conditions: [{ name: "weather", value: "cold" }] }) { items { rank } } } }`;
  const { errors } = await kathi.ask(customer, query);
  expect(errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});
