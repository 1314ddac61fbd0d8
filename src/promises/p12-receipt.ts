import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compactVerify, createLocalJWKSet } from "jose";
import { percentile, rounded } from "../bench/report.ts";
import { type PromiseHouse, withHouse } from "./house.ts";
import { addGuest, connectSystem, decide } from "./people.ts";
import { runProgram } from "./program.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { startServerProcess } from "./server-process.ts";

/** What became of receipts and of forgeries when they were checked without any server. */
export interface ReceiptChecks {
  /** Genuine receipts, and how many of them were found to be so. */
  readonly genuine: number;
  readonly accepted: number;
  /** The same receipts with a changed letter, and how many of them were refused. */
  readonly forged: number;
  readonly refused: number;
  /** Times of checks one after the other in one process, in milliseconds, ascending. */
  readonly checkMs: readonly number[];
  /** The same of the command's, each the first thing that a new process does. */
  readonly firstCheckMs: readonly number[];
}

const CHECK_MS_MAX = 10;

export const receiptPromise: TrustPromise = {
  id: "P-12",
  name: "a receipt is verified offline within 10 ms",
  async check({ folder, signal, onProgress }) {
    const found = await withHouse(folder, (house) => measureReceipts(house, signal, onProgress));
    const p99Ms = percentile(found.checkMs, 0.99);
    return {
      holds:
        found.accepted === found.genuine && found.refused === found.forged && p99Ms <= CHECK_MS_MAX,
      figure:
        `p99 ${rounded(p99Ms)} ms of ${found.checkMs.length} checks; ${found.accepted} of ` +
        `${found.genuine} receipts valid, ${found.refused} of ${found.forged} forgeries refused by ` +
        "the command with server and database stopped " +
        `(p50 ${rounded(percentile(found.firstCheckMs, 0.5))} ms in a new process)`,
    };
  },
};

/** How often each receipt is checked for the time. */
const ROUNDS = 50;

const RECEIPTS = "{ me { receipts(first: 100) { nodes { jws } } } }";

/**
 * Lets a customer grant, refuse and withdraw, fetches the receipts and the public keys, stops the
 * server and its database, and checks receipts and forgeries by the command line.
 */
export async function measureReceipts(
  house: PromiseHouse,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<ReceiptChecks> {
  const keyFile = join(house.home, "jwks.json");
  const receipts = await collectReceipts(house, keyFile);
  const found = { genuine: 0, accepted: 0, forged: 0, refused: 0 };
  const firstCheckMs: number[] = [];
  for (const receipt of receipts) {
    signal.throwIfAborted();
    const genuine = await checkOffline(house, receipt, keyFile);
    const forged = await checkOffline(house, forge(receipt), keyFile);
    found.genuine += 1;
    found.forged += 1;
    if (genuine.isValid) found.accepted += 1;
    if (!forged.isValid) found.refused += 1;
    firstCheckMs.push(genuine.milliseconds, forged.milliseconds);
    onProgress(found.genuine, receipts.length);
  }
  const checkMs = await timeChecks(receipts, JSON.parse(await readFile(keyFile, "utf8")));
  const ascending = (values: number[]) => values.sort((a, b) => a - b);
  return { ...found, checkMs: ascending(checkMs), firstCheckMs: ascending(firstCheckMs) };
}

/** As anybody would check them: with the published keys and the standard's library. */
async function timeChecks(
  receipts: readonly string[],
  keySet: Parameters<typeof createLocalJWKSet>[0],
): Promise<number[]> {
  const keys = createLocalJWKSet(keySet);
  const checkMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const receipt of receipts) {
      const startMs = performance.now();
      await compactVerify(receipt, keys, { algorithms: ["EdDSA"] });
      checkMs.push(performance.now() - startMs);
    }
  }
  return checkMs;
}

async function collectReceipts(house: PromiseHouse, keyFile: string): Promise<string[]> {
  const server = await startServerProcess({ home: house.home });
  const system = await connectSystem(house, server.url);
  const guest = await addGuest(house, server.url, system);
  try {
    for (const category of ["PURCHASE", "CONTEXT", "FEEDBACK"]) {
      await decide(guest, "consentGrant", category);
      await decide(guest, "consentWithdraw", category);
    }
    await decide(guest, "consentRefuse", "BROWSING");
    const { receipts } = (await guest.client.ask(RECEIPTS)).data.me;
    const keys = await fetch(new URL("/.well-known/jwks.json", server.url));
    if (!keys.ok) throw new Error("The public keys cannot be fetched.");
    await writeFile(keyFile, await keys.text());
    return receipts.nodes.map(({ jws }: { jws: string }) => jws);
  } finally {
    for (const client of [system, guest.client]) client.close();
    await server.stop();
  }
}

/** Another letter in the middle of what was signed; it stays well-formed. */
function forge(jws: string): string {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const at = Math.floor(payload.length / 2);
  const letter = payload[at] === "A" ? "B" : "A";
  return [header, payload.slice(0, at) + letter + payload.slice(at + 1), signature].join(".");
}

interface CheckReport {
  readonly isValid: boolean;
  readonly milliseconds: number;
}

async function checkOffline(
  house: PromiseHouse,
  receipt: string,
  keyFile: string,
): Promise<CheckReport> {
  const file = join(house.home, "receipt.jws");
  await writeFile(file, receipt);
  const args = ["receipt", "verify", file, "--keys", keyFile, "--json"];
  const { stdout } = await runProgram(house.home, args, [0, 1]);
  return JSON.parse(stdout) as CheckReport;
}
