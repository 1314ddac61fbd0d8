import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeHome, runCli, startCli, untilPrinted } from "../support/cli.ts";

let house: Awaited<ReturnType<typeof makeHome>>;

beforeAll(async () => {
  house = await makeHome();
});
afterAll(() => house.remove());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends what the printed curl line would send. */
async function callAsPrinted(stdout: string) {
  const curl = /curl -s (\S+) .*'authorization: ([^']+)' -d '([^']+)'/.exec(stdout);
  const [, url = "", authorization = "", body = ""] = curl ?? [];
  const headers = { "content-type": "application/json", authorization };
  const response = await fetch(url, { method: "POST", headers, body });
  return response.json() as Promise<{
    data: { me: { recommendations: { items: { score: number; rank: number }[] } } };
  }>;
}

test("starts an empty house, answers, stops cleanly, and keeps everything", async () => {
  const port = await freePort();
  const environment = { KATHI_HOME: house.home, PORT: `${port}` };
  const first = startCli(["start"], environment);
  await untilPrinted(first, "Ctrl-C stops.");
  expect(first.printed.stderr).toContain("seeding the demo house");
  const answer = await callAsPrinted(first.printed.stdout);
  const { items } = answer.data.me.recommendations;
  expect(items.map(({ rank }) => rank)).toEqual(items.map((_, index) => index + 1));
  expect(items.length).toBeGreaterThan(0);
  first.process.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(existsSync(join(house.home, "postgres", "postmaster.pid"))).toBe(false);

  const second = startCli(["start"], environment);
  await untilPrinted(second, "Ctrl-C stops.");
  expect(second.printed.stderr).not.toContain("seeding");
  const again = await callAsPrinted(second.printed.stdout);
  expect(again.data.me.recommendations.items).toHaveLength(items.length);
  // A command beside the running server joins its database and leaves it running.
  const beside = await runCli(["doctor", "--json"], environment);
  expect(beside.code).toBe(0);
  const { checks } = JSON.parse(beside.stdout) as { checks: { isHealthy: boolean }[] };
  expect(checks.map(({ isHealthy }) => isHealthy)).toEqual(checks.map(() => true));
  expect((await callAsPrinted(second.printed.stdout)).data.me).not.toBeNull();
  second.process.kill("SIGINT");
  expect(await second.ended).toBe(0);
  expect(existsSync(join(house.home, "postgres", "postmaster.pid"))).toBe(false);
}, 300_000);

test("a busy port ends with one line and exit code 1, before anything is written", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { home, remove } = await makeHome();
  try {
    const run = await runCli(["start"], { KATHI_HOME: home, PORT: `${port}` });
    expect(run).toEqual({
      code: 1,
      stdout: "",
      stderr: `kathi start: Port ${port} is in use. Stop what uses it, or set PORT to another.\n`,
    });
    expect(existsSync(home)).toBe(false);
  } finally {
    server.close();
    await remove();
  }
});

test("a folder that cannot be written ends with one line and exit code 1", async () => {
  const { home, remove } = await makeHome();
  try {
    // Below a file nobody can make a folder, not even root.
    await writeFile(home, "");
    const run = await runCli(["start"], {
      KATHI_HOME: join(home, "below"),
      PORT: `${await freePort()}`,
    });
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/^kathi start: Cannot write to the folder \S+ \(ENOTDIR\)\. .+\n$/);
  } finally {
    await remove();
  }
});

const onLinux = process.platform === "linux" ? test : test.skip;

// mkdir below /proc fails with ENOENT, for which Node's recursive mkdir tries for ever.
onLinux("a file system that knows no new folders does not keep the start waiting", async () => {
  const run = await runCli(["start"], { KATHI_HOME: "/proc/x", PORT: `${await freePort()}` });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^kathi start: Cannot write to the folder \/proc\/x \(.+\)\. .+\n$/);
});

test("an unreachable database ends with one line that hides the password", async () => {
  const run = await runCli(["start"], {
    DATABASE_URL: `postgres://me:secret@127.0.0.1:${await freePort()}/house`,
    PORT: `${await freePort()}`,
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^kathi start: The database at 127\.0\.0\.1:\d+\/house cannot .+\n$/);
  expect(run.stderr).not.toContain("secret");
});
