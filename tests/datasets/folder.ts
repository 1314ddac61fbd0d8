import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The smallest manifest that names every kind of column. */
export const manifest = {
  name: "made-up",
  licence: "none",
  source: "made up for tests",
  events: {
    file: "events.csv",
    columns: { id: "row", customer: "user", item: "item", value: "rating", at: "ts" },
    kind: "RATING",
    valueMeaning: "stars 1..5",
    context: ["weather"],
    mood: ["mood"],
    itemAttributes: ["genre"],
  },
  items: { file: "items.csv", columns: { id: "item", title: "title", categories: "kinds" } },
};

export const eventsHeader = "row,user,item,rating,ts,weather,mood,genre";

/** A temporary folder with the given files; names ending in `.gz` are compressed. */
export async function datasetFolder(files: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "kathi-dataset-"));
  const all = { "dataset.json": manifest, "items.csv": "item,title,kinds\n", ...files };
  for (const [name, content] of Object.entries(all)) {
    if (content === null) continue;
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    const isText = name.endsWith(".gz") && !Buffer.isBuffer(content);
    await writeFile(join(dir, name), isText ? gzipSync(bytes) : bytes);
  }
  return dir;
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
