import { expect, test } from "@jest/globals";
import { SIZES, type TrustPromise } from "../../src/promises/promise.ts";
import { PROMISES } from "../../src/promises/promises.ts";
import { runPromises } from "../../src/promises/run.ts";
import { runCli, startCli } from "../support/cli.ts";
import { makeFolder } from "../support/promises.ts";

const kept: TrustPromise = {
  id: "P-1",
  name: "kept",
  check: async ({ sizes, onProgress }) => {
    onProgress(1, 2);
    return { holds: true, figure: `${sizes.kills} kills` };
  },
};
const failing: TrustPromise = {
  id: "P-2",
  name: "failing",
  check: async () => {
    throw new Error("guest@example.org");
  },
};

test("there are twelve promises, numbered in order, each with a name of its own", () => {
  expect(PROMISES.map(({ id }) => id)).toEqual(
    Array.from({ length: 12 }, (_, index) => `P-${index + 1}`),
  );
  expect(new Set(PROMISES.map(({ name }) => name)).size).toBe(12);
});

test("what cannot be tried does not hold, and the others are tried all the same", async () => {
  const { folder, remove } = await makeFolder();
  const told: unknown[] = [];
  const reports = await runPromises({
    folder,
    sizes: { ...SIZES, kills: 3 },
    signal: new AbortController().signal,
    promises: [failing, kept],
    onProgress: (...progress) => told.push(progress),
    onReport: ({ id, holds }) => told.push([id, holds]),
    onFailure: (id, description) => told.push([id, description]),
  });
  expect(reports).toEqual([
    { id: "P-2", name: "failing", holds: false, figure: "could not be tried" },
    { id: "P-1", name: "kept", holds: true, figure: "3 kills" },
  ]);
  // An error's message may quote somebody's data, so it is not told.
  expect(told).toEqual([
    ["P-2", { errorName: "Error", frames: expect.any(Array) }],
    ["P-2", false],
    ["P-1 kept", 1, 2],
    ["P-1", true],
  ]);
  expect(JSON.stringify(told)).not.toContain("guest@example.org");
  await remove();
});

test("an interrupted run ends with the signal's reason", async () => {
  const { folder, remove } = await makeFolder();
  const stopping = new AbortController();
  stopping.abort();
  const running = runPromises({
    folder,
    sizes: SIZES,
    signal: stopping.signal,
    promises: [kept],
    onProgress: () => {},
    onReport: () => {},
    onFailure: () => {},
  });
  await expect(running).rejects.toBe(stopping.signal.reason);
  await remove();
});

test("the command prints one JSON document and leaves nothing behind", async () => {
  const { folder, remove } = await makeFolder();
  const sizes = ["--corrections", "10"];
  const run = await runCli(["promises", "--only", "P-4", "--json", ...sizes], {
    KATHI_HOME: folder,
  });
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toEqual({
    promises: [
      {
        id: "P-4",
        name: "a correction is visible in its own answer",
        holds: true,
        figure: "10 of 10 corrections",
      },
    ],
  });
  expect(run.stderr).toContain("P-4");
  await remove();
}, 120_000);

test("a signal ends the command, its servers and its database", async () => {
  const { folder, remove } = await makeFolder();
  const run = startCli(["promises", "--only", "P-6"], { KATHI_HOME: folder });
  while (!run.printed.stderr.includes("P-6")) {
    if (run.process.exitCode !== null) throw new Error(run.printed.stderr);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  run.process.kill("SIGTERM");
  expect(await run.ended).toBe(130);
  await remove();
}, 120_000);

test.each([["P-13"], ["P-1,P-1"], [""], ["p-1"]])("--only %j is called wrongly", async (only) => {
  const run = await runCli(["promises", "--only", only], { KATHI_HOME: "/nonexistent" });
  expect(run).toEqual({
    code: 2,
    stdout: "",
    stderr: "kathi promises: Expected --only with numbers from P-1 to P-12, such as P-1,P-7.\n",
  });
});
