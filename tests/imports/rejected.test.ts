import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decodeNodeId, encodeNodeId } from "../../src/graphql/node-ids.ts";
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

describe("rows that cannot be used", () => {
  const events = [
    "0,ann,tea,1,1700000000",
    "1,ann,tea,many,1700000000",
    "2,ann,tea,1,4000000000",
    "3,ann,tea,-2,1700000000",
    "4,ann,,1,1700000000",
    "5,ann,tea,1,1700000001",
    "6,ann",
  ];

  test("are listed with file, line and reason, and nothing of what they say", async () => {
    const dir = await folders.write({ events, items: ["tea,Tea,", ",Nameless,"] });
    const result = await importFrom(dir);
    expect(result).toMatchObject({ rows: 7, accepted: 2, duplicates: 0, rejected: 6 });
    expect(result.rejectedFile).toBe(join(dir, "rejected.jsonl"));
    const lines = (await readFile(result.rejectedFile!, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { file: "items.csv", line: 3, reason: "item is empty" },
      { file: "events.csv.gz", line: 3, reason: "value is not a number" },
      { file: "events.csv.gz", line: 4, reason: "time lies in the future" },
      { file: "events.csv.gz", line: 5, reason: "quantity is not above 0" },
      { file: "events.csv.gz", line: 6, reason: "item is empty" },
      { file: "events.csv.gz", line: 8, reason: "2 columns instead of 5" },
    ]);
  });

  test("leave no list behind once there are none", async () => {
    const dir = await folders.write({ events });
    await importFrom(dir);
    await folders.rewrite(dir, { events: [events[0]!] });
    expect(await importFrom(dir)).toMatchObject({ rejected: 0, rejectedFile: null });
    await expect(stat(join(dir, "rejected.jsonl"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("end the import where they cannot be listed", async () => {
    const dir = await folders.write({ events });
    const rejectedFile = join(dir, "no-such-folder", "rejected.jsonl");
    await expect(importFrom(dir, { rejectedFile })).rejects.toThrow(
      `The list of rejected rows cannot be written to ${rejectedFile} (ENOENT). Name another file.`,
    );
  });

  test("include items whose id is too long once the dataset's name stands before it", async () => {
    const longest = "x".repeat(LIMITS.shortTextLengthMax - "shop:".length);
    const dir = await folders.write({
      events: [`0,ann,${longest},1,`, `1,ann,${longest}y,1,`],
      items: [`${longest},Longest,`, `${longest}y,Too long,`],
    });
    expect(await importFrom(dir)).toMatchObject({ accepted: 1, rejected: 2, items: 1 });
    const lines = (await readFile(join(dir, "rejected.jsonl"), "utf8")).trim().split("\n");
    const reason = "item is longer than 195 characters, which is what the dataset's name leaves";
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { file: "items.csv", line: 3, reason },
      { file: "events.csv.gz", line: 3, reason },
    ]);
    const [{ item_id: itemId }] = await select<{ item_id: string }>("select item_id from item");
    expect(decodeNodeId(encodeNodeId("CatalogueItem", itemId))?.keys).toEqual([itemId]);
  });

  test("include people whose name is too long for the directory", async () => {
    const dir = await folders.write({ events: [`0,${"x".repeat(201)},tea,1,`, "1,ann,tea,1,"] });
    expect(await importFrom(dir)).toMatchObject({ accepted: 1, rejected: 1, customers: 1 });
    const rejected = JSON.parse(await readFile(join(dir, "rejected.jsonl"), "utf8"));
    expect(rejected.reason).toBe("customer is longer than 200 characters");
  });

  test("include ratings without stars", async () => {
    const dir = await folders.write({ kind: "RATING", events: ["0,ann,tea,,", "1,ann,tea,4,"] });
    expect(await importFrom(dir)).toMatchObject({ accepted: 1, rejected: 1 });
  });
});
