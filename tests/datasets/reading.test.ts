import { expect, test } from "@jest/globals";
import {
  attributeTags,
  isRejectedRow,
  readEvents,
  readItems,
  readManifest,
} from "../../src/datasets/index.ts";
import { collect, datasetFolder, eventsHeader, manifest } from "./folder.ts";

async function eventsOf(lines: readonly string[], changes: object = {}) {
  const dir = await datasetFolder({
    "events.csv": [eventsHeader, ...lines].join("\n"),
    "dataset.json": { ...manifest, events: { ...manifest.events, ...changes } },
  });
  return collect(readEvents(dir, await readManifest(dir)));
}

test("an event has its columns, and an empty cell is absent", async () => {
  expect(await eventsOf(["7,ann,cake,4.5,1000000000,hot,,8", "8,bob,tea,,,,calm,"])).toEqual([
    {
      line: 2,
      id: "7",
      customer: "ann",
      item: "cake",
      kind: "RATING",
      value: 4.5,
      at: 1_000_000_000_000,
      context: { weather: "hot" },
      mood: {},
      itemAttributes: { genre: "8" },
    },
    {
      line: 3,
      id: "8",
      customer: "bob",
      item: "tea",
      kind: "RATING",
      value: null,
      at: null,
      context: {},
      mood: { mood: "calm" },
      itemAttributes: {},
    },
  ]);
});

test.each([
  ["1,ann,cake,4", "4 columns instead of 8"],
  ["1,ann,cake,many,,,,", "value is not a number"],
  ["1,ann,cake,Infinity,,,,", "value is not a number"],
  ["1,ann,cake,4,yesterday,,,", "time is not a number"],
  ["1,ann,cake,4,-1,,,", "time is not in seconds between 1970 and 2100"],
  ["1,ann,cake,4,1000000000000,,,", "time is not in seconds between 1970 and 2100"],
  ["1,,cake,4,,,,", "customer is empty"],
  ["1,ann,,4,,,,", "item is empty"],
  ["1,an\0n,cake,4,,,,", "customer contains a control character or half a surrogate pair"],
  [`1,ann,${"x".repeat(201)},4,,,,`, "item is longer than 200 characters"],
  [`1,ann,cake,4,,${"x".repeat(201)},,`, "weather is longer than 200 characters"],
  ["1,ann,cake,4,,,a\0b,", "mood contains a control character or half a surrogate pair"],
  ["1\u001e,ann,cake,4,,,,", "id contains a control character or half a surrogate pair"],
  ["1,ann,ca\u001fke,4,,,,", "item contains a control character or half a surrogate pair"],
  ["1,ann,cake,4,,ho\u0085t,,", "weather contains a control character or half a surrogate pair"],
  ["1,ann,cake,4,,,,8\u001b", "genre contains a control character or half a surrogate pair"],
])("a row is rejected with line and reason: %j", async (row, reason) => {
  const rows = await eventsOf(["0,eve,tea,5,,,,", row, "2,eve,cake,5,,,,"]);
  expect(rows[1]).toEqual({ line: 3, reason });
  expect(rows.map(isRejectedRow)).toEqual([false, true, false]);
});

test("a kind column decides over the kind of the file, an unknown kind is rejected", async () => {
  const changes = {
    columns: { customer: "user", item: "item", kind: "weather" },
    context: [],
  };
  const rows = await eventsOf(
    ["1,ann,cake,,,PURCHASE,,", "2,ann,tea,,,,,", "3,ann,tea,,,LOVE,,"],
    changes,
  );
  expect(rows).toMatchObject([
    { id: "0", kind: "PURCHASE" },
    { id: "1", kind: "RATING" },
    { line: 4, reason: "kind is not known" },
  ]);
});

test("a quoted cell may hold commas, and lines count right behind a line break in one", async () => {
  const rows = await eventsOf([
    '1,"Ann, née B",cake,4,,hot,,',
    '2,ann,cake,4,,"hot\nday",,',
    "3,bob,tea,bad,,,,",
  ]);
  expect(rows).toMatchObject([
    { line: 2, customer: "Ann, née B", context: { weather: "hot" } },
    { line: 4, reason: "weather contains a control character or half a surrogate pair" },
    { line: 5, reason: "value is not a number" },
  ]);
});

test("gzip and a byte order mark are read", async () => {
  const dir = await datasetFolder({
    "events.csv.gz": `\uFEFF${eventsHeader}\n1,ann,cake,4,,,,\n`,
    "dataset.json": { ...manifest, events: { ...manifest.events, file: "events.csv.gz" } },
  });
  expect(await collect(readEvents(dir, await readManifest(dir)))).toMatchObject([{ item: "cake" }]);
});

test("categories come from one divided column", async () => {
  const dir = await datasetFolder({
    "events.csv": eventsHeader,
    "items.csv":
      "item,title,kinds\n1,Cake,Sweet| Baked ||Sweet\n2,,\n,Tea,Hot\n3,T\tea,\n4,Jam,a\u001f|b\n",
  });
  expect(await collect(readItems(dir, await readManifest(dir)))).toEqual([
    { line: 2, id: "1", title: "Cake", categories: ["Sweet", "Baked"] },
    { line: 3, id: "2", title: "2", categories: [] },
    { line: 4, reason: "item is empty" },
    { line: 5, reason: "title contains a control character or half a surrogate pair" },
    { line: 6, reason: "category contains a control character or half a surrogate pair" },
  ]);
});

test("categories come from several columns, broad to narrow", async () => {
  const items = { file: "items.csv", columns: { id: "item", categories: ["aisle", "shelf"] } };
  const dir = await datasetFolder({
    "events.csv": eventsHeader,
    "items.csv": "item,shelf,aisle\nmilk,fresh milk,dairy\nsalt,,\nshort\n",
    "dataset.json": { ...manifest, items },
  });
  expect(await collect(readItems(dir, await readManifest(dir)))).toEqual([
    { line: 2, id: "milk", title: "milk", categories: ["dairy", "fresh milk"] },
    { line: 3, id: "salt", title: "salt", categories: [] },
    { line: 4, reason: "1 columns instead of 3" },
  ]);
});

test("a dataset without items file has no items", async () => {
  const { items: _items, ...withoutItems } = manifest;
  const dir = await datasetFolder({ "events.csv": eventsHeader, "dataset.json": withoutItems });
  expect(await collect(readItems(dir, await readManifest(dir)))).toEqual([]);
});

test("attributes of an item become tags", () => {
  expect(attributeTags({ genre: "8", era: "90s" })).toEqual(["genre=8", "era=90s"]);
});

test("every line of a large compressed file is read once, in order", async () => {
  const lines = Array.from({ length: 50_000 }, (_, row) => `${row},u${row % 50},i${row % 9},3,,,,`);
  const dir = await datasetFolder({
    "events.csv.gz": [eventsHeader, ...lines].join("\n"),
    "dataset.json": { ...manifest, events: { ...manifest.events, file: "events.csv.gz" } },
  });
  let next = 0;
  for await (const row of readEvents(dir, await readManifest(dir))) {
    expect(row).toMatchObject({ line: next + 2, id: String(next) });
    next += 1;
  }
  expect(next).toBe(50_000);
});
