import { symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { DatasetError, readEvents, readItems, readManifest } from "../../src/datasets/index.ts";
import { collect, datasetFolder, eventsHeader, manifest } from "./folder.ts";

async function failureOf(action: () => Promise<unknown>): Promise<DatasetError> {
  const error = await action().then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DatasetError)) throw new Error(`no DatasetError but ${error}`);
  return error;
}

async function manifestFailure(content: unknown, files: object = {}): Promise<DatasetError> {
  const dir = await datasetFolder({
    "events.csv": eventsHeader,
    ...files,
    "dataset.json": content,
  });
  return failureOf(() => readManifest(dir));
}

async function eventsFailure(content: string | Buffer, file = "events.csv"): Promise<DatasetError> {
  const dir = await datasetFolder({
    [file]: content,
    "dataset.json": { ...manifest, events: { ...manifest.events, file } },
  });
  return failureOf(async () => collect(readEvents(dir, await readManifest(dir))));
}

const withFile = (file: string) => ({ ...manifest, events: { ...manifest.events, file } });

test("a folder without dataset.json", async () => {
  expect(await manifestFailure(null)).toMatchObject({ file: "dataset.json", line: null });
});

test("invalid JSON names the line", async () => {
  const error = await manifestFailure('{\n  "name": "x",\n  oops\n}');
  expect(error).toMatchObject({ file: "dataset.json", line: 3, expected: "valid JSON" });
});

test.each([
  [[], "an object"],
  [{ ...manifest, name: 3 }, "name"],
  [{ ...manifest, events: { ...manifest.events, kind: "LOVE" } }, "events.kind"],
  [{ ...manifest, events: { ...manifest.events, context: ["__proto__"] } }, "events.context.0"],
  [{ ...manifest, events: { ...manifest.events, context: ["a\u001fb"] } }, "events.context.0"],
  [{ ...manifest, events: { ...manifest.events, mood: ["a\ud800"] } }, "events.mood.0"],
  [{ ...manifest, events: { ...manifest.events, context: ["mood"] } }, "events.context.0"],
  [{ ...manifest, events: { ...manifest.events, mood: ["weather"] } }, "events.context"],
])("a manifest with a wrong field names the field: %#", async (content, path) => {
  const error = await manifestFailure(content);
  expect(error).toMatchObject({ file: "dataset.json", line: null });
  expect(error.expected.startsWith(`${path}: `)).toBe(true);
});

test("a file that is missing", async () => {
  const error = await manifestFailure(withFile("none.csv"));
  expect(error.message).toBe("none.csv: expected a file that exists in the dataset folder");
});

test.each(["../x", "/etc/passwd", "a/../../x"])("a path outside the folder: %s", async (file) => {
  const error = await manifestFailure(withFile(file));
  expect(error).toMatchObject({ file, expected: "a path inside the dataset folder" });
});

test("a link that leads outside the folder", async () => {
  const outside = await datasetFolder({ "secret.csv": eventsHeader });
  const dir = await datasetFolder({ "dataset.json": withFile("link.csv") });
  await symlink(join(outside, "secret.csv"), join(dir, "link.csv"));
  const error = await failureOf(() => readManifest(dir));
  expect(error).toMatchObject({ file: "link.csv", expected: "a path inside the dataset folder" });
});

test("a folder instead of a file", async () => {
  const error = await manifestFailure(withFile("."));
  expect(error).toMatchObject({ file: ".", expected: "a file, not a folder" });
});

test("a folder that does not exist", async () => {
  const error = await failureOf(() => readManifest(join(tmpdir(), "kathi-no-such-folder")));
  expect(error).toMatchObject({ file: "dataset.json", line: null });
});

test("a column that the header does not have", async () => {
  const error = await eventsFailure("row,user,item,rating,ts,weather,mood\n");
  expect(error).toMatchObject({ file: "events.csv", line: 1 });
  expect(error.expected).toBe(
    'a column "genre" in the header (row, user, item, rating, ts, weather, mood)',
  );
});

test("a column that is there twice", async () => {
  const error = await eventsFailure(`${eventsHeader},user\n`);
  expect(error).toMatchObject({ line: 1, expected: 'every column once; "user" is there twice' });
});

test("an items file without its column", async () => {
  const dir = await datasetFolder({ "events.csv": eventsHeader, "items.csv": "item,title\n" });
  const error = await failureOf(async () => collect(readItems(dir, await readManifest(dir))));
  expect(error).toMatchObject({ file: "items.csv", line: 1 });
});

test("an empty file", async () => {
  expect(await eventsFailure("")).toMatchObject({ line: 1, expected: "a header line" });
});

test("a record that is not CSV names its line", async () => {
  const error = await eventsFailure(`${eventsHeader}\n1,ann,cake,4,,,,\n2,a"b"x,cake,4,,,,\n`);
  expect(error).toMatchObject({ file: "events.csv", line: 3 });
});

test("a quote that is never closed stops at the record limit", async () => {
  const rest = "3,ann,cake,4,,,,\n".repeat(20_000);
  const error = await eventsFailure(`${eventsHeader}\n2,"ann,cake,4,,,,\n${rest}`);
  expect(error.file).toBe("events.csv");
  expect(error.line).toBeLessThan(10_000);
});

test("truncated gzip", async () => {
  const rows = Array.from({ length: 5000 }, (_, row) => `${row},u${row * 7},i${row % 9},3,,,,`);
  const whole = gzipSync([eventsHeader, ...rows].join("\n"));
  const error = await eventsFailure(whole.subarray(0, whole.length / 2), "events.csv.gz");
  expect(error.file).toBe("events.csv.gz");
  expect(error.expected).toMatch(/^complete gzip data after line \d+ \(Z_BUF_ERROR\)$/);
});

test("a file that is no gzip at all", async () => {
  const error = await eventsFailure(Buffer.from(eventsHeader), "events.csv.gz");
  expect(error.expected).toBe("complete gzip data (Z_DATA_ERROR)");
});
