import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createErasureParts } from "../../src/app.ts";
import type { ConsentChange, ConsentState } from "../../src/consents/consent.entity.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { checkLedger } from "../../src/consents/ledger-check.service.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { asClient, asCustomer, globalId, openTestApp, type TestApp } from "../support/app.ts";
import {
  addKnownCustomer,
  attempt,
  decide,
  interactionIdOfSku,
  rowsOfCustomer,
  showList,
} from "./house.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

/** What a worker would do now. */
function meetDue(): Promise<number> {
  const { dataSource } = kathi.database;
  const parts = createErasureParts({ dataSource, home: "/nowhere" });
  return parts.followUps.meetDue();
}

/** How many rows of each table a customer has. */
async function counts(customerId: string): Promise<Record<string, number>> {
  const rows = await rowsOfCustomer(kathi, customerId);
  return Object.fromEntries(Object.entries(rows).map(([table, { length }]) => [table, length]));
}

async function statuses(customerId: string): Promise<Record<string, string>> {
  const rows: { kind: string; status: string }[] = await kathi.database.dataSource.query(
    "select kind, status from interaction where customer_id = $1",
    [customerId],
  );
  return Object.fromEntries(rows.map(({ kind, status }) => [kind, status]));
}

/** A change of what personalisation may do with browsing. */
function change(customerId: string, state: ConsentState): ConsentChange {
  return {
    customerId,
    purpose: "PERSONALISATION",
    category: "BROWSING",
    state,
    method: "API",
    actor: "customer",
    documentation: null,
  };
}

/** Writes an entry as the house itself does. */
async function append(customerId: string, state: ConsentState): Promise<void> {
  const { manager } = kathi.database.dataSource;
  await manager.transaction((own) => appendConsentEvent(own, change(customerId, state), ["GIVEN"]));
}

/** Withdraws both purposes that keep a category. */
async function withdrawAll(customerId: string, category: string, house = kathi): Promise<void> {
  await decide(house, customerId, "consentWithdraw", category);
  await decide(house, customerId, "consentWithdraw", category, "IMPROVEMENT");
}

describe("after a withdrawal", () => {
  test("what no purpose keeps is erased, what another purpose keeps stays", async () => {
    const ann = await addKnownCustomer(kathi, "withdraw-ann");
    await decide(kathi, ann, "consentWithdraw", "BROWSING");
    await meetDue();
    expect(await statuses(ann)).toEqual({ PURCHASE: "ACTIVE", VIEW: "ACTIVE", LIKE: "ACTIVE" });
    await decide(kathi, ann, "consentWithdraw", "BROWSING", "IMPROVEMENT");
    await meetDue();
    expect(await statuses(ann)).toEqual({ PURCHASE: "ACTIVE", LIKE: "ACTIVE" });
    await withdrawAll(ann, "PURCHASE");
    await meetDue();
    // The contract keeps purchases.
    expect(await statuses(ann)).toEqual({ PURCHASE: "ACTIVE", LIKE: "ACTIVE" });
    expect((await counts(ann)).follow_up).toBe(0);
    const { data } = await kathi.ask(
      asCustomer(ann),
      "{ me { erasures { scope category requestedBy state recordCount } } }",
    );
    expect(data.me.erasures).toEqual([
      {
        scope: "CATEGORY",
        category: "BROWSING",
        requestedBy: "WITHDRAWAL",
        state: "DONE",
        recordCount: 1,
      },
    ]);
  });

  test.each([
    ["BIRTHDAY", "fact_evidence", 3, 2],
    ["DECLARED_PREFERENCE", "declared_preference", 1, 0],
  ])("%s goes with its only purpose", async (category, table, before, after) => {
    const ann = await addKnownCustomer(kathi, `only-${category}`);
    expect((await counts(ann))[table]).toBe(before);
    await decide(kathi, ann, "consentWithdraw", category);
    await meetDue();
    expect((await counts(ann))[table]).toBe(after);
  });

  test("situations go, their events stay", async () => {
    const ann = await addKnownCustomer(kathi, "context-ann");
    await withdrawAll(ann, "CONTEXT");
    await meetDue();
    const [found] = await kathi.database.dataSource.query(
      `select count(*)::int as events, count(*) filter (where context <> '{}')::int as situations
       from interaction where customer_id = $1`,
      [ann],
    );
    expect(found).toEqual({ events: 3, situations: 0 });
  });

  test("lists made under it are gone when the answer arrives", async () => {
    const ann = await addKnownCustomer(kathi, "lists-ann");
    expect((await counts(ann)).shown_list).toBe(1);
    await decide(kathi, ann, "consentWithdraw", "BROWSING");
    expect((await counts(ann)).shown_list).toBe(0);
    await showList(kathi, asCustomer(ann));
    await decide(kathi, ann, "consentWithdraw", "FEEDBACK", "IMPROVEMENT");
    expect((await counts(ann)).shown_list).toBe(0);
  });

  test("lists stay where a withdrawal is not about them, without their situations", async () => {
    const ann = await addKnownCustomer(kathi, "lists-bob");
    await decide(kathi, ann, "consentWithdraw", "CONTEXT", "IMPROVEMENT");
    const lists = await kathi.database.dataSource.query(
      "select context from shown_list where customer_id = $1",
      [ann],
    );
    expect(lists).toEqual([{ context: {} }]);
  });

  test("nothing is explained with it: neither the next list nor its id", async () => {
    const ann = await addKnownCustomer(kathi, "explained-ann");
    const id = await interactionIdOfSku(kathi, ann, "cup");
    await withdrawAll(ann, "FEEDBACK");
    expect(JSON.stringify(await showList(kathi, asCustomer(ann)))).not.toContain(id);
    await meetDue();
    const { data } = await kathi.ask(asCustomer(ann), "query ($id: ID!) { node(id: $id) { id } }", {
      id,
    });
    expect(data.node).toBeNull();
  });

  test("what was granted again before anybody looked stays", async () => {
    const ann = await addKnownCustomer(kathi, "again-ann");
    await withdrawAll(ann, "BROWSING");
    await decide(kathi, ann, "consentGrant", "BROWSING");
    await meetDue();
    expect(await statuses(ann)).toMatchObject({ VIEW: "ACTIVE" });
  });
});

describe("what a customer wants kept is frozen", () => {
  /** Withdraws both purposes that keep a category, and keeps what there is of it. */
  async function withdrawKeeping(customerId: string, category: string): Promise<void> {
    for (const purpose of ["PERSONALISATION", "IMPROVEMENT"]) {
      await decide(kathi, customerId, "consentWithdraw", category, purpose, { keepsData: true });
    }
  }

  test("it counts nowhere, and again when the consent is back", async () => {
    const ann = await addKnownCustomer(kathi, "frozen-ann");
    await withdrawKeeping(ann, "BROWSING");
    await meetDue();
    expect(await statuses(ann)).toMatchObject({ VIEW: "FROZEN", PURCHASE: "ACTIVE" });
    expect(await meetDue()).toBe(0);
    const { data } = await kathi.ask(
      asCustomer(ann),
      "{ me { interactions { nodes { kind status } } } }",
    );
    expect(data.me.interactions.nodes).toContainEqual({ kind: "VIEW", status: "FROZEN" });
    await decide(kathi, ann, "consentGrant", "BROWSING");
    await meetDue();
    expect(await statuses(ann)).toMatchObject({ VIEW: "ACTIVE" });
    expect((await counts(ann)).follow_up).toBe(0);
  });

  test("what the customer has excluded stays excluded through it", async () => {
    const ann = await addKnownCustomer(kathi, "excluded-ann");
    const evidenceId = await interactionIdOfSku(kathi, ann, "jam");
    await kathi.ask(
      asCustomer(ann),
      `mutation ($id: ID!) { evidenceExclude(input: { evidenceId: $id, idempotencyKey: "e" })
        { errors { code } } }`,
      { id: evidenceId },
    );
    await withdrawKeeping(ann, "BROWSING");
    await meetDue();
    await decide(kathi, ann, "consentGrant", "BROWSING");
    await meetDue();
    expect(await statuses(ann)).toMatchObject({ VIEW: "EXCLUDED" });
  });
});

test("only the customer can have data kept, and the newest no about them decides", async () => {
  const ann = await addKnownCustomer(kathi, "keeps-ann");
  await decide(kathi, ann, "consentWithdraw", "BROWSING", "IMPROVEMENT", { keepsData: true });
  const { data } = await kathi.ask(
    asClient("consents:close"),
    `mutation ($id: ID!) { consentWithdraw(input: { customerId: $id, purpose: PERSONALISATION,
      category: BROWSING, keepsData: true, idempotencyKey: "client" }) { errors { code } } }`,
    { id: globalId(ann) },
  );
  expect(data.consentWithdraw.errors).toEqual([]);
  await meetDue();
  expect(await statuses(ann)).not.toHaveProperty("VIEW");
  const history = await kathi.ask(
    asCustomer(ann),
    "{ me { consentHistory(first: 2) { nodes { state keepsData } } } }",
  );
  expect(history.data.me.consentHistory.nodes).toEqual([
    { state: "WITHDRAWN", keepsData: false },
    { state: "WITHDRAWN", keepsData: true },
  ]);
  expect(await checkLedger(kathi.database.dataSource, ann)).toMatchObject({ badLinks: [] });
});

test("what is frozen outlasts the end of a consent that nobody has spoken about", async () => {
  const ann = await addKnownCustomer(kathi, "outlasts-ann");
  await decide(kathi, ann, "consentWithdraw", "BROWSING", "IMPROVEMENT", { keepsData: true });
  await append(ann, "EXPIRED");
  await kathi.database.dataSource.query("update follow_up set due_at = clock_timestamp()");
  await meetDue();
  expect(await statuses(ann)).toMatchObject({ VIEW: "FROZEN" });
});

test("a pause takes nothing away, also where another purpose has ended", async () => {
  const ann = await addKnownCustomer(kathi, "paused-ann");
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await kathi.ask(
    asCustomer(ann),
    `mutation { consentPause(input: { purpose: PERSONALISATION, category: BROWSING,
      until: "${until}", idempotencyKey: "pause" }) { errors { code } } }`,
  );
  await decide(kathi, ann, "consentWithdraw", "BROWSING", "IMPROVEMENT");
  await meetDue();
  expect(await statuses(ann)).toMatchObject({ VIEW: "ACTIVE" });
});

test("an objection that is taken back ends nothing, and a struck guess outlasts a no", async () => {
  const ann = await addKnownCustomer(kathi, "objects-ann");
  await append(ann, "OBJECTION_WITHDRAWN");
  expect((await counts(ann)).follow_up).toBe(0);
  await decide(kathi, ann, "consentWithdraw", "DECLARED_PREFERENCE");
  await meetDue();
  expect(await counts(ann)).toMatchObject({ declared_preference: 0, struck_guess: 1 });
});

describe("the queue", () => {
  test("is written by the withdrawing transaction and goes with it", async () => {
    const ann = await addKnownCustomer(kathi, "outbox-ann");
    const runner = kathi.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await appendConsentEvent(runner.manager, change(ann, "WITHDRAWN"), ["GIVEN"]);
    const [inside] = await runner.query(
      "select count(*)::int as count from follow_up where customer_id = $1",
      [ann],
    );
    expect(inside.count).toBe(1);
    await runner.rollbackTransaction();
    await runner.release();
    expect((await counts(ann)).follow_up).toBe(0);
  });

  test("is met once by workers that look at the same moment, and again after a crash", async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, index) => addKnownCustomer(kathi, `queue-${index}`)),
    );
    for (const customerId of people) await withdrawAll(customerId, "BROWSING");
    // A worker that dies while it meets one leaves it in the queue.
    const crashed = kathi.database.dataSource.createQueryRunner();
    await crashed.startTransaction();
    await crashed.query("select 1 from follow_up where customer_id = $1 for update", [people[0]]);
    const met = await Promise.all([meetDue(), meetDue(), meetDue()]);
    expect(met.reduce((sum, count) => sum + count, 0)).toBe(people.length - 1);
    await crashed.rollbackTransaction();
    await crashed.release();
    expect(await meetDue()).toBe(1);
    for (const customerId of people) {
      expect(await statuses(customerId)).toEqual({ PURCHASE: "ACTIVE", LIKE: "ACTIVE" });
      expect((await counts(customerId)).erasure).toBe(1);
    }
  });

  test("twenty parallel withdrawals, grants and workers never wait in a circle", async () => {
    const ann = await addKnownCustomer(kathi, "circle-ann");
    const workers = Array.from({ length: 5 }, () => meetDue());
    const decisions = Array.from({ length: 15 }, (_, index) =>
      attempt(kathi, ann, index % 2 === 0 ? "consentWithdraw" : "consentGrant", "BROWSING"),
    );
    const codes = (await Promise.all(decisions)).flat();
    await Promise.all(workers);
    // A grant that a withdrawal has overtaken is refused; nothing else goes wrong.
    expect(codes.filter((code) => code !== "CONSENT_CHANGED")).toEqual([]);
    await withdrawAll(ann, "BROWSING");
    await meetDue();
    expect(await statuses(ann)).not.toHaveProperty("VIEW");
  });

  test("costs a withdrawal no statement of its own", async () => {
    const ann = await addKnownCustomer(kathi, "cost-ann");
    const { statements } = await kathi.ask(
      asCustomer(ann),
      `mutation { consentWithdraw(input: { purpose: PERSONALISATION, category: FEEDBACK,
        idempotencyKey: "cost" }) { errors { code } } }`,
    );
    expect(statements.filter((text) => text.includes("follow_up"))).toEqual([]);
  });
});

test("models are those of a house that never had the data, byte for byte", async () => {
  const twin = await openTestApp();
  try {
    const learned = async (house: TestApp) => {
      await learnSnapshot(house.database.dataSource, Date.UTC(2026, 5, 1));
      return house.database.dataSource.query(`
        select name, encode(sha256(bytes), 'hex') as digest from model_snapshot_part
        where snapshot_id = (select max(snapshot_id) from model_snapshot) order by name`);
    };
    const house = await openTestApp();
    try {
      for (const app of [house, twin]) await addKnownCustomer(app, "stays");
      const goes = await addKnownCustomer(house, "goes");
      expect(await learned(house)).not.toEqual(await learned(twin));
      for (const category of ["BROWSING", "FEEDBACK", "CONTEXT", "PURCHASE"]) {
        await withdrawAll(goes, category, house);
      }
      const { dataSource } = house.database;
      await createErasureParts({
        dataSource,
        home: "/nowhere",
      }).followUps.meetDue();
      expect(await learned(house)).toEqual(await learned(twin));
    } finally {
      await house.close();
    }
  } finally {
    await twin.close();
  }
});
