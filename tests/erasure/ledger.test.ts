import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createErasureParts } from "../../src/app.ts";
import { LIMITS } from "../../src/limits.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { makeHome } from "../support/cli.ts";
import { addKnownCustomer, record, rowsOfCustomer, upsert } from "./house.ts";

let kathi: TestApp;
let house: Awaited<ReturnType<typeof makeHome>>;

beforeEach(async () => {
  kathi = await openTestApp();
  house = await makeHome();
});
afterEach(async () => {
  await kathi.close();
  await house.remove();
});

/** What a worker has, at a moment. */
function partsAt(now = Date.now) {
  const { dataSource } = kathi.database;
  return createErasureParts({ dataSource, home: house.home, now });
}

const ledger = () => join(house.home, "erasures.jsonl");

async function entries() {
  const text = await readFile(ledger(), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function erase(customerId: string, input: string, operation = "customerErase") {
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `mutation { done: ${operation}(input: { ${input} idempotencyKey: "${key()}" })
      { erasure { id state } errors { code } } }`,
  );
  expect(data.done.errors).toEqual([]);
  return data.done.erasure;
}

/** Everything that is not the ledger file: what a dump holds and a restore brings back. */
async function dumpAndRestore(): Promise<() => Promise<void>> {
  const { dataSource } = kathi.database;
  const tables = dataSource.entityMetadatas.map(({ tablePath, tableName }) => ({
    table: tablePath,
    copy: `dump.${tableName}`,
  }));
  await dataSource.query("create schema dump");
  for (const { table, copy } of tables) {
    await dataSource.query(`create table ${copy} as table ${table}`);
  }
  return async () => {
    const runner = dataSource.createQueryRunner();
    // A restore fills new tables: neither triggers nor foreign keys, and nothing to guard yet.
    const guarded = ["consent_event", "consent_erasure"];
    for (const table of guarded) await runner.query(`alter table ${table} disable trigger user`);
    await runner.query("set session_replication_role = replica");
    for (const { table, copy } of tables) {
      await runner.query(`delete from ${table}`);
      await runner.query(`insert into ${table} select * from ${copy}`);
    }
    await runner.query("set session_replication_role = origin");
    for (const table of guarded) await runner.query(`alter table ${table} enable trigger user`);
    await runner.release();
  };
}

test("the file holds one line for each state, no content, and only its owner may read it", async () => {
  const ann = await addKnownCustomer(kathi, "file-ann");
  const { id } = await erase(ann, "");
  const { log, ledgerFile } = partsAt();
  expect(await log.append(ledgerFile)).toBe(1);
  expect(await log.append(ledgerFile)).toBe(0);
  await erase(ann, `erasureId: "${id}"`, "erasureUndo");
  expect(await log.append(ledgerFile)).toBe(1);
  const lines = await entries();
  expect(lines.map(({ scope, state }) => [scope, state])).toEqual([
    ["EVERYTHING", "PENDING"],
    ["EVERYTHING", "UNDONE"],
  ]);
  const text = await readFile(ledger(), "utf8");
  for (const secret of ["file-ann", "example.org", "234567", "02-29"]) {
    expect(text).not.toContain(secret);
  }
  expect((await stat(ledger())).mode & 0o777).toBe(0o600);
});

describe("after a restore of an older dump", () => {
  test("a replay erases again what was erased, each part and everything, and no more", async () => {
    const names = ["ann", "bob", "cid", "dan", "eve"];
    const ids: Record<string, string> = {};
    for (const name of names) ids[name] = await addKnownCustomer(kathi, name);
    const restore = await dumpAndRestore();
    await erase(ids.ann!, "isUndoable: false");
    await erase(ids.bob!, "category: BROWSING", "categoryErase");
    await erase(
      ids.cid!,
      `from: "2026-02-01T00:00:00Z" to: "2026-02-02T00:00:00Z"`,
      "historyErase",
    );
    const { id } = await erase(ids.dan!, "");
    await erase(ids.dan!, `erasureId: "${id}"`, "erasureUndo");
    const after = await snapshot(Object.values(ids));
    const { log, ledgerFile, replay } = partsAt();
    await log.append(ledgerFile);

    await restore();
    expect((await rowsOfCustomer(kathi, ids.ann!)).interaction).toHaveLength(3);
    const gap = await log.gap([ledgerFile]);
    expect(gap.missing.map(({ customerId }) => customerId).sort()).toEqual(
      [ids.ann, ids.bob, ids.cid].sort(),
    );
    expect(await replay.run([ledgerFile])).toEqual({ entries: 4, replayed: 3 });
    expect(await snapshot(Object.values(ids))).toEqual(after);
    expect((await log.gap([ledgerFile])).missing).toEqual([]);
    // Idempotent, and what was suppressed is so again.
    expect(await replay.run([ledgerFile])).toEqual({ entries: 4, replayed: 0 });
    expect(await upsert(kathi, "ann")).toMatchObject({ errors: [{ code: "SUPPRESSED" }] });
  });

  test("what was recorded after an erasure outlives its replay", async () => {
    const ann = await addKnownCustomer(kathi, "later-ann");
    await erase(ann, "category: BROWSING", "categoryErase");
    await record(kathi, ann, [{ eventId: "later", kind: "VIEW", sku: "tea" }]);
    const { log, ledgerFile, replay } = partsAt();
    await log.append(ledgerFile);
    await kathi.database.dataSource.query("delete from erasure");
    expect(await replay.run([ledgerFile])).toEqual({ entries: 1, replayed: 1 });
    const [view] = await kathi.database.dataSource.query(
      "select item_id from interaction where customer_id = $1 and kind = 'VIEW'",
      [ann],
    );
    expect(view).toEqual({ item_id: "tea" });
  });

  test("an erasure that could still be undone can be so after the replay", async () => {
    const ann = await addKnownCustomer(kathi, "pending-ann");
    const restore = await dumpAndRestore();
    const { id } = await erase(ann, "");
    const { log, ledgerFile, replay } = partsAt();
    await log.append(ledgerFile);
    await restore();
    await replay.run([ledgerFile]);
    const { data } = await kathi.ask(asCustomer(ann), "{ me { id } erasures { id state } }");
    expect(data).toEqual({ me: null, erasures: [{ id, state: "PENDING" }] });
    expect(await erase(ann, `erasureId: "${id}"`, "erasureUndo")).toMatchObject({
      state: "UNDONE",
    });
  });

  test("a dump from between wish and end is brought to the end that there was", async () => {
    const ann = await addKnownCustomer(kathi, "end-ann");
    const bob = await addKnownCustomer(kathi, "end-bob");
    await erase(ann, "");
    const { id } = await erase(bob, "");
    const restore = await dumpAndRestore();
    await erase(bob, `erasureId: "${id}"`, "erasureUndo");
    const later = partsAt(() => Date.now() + LIMITS.erasureUndoMs);
    while (await later.erasures.finishNext());
    const after = await snapshot([ann, bob]);
    await later.log.append(later.ledgerFile);
    await restore();
    expect(await later.replay.run([later.ledgerFile])).toEqual({ entries: 2, replayed: 2 });
    expect(await snapshot([ann, bob])).toEqual(after);
  });

  test("who is not even in the dump is not brought in again either", async () => {
    const restore = await dumpAndRestore();
    const ann = await addKnownCustomer(kathi, "new-ann");
    await erase(ann, "isUndoable: false");
    const { log, ledgerFile, replay } = partsAt();
    await log.append(ledgerFile);
    await restore();
    await replay.run([ledgerFile]);
    expect(await upsert(kathi, "new-ann")).toMatchObject({ errors: [{ code: "SUPPRESSED" }] });
    const facts = [{ field: "EMAIL", value: "NEW-Ann@example.ORG" }];
    expect(await upsert(kathi, "another name", facts)).toMatchObject({
      errors: [{ code: "SUPPRESSED", path: ["facts", "0", "value"] }],
    });
  });
});

describe("a file", () => {
  test("that ends in half a line is read without it and goes on behind it", async () => {
    const ann = await addKnownCustomer(kathi, "half-ann");
    await erase(ann, "category: BROWSING", "categoryErase");
    const { log, ledgerFile } = partsAt();
    await log.append(ledgerFile);
    await appendFile(ledger(), '{"erasureId":"0000');
    expect((await log.gap([ledgerFile])).entries).toBe(1);
    await erase(ann, "category: FEEDBACK", "categoryErase");
    await log.append(ledgerFile);
    expect((await entries()).map(({ category }) => category)).toEqual(["BROWSING", "FEEDBACK"]);
  });

  test("with a line that is none is refused with its number, and nothing is replayed", async () => {
    const ann = await addKnownCustomer(kathi, "bad-ann");
    await erase(ann, "category: BROWSING", "categoryErase");
    const { log, ledgerFile, replay } = partsAt();
    await log.append(ledgerFile);
    const good = await readFile(ledger(), "utf8");
    for (const bad of ["not JSON", "{}", '{"erasureId":"x"}', "[]", "null", ""]) {
      await writeFile(ledger(), `${good}${bad}\n${good}`);
      await expect(replay.run([ledgerFile])).rejects.toThrow("line 2 is no entry");
    }
  });

  test("that is not there holds nothing", async () => {
    expect(await partsAt().replay.run([ledger()])).toEqual({ entries: 0, replayed: 0 });
  });
});

/** Evidence of these customers, without what erasing itself leaves and raises. */
async function snapshot(customerIds: readonly string[]) {
  return Promise.all(
    customerIds.map(async (customerId) => {
      const { erasure, erased_interaction, ...rest } = await rowsOfCustomer(kathi, customerId);
      // What was undone is as if it had not been, so a replay need not know of it.
      return { ...rest, erasures: erasure!.filter((row) => !row.includes("UNDONE")).length };
    }),
  );
}
