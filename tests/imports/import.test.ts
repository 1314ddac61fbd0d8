import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseGrants } from "../../src/imports/grants.ts";
import { type ImportOptions, importDataset } from "../../src/imports/import.service.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { withNames } from "../support/rows.ts";
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

const small = {
  context: ["weather"],
  header: "row,user,item,rating,ts,weather",
  events: ["0,ann,tea,2,1700000000,hot", "1,bob,tea,,1700000060,", "2,ann,jam,1,1690000000,cold"],
  items: ["tea,Black tea,hot drinks|drinks", "salt,Salt,pantry"],
};

describe("an import stores", () => {
  test("exactly what the folder holds", async () => {
    const dir = await folders.write(small);
    const result = await importFrom(dir);
    expect(result).toEqual({
      dataset: "shop",
      rows: 3,
      accepted: 3,
      duplicates: 0,
      suppressed: 0,
      rejected: 0,
      rejectedFile: null,
      items: 3,
      customers: 2,
      grants: 0,
      moodCells: 0,
      moodRowsUnused: 0,
      seconds: expect.any(Number),
    });
    const written = await select<{ customer_id: string }>(`
      select customer_id, item_id, kind, value, occurred_at, is_time_known, context, provenance,
        source, status
      from interaction order by occurred_at`);
    const stored = await withNames(database.dataSource, written);
    const common = {
      kind: "PURCHASE",
      is_time_known: true,
      provenance: "IMPORTED",
      source: "import:shop",
      status: "ACTIVE",
    };
    const at = (seconds: number) => new Date(seconds * 1_000);
    expect(stored).toEqual([
      {
        ...common,
        who: "ann",
        item_id: "shop:jam",
        value: 1,
        occurred_at: at(1_690_000_000),
        context: { weather: "cold" },
      },
      {
        ...common,
        who: "ann",
        item_id: "shop:tea",
        value: 2,
        occurred_at: at(1_700_000_000),
        context: { weather: "hot" },
      },
      {
        ...common,
        who: "bob",
        item_id: "shop:tea",
        value: null,
        occurred_at: at(1_700_000_060),
        context: {},
      },
    ]);
    const people = await select<{ customer_id: string }>("select * from external_id");
    expect(await withNames(database.dataSource, people)).toEqual([
      expect.objectContaining({ system: "shop", who: "ann" }),
      expect.objectContaining({ system: "shop", who: "bob" }),
    ]);
  });

  test("items with title and categories, as old as their history", async () => {
    await importFrom(await folders.write(small));
    const items = await select(`
      select item_id, title, categories, tags, is_available,
        case when added_at < now() - interval '1 day' then added_at end as first_at
      from item order by item_id`);
    const common = { tags: [], is_available: true };
    expect(items).toEqual([
      {
        ...common,
        item_id: "shop:jam",
        title: "jam",
        categories: [],
        first_at: new Date(1_690_000_000_000),
      },
      { ...common, item_id: "shop:salt", title: "Salt", categories: ["pantry"], first_at: null },
      {
        ...common,
        item_id: "shop:tea",
        title: "Black tea",
        categories: ["hot drinks", "drinks"],
        first_at: new Date(1_700_000_000_000),
      },
    ]);
  });

  test("an unknown time as unknown, and a value only where it means something", async () => {
    await importFrom(await folders.write({ kind: "VIEW", events: ["0,ann,tea,7,"] }));
    expect(await select("select value, occurred_at, is_time_known from interaction")).toEqual([
      { value: null, occurred_at: now, is_time_known: false },
    ]);
  });

  test("two datasets side by side, though both call their items and people alike", async () => {
    const events = ["0,1,1,1,1700000000"];
    await importFrom(await folders.write({ name: "films", events }));
    await importFrom(await folders.write({ name: "places", events }));
    expect(await select("select item_id from item order by 1")).toEqual([
      { item_id: "films:1" },
      { item_id: "places:1" },
    ]);
    expect(await select("select count(*)::int as people from customer")).toEqual([{ people: 2 }]);
    expect(await select("select count(*)::int as events from interaction")).toEqual([
      { events: 2 },
    ]);
  });
});

describe("a second import", () => {
  test("adds nothing, and no server has to read the catalogue again", async () => {
    const dir = await folders.write(small);
    await importFrom(dir);
    const before = await everything();
    const again = await importFrom(dir);
    expect(again).toMatchObject({ rows: 3, accepted: 0, duplicates: 3, items: 0, customers: 0 });
    expect(await everything()).toEqual(before);
  });

  test("adds only what is new, and counts a row twice in one file once", async () => {
    const dir = await folders.write(small);
    await importFrom(dir);
    const more = ["3,ann,tea,1,1700000100,", "3,ann,tea,1,1700000100,"];
    await folders.rewrite(dir, { ...small, events: [...small.events, ...more] });
    expect(await importFrom(dir)).toMatchObject({ rows: 5, accepted: 1, duplicates: 4 });
  });

  test("leaves price and availability to the operator, but renews the title", async () => {
    const dir = await folders.write(small);
    await importFrom(dir);
    await select("update item set price_minor = 390, currency = 'EUR', is_available = false");
    await folders.rewrite(dir, { ...small, items: ["tea,Ceylon tea,drinks"] });
    expect(await importFrom(dir)).toMatchObject({ items: 0 });
    const [tea] = await select(`
      select title, categories, price_minor, is_available from item where item_id = 'shop:tea'`);
    expect(tea).toEqual({
      title: "Ceylon tea",
      categories: ["drinks"],
      price_minor: 390,
      is_available: false,
    });
  });

  async function everything() {
    return {
      interactions: await select("select * from interaction order by interaction_id"),
      items: await select("select * from item order by item_id"),
      people: await select("select * from external_id order by external_id_digest"),
      consents: await select("select * from consent_snapshot order by customer_id"),
      catalogue: await select("select version from catalogue_state"),
    };
  }
});

describe("a folder that cannot be read", () => {
  test("is refused before anything is written", async () => {
    const dir = await folders.write({ events: [], name: "../etc" });
    await expect(importFrom(dir)).rejects.toThrow(
      "dataset.json: expected name: letters, digits, points, hyphens and underscores",
    );
    await expect(importFrom(join(dir, "missing"))).rejects.toThrow(/^dataset\.json: expected/);
    expect(await select("select count(*)::int as items from item")).toEqual([{ items: 0 }]);
  });

  test("names the column that is missing", async () => {
    const dir = await folders.write({ events: ["0,ann,tea"], header: "row,user,item" });
    await expect(importFrom(dir)).rejects.toThrow(
      /^events\.csv\.gz, line 1: expected a column "rating"/,
    );
  });

  test("keeps what came before the break, and a whole file completes it", async () => {
    const events = Array.from(
      { length: 30_000 },
      (_, row) => `${row},p${row % 50},i${row % 70},1,`,
    );
    const dir = await folders.write({ events, eventsBytesMax: 60_000 });
    await expect(importFrom(dir)).rejects.toThrow(/^events\.csv\.gz: expected complete gzip data/);
    const [partial] = await select<{ events: number }>(
      "select count(*)::int as events from interaction",
    );
    expect(partial!.events).toBeGreaterThan(0);
    expect(partial!.events).toBeLessThan(30_000);
    await folders.rewrite(dir, { events });
    expect(await importFrom(dir)).toMatchObject({
      rows: 30_000,
      accepted: 30_000 - partial!.events,
      duplicates: partial!.events,
    });
  });
});

test("an import that ends in the middle is completed by the next one", async () => {
  const events = Array.from({ length: 9_000 }, (_, row) => `${row},p${row % 90},i${row % 7},1,`);
  const dir = await folders.write({ events });
  const onProgress = ({ rows }: { rows: number }) => {
    if (rows >= 4_000) throw new Error("killed");
  };
  await expect(importFrom(dir, { onProgress })).rejects.toThrow("killed");
  expect(await importFrom(dir)).toMatchObject({ rows: 9_000, accepted: 5_000, duplicates: 4_000 });
  expect(await select("select count(*)::int as events from interaction")).toEqual([
    { events: 9_000 },
  ]);
});

test("two imports of one folder at the same time store every row once", async () => {
  const header = "row,user,item,rating,ts,mood";
  // Different orders provoke what can go wrong between two transactions.
  const events = Array.from(
    { length: 12_000 },
    (_, row) => `${row},p${row % 400},i${row % 90},1,,glad`,
  );
  const content = { events, header, mood: ["mood"] };
  const forwards = await folders.write(content);
  const backwards = await folders.write({ ...content, events: [...events].reverse() });
  const consent = {
    grants: parseGrants("PERSONALISATION:PURCHASE,IMPROVEMENT:MOOD"),
    consentEvidence: "contract 7",
  };
  const results = await Promise.all([
    importFrom(forwards, consent),
    importFrom(backwards, consent),
  ]);
  const sum = (key: "accepted" | "duplicates" | "customers" | "items" | "grants") =>
    results.reduce((total, result) => total + result[key], 0);
  expect(sum("accepted")).toBe(12_000);
  expect(sum("duplicates")).toBe(12_000);
  expect(sum("customers")).toBe(400);
  expect(sum("items")).toBe(90);
  expect(sum("grants")).toBe(800);
  expect(await select("select count(*)::int as events from interaction")).toEqual([
    { events: 12_000 },
  ]);
});
