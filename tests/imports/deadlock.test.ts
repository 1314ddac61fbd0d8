import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { againAfterDeadlock } from "../../src/imports/deadlock.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.dataSource.query(
    "insert into item (item_id, title) values ('a', 'A'), ('b', 'B')",
  );
});
afterAll(() => database.close());

test("two transactions that lock each other out both succeed in the end", async () => {
  let attempts = 0;
  let waiting = 2;
  let release: () => void = () => undefined;
  const bothHoldTheirFirst = new Promise<void>((resolve) => {
    release = resolve;
  });
  const lockInOrder = (first: string, second: string) =>
    againAfterDeadlock(() =>
      database.dataSource.transaction(async (manager) => {
        attempts += 1;
        const rename = (id: string) =>
          manager.query("update item set title = title || $2 where item_id = $1", [id, first]);
        await rename(first);
        waiting -= 1;
        if (waiting === 0) release();
        await bothHoldTheirFirst;
        await rename(second);
      }),
    );
  await Promise.all([lockInOrder("a", "b"), lockInOrder("b", "a")]);
  expect(attempts).toBe(3);
  const items = await database.dataSource.query<{ title: string }[]>("select title from item");
  expect(items.map(({ title }) => [...title].sort().join("")).sort()).toEqual(["Aab", "Bab"]);
});

test("any other failure is not tried again", async () => {
  let attempts = 0;
  const failing = againAfterDeadlock(() => {
    attempts += 1;
    return database.dataSource.query("select 1 / 0");
  });
  await expect(failing).rejects.toThrow("division by zero");
  expect(attempts).toBe(1);
});

test("what never ends in success fails after five attempts", async () => {
  let attempts = 0;
  const failing = againAfterDeadlock(async () => {
    attempts += 1;
    throw Object.assign(new Error("deadlock detected"), { driverError: { code: "40P01" } });
  });
  await expect(failing).rejects.toThrow("deadlock detected");
  expect(attempts).toBe(5);
});
