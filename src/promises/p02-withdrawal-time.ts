import { setTimeout as sleep } from "node:timers/promises";
import { percentile, rounded } from "../bench/report.ts";
import type { GraphqlClient } from "./client.ts";
import { addGuest, connectCustomer, connectSystem, decide } from "./people.ts";
import type { PromiseRun, ServedHouse, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";

/** How long withdrawals took, beside other people's answers. */
export interface WithdrawalTimes {
  /** From the first byte of the request to the last of the reply, ascending. */
  readonly latenciesMs: readonly number[];
  /** Lists that were answered at the same time, by second. */
  readonly listsPerSecond: number;
}

const P99_MS_MAX = 50;

export const withdrawalTimePromise: TrustPromise = {
  id: "P-2",
  name: "a withdrawal is answered within 50 ms (99th percentile)",
  async check({ sizes, signal, onProgress, demo }) {
    const found = await measureWithdrawals(await demo(), sizes.withdrawals, signal, onProgress);
    const p99Ms = percentile(found.latenciesMs, 0.99);
    return {
      holds: p99Ms <= P99_MS_MAX,
      figure:
        `p99 ${rounded(p99Ms)} ms, p50 ${rounded(percentile(found.latenciesMs, 0.5))} ms ` +
        `(${found.latenciesMs.length} withdrawals one after the other over HTTP, beside ` +
        `${rounded(found.listsPerSecond)} explained lists a second for others)`,
    };
  },
};

/** Pauses between the lists that one of the others asks for: a page that is looked at. */
const LIST_INTERVAL_MS = 200;
const OTHERS = 4;
/** Withdrawals that are not timed: a server that has just started compiles its code. */
const WARM_UP = 20;

/**
 * Times withdrawals of one customer while four others ask for explained lists, five a second each.
 *
 * @param count how many withdrawals are timed; each cell is granted again in between
 */
export async function measureWithdrawals(
  { house, server, guestIds }: ServedHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<WithdrawalTimes> {
  const system = await connectSystem(house, server.url);
  const guest = await addGuest(house, server.url, system);
  const others = await Promise.all(
    guestIds.slice(0, OTHERS).map((id) => connectCustomer(house, server.url, id)),
  );
  const load = startLoad(others);
  try {
    const latenciesMs: number[] = [];
    for (let turn = 1 - WARM_UP; turn <= count; turn++) {
      signal.throwIfAborted();
      await decide(guest, "consentGrant", "PURCHASE");
      const { data, latencyMs } = await decide(guest, "consentWithdraw", "PURCHASE");
      if (data.consent.isOpen) throw new Error("A withdrawal was not in force.");
      if (turn <= 0) continue;
      latenciesMs.push(latencyMs);
      onProgress(turn, count);
    }
    const listsPerSecond = await load.stop();
    return { latenciesMs: latenciesMs.sort((a, b) => a - b), listsPerSecond };
  } finally {
    await load.stop();
    for (const client of [system, guest.client, ...others]) client.close();
  }
}

/** Lets customers ask for lists until it is stopped; then it says how many came a second. */
function startLoad(clients: readonly GraphqlClient[]): { stop(): Promise<number> } {
  const startMs = performance.now();
  let isRunning = true;
  let lists = 0;
  const ask = async (client: GraphqlClient) => {
    while (isRunning) {
      await client.ask(EXPLAINED_LIST, { mode: "FULL" });
      lists += 1;
      await sleep(LIST_INTERVAL_MS);
    }
  };
  const ended = Promise.all(clients.map(ask));
  // Whoever stops the load sees its failure; until then it must not end the process.
  ended.catch(() => undefined);
  return {
    stop: async () => {
      const seconds = (performance.now() - startMs) / 1000;
      isRunning = false;
      await ended;
      return lists / seconds;
    },
  };
}
