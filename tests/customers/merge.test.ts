import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SCOPES, type Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { ConsentState } from "../../src/consents/consent.entity.ts";
import { closingState } from "../../src/customers/customer-merge.service.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { daysBefore, decide, happened } from "../recommendations/people.ts";
import {
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

const NOW = Date.UTC(2026, 5, 1, 12);
const PURCHASE = "PERSONALISATION:PURCHASE";
const BROWSING = "PERSONALISATION:BROWSING";
const CLIENT = asClient("customers:write", "customers:read", "interactions:write");

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const items = ["a", "b", "c"].map((sku) => item(sku, { categories: ["food"], tags: ["rich"] }));
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const MERGE = `mutation ($input: CustomerMergeInput!) { customerMerge(input: $input) {
  errors { code path message } customerId isMerged customer { id externalIds { externalId } } } }`;

interface Person {
  readonly id: string;
  readonly name: { readonly system: string; readonly externalId: string };
}

async function person(): Promise<Person> {
  const name = { system: "test", externalId: key() };
  return { id: await kathi.addCustomer(name.externalId), name };
}

async function mutate(viewer: Viewer, text: string, input: object) {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, text, variables);
  expect(errors).toBeUndefined();
  return Object.values(data)[0] as never as Record<string, never>;
}
const merge = (from: Person, into: Person, viewer: Viewer = CLIENT) =>
  mutate(viewer, MERGE, { from: from.name, into: into.name });

async function ask(viewer: Viewer, fields: string) {
  const { data, errors } = await kathi.ask(viewer, `{ me { ${fields} } }`);
  expect(errors).toBeUndefined();
  return data.me;
}

const correct = (id: string, value: string) =>
  mutate(
    asCustomer(id),
    `mutation ($input: FactCorrectInput!) { factCorrect(input: $input) { errors { code } } }`,
    { field: "EMAIL", value },
  );
const strike = (id: string) =>
  mutate(
    asCustomer(id),
    `mutation ($input: FactStrikeInput!) { factStrike(input: $input) { errors { code } } }`,
    { field: "EMAIL" },
  );
const upsert = (name: Person["name"], value: string) =>
  mutate(
    CLIENT,
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
       errors { code } isCreated customer { id facts { value isCorrected } } } }`,
    { externalId: name, facts: [{ field: "EMAIL", value }] },
  );

const statement = (text: string, ...values: unknown[]) =>
  kathi.database.dataSource.query(text, values);

test("what the one had is the other's, and nothing is left under the old id", async () => {
  const [from, into] = [await person(), await person()];
  for (const { id } of [from, into]) await decide(kathi, id, "GIVEN", PURCHASE);
  await happened(kathi, from.id, "PURCHASE", "a", daysBefore(NOW, 3));
  await happened(kathi, into.id, "PURCHASE", "b", daysBefore(NOW, 2));
  await upsert(from.name, "from@x");
  await statement(
    "insert into struck_guess (customer_id, kind, name) values ($1, 'TAG', 'rich')",
    from.id,
  );
  await statement(
    "insert into struck_guess (customer_id, kind, name) values ($1, 'TAG', 'rich')",
    into.id,
  );
  await statement(
    `insert into shown_list (customer_id, list_id, placement, shown_at, seed, mode,
       candidate_count, item_ids, replaced_item_ids, propensities)
     values ($1, gen_random_uuid(), 'home', now(), 1, 'FULL', 3, '{a}', '{null}', '{1}')`,
    from.id,
  );
  const answer = await merge(from, into);
  expect(answer).toMatchObject({
    errors: [],
    isMerged: true,
    customerId: globalId(into.id),
    customer: { id: globalId(into.id) },
  });
  const me = await ask(
    asCustomer(into.id),
    "interactions { nodes { item { sku } } } facts { value } struckGuesses { name } externalIds { externalId }",
  );
  expect(me.interactions.nodes).toEqual([{ item: { sku: "b" } }, { item: { sku: "a" } }]);
  expect(me.facts).toEqual([{ value: "from@x" }]);
  expect(me.struckGuesses).toEqual([{ name: "rich" }]);
  expect(me.externalIds).toHaveLength(2);
  const shown = await statement("select 1 from shown_list where customer_id = $1", into.id);
  expect(shown).toHaveLength(1);
  expect(await tablesWith(from.id)).toEqual(["consent_event", "consent_snapshot", "customer"]);
});

/** The tables in which something is stored under an id. */
async function tablesWith(customerId: string): Promise<string[]> {
  const owned: { name: string }[] = await statement(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'customer_id' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of owned.filter((table) => table.name !== "learner_change")) {
    const rows = await statement(
      `select 1 from ${name} where customer_id = $1 limit 1`,
      customerId,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test("every table of customers' rows is merged, or stays for a reason", async () => {
  const owned: { name: string }[] = await statement(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'customer_id' order by 1`,
  );
  // A new table has to be decided about: does it follow the person, or does it tell of the old id?
  const moved = [
    ...["contact_budget", "customer_weights", "declared_preference", "external_id"],
    ...["fact_evidence", "interaction", "shown_list", "struck_guess"],
    // What was asked for or noted about the person, whichever id they had then.
    ...["access_log", "email_correction", "erased_interaction", "follow_up"],
    ...["profile_reset", "refused_attempt"],
  ];
  const staying = [
    // The old id itself, its ledger with the receipts that prove it, and the learner's queue.
    ...["consent_event", "consent_receipt", "consent_snapshot", "customer", "learner_change"],
    // What was erased of the old id; held rows keep a merge waiting.
    ...["erasure", "erasure_held_row"],
  ];
  expect(owned.map(({ name }) => name)).toEqual([...moved, ...staying].sort());
});

test("an event that both had counts once, and excluded where one of them had excluded it", async () => {
  const [from, into] = [await person(), await person()];
  for (const { id } of [from, into]) await decide(kathi, id, "GIVEN", PURCHASE);
  const record = (id: string, eventId: string) =>
    mutate(
      CLIENT,
      `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
         results { verdict } errors { code } } }`,
      {
        interactions: [{ customerId: globalId(id), kind: "PURCHASE", sku: "a", value: 1, eventId }],
      },
    );
  for (const eventId of ["receipt-1", "receipt-2", "receipt-3"]) {
    for (const { id } of [from, into]) await record(id, eventId);
  }
  const exclude = async (id: string, place: number) => {
    const { interactions } = await ask(asCustomer(id), "interactions { nodes { id } }");
    const evidenceId = interactions.nodes[place].id;
    await mutate(
      asCustomer(id),
      `mutation ($input: EvidenceExcludeInput!) { evidenceExclude(input: $input) {
         errors { code } } }`,
      { evidenceId },
    );
  };
  await exclude(from.id, 0);
  await exclude(into.id, 1);
  await merge(from, into);
  const { interactions } = await ask(asCustomer(into.id), "interactions { nodes { status } }");
  expect(interactions.nodes.map(({ status }: { status: string }) => status).sort()).toEqual([
    "ACTIVE",
    "EXCLUDED",
    "EXCLUDED",
  ]);
  // The till reports its receipt once more, under the name that it has always used.
  expect(await record(into.id, "receipt-1")).toMatchObject({ results: [{ verdict: "DUPLICATE" }] });
});

test.each([
  ["from", "into"],
  ["into", "from"],
])("the newer correction wins, here that of the id that was merged %s", async (newer, older) => {
  const people = { from: await person(), into: await person() };
  // An address that a customer gave themselves is nobody else's, not even of the case before.
  const newest = { ...people[newer as "from"], email: `newer-${newer}@x` };
  const oldest = { ...people[older as "from"], email: `older-${older}@x` };
  await upsert(newest.name, "imported@x");
  for (const { id, email } of [oldest, newest]) {
    expect((await correct(id, email)).errors).toEqual([]);
  }
  await merge(people.from, people.into);
  const { facts } = await ask(asCustomer(people.into.id), "facts { value isCorrected }");
  expect(facts).toEqual([{ value: newest.email, isCorrected: true }]);
  for (const { name } of Object.values(people)) {
    expect((await upsert(name, "imported@x")).customer).toEqual({
      id: globalId(people.into.id),
      facts: [{ value: newest.email, isCorrected: true }],
    });
  }
});

test("what was put out of use under either id stays so", async () => {
  const [from, into] = [await person(), await person()];
  const authenticatedAt = kathi.app.services.rights.now();
  const { errors } = await kathi.ask(
    { kind: "CUSTOMER", customerId: from.id, authenticatedAt },
    `mutation { profileReset(input: { idempotencyKey: "r" }) { errors { code } }
      processingRestrict(input: { idempotencyKey: "p" }) { errors { code } } }`,
  );
  expect(errors).toBeUndefined();
  const [before] = await statement(
    "select restricted_at, reset_at from consent_snapshot where customer_id = $1",
    from.id,
  );
  await merge(from, into);
  const [after] = await statement(
    "select restricted_at, reset_at from consent_snapshot where customer_id = $1",
    into.id,
  );
  expect(after).toEqual(before);
  expect(after).toEqual({ restricted_at: expect.any(Date), reset_at: expect.any(Date) });
  const resets = await statement("select 1 from profile_reset where customer_id = $1", into.id);
  expect(resets).toHaveLength(1);
});

test("a value that was struck under either id stays struck", async () => {
  const [from, into] = [await person(), await person()];
  await upsert(from.name, "wrong@x");
  await strike(from.id);
  await upsert(into.name, "wrong@x");
  await merge(from, into);
  expect((await ask(asCustomer(into.id), "facts { value }")).facts).toEqual([]);
  expect((await upsert(from.name, "wrong@x")).customer).toMatchObject({ facts: [] });
  expect((await upsert(from.name, "right@x")).customer).toMatchObject({
    facts: [{ value: "right@x" }],
  });
});

test("of what both have declared the newer word stays, of contacts all, of limits the smaller", async () => {
  const [from, into] = [await person(), await person()];
  const declared = `insert into declared_preference (customer_id, preference_id, target, name,
    sentiment, declared_at) values ($1, gen_random_uuid(), 'TAG', $2, $3, $4)`;
  await statement(declared, from.id, "rich", "DISLIKE", "2026-02-01");
  await statement(declared, into.id, "rich", "LIKE", "2026-01-01");
  await statement(declared, from.id, "light", "DISLIKE", "2026-01-01");
  await statement(declared, into.id, "light", "LIKE", "2026-02-01");
  await statement(declared, from.id, "red", "LIKE", "2026-01-01");
  const weights = "insert into customer_weights (customer_id, history, set_at) values ($1, $2, $3)";
  await statement(weights, from.id, 2, "2026-02-01");
  await statement(weights, into.id, 0.5, "2026-01-01");
  const budget = `insert into contact_budget (customer_id, channel, planned_at, contacts_per_week)
    values ($1, 'EMAIL', array[$2::timestamptz], $3)`;
  await statement(budget, from.id, new Date(NOW - 1_000), 1);
  await statement(budget, into.id, new Date(NOW - 2_000), 3);
  await merge(from, into);
  const me = await ask(
    asCustomer(into.id),
    `preferences { name sentiment } weights { history }
     contactBudgets { channel contactsPerWeek plannedAt }`,
  );
  const likings = me.preferences.map((it: { name: string; sentiment: string }) => [
    it.name,
    it.sentiment,
  ]);
  expect(likings.sort()).toEqual([
    ["light", "LIKE"],
    ["red", "LIKE"],
    ["rich", "DISLIKE"],
  ]);
  expect(me.weights).toEqual({ history: 2 });
  expect(me.contactBudgets[0]).toEqual({
    channel: "EMAIL",
    contactsPerWeek: 1,
    plannedAt: [NOW - 2_000, NOW - 1_000].map((at) => new Date(at).toISOString()),
  });
});

const STATES = [
  undefined,
  "REQUESTED",
  "GIVEN",
  "RENEWED",
  "REFUSED",
  "WITHDRAWN",
  "EXPIRED",
  "PAUSED",
  "INVALIDATED",
  "OBJECTED",
  "OBJECTION_WITHDRAWN",
] as const;

test.each(STATES.flatMap((own) => STATES.map((other) => [own, other] as const)))(
  "%s merged with %s is open only if both are, and never undoes a no",
  (own, other) => {
    const isOpen = (state: ConsentState | undefined) => state === "GIVEN" || state === "RENEWED";
    const written = closingState(own, other);
    const result = written ?? own;
    expect(isOpen(result)).toBe(isOpen(own) && isOpen(other));
    if (written) expect(isOpen(written)).toBe(false);
    const isNo = (state: ConsentState | undefined) =>
      state === "REFUSED" || state === "WITHDRAWN" || state === "OBJECTED";
    if (isNo(own) || isNo(other)) expect(isNo(result)).toBe(true);
    // What pauses comes back by itself, so it stays only beside what is agreed to.
    if (result === "PAUSED") expect(isOpen(other)).toBe(true);
  },
);

test.each([
  ["OBJECTION_WITHDRAWN", "OBJECTED", "OBJECTED"],
  ["OBJECTED", "OBJECTION_WITHDRAWN", null],
  ["EXPIRED", "REFUSED", "REFUSED"],
  ["INVALIDATED", "WITHDRAWN", "WITHDRAWN"],
  ["EXPIRED", "OBJECTED", "OBJECTED"],
  ["REFUSED", "EXPIRED", null],
  [undefined, "EXPIRED", "EXPIRED"],
  ["GIVEN", "PAUSED", "WITHDRAWN"],
  [undefined, "OBJECTION_WITHDRAWN", null],
  ["REFUSED", "OBJECTED", null],
] as const)("%s merged with %s becomes %s", (own, other, expected) => {
  expect(closingState(own, other)).toBe(expected);
});

test("closed wins, says so in the ledger, and both ledgers stay readable", async () => {
  const [from, into] = [await person(), await person()];
  await decide(kathi, from.id, "GIVEN", PURCHASE, BROWSING);
  await decide(kathi, into.id, "GIVEN", PURCHASE, "IMPROVEMENT:PURCHASE");
  await decide(kathi, from.id, "REFUSED", "OUTREACH:EMAIL");
  const [{ epoch: epochBefore }] = await statement(
    "select epoch from consent_snapshot where customer_id = $1",
    into.id,
  );
  await merge(from, into);
  const entry = "nodes { sequence purpose category state actor documentation }";
  const me = await ask(
    asCustomer(into.id),
    `consentEpoch consents { purpose category state } consentHistory { ${entry} }
     mergedCustomers { mergedBy consentHistory(first: 2) { ${entry} pageInfo { hasNextPage } } }`,
  );
  expect(me.consents).toEqual([
    { purpose: "IMPROVEMENT", category: "PURCHASE", state: "WITHDRAWN" },
    { purpose: "OUTREACH", category: "EMAIL", state: "REFUSED" },
    { purpose: "PERSONALISATION", category: "PURCHASE", state: "GIVEN" },
  ]);
  expect(me.consentEpoch).toBe(epochBefore + 2);
  expect(me.consentHistory.nodes).toHaveLength(4);
  expect(me.consentHistory.nodes[0]).toMatchObject({
    state: "REFUSED",
    actor: "client:crm",
    documentation: "customerMerge",
  });
  // Under the old id nothing stays agreed to.
  expect(me.mergedCustomers).toMatchObject([
    {
      mergedBy: "client:crm",
      consentHistory: {
        nodes: [
          { sequence: 5, category: "PURCHASE", state: "WITHDRAWN", documentation: "customerMerge" },
          { sequence: 4, category: "BROWSING", state: "WITHDRAWN" },
        ],
        pageInfo: { hasNextPage: true },
      },
    },
  ]);
});

test("the old id is nobody's: it reads nothing, stores nothing and opens nothing", async () => {
  const [from, into] = [await person(), await person()];
  await happened(kathi, from.id, "PURCHASE", "a", daysBefore(NOW, 3));
  await decide(kathi, from.id, "GIVEN", BROWSING);
  await merge(from, into);
  const before = await countRows(kathi.database.dataSource);
  expect((await kathi.ask(asCustomer(from.id), "{ me { id } }")).data.me).toBeNull();
  const node = "query ($id: ID!) { node(id: $id) { id } customer(id: $id) { id } }";
  const { data } = await kathi.ask(CLIENT, node, { id: globalId(from.id) });
  expect(data).toEqual({ node: null, customer: null });
  const granted = await mutate(
    asCustomer(from.id),
    "mutation ($input: ConsentChangeInput!) { consentGrant(input: $input) { errors { code } } }",
    { purpose: "PERSONALISATION", category: "PURCHASE" },
  );
  expect(granted.errors).toEqual([{ code: "NOT_FOUND" }]);
  const recorded = await mutate(
    CLIENT,
    `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
       results { verdict } } }`,
    { interactions: [{ customerId: globalId(from.id), kind: "PURCHASE", sku: "a" }] },
  );
  expect(recorded.results).toEqual([{ verdict: "CUSTOMER_NOT_FOUND" }]);
  expect((await correct(from.id, "x@x")).errors).toEqual([{ code: "NOT_FOUND" }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  // The old name finds the person that it is.
  const upserted = await upsert(from.name, "new@x");
  expect(upserted).toMatchObject({ isCreated: false, customer: { id: globalId(into.id) } });
});

test("nobody else sees the ledger of a merged id", async () => {
  const [from, into, other] = [await person(), await person(), await person()];
  await decide(kathi, from.id, "GIVEN", PURCHASE);
  await merge(from, into);
  const { customerMerges } = kathi.app.services;
  const pageFor = (viewer: Viewer, winner: Person) =>
    customerMerges.historyOfMerged(viewer, winner.id, from.id, 10, 1_000);
  expect(await pageFor(asCustomer(into.id), into)).toHaveLength(2);
  expect(await pageFor(asCustomer(other.id), into)).toBeNull();
  expect(await pageFor(asCustomer(other.id), other)).toBeNull();
  expect(await pageFor(asNobody, into)).toBeNull();
  const query = "query ($id: ID!) { node(id: $id) { id } }";
  const id = encodeNodeId("ConsentEvent", from.id, "1");
  expect((await kathi.ask(asCustomer(other.id), query, { id })).data.node).toBeNull();
});

test("three names of one person end at one id, whatever the order", async () => {
  const [a, b, c] = [await person(), await person(), await person()];
  for (const { id } of [a, b, c]) await happened(kathi, id, "PURCHASE", "a", daysBefore(NOW, 3));
  await merge(a, b);
  await merge(b, c);
  const me = await ask(
    asCustomer(c.id),
    "interactions { nodes { id } } mergedCustomers { mergedBy }",
  );
  expect(me.interactions.nodes).toHaveLength(3);
  expect(me.mergedCustomers).toHaveLength(2);
  expect(await merge(a, c)).toMatchObject({
    isMerged: false,
    customerId: globalId(c.id),
    errors: [],
  });
});

test("a repeated call gives the first answer; the key with other names is refused", async () => {
  const [from, into, other] = [await person(), await person(), await person()];
  const input = { from: from.name, into: into.name, idempotencyKey: key() };
  const first = await mutate(CLIENT, MERGE, input);
  const before = await countRows(kathi.database.dataSource);
  expect(await mutate(CLIENT, MERGE, input)).toEqual(first);
  const reused = await mutate(CLIENT, MERGE, { ...input, into: other.name });
  expect(reused).toMatchObject({ errors: [{ code: "IDEMPOTENCY_KEY_REUSED" }], customer: null });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("parallel merges of the same two, in both directions, make one", async () => {
  const [one, other] = [await person(), await person()];
  for (const { id } of [one, other]) {
    await decide(kathi, id, "GIVEN", PURCHASE);
    await happened(kathi, id, "PURCHASE", "a", daysBefore(NOW, 3));
  }
  const answers = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((turn) => (turn % 2 ? merge(one, other) : merge(other, one))),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  expect(answers.filter(({ isMerged }) => isMerged)).toHaveLength(1);
  expect(new Set(answers.map(({ customerId }) => customerId)).size).toBe(1);
  const left = [];
  for (const { id } of [one, other]) {
    const me = await ask(asCustomer(id), "interactions { nodes { id } }");
    if (me) left.push(me.interactions.nodes.length);
  }
  expect(left).toEqual([2]);
});

test("events that are reported while two are merged are stored for one of them, not lost", async () => {
  const [from, into] = [await person(), await person()];
  const record = (eventId: string) =>
    mutate(
      CLIENT,
      `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
         results { verdict } } }`,
      { interactions: [{ customerId: globalId(from.id), kind: "PURCHASE", sku: "a", eventId }] },
    );
  const calls = [..."123456"].map((eventId) => record(eventId));
  const [, ...answers] = await Promise.all([merge(from, into), ...calls]);
  const accepted = answers.filter(
    ({ results }) => (results as { verdict: string }[])[0]!.verdict === "ACCEPTED",
  );
  const me = await ask(asCustomer(into.id), "interactions { nodes { id } }");
  expect(me.interactions.nodes).toHaveLength(accepted.length);
  expect(await tablesWith(from.id)).not.toContain("interaction");
});

test.each([
  ["nobody", () => asNobody],
  ["a customer, also one of the two", (id: string) => asCustomer(id)],
  ["a client that may do everything else", () => asClientWithout("customers:write")],
])("%s merges nothing", async (_name, viewerOf) => {
  const [from, into] = [await person(), await person()];
  const before = await countRows(kathi.database.dataSource);
  const viewer = viewerOf(into.id);
  const answer = await merge(from, into, viewer);
  const noted = [`${viewer.kind} customerMerge FORBIDDEN`];
  expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  expect(answer).toMatchObject({
    errors: [{ code: "FORBIDDEN" }],
    customer: null,
    customerId: null,
  });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("who may write but not read learns nothing from a merge but the id", async () => {
  const [from, into] = [await person(), await person()];
  const answer = await merge(
    from,
    into,
    asClient(...SCOPES.filter((it) => it !== "customers:read")),
  );
  expect(answer).toMatchObject({ errors: [], isMerged: true, customer: null });
});

test.each(["from", "into"])("a name that is nobody's, here %s, is not found", async (side) => {
  const [from, into] = [await person(), await person()];
  const nobody = { id: from.id, name: { system: "test", externalId: "' or 1=1 --" } };
  const before = await countRows(kathi.database.dataSource);
  const answer = side === "from" ? await merge(nobody, into) : await merge(from, nobody);
  expect(answer.errors).toMatchObject([{ code: "NOT_FOUND", path: [side] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("an erased customer cannot be merged: there is nobody of that name", async () => {
  const [from, into] = [await person(), await person()];
  await statement("delete from customer where customer_id = $1", from.id);
  expect((await merge(from, into)).errors).toMatchObject([{ code: "NOT_FOUND", path: ["from"] }]);
});
