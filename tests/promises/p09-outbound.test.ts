import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import { measureOutbound, outboundPromise } from "../../src/promises/p09-outbound.ts";
import { makeFolder } from "../support/promises.ts";

test(`${outboundPromise.id} ${outboundPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const found = await withHouse(folder, (house) => measureOutbound(house, 5, signal, () => {}));
  expect(found).toMatchObject({ unconfigured: [], requests: 5 });
  expect(found.toDatabase).toBeGreaterThan(0);
  // The server's thread and the worker's.
  expect(found.threads).toBe(2);
  await remove();
}, 300_000);

test("the watch sees every way out, in threads as well, before anything is sent", async () => {
  const { folder, remove } = await makeFolder();
  const report = join(folder, "outbound");
  const watch = pathToFileURL(
    join(import.meta.dirname, "../../dist/src/promises/outbound-watch.js"),
  );
  watch.searchParams.set("report", report);
  // Nothing listens on the discard port, and .invalid names nothing (RFC 2606).
  const program = `
    import { createSocket } from "node:dgram";
    import { lookup } from "node:dns";
    import dns from "node:dns/promises";
    import { connect } from "node:net";
    import { Worker } from "node:worker_threads";
    const ignore = () => {};
    connect(9, "127.0.0.1").on("error", ignore);
    connect({ path: "/nowhere/socket" }).on("error", ignore);
    fetch("http://127.0.0.1:40019/").catch(ignore);
    lookup("one.invalid", ignore);
    dns.resolve4("two.invalid").catch(ignore);
    const socket = createSocket("udp4");
    socket.send("x", 9, "127.0.0.1", () => socket.close());
    const thread = 'import { connect } from "node:net"; connect(29, "127.0.0.1").on("error", () => {})';
    new Worker(new URL("data:text/javascript," + encodeURIComponent(thread)));
  `;
  const run = promisify(execFile);
  await run(process.execPath, ["--import", watch.href, "--input-type=module", "-e", program]);
  const notes = (await readFile(report, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const seen = notes.map(({ kind, target }) => `${kind} ${target}`);
  expect(seen.filter((text) => text.startsWith("loaded"))).toHaveLength(2);
  expect(seen).toEqual(
    expect.arrayContaining([
      "connect 127.0.0.1:9",
      "connect /nowhere/socket",
      "connect 127.0.0.1:40019",
      "connect 127.0.0.1:29",
      "name one.invalid",
      "name two.invalid",
      expect.stringMatching(/^datagram .*127\.0\.0\.1/),
    ]),
  );
  await rm(report);
  await remove();
}, 60_000);
