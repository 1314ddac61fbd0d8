import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProtocol } from "../../../src/learning/evaluation/protocol.ts";
import { readDataset } from "../../../src/learning/evaluation/rows.ts";
import { splitOf } from "../../../src/learning/evaluation/splits.ts";

const manifest = {
  name: "made-up",
  events: {
    file: "events.csv",
    columns: { id: "row", customer: "user", item: "item", value: "rating", at: "ts" },
    kind: "RATING",
    context: ["weather", "hidden"],
    mood: ["mood"],
    itemAttributes: ["genre"],
  },
};

/** One liked item of each user, with the weather and the mood of the request. */
export const p1 = {
  protocol: "P1",
  dataset: "made-up",
  positive: "rating >= 4",
  context: ["weather", "mood"],
  mood: ["mood"],
  seeds: [1, 2],
};

/** The last basket of each user who has four. */
export const lastBasket = { protocol: "last-basket", dataset: "made-up" };

export async function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "kathi-evaluation-"));
}

/** A data set of rows such as `0,ann,a,5,10,hot,,calm,1`, below a new folder. */
export async function datasetFolder(
  rows: readonly string[],
  { name = "made-up", kind = "RATING", below = "" } = {},
): Promise<string> {
  const folder = below === "" ? await emptyFolder() : join(below, name);
  await mkdir(folder, { recursive: true });
  const header = "row,user,item,rating,ts,weather,hidden,mood,genre";
  const events = { ...manifest.events, kind };
  await writeFile(join(folder, "dataset.json"), JSON.stringify({ ...manifest, name, events }));
  await writeFile(join(folder, "events.csv"), [header, ...rows].join("\n"));
  return folder;
}

/** A protocol file in a folder. */
export async function protocolFile(
  folder: string,
  protocol: unknown,
  name = "protocol.json",
): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof protocol === "string" ? protocol : JSON.stringify(protocol));
  return file;
}

/** What `runEvaluation` takes for rows and a protocol. */
export async function evaluationOf(rows: readonly string[], protocol: unknown, kind = "RATING") {
  const dataDir = await datasetFolder(rows, { kind });
  return { dataDir, protocol: await readProtocol(await protocolFile(dataDir, protocol)) };
}

/** Training rows and requests of a seed. */
export async function splitFor(rows: readonly string[], protocol: object, seed: number) {
  const { dataDir, protocol: read } = await evaluationOf(rows, protocol);
  return splitOf(await readDataset(dataDir, read), read, seed);
}
