import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { type ImportOptions, importDataset } from "../../src/imports/import.service.ts";
import { LIMITS } from "../../src/limits.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { DatasetFolders } from "./dataset-folder.ts";

const now = new Date("2026-01-15T12:00:00Z");
const folders = new DatasetFolders();
let database: TestDatabase;

beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());
afterAll(() => folders.removeAll());

function importFrom(dir: string, options: Partial<ImportOptions> = {}) {
  const rejectedFile = join(dir, "rejected.jsonl");
  return importDataset(database.dataSource, {
    dir,
    grants: [],
    consentEvidence: null,
    rejectedFile,
    now,
    ...options,
  });
}

function select<Row>(text: string): Promise<Row[]> {
  return database.dataSource.query<Row[]>(text);
}

test("the attributes of items become tags, united over all events", async () => {
  const content = {
    itemAttributes: ["colour"],
    header: "row,user,item,rating,ts,colour",
    events: ["0,ann,tea,1,,red", "1,ann,tea,1,,green", "2,ann,jam,1,,"],
  };
  await importFrom(await folders.write(content));
  expect(await select("select item_id, tags from item order by 1")).toEqual([
    { item_id: "shop:jam", tags: [] },
    { item_id: "shop:tea", tags: ["colour=green", "colour=red"] },
  ]);
});

test("an item gets no more tags than it may have, and those that it has stay", async () => {
  const coloured = (from: number, count: number, at: number) =>
    Array.from({ length: count }, (_, index) => `${from + index},ann,tea,1,${at},${from + index}`);
  const content = { itemAttributes: ["n"], header: "row,user,item,rating,ts,n" };
  const dir = await folders.write({ ...content, events: coloured(100, 40, 1_700_000_000) });
  await importFrom(dir);
  // Older events: the item is dated back while its tags are united.
  const events = coloured(200, 30, 1_600_000_000);
  await folders.rewrite(dir, { ...content, events });
  expect(await importFrom(dir)).toMatchObject({ accepted: 30 });
  const expected = [...coloured(100, 40, 0), ...coloured(200, 10, 0)].map(
    (row) => `n=${row.split(",").at(-1)}`,
  );
  expect(await select("select tags from item")).toEqual([{ tags: expected }]);
  const many = await folders.write({ ...content, name: "many", events: coloured(100, 70, 0) });
  await importFrom(many);
  const [{ count }] = await select<{ count: number }>(
    "select cardinality(tags) as count from item where item_id = 'many:tea'",
  );
  expect(count).toBe(LIMITS.labelsPerItemMax);
  const before = await select("select version from catalogue_state");
  expect(await importFrom(many)).toMatchObject({ accepted: 0, duplicates: 70 });
  expect(await select("select version from catalogue_state")).toEqual(before);
});
