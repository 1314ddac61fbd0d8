import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runBench } from "../../src/bench/bench.ts";
import { runLoad } from "../../src/bench/load.ts";
import { readConfig } from "../../src/config.ts";

test("measures a house of its own in one run, says what was asked for, and leaves nothing", async () => {
  const home = await mkdtemp(join(tmpdir(), "kathi-bench-"));
  await chmod(home, 0o755); // as root, the database runs under an account of its own
  const report = await runBench({
    config: readConfig({ KATHI_HOME: home }),
    rounds: 1,
    // Long enough for an answer also where other suites take the processor and all runs in a sandbox.
    secondsPerRound: 8,
    intakeSeconds: 4,
    warmUpSeconds: 1,
    send: runLoad,
  });
  const speed = {
    ratePerSecond: expect.any(Number),
    p50Ms: expect.any(Number),
    p95Ms: expect.any(Number),
    p99Ms: expect.any(Number),
  };
  expect(report).toEqual({
    recommendations: { ...speed, sqlStatements: expect.any(Number) },
    bareApollo: speed,
    ratio: expect.any(Number),
    intake: { eventsPerSecond: expect.any(Number) },
  });
  expect(report.recommendations.sqlStatements).toBeLessThanOrEqual(6);
  expect(report.recommendations.sqlStatements).toBeGreaterThan(0);
  expect(report.ratio).toBeGreaterThan(0);
  expect(report.intake.eventsPerSecond).toBeGreaterThan(0);
  expect(await readdir(home)).toEqual([]);
  await rm(home, { recursive: true });
}, 300_000);
