import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Client } from "pg";
import { openEmbeddedCluster } from "../../src/db/embedded.ts";
import { makeHome } from "../support/cli.ts";

test("a connection that is just ending does not keep the server running, one that stays does", async () => {
  const { home, remove } = await makeHome();
  try {
    const cluster = await openEmbeddedCluster(home, { fsync: "off" });
    const isRunning = () => existsSync(join(home, "postgres", "postmaster.pid"));
    const staying = new Client({ connectionString: cluster.urlOf("postgres") });
    await staying.connect();
    await cluster.stop();
    expect(isRunning()).toBe(true);
    expect((await staying.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await Promise.all([cluster.stop(), sleep(500).then(() => staying.end())]);
    expect(isRunning()).toBe(false);
  } finally {
    await remove();
  }
});
