import { chmod, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import { openDataSource } from "../../src/db/data-source.ts";
import { makeHome, runCli } from "../support/cli.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
let house: Awaited<ReturnType<typeof makeHome>>;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await openTestDatabase();
  house = await makeHome();
  environment = { DATABASE_URL: database.url, KATHI_HOME: house.home };
});
afterAll(async () => {
  await database.close();
  await house.remove();
});

const folder = () => join(house.home, "master-keys");

/** What the doctor finds about keys. */
async function examine(more: Record<string, string> = {}) {
  const { stdout } = await runCli(["doctor"], { ...environment, ...more });
  return stdout.split("\n").find((line) => line.includes(" keys: "));
}

async function addCustomers(...names: string[]): Promise<void> {
  const dataSource = await openDataSource({ url: database.url, masterKeys: { home: house.home } });
  try {
    await ensureCustomers(dataSource.manager, "crm", names);
  } finally {
    await dataSource.destroy();
  }
}

test("keys are looked at, rotated and missed", async () => {
  expect(await examine()).toBe("ok  keys: none yet: they are made with the first customer");
  // Looking makes no key.
  await expect(readdir(folder())).rejects.toThrow("ENOENT");

  await addCustomers("ann", "bob");
  expect(await examine()).toMatch(/^ok {2}keys: 1 master, \w{16} in use; 4 probed, all open$/);

  const rotated = await runCli(["keys", "rotate", "--json"], environment);
  expect(rotated.code).toBe(0);
  const report = JSON.parse(rotated.stdout);
  expect(report).toMatchObject({ isNew: true, rewrapped: 2, unreadable: 0 });
  expect(report.removed).toHaveLength(1);
  const status = JSON.parse((await runCli(["keys", "status", "--json"], environment)).stdout);
  expect(status.masterKeys).toEqual([
    {
      masterKeyId: report.masterKeyId,
      isCurrent: true,
      isAtHand: true,
      customerKeys: 2,
      houseKeys: 2,
    },
  ]);
  expect((await runCli(["keys", "status"], environment)).stdout).toContain(report.masterKeyId);

  await chmod(join(folder(), "2.key"), 0o644);
  expect(await examine()).toBe("bad keys: others may read 2.key in master-keys: chmod go-rwx");
  await chmod(join(folder(), "2.key"), 0o600);

  const away = join(house.home, "away");
  await rename(folder(), away);
  expect(await examine()).toMatch(
    /^bad keys: 2 customers have keys of a master key that is missing/,
  );
  const token = await runCli(["token", "--customer", "crm:ann"], environment);
  expect(token.code).toBe(1);
  expect(token.stderr).toMatch(/^kathi token: The keys of this house are missing: .+\n$/);
  await expect(stat(folder())).rejects.toThrow("ENOENT");
  expect(await examine({ KATHI_MASTER_KEY: "0".repeat(64) })).toMatch(/^bad keys: 2 customers/);

  await rename(away, folder());
  expect((await runCli(["token", "--customer", "crm:ann"], environment)).code).toBe(0);
  expect(await examine()).toMatch(/^ok {2}keys: /);
}, 300_000);

test("commands that start at the same time on a new house make one key", async () => {
  const fresh = await openTestDatabase();
  const home = await makeHome();
  try {
    const own = { DATABASE_URL: fresh.url, KATHI_HOME: home.home };
    const runs = await Promise.all([1, 2, 3].map(() => runCli(["seed", "--json"], own)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const customers = runs.map(({ stdout }) => JSON.parse(stdout).customers);
    expect(customers.reduce((sum, count) => sum + count, 0)).toBe(300);
    const { stdout } = await runCli(["keys", "status", "--json"], own);
    expect(JSON.parse(stdout)).toMatchObject({
      masterKeys: [{ customerKeys: 300, houseKeys: 2, isAtHand: true }],
      customersWithoutKey: 0,
      probesFailed: 0,
    });
  } finally {
    await fresh.close();
    await home.remove();
  }
}, 300_000);

test("called wrongly: one line, exit code 2", async () => {
  for (const args of [["keys"], ["keys", "lose"]]) {
    const run = await runCli(args, environment);
    expect([run.code, run.stderr]).toEqual([
      2,
      "kathi keys: Expected keys status or keys rotate.\n",
    ]);
  }
});

test("a configured key that is none is refused by name, not by value", async () => {
  const run = await runCli(["doctor"], { ...environment, KATHI_MASTER_KEY: "short secret" });
  expect([run.code, run.stderr]).toEqual([
    1,
    "kathi doctor: KATHI_MASTER_KEY: must be 64 hexadecimal digits; further keys follow after commas.\n",
  ]);
});
