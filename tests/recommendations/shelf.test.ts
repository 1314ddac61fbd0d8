import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { pino } from "pino";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { learnSnapshot } from "../../src/recommendations/learner.service.ts";
import { insertSnapshot } from "../../src/recommendations/recommendation.repository.ts";
import { ShelfService } from "../../src/recommendations/shelf.service.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { item } from "../support/rows.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await upsertItems(database.dataSource.manager, [item("tea")]);
});
afterAll(() => database.close());

const newShelf = () => new ShelfService(database.dataSource, pino({ level: "silent" }));

test("a snapshot that the database does not give away at this moment is asked for again", async () => {
  const { snapshotId } = await learnSnapshot(database.dataSource, Date.now());
  const shelves = newShelf();
  const { manager } = database.dataSource;
  const query = manager.query.bind(manager);
  let refusals = 0;
  const spy = jest.spyOn(manager, "query").mockImplementation((statement, values) => {
    // Prepared statements are handed over as objects, see sql.ts.
    const { text } = statement as unknown as { text: string };
    if (!text.includes("from model_snapshot_part") || refusals > 0) return query(statement, values);
    refusals += 1;
    return Promise.reject(new Error("connection lost"));
  });
  try {
    await expect(shelves.refresh()).rejects.toThrow("connection lost");
    expect(shelves.current().snapshotId).toBeNull();
    await shelves.refresh();
    expect(shelves.current().snapshotId).toBe(snapshotId);
  } finally {
    spy.mockRestore();
  }
});

test("a damaged snapshot is passed over, and learning again replaces it", async () => {
  const { snapshotId } = await learnSnapshot(database.dataSource, Date.now());
  await database.dataSource.query(
    "update model_snapshot_part set bytes = 'x' where snapshot_id = $1",
    [snapshotId],
  );
  const shelves = newShelf();
  await shelves.refresh();
  expect(shelves.current().snapshotId).toBeNull();
  const repaired = await learnSnapshot(database.dataSource, Date.now());
  expect(repaired.snapshotId).toBeGreaterThan(snapshotId);
  await shelves.refresh();
  expect(shelves.current().snapshotId).toBe(repaired.snapshotId);
});

test("a snapshot of another format leaves the one before it in use, with one clear log line", async () => {
  const { dataSource } = database;
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  const shelves = new ShelfService(dataSource, pino({}, stream as never));
  const { snapshotId: older } = await learnSnapshot(dataSource, Date.now());
  await shelves.refresh();
  await upsertItems(dataSource.manager, [item("jam")]);
  const header = { name: "header", bytes: Buffer.from(JSON.stringify({ format: 99 })) };
  const newer = await insertSnapshot(dataSource.manager, "of another format", [header]);
  for (let turn = 0; turn < 3; turn += 1) await shelves.refresh();
  expect(shelves.current()).toMatchObject({ snapshotId: older, learnedAt: expect.any(Date) });
  expect(shelves.current().items.has("jam")).toBe(true);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      snapshotId: newer,
      reason: expect.stringMatching(/^model format 99 is not \d+$/),
      msg: "snapshot cannot be used, the one before it goes on",
    }),
  ]);
});
