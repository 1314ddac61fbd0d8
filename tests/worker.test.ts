import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Client } from "pg";
import { pino } from "pino";
import type { DataSource } from "typeorm";
import { upsertItems } from "../src/catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../src/consents/consent.repository.ts";
import { ensureCustomers } from "../src/customers/customer.repository.ts";
import { openDataSource } from "../src/db/data-source.ts";
import { insertInteractions, interactionIdOf } from "../src/interactions/interaction.repository.ts";
import { learnSnapshot } from "../src/recommendations/learner.service.ts";
import { type Chore, runWorker } from "../src/worker.ts";
import { openTestDatabase, type TestDatabase } from "./support/databases.ts";
import { item } from "./support/rows.ts";

const CHECK_INTERVAL_MS = 20;

let database: TestDatabase;
/** Changes the house beside the worker. */
let operator: Client;
let customerId: string;
/** What a test has started; ended in reverse order whether it passes or not. */
let closings: (() => Promise<void>)[] = [];

beforeEach(async () => {
  database = await openTestDatabase();
  operator = new Client({ connectionString: database.url });
  await operator.connect();
  const { manager } = database.dataSource;
  const { customerIds } = await ensureCustomers(manager, "test", ["ann"]);
  customerId = customerIds.get("ann")!;
  await upsertItems(manager, [item("tea"), item("jam")]);
  await decide("GIVEN");
  await insertInteractions(
    manager,
    ["tea", "jam", "tea"].map((itemId, index) => ({
      customerId,
      interactionId: interactionIdOf("test", `${index}`),
      itemId,
      kind: "PURCHASE",
      value: 1,
      occurredAt: new Date(Date.UTC(2026, 0, index + 1)),
      isTimeKnown: true,
      context: {},
      provenance: "OBSERVED",
      source: "test",
    })),
  );
});
afterEach(async () => {
  for (const close of closings.toReversed()) await close();
  closings = [];
  await operator.end();
  await database.close();
});

async function decide(state: "GIVEN" | "WITHDRAWN") {
  const cell = { customerId, purpose: "IMPROVEMENT", category: "PURCHASE", state } as const;
  const change = { ...cell, method: "API", actor: "customer", documentation: null } as const;
  await appendConsentEvent(database.dataSource.manager, change, ["UNKNOWN", "GIVEN"]);
}

/** A worker under way, with what it has logged. */
function startWorker(dataSource: DataSource, chores: readonly Chore[] = []) {
  const messages: string[] = [];
  const write = (line: string) => messages.push(JSON.parse(line).msg);
  const stopping = new AbortController();
  const logger = pino({}, { write });
  const ended = runWorker(dataSource, logger, stopping.signal, CHECK_INTERVAL_MS, chores);
  const stop = () => {
    stopping.abort();
    return ended;
  };
  closings.push(stop);
  return { messages, stop };
}

test("what ends by itself is written into the ledger", async () => {
  await operator.query(
    `update consent_snapshot set due_at = now(), terms = jsonb_set(terms,
       '{IMPROVEMENT:PURCHASE}', terms -> 'IMPROVEMENT:PURCHASE' || '{"until": "2025-01-01T00:00:00Z", "next": "EXPIRED"}')`,
  );
  const { messages, stop } = startWorker(database.dataSource);
  await until(() => messages.includes("learned a snapshot"));
  await stop();
  const { rows } = await operator.query(
    "select state, method, actor from consent_event order by sequence desc limit 1",
  );
  expect(rows).toEqual([{ state: "EXPIRED", method: "SYSTEM_EXPIRY", actor: "system" }]);
});

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error("What was waited for did not happen.");
    await sleep(10);
  }
}

async function modelVersions(): Promise<string[]> {
  const { rows } = await operator.query(
    "select model_version as version from model_snapshot order by snapshot_id",
  );
  return rows.map(({ version }) => version);
}

const LEARNED = "learned a snapshot";

test("a shown list goes when its time is over, and no earlier", async () => {
  for (const age of ["23 months", "25 months"]) {
    await operator.query(
      `insert into shown_list (customer_id, list_id, placement, shown_at, seed, mode,
         candidate_count, item_ids, replaced_item_ids, propensities)
       values ($1, gen_random_uuid(), $2::text, now() - $2::text::interval, 1, 'FULL', 1, '{tea}', '{null}', '{1}')`,
      [customerId, age],
    );
  }
  const { messages, stop } = startWorker(database.dataSource);
  await until(() => messages.includes(LEARNED));
  await stop();
  const { rows } = await operator.query("select placement from shown_list");
  expect(rows).toEqual([{ placement: "23 months" }]);
});

test("what is past its retention goes, and purchases stay", async () => {
  await operator.query("update interaction set recorded_at = now() - interval '10 years'");
  await operator.query(
    `insert into interaction (customer_id, interaction_id, item_id, kind, occurred_at, recorded_at,
       provenance, source)
     select $1, gen_random_uuid(), 'tea', 'VIEW', recorded_at, recorded_at, 'OBSERVED', 'test'
     from unnest(array[now() - interval '91 days', now() - interval '89 days']) as recorded_at`,
    [customerId],
  );
  const { messages, stop } = startWorker(database.dataSource);
  await until(() => messages.includes(LEARNED));
  await stop();
  expect(messages[0]).toBe("removed what was past its retention");
  const { rows } = await operator.query(
    "select kind, count(*)::int from interaction group by kind order by kind",
  );
  expect(rows).toEqual([
    { kind: "PURCHASE", count: 3 },
    { kind: "VIEW", count: 1 },
  ]);
});

test("a withdrawal before the start is unlearned, and the model of before is removed", async () => {
  const { modelVersion } = await learnSnapshot(database.dataSource, Date.now());
  await decide("WITHDRAWN");
  expect(await modelVersions()).toEqual([modelVersion]);
  const worker = startWorker(database.dataSource);
  await until(() => worker.messages.includes(LEARNED));
  const versions = await modelVersions();
  expect(versions).toHaveLength(1);
  expect(versions[0]).not.toBe(modelVersion);
  const { rows } = await operator.query("select * from unlearning");
  expect(rows).toEqual([]);
});

test("a withdrawal while it works removes the model of before, nothing else does", async () => {
  const worker = startWorker(database.dataSource);
  await until(() => worker.messages.length === 1);
  const [first] = await modelVersions();
  await operator.query("delete from interaction where item_id = 'jam'");
  await until(() => worker.messages.length === 2);
  expect(await modelVersions()).toEqual([first, expect.any(String)]);
  await decide("WITHDRAWN");
  await until(() => worker.messages.length === 3);
  const versions = await modelVersions();
  expect(versions).toHaveLength(1);
  expect(versions).not.toContain(first);
});

test("a chore is done at every turn; one that fails is logged and keeps nothing from being done", async () => {
  let done = 0;
  const failing = async () => {
    throw new Error("not today");
  };
  const counting = async () => {
    done++;
  };
  const worker = startWorker(database.dataSource, [failing, counting]);
  await until(() => done >= 2 && worker.messages.includes(LEARNED));
  expect(worker.messages).toContain("a chore failed, it is tried again at the next turn");
});

test("in a house without changes it learns once and writes nothing; a change is learned", async () => {
  const { modelVersion } = await learnSnapshot(database.dataSource, Date.now());
  const worker = startWorker(database.dataSource);
  await until(() => worker.messages.includes(LEARNED));
  await sleep(10 * CHECK_INTERVAL_MS);
  expect(worker.messages).toEqual([LEARNED]);
  expect(await modelVersions()).toEqual([modelVersion]);
  await operator.query("delete from interaction where item_id = 'jam'");
  await until(() => worker.messages.length === 2);
  expect(await modelVersions()).toHaveLength(2);
});

test("of two workers one learns, and the other takes over when it ends", async () => {
  const other = await openDataSource({ url: database.url });
  closings.push(() => other.destroy());
  const first = startWorker(database.dataSource);
  await until(() => first.messages.includes(LEARNED));
  const second = startWorker(other);
  await sleep(10 * CHECK_INTERVAL_MS);
  expect(second.messages).toEqual([]);
  await first.stop();
  await until(() => second.messages.includes(LEARNED));
});

test("a failure, and a connection that breaks, are logged and tried again", async () => {
  await operator.query("alter table item rename to hidden");
  const worker = startWorker(database.dataSource);
  await until(() => worker.messages.length > 0);
  expect(worker.messages[0]).toBe("learning failed, the last snapshot goes on");
  await operator.query("alter table hidden rename to item");
  await until(() => worker.messages.includes(LEARNED));
  const learned = worker.messages.length;
  await operator.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'",
  );
  await until(() => worker.messages.slice(learned).includes(LEARNED));
});
