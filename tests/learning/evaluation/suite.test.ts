import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readManifest } from "../../../src/datasets/index.ts";
import { defaultProtocols, factsOf } from "../../../src/learning/evaluation/defaults.ts";
import { ProtocolError } from "../../../src/learning/evaluation/protocol.ts";
import { readDataset, rowCountOf } from "../../../src/learning/evaluation/rows.ts";
import { evaluationJobs } from "../../../src/learning/evaluation/suite.ts";
import { datasetFolder, emptyFolder, lastBasket, p1, protocolFile } from "./folders.ts";

const rated = ["0,ann,a,5,,hot,,calm,1", "1,ann,b,2,,,,,1", "2,bob,a,4,,,,,2", "3,bob,c,1,,,,,2"];
const timed = rated.map((row, at) => row.replace(",,", `,${at + 1},`));

async function defaultsFor(rows: readonly string[], kind: string) {
  const folder = await datasetFolder(rows, { kind });
  const manifest = await readManifest(folder);
  return defaultProtocols(manifest, await factsOf(folder, manifest));
}

test("protocols that a data set gets when nobody wrote one", async () => {
  const ratings = await defaultsFor(rated, "RATING");
  expect(ratings).toEqual([
    {
      protocol: "P1",
      dataset: "made-up",
      // Above the middle of 1 to 5 and above the mean of 3.
      positiveMin: 4,
      context: ["weather", "hidden", "mood"],
      mood: ["mood"],
      seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      responses: null,
    },
  ]);
  const names = async (rows: readonly string[], kind: string) =>
    (await defaultsFor(rows, kind)).map(({ protocol, positiveMin }) => [protocol, positiveMin]);
  expect(await names(timed, "RATING")).toEqual([["P1 leave-last", 4]]);
  expect(await names(timed, "PURCHASE")).toEqual([
    ["P1t", null],
    ["last-basket", null],
  ]);
  expect(await names(rated, "PURCHASE")).toEqual([["P1", null]]);
  // One row without a time is no clock.
  expect(await names([...timed, ...rated.slice(0, 1)], "PURCHASE")).toEqual([["P1", null]]);
  expect(await names([], "RATING")).toEqual([["P1", null]]);
});

test("jobs: each data set with the protocols that name it, else with default ones", async () => {
  const below = await emptyFolder();
  await datasetFolder(timed, { name: "small", kind: "PURCHASE", below });
  await datasetFolder([...rated, ...rated, ...rated], { name: "made-up", below });
  await mkdir(join(below, "notes"));
  await writeFile(join(below, "README"), "no data set");
  const protocols = await emptyFolder();
  await protocolFile(protocols, p1, "a.json");
  await protocolFile(protocols, { ...lastBasket, dataset: "elsewhere" }, "b.json");
  await protocolFile(protocols, "no protocol", "c.txt");
  const jobs = await evaluationJobs(below, protocols);
  expect(jobs.map(({ dataDir, protocol }) => [dataDir, protocol.protocol])).toEqual([
    [join(below, "made-up"), "P1"],
    [join(below, "small"), "P1t"],
    [join(below, "small"), "last-basket"],
  ]);
  const alone = await evaluationJobs(join(below, "small"), undefined);
  expect(alone.map(({ protocol }) => protocol.protocol)).toEqual(["P1t", "last-basket"]);
});

test.each([
  ["nowhere", undefined, "expected a folder that can be read"],
  [".", undefined, "expected a data set folder, with a dataset.json"],
  ["data", "nowhere", "expected a folder that can be read"],
  ["data", ".", "expected protocol files (.json)"],
])("a folder that cannot be evaluated: %s, %s", async (data, protocols, words) => {
  const root = await emptyFolder();
  await datasetFolder(timed, { name: "small", below: join(root, "data") });
  const dir = data === "." ? await emptyFolder() : join(root, data);
  const jobs = evaluationJobs(dir, protocols && join(root, protocols));
  await expect(jobs).rejects.toThrow(ProtocolError);
  await expect(jobs).rejects.toThrow(words);
});

test("a data set that cannot be read is named", async () => {
  const below = await emptyFolder();
  const folder = await datasetFolder(timed, { name: "broken", below });
  await writeFile(join(folder, "dataset.json"), "{");
  await expect(evaluationJobs(below, undefined)).rejects.toThrow(
    `${folder}: dataset.json, line 1: expected valid JSON`,
  );
});

test("equal users, items, contexts and moods are held once", async () => {
  const folder = await datasetFolder(["0,ann,a,5,,hot,,calm,1", "1,ann,b,4,,hot,,calm,1"]);
  const dataset = await readDataset(folder, { context: ["weather", "mood"], mood: ["mood"] });
  expect(rowCountOf(dataset)).toBe(2);
  const [first, second] = dataset.rowsOfUsers.get("ann")!;
  expect(first!.context).toEqual({ weather: "hot" });
  expect(first!.moods).toEqual(["mood=calm"]);
  expect(second!.context).toBe(first!.context);
  expect(second!.moods).toBe(first!.moods);
});
