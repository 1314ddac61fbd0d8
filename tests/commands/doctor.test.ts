import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { insertSnapshot } from "../../src/recommendations/recommendation.repository.ts";
import { makeHome, runCli } from "../support/cli.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { item } from "../support/rows.ts";

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

/** What the doctor finds about snapshots, as one line, and its exit code. */
async function examine() {
  const environment = { DATABASE_URL: database.url, KATHI_HOME: house.home };
  const { code, stdout } = await runCli(["doctor"], environment);
  return { code, line: stdout.split("\n").find((line) => line.includes("snapshot")) };
}

test("the doctor says which snapshot is in use, and which cannot be used and why", async () => {
  expect(await examine()).toEqual({
    code: 1,
    line: "bad snapshot: nothing learned yet: run learn",
  });
  await upsertItems(database.dataSource.manager, [item("tea")]);
  const { snapshotId: older } = await learnSnapshot(database.dataSource, Date.now());
  const healthy = await examine();
  expect(healthy.code).toBe(0);
  expect(healthy.line).toMatch(new RegExp(`^ok  snapshot: 1 kept, ${older} \\(\\w{16}\\) in use$`));

  const { dataSource } = database;
  const header = { name: "header", bytes: Buffer.from(JSON.stringify({ format: 2 })) };
  const newer = await insertSnapshot(dataSource.manager, "of another format", [header]);
  const foreign = await examine();
  expect(foreign.code).toBe(1);
  expect(foreign.line).toMatch(
    new RegExp(
      `^bad snapshot: 2 kept, ${older} \\(\\w{16}\\) in use; ` +
        `${newer} cannot be used \\(model format 2 is not \\d+\\): run learn$`,
    ),
  );

  await dataSource.query("delete from model_snapshot_part where name <> 'header'");
  const damaged = await examine();
  expect(damaged.code).toBe(1);
  expect(damaged.line).toMatch(/^bad snapshot: none that can be used; .+ is missing\): run learn$/);
}, 300_000);
