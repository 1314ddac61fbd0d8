import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import { rows, sql } from "../../src/db/sql.ts";
import { factEvidenceOf, recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { LIMITS } from "../../src/limits.ts";
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
import { latestRefusals } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const crm = asClient("customers:read", "customers:write");
const CORRECT = `mutation ($input: FactCorrectInput!) { factCorrect(input: $input) {
  errors { code message path } fact { value isCorrected } customer { id } } }`;
const STRIKE = `mutation ($input: FactStrikeInput!) { factStrike(input: $input) { errors { code } } }`;
const UPSERT = `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
  errors { code } } }`;

const manager = () => kathi.database.dataSource.manager;

async function correct(customerId: string, value: string, idempotencyKey = key()) {
  const input = { field: "EMAIL", value, idempotencyKey };
  const { data, errors } = await kathi.ask(asCustomer(customerId), CORRECT, { input });
  expect(errors).toBeUndefined();
  return data.factCorrect;
}

async function upsert(externalId: string, email: string): Promise<string> {
  const facts = [{ field: "EMAIL", value: email }];
  const input = { externalId: { system: "crm", externalId }, facts, idempotencyKey: key() };
  const { data } = await kathi.ask(crm, UPSERT, { input });
  expect(data.customerUpsert.errors).toEqual([]);
  return (await ensureCustomers(manager(), "crm", [externalId])).customerIds.get(externalId)!;
}

async function find(email: string, viewer: Viewer = crm): Promise<string | undefined> {
  const query = "query ($email: LongText) { customer(email: $email) { id } }";
  return (await kathi.ask(viewer, query, { email })).data.customer?.id;
}

const attemptsOf = (customerId: string) =>
  rows<{ attempts: number; refusals: number }>(
    manager(),
    sql`select attempts, refusals from email_correction where customer_id = ${customerId}`,
  );

const REFUSED = {
  errors: [{ code: "VALUE_INVALID", message: "Expected an e-mail address.", path: ["value"] }],
  fact: null,
  customer: null,
};

test("a customer is found by the present address, however it is written", async () => {
  const ann = await upsert("ann", "Ann@Found.example");
  expect(await find("ann@found.example")).toBe(globalId(ann));
  expect(await find("  ANN@FOUND.EXAMPLE ")).toBe(globalId(ann));
  expect(await find("ann@found.exampl")).toBeUndefined();
  for (const viewer of [asNobody, asCustomer(ann), asClientWithout("customers:read")]) {
    expect(await find("ann@found.example", viewer)).toBeUndefined();
  }
});

test("an address that was corrected away or struck finds nobody", async () => {
  const ann = await upsert("moved", "old@moved.example");
  await correct(ann, "new@moved.example");
  expect(await find("new@moved.example")).toBe(globalId(ann));
  expect(await find("old@moved.example")).toBeUndefined();
  // The other system goes on sending it.
  await upsert("moved", "old@moved.example");
  expect(await find("old@moved.example")).toBeUndefined();
  const input = { field: "EMAIL", idempotencyKey: key() };
  await kathi.ask(asCustomer(ann), STRIKE, { input });
  expect(await find("new@moved.example")).toBeUndefined();
});

test("of a family that shares an address, the one is found who gave it themselves", async () => {
  const [mum, dad] = [
    await upsert("mum", "we@family.example"),
    await upsert("dad", "we@family.example"),
  ];
  expect(await find("we@family.example")).toBeUndefined();
  await correct(mum, "mum@family.example");
  expect(await find("we@family.example")).toBe(globalId(dad));
  await correct(dad, "we@family.example");
  await upsert("child", "we@family.example");
  expect(await find("we@family.example")).toBe(globalId(dad));
});

test.each([
  ["that another system has brought in", (email: string) => upsert("victim-crm", email)],
  [
    "that its customer has given",
    async (email: string) => {
      const victim = await kathi.addCustomer();
      expect((await correct(victim, email)).errors).toEqual([]);
      return victim;
    },
  ],
])("a correction into somebody else's address %s is refused", async (_how, makeVictim) => {
  const email = `victim-${key()}@example.com`;
  const victim = await makeVictim(email);
  const thief = await kathi.addCustomer();
  await correct(thief, "thief@example.com");
  const before = await factEvidenceOf(manager(), [victim, thief]);
  expect(await correct(thief, email)).toEqual(REFUSED);
  expect(await correct(thief, ` ${email.toUpperCase()}`.trim())).toEqual(REFUSED);
  // The same words as for what is no address at all.
  expect(await correct(thief, "no address")).toEqual(REFUSED);
  expect(await factEvidenceOf(manager(), [victim, thief])).toEqual(before);
  expect(await attemptsOf(thief)).toEqual([{ attempts: 3, refusals: 2 }]);
  const query = "{ me { refusedAttempts(first: 9) { nodes { operation code } } } }";
  const { me } = (await kathi.ask(asCustomer(thief), query)).data;
  const noted = { operation: "factCorrect", code: "VALUE_INVALID" };
  expect(me.refusedAttempts.nodes).toEqual([noted, noted]);
  expect(await find(email)).toBe(globalId(victim));
  await kathi.database.dataSource.query("delete from customer where customer_id = $1", [thief]);
});

test("a refused call that is repeated gets the same answer and is counted once", async () => {
  await upsert("owner", "owner@example.com");
  const thief = await kathi.addCustomer();
  const idempotencyKey = key();
  for (let time = 0; time < 3; time += 1) {
    expect(await correct(thief, "owner@example.com", idempotencyKey)).toEqual(REFUSED);
  }
  expect(await attemptsOf(thief)).toEqual([{ attempts: 1, refusals: 1 }]);
});

test("after too many attempts in a day every address is refused in the same words", async () => {
  const customerId = await kathi.addCustomer();
  const attempt = (place: number) => correct(customerId, `try-${place}@example.com`);
  for (let place = 1; place <= LIMITS.emailCorrectionsPerDayMax; place += 1) {
    expect((await attempt(place)).errors).toEqual([]);
  }
  expect(await attempt(0)).toEqual(REFUSED);
  expect(await find("try-0@example.com")).toBeUndefined();
  const max = LIMITS.emailCorrectionsPerDayMax;
  expect(await attemptsOf(customerId)).toEqual([{ attempts: max + 1, refusals: 1 }]);
});

test("parallel attempts are all counted", async () => {
  const customerId = await kathi.addCustomer();
  const count = LIMITS.emailCorrectionsPerDayMax + 10;
  const payloads = await Promise.all(
    Array.from({ length: count }, (_, place) => correct(customerId, `many-${place}@example.com`)),
  );
  expect(payloads.filter(({ errors }) => errors.length === 0)).toHaveLength(count - 10);
  expect(await attemptsOf(customerId)).toEqual([{ attempts: count, refusals: 10 }]);
});

test("of many who take one address at the same moment, one gets it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const email = `race-${round}@example.com`;
    const racers = await Promise.all(Array.from({ length: 8 }, () => kathi.addCustomer()));
    const payloads = await Promise.all(racers.map((customerId) => correct(customerId, email)));
    const winners = racers.filter((_, index) => payloads[index].errors.length === 0);
    expect(winners).toHaveLength(1);
    expect(payloads.filter(({ errors }) => errors.length > 0)).toEqual(Array(7).fill(REFUSED));
    expect(await find(email)).toBe(globalId(winners[0]!));
  }
});

test("who comes second to an address in the same moment is counted and noted too", async () => {
  const { dataSource } = kathi.database;
  const [first, second] = [await kathi.addCustomer(), await kathi.addCustomer()];
  await correct(second, "before@race.example");
  const winner = dataSource.createQueryRunner();
  await winner.startTransaction();
  const value = "wanted@race.example";
  await recordFactEvidence(winner.manager, [
    {
      customerId: first,
      field: "EMAIL",
      value,
      provenance: "PROVIDED",
      isCorrection: true,
      source: "customer",
      capturedAt: new Date(),
    },
  ]);
  const losing = correct(second, value);
  await waitForLock();
  await winner.commitTransaction();
  await winner.release();
  expect(await losing).toEqual(REFUSED);
  expect(await attemptsOf(second)).toEqual([{ attempts: 2, refusals: 1 }]);
  expect(await latestRefusals(dataSource, 1)).toEqual(["CUSTOMER factCorrect VALUE_INVALID"]);
});

/** Resolves when some statement of this database waits for another's transaction. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const [{ count }] = await kathi.database.dataSource.query(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (count > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("an address that its customer has left is free again", async () => {
  const [ann, bob] = [await kathi.addCustomer(), await kathi.addCustomer()];
  await correct(ann, "free@example.com");
  expect(await correct(bob, "free@example.com")).toEqual(REFUSED);
  await correct(ann, "elsewhere@example.com");
  expect((await correct(bob, "free@example.com")).errors).toEqual([]);
  expect(await correct(ann, "free@example.com")).toEqual(REFUSED);
});

test("what the ledger of attempts keeps is forgotten after 30 days", async () => {
  const customerId = await kathi.addCustomer();
  await correct(customerId, "first@ledger.example");
  await kathi.database.dataSource.query(
    "update email_correction set corrected_on = corrected_on - 31 where customer_id = $1",
    [customerId],
  );
  await correct(customerId, "second@ledger.example");
  expect(await attemptsOf(customerId)).toEqual([{ attempts: 1, refusals: 0 }]);
});
