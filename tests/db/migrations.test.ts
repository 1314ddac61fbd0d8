import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DataSource, type MigrationInterface, type QueryRunner } from "typeorm";
import { openDataSource } from "../../src/db/data-source.ts";
import { migrateDown, migrateUp, migrationStates } from "../../src/db/migrate.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test("after all migrations the database is what the entities say", async () => {
  const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

test("down and up again leave the same tables", async () => {
  const tables = () =>
    database.dataSource.query(
      `select table_name, column_name, data_type, column_default, is_nullable
       from information_schema.columns where table_schema = 'public' order by 1, 2`,
    );
  const before = await tables();
  const names = (await migrationStates(database.dataSource)).map(({ name }) => name);
  for (const name of names.toReversed()) {
    expect(await migrateDown(database.dataSource)).toBe(name);
  }
  expect(await migrateDown(database.dataSource)).toBeUndefined();
  const left = await tables();
  expect(new Set(left.map((row: { table_name: string }) => row.table_name))).toEqual(
    new Set(["migration"]),
  );
  expect(await migrateUp(database.dataSource)).toEqual(names);
  expect(await tables()).toEqual(before);
});

test("parallel starts migrate once", async () => {
  const empty = await openTestDatabase("template0");
  const second = await openDataSource({ url: empty.url });
  try {
    const applied = await Promise.all([migrateUp(empty.dataSource), migrateUp(second)]);
    const names = (await migrationStates(second)).map(({ name }) => name);
    expect(applied.flat()).toEqual(names);
  } finally {
    await second.destroy();
    await empty.close();
  }
});

test("neither a long migration nor the wait for one is ended by the statement timeout", async () => {
  class Slow1763700000001 implements MigrationInterface {
    readonly name = "Slow1763700000001";
    up = (runner: QueryRunner) => runner.query("select pg_sleep(0.5)");
    down = (runner: QueryRunner) => runner.query("select pg_sleep(0.5)");
  }
  const empty = await openTestDatabase("template0");
  const sources = [0, 1].map(
    () =>
      new DataSource({
        ...empty.dataSource.options,
        migrations: [Slow1763700000001],
        poolSize: 2,
        extra: { statement_timeout: 200 },
      } as DataSource["options"]),
  );
  try {
    await Promise.all(sources.map((source) => source.initialize()));
    const runs = sources.map((source) => migrateUp(source));
    expect((await Promise.all(runs)).flat()).toEqual(["Slow1763700000001"]);
    expect(await migrateDown(sources[0]!)).toBe("Slow1763700000001");
    // The connection that had no limit has it again.
    const statements = [0, 1].map(() => sources[0]!.query("show statement_timeout"));
    expect(await Promise.all(statements)).toEqual(
      statements.map(() => [{ statement_timeout: "200ms" }]),
    );
  } finally {
    for (const source of sources) await source.destroy();
    await empty.close();
  }
});
