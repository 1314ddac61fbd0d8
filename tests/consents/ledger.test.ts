import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { consentCommand } from "../../src/commands/consent.ts";
import type { Output } from "../../src/commands/output.ts";
import { readConfig } from "../../src/config.ts";
import { entryHash } from "../../src/consents/chain.ts";
import type { ConsentChange } from "../../src/consents/consent.entity.ts";
import {
  appendConsentEvent,
  appendFirstConsentEvents,
  appendImportedGrants,
} from "../../src/consents/consent.repository.ts";
import { checkLedger, checkLedgers } from "../../src/consents/ledger-check.service.ts";
import { migrateDown, migrateUp } from "../../src/db/migrate.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { openTestDatabase, TEST_MASTER_KEYS } from "../support/databases.ts";

let kathi: TestApp;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

beforeEach(async () => {
  customerId = await kathi.addCustomer();
});

const run = (text: string, values: unknown[] = []) => kathi.database.dataSource.query(text, values);

function change(state: ConsentChange["state"], more: Partial<ConsentChange> = {}): ConsentChange {
  return {
    customerId,
    purpose: "PERSONALISATION",
    category: "PURCHASE",
    state,
    method: "API",
    actor: "customer",
    documentation: null,
    ...more,
  };
}

/** Four entries with every kind of content. */
async function writeLedger(): Promise<void> {
  const { manager } = kathi.database.dataSource;
  const any = ["UNKNOWN", "GIVEN", "WITHDRAWN"] as const;
  await appendConsentEvent(manager, change("GIVEN", { documentation: 'Größe 5:a,\n"x"' }), any);
  await appendConsentEvent(manager, change("WITHDRAWN", { claimedAt: new Date() }), any);
  const validUntil = new Date("2099-01-01T00:00:00.123Z");
  await appendConsentEvent(manager, change("GIVEN", { validUntil, noticeHash: "ab" }), any);
  await appendConsentEvent(manager, change("WITHDRAWN", { category: "BROWSING" }), any);
}

const badLinks = async () => (await checkLedger(kathi.database.dataSource, customerId))!.badLinks;

describe("the ledger is append-only, also for the table's owner", () => {
  test.each([
    ["an update", "update consent_event set state = 'GIVEN'"],
    ["an update of nothing", "update consent_event set actor = actor"],
    ["a deletion", "delete from consent_event"],
    ["a truncation", "truncate consent_event"],
    ["a truncation from above", "truncate customer cascade"],
    ["the deletion of the customer", "delete from customer"],
    ["an update of what remains", "update consent_erasure set entries = 0"],
    ["a deletion of what remains", "delete from consent_erasure"],
  ])("%s is refused", async (_, statement) => {
    await writeLedger();
    const gone = await kathi.addCustomer();
    const { manager } = kathi.database.dataSource;
    await appendConsentEvent(manager, change("GIVEN", { customerId: gone }), ["UNKNOWN"]);
    await run("select consent_ledger_erase($1)", [gone]);
    await expect(run(statement)).rejects.toThrow(/append-only/);
    expect(await badLinks()).toEqual([]);
  });

  test.each([
    "update consent_event set state = 'GIVEN'",
    "delete from consent_event",
    "truncate consent_event",
    "truncate consent_erasure",
  ])("%s is refused where a session has its triggers off, too", async (statement) => {
    await writeLedger();
    const runner = kathi.database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query("set local session_replication_role = replica");
      await expect(runner.query(statement)).rejects.toThrow(/append-only/);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    expect(await badLinks()).toEqual([]);
  });

  test("an entry cannot be dated back or given a hash of its writer's choice", async () => {
    await writeLedger();
    const [entry] = await run(
      `insert into consent_event (customer_id, sequence, event_id, purpose, purpose_version,
         category, state, method, actor, recorded_at, previous_hash, hash)
       values ($1, 5, gen_random_uuid(), 'OUTREACH', 1, 'EMAIL', 'GIVEN', 'API', 'x',
         '2001-01-01', 'forged', 'forged')
       returning recorded_at > now() - interval '1 hour' as "isNow", hash`,
      [customerId],
    );
    expect(entry.isNow).toBe(true);
    expect(entry.hash).not.toBe("forged");
    // Written past the snapshot, it is found.
    expect(await badLinks()).toEqual([{ customerId, sequence: 5, problem: "WRONG_HEAD_HASH" }]);
  });

  test("an entry without a predecessor is refused", async () => {
    await expect(
      run(
        `insert into consent_event (customer_id, sequence, event_id, purpose, purpose_version,
           category, state, method, actor) values
         ($1, 2, gen_random_uuid(), 'OUTREACH', 1, 'EMAIL', 'GIVEN', 'API', 'x')`,
        [customerId],
      ),
    ).rejects.toThrow(/no entry before/);
  });

  test("goes as a whole by its own function, which leaves a line without an id", async () => {
    await writeLedger();
    const [{ erased }] = await run("select consent_ledger_erase($1) as erased", [customerId]);
    expect(erased).toBe(4);
    await run("delete from customer where customer_id = $1", [customerId]);
    const [line] = await run("select * from consent_erasure order by consent_erasure_id desc");
    expect(line).toMatchObject({ entries: 4, head_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(line)).not.toContain(customerId);
    const [{ may }] = await run(
      "select has_function_privilege('public', 'consent_ledger_erase(uuid)', 'execute') as may",
    );
    expect(may).toBe(false);
    // A second time there is nothing left to erase and nothing to say.
    expect(await run("select consent_ledger_erase($1) as erased", [customerId])).toEqual([
      { erased: 0 },
    ]);
  });
});

describe("the chain", () => {
  test("of whatever was written adds up, computed a second time", async () => {
    await writeLedger();
    const { manager } = kathi.database.dataSource;
    const others = [await kathi.addCustomer(), await kathi.addCustomer()];
    const first = others.flatMap((id) => [
      change("GIVEN", { customerId: id }),
      change("WITHDRAWN", { customerId: id }),
      change("GIVEN", { customerId: id, category: "BROWSING" }),
    ]);
    expect(await appendFirstConsentEvents(manager, first)).toBe(6);
    expect(await appendFirstConsentEvents(manager, first)).toBe(0);
    const grant = { purpose: "IMPROVEMENT", category: "PURCHASE" } as const;
    const documented = { ...grant, actor: "import:x", documentation: "form" };
    const all = [customerId, ...others, await kathi.addCustomer()];
    expect(await appendImportedGrants(manager, all, documented)).toBe(4);
    expect(await appendImportedGrants(manager, all, documented)).toBe(0);
    const entries = await run(
      `select sequence, purpose || ':' || category as cell, state from consent_event
       where customer_id = $1 order by sequence`,
      [others[0]],
    );
    expect(entries).toEqual([
      { sequence: 1, cell: "PERSONALISATION:PURCHASE", state: "GIVEN" },
      { sequence: 2, cell: "PERSONALISATION:PURCHASE", state: "WITHDRAWN" },
      { sequence: 3, cell: "PERSONALISATION:BROWSING", state: "GIVEN" },
      { sequence: 4, cell: "IMPROVEMENT:PURCHASE", state: "GIVEN" },
    ]);
    for (const id of all) {
      const report = await checkLedger(kathi.database.dataSource, id);
      expect(report?.badLinks).toEqual([]);
      expect(report?.entries).toBeGreaterThan(0);
    }
  });

  test("is the same text in the database and here, whatever stands in it", async () => {
    const text = fc.string({ unit: "grapheme" }).filter((it) => !it.includes("\0"));
    const moment = fc.option(fc.integer({ min: 0, max: 4e12 }));
    const entries = fc.record({
      actor: text,
      documentation: fc.option(text),
      claimedAt: moment,
      validUntil: moment,
      noticeHash: fc.option(text),
      keepsData: fc.boolean(),
    });
    const micros = (ms: number | null) => (ms === null ? null : String(ms * 1000));
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    await fc.assert(
      fc.asyncProperty(entries, async (entry) => {
        const fixed = { sequence: 7, purpose: "OUTREACH", category: "EMAIL", state: "GIVEN" };
        const here = entryHash({
          ...fixed,
          ...entry,
          customerId,
          eventId: customerId,
          purposeVersion: 1,
          method: "UI",
          claimedAt: micros(entry.claimedAt),
          recordedAt: micros(1_790_000_000_123)!,
          validUntil: micros(entry.validUntil),
          previousHash: "ab",
        });
        const row = {
          ...fixed,
          customer_id: customerId,
          event_id: customerId,
          purpose_version: 1,
          method: "UI",
          actor: entry.actor,
          documentation: entry.documentation,
          claimed_at: iso(entry.claimedAt),
          recorded_at: iso(1_790_000_000_123),
          valid_until: iso(entry.validUntil),
          notice_hash: entry.noticeHash,
          keeps_data: entry.keepsData,
          previous_hash: "ab",
        };
        const [there] = await run(
          "select consent_event_hash(jsonb_populate_record(null::consent_event, $1::jsonb)) as hash",
          [JSON.stringify(row)],
        );
        expect(there.hash).toBe(here);
      }),
    );
  });

  test("holds when everything happens at once", async () => {
    const viewer = asCustomer(customerId);
    const { consents, objections } = kathi.app.services;
    const cell = { customerId: null, purpose: "PERSONALISATION", category: "PURCHASE" } as const;
    const until = new Date(Date.now() + 3_600_000);
    const kinds = [
      () => consents.grant(viewer, { ...cell, idempotencyKey: key() }),
      () => consents.withdraw(viewer, { ...cell, idempotencyKey: key() }),
      () => consents.refuse(viewer, { ...cell, idempotencyKey: key() }),
      () => objections.pause(viewer, { customerId: null, until, idempotencyKey: key() }),
      () => objections.resume(viewer, { customerId: null, idempotencyKey: key() }),
      () => objections.noteGpc(customerId),
    ];
    await Promise.all(Array.from({ length: 60 }, (_, index) => kinds[index % kinds.length]!()));
    const report = await checkLedger(kathi.database.dataSource, customerId);
    expect(report?.badLinks).toEqual([]);
    expect(report?.entries).toBeGreaterThan(14);
  });

  const FIELDS = [
    "event_id = gen_random_uuid()",
    "purpose = 'OUTREACH'",
    "purpose_version = 2",
    "category = 'BROWSING'",
    "state = 'GIVEN'",
    "method = 'UI'",
    "actor = 'client:x'",
    "documentation = coalesce(documentation, '') || ' '",
    "claimed_at = claimed_at + interval '1 microsecond'",
    "recorded_at = recorded_at - interval '1 microsecond'",
    "valid_until = '2098-01-01'",
    "notice_hash = 'cd'",
  ];
  test.each(FIELDS)("shows that somebody has set %s", async (assignment) => {
    await writeLedger();
    await tamper(`update consent_event set ${assignment} where customer_id = $1 and sequence = 2`);
    expect(await badLinks()).toEqual([{ customerId, sequence: 2, problem: "WRONG_HASH" }]);
  });

  const recompute = (sequence: number) => `update consent_event entry set hash =
    consent_event_hash(entry) where customer_id = $1 and sequence = ${sequence}`;

  test.each([
    [
      "an entry whose hash was mended",
      [
        "update consent_event set state = 'REFUSED' where customer_id = $1 and sequence = 2",
        recompute(2),
      ],
      { sequence: 3, problem: "WRONG_PREVIOUS_HASH" },
    ],
    [
      "a ledger whose every hash was mended",
      [
        "update consent_event set state = 'REFUSED' where customer_id = $1 and sequence = 4",
        recompute(4),
      ],
      { sequence: 4, problem: "WRONG_HEAD_HASH" },
    ],
    [
      "a missing first entry",
      ["delete from consent_event where customer_id = $1 and sequence = 1"],
      { sequence: 1, problem: "MISSING_ENTRY" },
    ],
    [
      "a missing entry in the middle",
      ["delete from consent_event where customer_id = $1 and sequence = 2"],
      { sequence: 2, problem: "MISSING_ENTRY" },
    ],
    [
      "a cut-off tail",
      ["delete from consent_event where customer_id = $1 and sequence >= 3"],
      { sequence: 3, problem: "MISSING_TAIL" },
    ],
    [
      "a ledger that is gone",
      ["delete from consent_event where customer_id = $1"],
      { sequence: 1, problem: "MISSING_TAIL" },
    ],
    [
      "two entries that changed places",
      [
        "update consent_event set sequence = 99 where customer_id = $1 and sequence = 2",
        "update consent_event set sequence = 2 where customer_id = $1 and sequence = 3",
        "update consent_event set sequence = 3 where customer_id = $1 and sequence = 99",
      ],
      { sequence: 2, problem: "WRONG_PREVIOUS_HASH" },
    ],
    [
      "an entry that was pushed in",
      [
        "update consent_event set sequence = 5 where customer_id = $1 and sequence = 4",
        "update consent_event set sequence = 4 where customer_id = $1 and sequence = 3",
        `insert into consent_event select customer_id, 3, purpose, purpose_version, category, state,
           method, actor, documentation, recorded_at, gen_random_uuid(), claimed_at, valid_until,
           notice_hash from consent_event where customer_id = $1 and sequence = 2`,
      ],
      { sequence: 4, problem: "WRONG_PREVIOUS_HASH" },
    ],
    [
      "a snapshot that says something else",
      [
        `update consent_snapshot set cells = cells || '{"PERSONALISATION:BROWSING": "GIVEN"}'
         where customer_id = $1`,
      ],
      { sequence: 4, problem: "WRONG_CELLS" },
    ],
    [
      "a missing snapshot",
      ["delete from consent_snapshot where customer_id = $1"],
      { sequence: 4, problem: "MISSING_SNAPSHOT" },
    ],
  ])("shows %s", async (_, statements, bad) => {
    await writeLedger();
    for (const statement of statements) await tamper(statement);
    expect(await badLinks()).toEqual([{ customerId, ...bad }]);
  });

  async function tamper(statement: string): Promise<void> {
    await run("alter table consent_event disable trigger consent_event_append_only");
    try {
      await run(statement, [customerId]);
    } finally {
      await run("alter table consent_event enable always trigger consent_event_append_only");
    }
  }
});

describe("kathi consent verify", () => {
  /** Runs the command on the suite's database; what it prints and how it ends. */
  async function verify(database: { url: string }, options: Record<string, string> = {}) {
    let printed: unknown;
    const output: Output = {
      line: () => {},
      progress: () => {},
      result: (value) => {
        printed = value;
      },
    };
    const config = readConfig({
      DATABASE_URL: database.url,
      KATHI_MASTER_KEY: TEST_MASTER_KEYS.masterKey,
    });
    const { signal } = new AbortController();
    const positionals = ["verify"];
    const failure = await consentCommand.run({ config, output, options, positionals, signal }).then(
      () => null,
      (error: Error) => error,
    );
    return { printed, failure };
  }

  test("finds nothing in a whole house, and names the first bad link of each other ledger", async () => {
    const other = await openTestApp();
    try {
      const ids: string[] = [];
      const { manager } = other.database.dataSource;
      for (let index = 0; index < 3; index++) {
        ids.push(await other.addCustomer());
        const own = { customerId: ids[index]! };
        await appendConsentEvent(manager, change("GIVEN", own), ["UNKNOWN"]);
        await appendConsentEvent(manager, change("WITHDRAWN", own), ["GIVEN"]);
      }
      ids.sort();
      const whole = { customers: 3, entries: 6, badLinks: [] };
      expect(await verify(other.database)).toEqual({ printed: whole, failure: null });
      const steps: number[][] = [];
      await checkLedgers(other.database.dataSource, (...step) => steps.push(step));
      expect(steps.at(-1)).toEqual([3, 3]);
      const { dataSource } = other.database;
      await dataSource.query("alter table consent_event disable trigger all");
      await dataSource.query(
        "update consent_event set actor = 'x' where customer_id = any($1) and sequence = 2",
        [[ids[1], ids[2]]],
      );
      const { printed, failure } = await verify(other.database);
      const bad = (id: string | undefined) => ({
        customerId: id,
        sequence: 2,
        problem: "WRONG_HASH",
      });
      expect(printed).toEqual({ customers: 3, entries: 6, badLinks: [bad(ids[1]), bad(ids[2])] });
      expect(failure?.message).toBe(
        `The first bad link: customer ${ids[1]}: entry 2 is not what was written.`,
      );
      expect(await verify(other.database, { customer: ids[0]! })).toMatchObject({ failure: null });
      const one = await verify(other.database, { customer: ids[2]! });
      expect(one.printed).toEqual({ customers: 1, entries: 2, badLinks: [bad(ids[2])] });
      const nobody = await verify(other.database, { customer: "test:nobody" });
      expect(nobody.failure?.message).toMatch(/^There is no such customer\. /);
    } finally {
      await other.close();
    }
  });
});

test("a database from before gets its chain with the migration", async () => {
  const old = await openTestDatabase();
  try {
    const { dataSource } = old;
    const name = "ConsentLedger1764300000000";
    while ((await migrateDown(dataSource)) !== name);
    const id = "3c8e1a52-0000-4000-8000-000000000001";
    await dataSource.query("insert into customer (customer_id) values ($1)", [id]);
    await dataSource.query(
      `insert into consent_snapshot (customer_id, epoch, cells)
       values ($1, 3, '{"PERSONALISATION:PURCHASE": "WITHDRAWN", "IMPROVEMENT:MOOD": "GIVEN"}')`,
      [id],
    );
    await dataSource.query(
      `insert into consent_event (customer_id, sequence, purpose, purpose_version, category, state,
         method, actor, recorded_at)
       values ($1, 1, 'PERSONALISATION', 1, 'PURCHASE', 'GIVEN', 'API', 'customer', '2026-02-01'),
         ($1, 2, 'PERSONALISATION', 1, 'PURCHASE', 'WITHDRAWN', 'API', 'customer', '2026-02-02'),
         ($1, 3, 'IMPROVEMENT', 1, 'MOOD', 'GIVEN', 'IMPORTED', 'import:x', '2026-02-03')`,
      [id],
    );
    expect(await migrateUp(dataSource)).toContain(name);
    const whole = { customers: 1, entries: 3, badLinks: [] };
    expect(await checkLedgers(dataSource)).toEqual(whole);
    const [snapshot] = await dataSource.query("select * from consent_snapshot");
    expect(snapshot).toMatchObject({
      epoch: 3,
      head_sequence: 3,
      terms: { "PERSONALISATION:PURCHASE": { sequence: 2, version: 1 } },
    });
    const next = change("GIVEN", { customerId: id });
    await appendConsentEvent(dataSource.manager, next, ["WITHDRAWN"]);
    expect(await checkLedgers(dataSource)).toEqual({ ...whole, entries: 4 });
  } finally {
    await old.close();
  }
});
