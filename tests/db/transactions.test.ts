import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { rows, sql } from "../../src/db/sql.ts";
import { Transactions } from "../../src/db/transactions.ts";
import { fail, ok } from "../../src/result.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
let transactions: Transactions;

beforeAll(async () => {
  database = await openTestDatabase();
  transactions = new Transactions(database.dataSource);
});
afterAll(() => database.close());

const call = (key: string, input: unknown = 1) => ({ actor: "a", operation: "o", key, input });

test("work is done once for each key, also when many call at the same time", async () => {
  let runs = 0;
  const work = async () => {
    runs += 1;
    return ok({ run: runs });
  };
  const results = await Promise.all(
    Array.from({ length: 20 }, () => transactions.once(call("k-1"), work)),
  );
  expect(runs).toBe(1);
  expect(results).toEqual(results.map(() => ok({ run: 1 })));
});

test("a failed outcome leaves nothing behind and may be tried again", async () => {
  const failed = await transactions.once(call("k-2"), async (manager) => {
    await rows(manager, sql`insert into customer (customer_id) values (gen_random_uuid())`);
    return fail("NO", "no");
  });
  expect(failed).toMatchObject({ ok: false, errors: [{ code: "NO" }] });
  const [{ count }] = await database.dataSource.query("select count(*)::int from customer");
  expect(count).toBe(0);
  expect(await transactions.once(call("k-2"), async () => ok("done"))).toEqual(ok("done"));
});

test("a bug rolls back and is thrown", async () => {
  const bug = new Error("bug");
  const run = transactions.once(call("k-3"), async () => Promise.reject(bug));
  await expect(run).rejects.toBe(bug);
  expect(await transactions.once(call("k-3"), async () => ok(1))).toEqual(ok(1));
});

test("the same key with other content, and the same key of another actor", async () => {
  await transactions.once(call("k-4", "one"), async () => ok(1));
  const reused = await transactions.once(call("k-4", "other"), async () => ok(2));
  expect(reused).toMatchObject({ ok: false, errors: [{ code: "IDEMPOTENCY_KEY_REUSED" }] });
  const other = { ...call("k-4", "other"), actor: "b" };
  expect(await transactions.once(other, async () => ok(3))).toEqual(ok(3));
});

test("a parameter that is undefined is a bug, not a null", () => {
  expect(() => sql`select ${undefined}`).toThrow("SQL parameter 1 is undefined.");
});

test("a statement in a statement keeps its values, in the order of the whole text", async () => {
  const inner = sql`(${"a"}::text, ${"b"}::text)`;
  const outer = sql`select ${1}::int as one, ${inner} = ${inner} as same, ${sql`${2}::int`} as two`;
  expect(outer.values).toEqual([1, "a", "b", "a", "b", 2]);
  const { manager } = database.dataSource;
  expect(await rows(manager, outer)).toEqual([{ one: 1, same: true, two: 2 }]);
  expect(sql`${inner}`).toEqual(inner);
});

test("what only looks like a statement is a value", () => {
  const value = JSON.parse('{"parts": ["drop table customer"], "text": "x", "values": []}');
  expect(sql`select ${value}`).toMatchObject({ text: "select $1", values: [value] });
});
