import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { findPackageRoot } from "../graphql/schema.ts";
import { type PromiseHouse, withHouse } from "./house.ts";
import { addGuest, connectSystem, decide } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";
import { startServerProcess } from "./server-process.ts";

/** Whom a running house tried to reach. */
export interface Outbound {
  /** Threads of the program that were watched: the server's and the worker's. */
  readonly threads: number;
  /** Connections to the configured database. */
  readonly toDatabase: number;
  /** Anything else, and names that had to be looked up elsewhere. */
  readonly unconfigured: readonly string[];
  readonly requests: number;
}

export const outboundPromise: TrustPromise = {
  id: "P-9",
  name: "nothing is contacted that was not configured",
  async check({ folder, sizes, signal, onProgress }) {
    const isAlone = await canBeAlone();
    const found = isAlone
      ? await measureAlone(folder, sizes.requests, signal)
      : await withHouse(folder, (house) =>
          measureOutbound(house, sizes.requests, signal, onProgress),
        );
    return {
      holds: found.unconfigured.length === 0 && found.toDatabase > 0 && found.threads > 1,
      figure:
        `${found.unconfigured.length} connections or look-ups beside ${found.toDatabase} to the ` +
        `database, by ${found.threads} threads from an empty house to ${found.requests} requests ` +
        (isAlone
          ? "with only the loopback interface up"
          : "(a network of its own was not possible here)") +
        [...new Set(found.unconfigured)].map((target) => `; ${target}`).join(""),
    };
  },
};

/**
 * Starts an empty house with everything in it (database, demo data, learning, server, worker), lets
 * it work, and collects whom its threads tried to reach.
 */
export async function measureOutbound(
  house: PromiseHouse,
  requests: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Outbound> {
  const report = join(house.home, "outbound");
  const watch = pathToFileURL(join(findPackageRoot(), "dist/src/promises/outbound-watch.js"));
  watch.searchParams.set("report", report);
  const server = await startServerProcess({
    home: house.home,
    command: "start",
    nodeArguments: ["--import", watch.href],
  });
  let port: string;
  try {
    // The second line of the file is the folder, the fourth the port (PostgreSQL's documentation).
    const lines = await readFile(join(house.home, "postgres", "postmaster.pid"), "utf8");
    port = lines.split("\n")[3] ?? "";
    await useEverything(house, server.url, { requests, signal, onProgress });
  } finally {
    await server.stop();
  }
  const notes = (await readFile(report, "utf8")).trim().split("\n");
  const attempts = notes.map((line) => JSON.parse(line) as { kind: string; target: string });
  const isDatabase = ({ kind, target }: { kind: string; target: string }) =>
    kind === "connect" && target === `127.0.0.1:${port}`;
  // An address needs no look-up, and the machine knows its own name.
  const isLocalName = ({ kind, target }: { kind: string; target: string }) =>
    kind === "name" && (isIP(target) !== 0 || target === "localhost");
  return {
    threads: attempts.filter(({ kind }) => kind === "loaded").length,
    toDatabase: attempts.filter(isDatabase).length,
    unconfigured: attempts
      .filter(
        (attempt) => attempt.kind !== "loaded" && !isDatabase(attempt) && !isLocalName(attempt),
      )
      .map(({ kind, target }) => `${kind} ${target}`),
    requests,
  };
}

const CORRECTIONS_MAX = 10;

interface Use {
  readonly requests: number;
  readonly signal: AbortSignal;
  readonly onProgress: PromiseRun["onProgress"];
}

/** A bit of everything that the API does, refused requests and the other endpoints included. */
async function useEverything(house: PromiseHouse, url: string, use: Use): Promise<void> {
  const system = await connectSystem(house, url);
  const guest = await addGuest(house, url, system);
  try {
    for (let turn = 1; turn <= use.requests; turn++) {
      use.signal.throwIfAborted();
      await decide(guest, turn % 2 === 1 ? "consentGrant" : "consentWithdraw", "PURCHASE");
      await guest.client.ask(EXPLAINED_LIST, { mode: "FULL", mood: { name: "CALM" } });
      // Nobody corrects the same field hundreds of times, and a house may refuse that.
      if (turn <= CORRECTIONS_MAX) {
        await guest.client.change("factCorrect", "FactCorrectInput", "fact { value }", {
          field: "EMAIL",
          value: `guest-${turn}@nowhere.invalid`,
        });
      }
      for (const path of ["/healthz", "/readyz", "/metrics", "/nothing"]) {
        await (await fetch(new URL(path, url))).text();
      }
      use.onProgress(turn, use.requests);
    }
  } finally {
    for (const client of [system, guest.client]) client.close();
  }
}

const run = promisify(execFile);

/**
 * A command that goes on as whatever stands behind it, in a network that has nothing but the
 * loopback interface. Ordinary users may make one only in a user namespace, as its root; they get
 * their own account back in a second one (user_namespaces(7)), as PostgreSQL does not run as root.
 */
function aloneCommand(): string[] {
  const { uid, gid } = userInfo();
  const isRoot = uid === 0;
  const namespaces = isRoot ? ["--net"] : ["--user", "--map-root-user", "--net"];
  const back = isRoot ? "" : `unshare --user --map-user=${uid} --map-group=${gid} `;
  return [...namespaces, "sh", "-c", `ip link set lo up && exec ${back}"$@"`, "sh"];
}

/** Whether this machine lets us have a network of our own (Linux). */
export async function canBeAlone(): Promise<boolean> {
  return run("unshare", [...aloneCommand(), "true"]).then(
    () => true,
    () => false,
  );
}

/** The same measurement in a process without any network but the loopback interface. */
async function measureAlone(
  folder: string,
  requests: number,
  signal: AbortSignal,
): Promise<Outbound> {
  const program = join(findPackageRoot(), "dist/src/promises/outbound-alone.js");
  const call = [...aloneCommand(), process.execPath, program, folder, String(requests)];
  const { stdout } = await run("unshare", call, { signal, killSignal: "SIGTERM" });
  return JSON.parse(stdout) as Outbound;
}
