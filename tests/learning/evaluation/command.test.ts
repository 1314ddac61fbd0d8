import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runCli, startCli } from "../../support/cli.ts";
import { datasetFolder, emptyFolder, p1, protocolFile } from "./folders.ts";

const ratings = Array.from({ length: 240 }, (_, row) => {
  const user = row % 12;
  const item = (user * 5 + Math.floor(row / 12)) % 30;
  return `${row},u${user},i${item},${item % 2 === user % 2 ? 5 : 1},,hot,,,${item % 2}`;
});

test("--all: every data set, one JSON, one report, progress beside them", async () => {
  const below = await emptyFolder();
  await datasetFolder(ratings, { name: "large", below });
  await datasetFolder(ratings.slice(0, 180), { name: "small", below });
  const report = join(below, "report.md");
  await writeFile(report, "of yesterday");
  const args = ["--data", below, "--all", "--seeds", "1", "--report", report, "--json"];
  const run = await runCli(["evaluate", ...args], {});
  expect(run.code).toBe(0);
  const result = JSON.parse(run.stdout);
  expect(result.reports).toMatchObject([
    { dataset: "large", protocol: "P1", seeds: [1], requests: 12 },
    { dataset: "small", protocol: "P1", seeds: [1], requests: 12 },
  ]);
  expect(result.seconds).toBeGreaterThan(0);
  expect(result.peakMemoryMiB).toBeGreaterThan(20);
  expect(run.stderr).toMatch(/of 2 protocols done, (large|small) P1, step: \d+ of 31/);
  const text = await readFile(report, "utf8");
  expect(text).toMatch(/^# How good is the ranker\?\n/);
  expect(text).toContain("\n## large, P1\n");
  expect(text).toContain("\n## small, P1\n");
});

test("what cannot be evaluated: one line, exit code 1, nothing on standard output", async () => {
  const folder = await datasetFolder(ratings);
  const protocol = await protocolFile(folder, { ...p1, protocol: "P1t" });
  const nowhere = join(folder, "nowhere");
  const calls: [string[], string][] = [
    [["--data", nowhere, "--all"], "expected a folder that can be read"],
    [["--data", nowhere, "--protocol", protocol], "expected a readable file in"],
    [["--data", folder, "--protocol", protocol], "row 0: expected a time"],
    [["--data", folder, "--all", "--report", folder], "expected a file that can be written"],
  ];
  for (const [args, words] of calls) {
    const run = await runCli(["evaluate", ...args], {});
    expect([run.code, run.stdout]).toEqual([1, ""]);
    expect(run.stderr).toContain(words);
    expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  }
});

test("an interrupt ends the threads in the middle of their work", async () => {
  const folder = await datasetFolder(ratings);
  const run = startCli(["evaluate", "--data", folder, "--all"], {});
  await once(run.process.stderr, "data");
  run.process.kill("SIGINT");
  expect(await run.ended).toBe(130);
  expect(run.printed.stderr).toContain("kathi evaluate: interrupted");
  expect(run.printed.stdout).toBe("");
});
