import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ensureCustomers, externalIdsOf } from "../../src/customers/customer.repository.ts";
import { makeHome, runCli, startCli } from "../support/cli.ts";
import { openTestDatabase, TEST_MASTER_KEYS, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
let house: Awaited<ReturnType<typeof makeHome>>;

beforeAll(async () => {
  database = await openTestDatabase();
  house = await makeHome();
});
afterAll(async () => {
  await database.close();
  await house.remove();
});

const environment = () => ({
  DATABASE_URL: database.url,
  KATHI_HOME: house.home,
  KATHI_MASTER_KEY: TEST_MASTER_KEYS.masterKey,
});

const run = (...args: string[]) => runCli(args, environment());

async function lift(kind: string, contact: string) {
  const started = startCli(["suppression", "lift", kind], environment());
  started.process.stdin.end(contact);
  return { code: await started.ended, ...started.printed };
}

async function erasureLine() {
  const { stdout } = await run("doctor");
  return stdout.split("\n").find((line) => line.includes("erasures"));
}

test("an operator erases, replays after a restore, and lets a person come back", async () => {
  const { manager } = database.dataSource;
  await ensureCustomers(manager, "crm", ["ann", "bob"]);
  expect(await run("erase", "--customer", "crm:nobody")).toMatchObject({ code: 1 });
  expect(await run("erase")).toMatchObject({ code: 2 });
  const erased = await run("erase", "--customer", "crm:ann", "--json");
  expect(erased).toMatchObject({ code: 0, stderr: "" });
  const { customerId, erasureId } = JSON.parse(erased.stdout);
  const ledger = await readFile(join(house.home, "erasures.jsonl"), "utf8");
  expect(JSON.parse(ledger)).toMatchObject({ customerId, erasureId, requestedBy: "OPERATOR" });
  expect(await erasureLine()).toBe("ok  erasures: 1 kept");

  // A dump from before the erasure: the customer is there, and nothing else is known.
  await database.dataSource.query("truncate erasure, suppression");
  await ensureCustomers(manager, "crm", ["ann"], () => customerId);
  expect(await erasureLine()).toBe(
    "bad erasures: the database has forgotten 1 of 1: run erasure replay",
  );
  expect(await run("erasure", "replay")).toMatchObject({
    code: 0,
    stdout: "1 erasures in the ledger, 1 carried out again.\n",
  });
  const left: { id: string }[] = await database.dataSource.query(
    "select customer_id as id from customer",
  );
  const names = await externalIdsOf(
    manager,
    left.map(({ id }) => id),
  );
  expect(names.map(({ externalId }) => externalId)).toEqual(["bob"]);
  expect(await erasureLine()).toBe("ok  erasures: 1 kept");

  expect(await lift("external-id", "crm:bob")).toMatchObject({ code: 1 });
  expect(await lift("external-id", "ann")).toMatchObject({ code: 2 });
  expect(await lift("name", "ann")).toMatchObject({ code: 2 });
  expect(await lift("external-id", "crm:ann\n")).toMatchObject({ code: 0 });
  expect(await lift("external-id", "crm:ann")).toMatchObject({ code: 1 });

  const scrubbed = await run("erasure", "scrub", "--json");
  expect(scrubbed.code).toBe(0);
  expect(JSON.parse(scrubbed.stdout)).toMatchObject({ skipped: [], erasures: 1 });
  expect(await run("erasure", "forget")).toMatchObject({ code: 2 });
}, 300_000);
