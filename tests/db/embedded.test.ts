import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
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

/** Lets statements fail that have canaries in them, and returns what the server has logged. */
async function logOfFailures(home: string, settings: Record<string, string>): Promise<string> {
  const cluster = await openEmbeddedCluster(home, { fsync: "off", ...settings });
  const client = new Client({ connectionString: cluster.urlOf("postgres") });
  await client.connect();
  const refusal = async (text: string, values: unknown[] = []): Promise<string> => {
    const error = await client.query(text, values).then(
      () => new Error("It was not refused."),
      (reason) => reason,
    );
    return `${error.message} ${error.detail ?? ""}`;
  };
  try {
    await client.query("create table person (name text unique, age integer check (age < 99))");
    await client.query("insert into person values ($1, 1)", ["canary-one"]);
    // Whoever asks is told.
    const insert = "insert into person values ($1, $2)";
    expect(await refusal(insert, ["canary-one", 1])).toContain("canary-one");
    expect(await refusal(insert, ["canary-two", 100])).toContain("canary-two");
    expect(await refusal("select $1::text::uuid", ["canary-three"])).toContain("canary-three");
    expect(await refusal("select 'canary-four'::date")).toContain("canary-four");
    expect(await refusal("select canary_five from person")).toContain("canary_five");
    expect(await refusal("do $$ begin raise 'canary-six'; end $$")).toContain("canary-six");
    await client.query("do $$ begin raise warning 'canary-seven'; end $$");
    await client.query("drop table person");
  } finally {
    await client.end();
    await cluster.stop();
  }
  return readFile(join(home, "postgres", "server.log"), "utf8");
}

test("the server's log holds no data, whatever goes wrong", async () => {
  const { home, remove } = await makeHome();
  try {
    const log = await logOfFailures(home, {});
    expect(log).toContain("database system is ready to accept connections");
    expect(log).not.toContain("canary");
    // By PostgreSQL's own settings they would all be there.
    const unguarded = await logOfFailures(home, {
      log_min_messages: "warning",
      log_min_error_statement: "error",
      log_error_verbosity: "default",
    });
    const canaries = new Set(unguarded.match(/canary.(one|two|three|four|five|six|seven)/g));
    expect(canaries.size).toBe(7);
  } finally {
    await remove();
  }
});
