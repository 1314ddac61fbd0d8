import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createErasureParts } from "../../src/app.ts";
import { scrub } from "../../src/erasure/scrub.service.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { addKnownCustomer, record, upsert } from "./house.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

/** Words that are nowhere else in the world. */
const canary = (name: string) => `canary${name}${randomBytes(6).toString("hex")}`;

/** Files of the server that may hold anything of this suite's database, WAL and logs included. */
async function serverFiles(): Promise<string[]> {
  const { dataSource } = kathi.database;
  const [{ folder }] = await dataSource.query("select current_setting('data_directory') as folder");
  const [{ oid }] = await dataSource.query(
    "select oid::text from pg_database where datname = current_database()",
  );
  const isOthers = (path: string) =>
    /[/\\]base[/\\]\d+[/\\]/.test(path) && !path.includes(`/${oid}/`);
  const entries = await readdir(join(folder, ".."), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isOthers(path));
}

/** Which of these words any of the files holds, as `word in file`. */
async function found(words: readonly string[]): Promise<string[]> {
  const hits: string[] = [];
  for (const file of await serverFiles()) {
    let rest = "";
    try {
      for await (const chunk of createReadStream(file, { encoding: "latin1" })) {
        const text = rest + chunk;
        for (const word of words) if (text.includes(word)) hits.push(`${word} in ${file}`);
        rest = text.slice(-100);
      }
    } catch (error) {
      // The server removes files of its own while we look.
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
  }
  return [...new Set(hits)];
}

test("erased values are in no file of the server, no log and no dump", async () => {
  const { dataSource } = kathi.database;
  const words = ["Name", "Mail", "Likes", "Event", "Context", "Address"].map(canary);
  const [name, mail, likes, event, context, address] = words as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await addKnownCustomer(kathi, "stays");
  const ann = await addKnownCustomer(kathi, name);
  await upsert(kathi, name, [
    { field: "EMAIL", value: `${mail}@example.org` },
    { field: "ADDRESS", value: address },
  ]);
  await record(kathi, ann, [
    { eventId: event, kind: "LIKE", sku: "tea", context: [{ name: "weather", value: context }] },
  ]);
  await kathi.ask(
    asCustomer(ann),
    `mutation ($likes: ShortText!) { preferencesDeclare(input: { idempotencyKey: "l",
      preferences: [{ target: TAG, name: $likes, sentiment: LIKE }] }) { errors { code } } }`,
    { likes },
  );
  await learnSnapshot(dataSource, Date.now());
  // The planner keeps samples of values, too.
  await dataSource.query("analyze");
  await dataSource.query("checkpoint");
  const before = (await found(words)).join("\n");
  // An event's own id at its source is never stored, and what identifies is sealed.
  for (const word of [event, mail, address]) expect(before).not.toContain(word);
  for (const word of [name, likes, context]) expect(before).toContain(word);

  const { data } = await kathi.ask(
    asCustomer(ann),
    `mutation { customerErase(input: { isUndoable: false, idempotencyKey: "${key()}" })
      { errors { code } } }`,
  );
  expect(data.customerErase.errors).toEqual([]);
  await learnSnapshot(dataSource, Date.now());
  await dataSource.query(
    "delete from model_snapshot where snapshot_id < (select max(snapshot_id) from model_snapshot)",
  );
  // A deletion alone leaves the bytes: that is what the rewriting is for.
  await dataSource.query("checkpoint");
  expect(await found(words)).not.toEqual([]);
  expect(await scrub(dataSource, Number.POSITIVE_INFINITY)).toMatchObject({ skipped: [] });
  expect(await found(words)).toEqual([]);
}, 300_000);

test("what a transaction of before can still see is not called gone", async () => {
  const { dataSource } = kathi.database;
  const word = canary("Seen");
  const dan = await addKnownCustomer(kathi, word);
  const reader = dataSource.createQueryRunner();
  await reader.startTransaction("REPEATABLE READ");
  await reader.query("select 1 from customer");
  await kathi.ask(
    asCustomer(dan),
    `mutation { customerErase(input: { isUndoable: false, idempotencyKey: "d" })
      { errors { code } } }`,
  );
  const scrubbing = scrub(dataSource, Number.POSITIVE_INFINITY);
  const isWaiting = await Promise.race([
    scrubbing.then(() => false),
    new Promise((resolve) => setTimeout(() => resolve(true), 500)),
  ]);
  expect(isWaiting).toBe(true);
  await reader.commitTransaction();
  await reader.release();
  expect(await scrubbing).toMatchObject({ skipped: [] });
  expect(await found([word])).toEqual([]);
}, 300_000);

test("a table that is too large or in use is skipped and said so; it is not called scrubbed", async () => {
  const { dataSource } = kathi.database;
  const bob = await addKnownCustomer(kathi, "bob");
  await kathi.ask(
    asCustomer(bob),
    `mutation { categoryErase(input: { category: BROWSING, idempotencyKey: "b" })
      { errors { code } } }`,
  );
  expect(await scrub(dataSource, 0)).toMatchObject({ rewritten: [], erasures: 0 });
  expect(await scrub(dataSource, Number.POSITIVE_INFINITY)).toMatchObject({ erasures: 1 });
});

test("the worker rewrites within a day, and not before it is worth it", async () => {
  const { dataSource } = kathi.database;
  const cid = await addKnownCustomer(kathi, "cid");
  await kathi.ask(
    asCustomer(cid),
    `mutation { categoryErase(input: { category: BROWSING, idempotencyKey: "c" })
      { errors { code } } }`,
  );
  const logged: string[] = [];
  const logger = {
    info: (_fields: object, message: string) => logged.push(message),
    warn: (_fields: object, message: string) => logged.push(message),
  } as never;
  const home = await import("../support/cli.ts").then(({ makeHome }) => makeHome());
  const workAt = (hours: number) =>
    createErasureParts({
      dataSource,
      home: home.home,
      now: () => Date.now() + hours * 3_600_000,
    }).work.run(logger);
  await workAt(19);
  expect(logged).toEqual(["erased what was due"]);
  await workAt(21);
  expect(logged).toEqual(["erased what was due", "rewrote the files that held erased rows"]);
  await workAt(22);
  expect(logged).toHaveLength(2);
  await home.remove();
});
