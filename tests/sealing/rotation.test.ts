import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { DataSource } from "typeorm";
import { ensureCustomers, externalIdsOf } from "../../src/customers/customer.repository.ts";
import { openDataSource } from "../../src/db/data-source.ts";
import { rows, sql } from "../../src/db/sql.ts";
import { masterKeyUses } from "../../src/sealing/key.repository.ts";
import { keyringOf } from "../../src/sealing/keyring.ts";
import { keyStatus, rotateMasterKey } from "../../src/sealing/rotation.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
let home: string;
let server: DataSource;
const opened: DataSource[] = [];

/** A process on the same database: with the folder of keys, or with configured ones. */
async function openProcess(masterKey?: string): Promise<DataSource> {
  const dataSource = await openDataSource({ url: database.url, masterKeys: { home, masterKey } });
  opened.push(dataSource);
  return dataSource;
}

beforeEach(async () => {
  database = await openTestDatabase();
  home = await mkdtemp(join(tmpdir(), "kathi-rotation-"));
  server = await openProcess();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
  await database.close();
  await rm(home, { recursive: true, force: true });
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `name-${index}`);

async function readNames({ manager }: DataSource): Promise<(string | null)[]> {
  const ids = await rows<{ id: string }>(manager, sql`select customer_id as id from customer`);
  const found = await externalIdsOf(
    manager,
    ids.map(({ id }) => id),
  );
  return found.map(({ externalId }) => externalId).sort();
}

const keyFiles = async () =>
  (await readdir(join(home, "master-keys"))).filter((name) => name.endsWith(".key"));

test("everything is wrapped anew, and the old key is gone", async () => {
  await ensureCustomers(server.manager, "crm", names(2_345));
  const [before] = await masterKeyUses(server.manager);
  expect(before).toMatchObject({ customerKeys: 2_345, houseKeys: 2 });
  const report = await rotateMasterKey(await openProcess());
  expect(report).toEqual({
    masterKeyId: expect.stringMatching(/^[0-9a-f]{16}$/),
    isNew: true,
    rewrapped: 2_345,
    removed: [before!.masterKeyId],
    leftForOthers: [],
    unreadable: 0,
  });
  expect(await masterKeyUses(server.manager)).toEqual([
    { masterKeyId: report.masterKeyId, customerKeys: 2_345, houseKeys: 2 },
  ]);
  expect(await keyFiles()).toEqual(["2.key"]);
  // The running server finds the new key, and names are found as before.
  expect(await readNames(server)).toEqual(names(2_345).sort());
  const known = await ensureCustomers(server.manager, "crm", ["name-7"]);
  expect(known.createdIds.size).toBe(0);
});

test("a rotation that was interrupted goes on with the same new key", async () => {
  await ensureCustomers(server.manager, "crm", names(2_500));
  const interruption = new Error("interrupted");
  const interrupted = rotateMasterKey(server, (rewrapped) => {
    if (rewrapped >= 1_000) throw interruption;
  });
  await expect(interrupted).rejects.toBe(interruption);
  expect(await keyFiles()).toEqual(["1.key", "2.key"]);
  expect(await readNames(server)).toEqual(names(2_500).sort());
  const report = await rotateMasterKey(await openProcess());
  expect(report).toMatchObject({ isNew: false, rewrapped: 1_500, unreadable: 0 });
  expect(await keyFiles()).toEqual(["2.key"]);
  expect(await readNames(await openProcess())).toEqual(names(2_500).sort());
});

test("a rotation that was killed before it kept its key leaves nothing behind", async () => {
  await ensureCustomers(server.manager, "crm", ["ann"]);
  await server.query("insert into keyring.master_key (master_key_id) values ('never kept')");
  const { masterKeyId, isNew } = await rotateMasterKey(server);
  expect(isNew).toBe(true);
  expect(await masterKeyUses(server.manager)).toEqual([
    { masterKeyId, customerKeys: 1, houseKeys: 2 },
  ]);
});

test("a rotation that was killed before it wrapped anything goes on with the key it has made", async () => {
  await ensureCustomers(server.manager, "crm", ["ann"]);
  const { masterKeys } = keyringOf(server.manager);
  const made = masterKeys.generate();
  await server.query("insert into keyring.master_key (master_key_id) values ($1)", [made.id]);
  await masterKeys.keep(made);
  const report = await rotateMasterKey(await openProcess());
  expect(report).toMatchObject({ isNew: false, masterKeyId: made.id, rewrapped: 1 });
  expect(await keyFiles()).toEqual(["2.key"]);
});

test("two rotations at once follow each other", async () => {
  await ensureCustomers(server.manager, "crm", names(10));
  const reports = await Promise.all([
    rotateMasterKey(await openProcess()),
    rotateMasterKey(await openProcess()),
  ]);
  expect(reports.map(({ rewrapped }) => rewrapped)).toEqual([10, 10]);
  expect(await keyFiles()).toEqual(["3.key"]);
  expect(await readNames(server)).toEqual(names(10).sort());
});

test("servers create customers while keys rotate, and none is lost", async () => {
  await ensureCustomers(server.manager, "crm", names(1_500));
  const other = await openProcess();
  const rotating = (async () => {
    for (let round = 0; round < 3; round += 1) await rotateMasterKey(other);
  })();
  const created: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    const name = `new-${index}`;
    await ensureCustomers(server.manager, "crm", [name]);
    created.push(name);
  }
  await rotating;
  const after = await openProcess();
  expect(await readNames(after)).toEqual([...names(1_500), ...created].sort());
  await rotateMasterKey(after);
  expect(await readNames(server)).toEqual([...names(1_500), ...created].sort());
  expect(await keyFiles()).toHaveLength(1);
});

test("what was stored under the old key at the last moment keeps that key alive", async () => {
  await ensureCustomers(server.manager, "crm", ["before"]);
  const [old] = await masterKeyUses(server.manager);
  const slow = server.createQueryRunner();
  await slow.startTransaction();
  await ensureCustomers(slow.manager, "crm", ["late"]);
  const rotating = rotateMasterKey(await openProcess());
  // It waits for the transaction that holds the old key's row, as the lock table shows.
  const isWaiting = async () => {
    const [found] = await server.query(
      "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return found.count > 0;
  };
  while (!(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 20));
  await slow.commitTransaction();
  await slow.release();
  expect(await rotating).toMatchObject({ rewrapped: 2, removed: [old!.masterKeyId] });
  expect(await readNames(await openProcess())).toEqual(["before", "late"]);
});

test("a key of a master key that is gone cannot be stored: the database refuses", async () => {
  await ensureCustomers(server.manager, "crm", ["before"]);
  const [old] = await masterKeyUses(server.manager);
  await rotateMasterKey(server);
  const insert = server.query("update keyring.customer_key set master_key_id = $1", [
    old!.masterKeyId,
  ]);
  await expect(insert).rejects.toThrow("customer_key_master_key_id_fkey");
});

test("configured keys: the first wraps everything, the operator takes the old one away", async () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  const first = await openProcess(a);
  await ensureCustomers(first.manager, "crm", ["ann"]);
  await expect(rotateMasterKey(first)).rejects.toThrow(/^KATHI_MASTER_KEY has no new key/);
  const both = await openProcess(`${b},${a}`);
  expect(await rotateMasterKey(both)).toMatchObject({ isNew: false, rewrapped: 1 });
  expect(await readNames(await openProcess(b))).toEqual(["ann"]);
  expect(await readNames(await openProcess(a))).toEqual([null]);
});

test("a folder that two databases share keeps the key that the other may need", async () => {
  await ensureCustomers(server.manager, "crm", ["ann"]);
  const neighbour = await openTestDatabase();
  try {
    const house = await openDataSource({ url: neighbour.url, masterKeys: { home } });
    opened.push(house);
    await ensureCustomers(house.manager, "crm", ["bob"]);
    const report = await rotateMasterKey(server);
    expect(report).toMatchObject({ removed: [], leftForOthers: [expect.any(String)] });
    expect(await readNames(house)).toEqual(["bob"]);
  } finally {
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
    await neighbour.close();
  }
});

test("the status says what each master key wraps, and what cannot be opened", async () => {
  expect(await keyStatus(server)).toEqual({
    masterKeys: [],
    customersWithoutKey: 0,
    probed: 0,
    probesFailed: 0,
    openlyReadable: [],
  });
  expect(await readdir(home)).toEqual([]);
  const { customerIds } = await ensureCustomers(server.manager, "crm", ["ann", "bob"]);
  await server.query("delete from keyring.customer_key where customer_id = $1", [
    customerIds.get("ann"),
  ]);
  const use = { customerKeys: 1, houseKeys: 2, isCurrent: true, isAtHand: true };
  expect(await keyStatus(server)).toMatchObject({
    masterKeys: [use],
    customersWithoutKey: 1,
    probed: 3,
    probesFailed: 0,
  });
  await rm(join(home, "master-keys"), { recursive: true });
  const lost = await openProcess();
  expect(await keyStatus(lost)).toMatchObject({
    masterKeys: [{ ...use, isCurrent: false, isAtHand: false }],
    probed: 3,
    probesFailed: 3,
  });
  await expect(rotateMasterKey(lost)).rejects.toThrow(/^The keys of this house are missing/);
  // No new key is made for a house that has lost its own.
  await expect(readdir(join(home, "master-keys"))).rejects.toThrow("ENOENT");
});

test("a dump from before the rotation opens nothing, even with all keys of today", async () => {
  await ensureCustomers(server.manager, "crm", ["ann"]);
  const [dump] = await server.query("select * from keyring.customer_key");
  await rotateMasterKey(server);
  const stored = { wrappedKey: dump.wrapped_key, masterKeyId: dump.master_key_id };
  const keyring = keyringOf((await openProcess()).manager);
  expect(await keyring.customerKey(dump.customer_id, stored)).toBeNull();
  const [current] = await keyring.masterKeys.all();
  const relabelled = { ...stored, masterKeyId: current!.id };
  expect(await keyring.customerKey(dump.customer_id, relabelled)).toBeNull();
});
