import { percentile, rounded } from "../bench/report.ts";
import { connectCustomer } from "./people.ts";
import type { PromiseRun, ServedHouse, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";

/** How long the same guest waited for lists of both kinds, in milliseconds, ascending. */
export interface ModeTimes {
  readonly profileFreeMs: readonly number[];
  readonly fullMs: readonly number[];
}

export const profileFreePromise: TrustPromise = {
  id: "P-11",
  name: "an answer without a profile is no slower than one with it",
  async check({ sizes, signal, onProgress, demo }) {
    const times = await measureModes(await demo(), sizes.requests, signal, onProgress);
    const profileFreeMs = percentile(times.profileFreeMs, 0.5);
    const fullMs = percentile(times.fullMs, 0.5);
    return {
      holds: profileFreeMs <= fullMs,
      figure:
        `p50 ${rounded(profileFreeMs)} ms without, ${rounded(fullMs)} ms with, ratio ` +
        `${rounded(profileFreeMs / fullMs)} (${times.fullMs.length} each, in turn)`,
    };
  },
};

const WARM_UP = 20;

/** Asks for the two kinds of lists in turn, so that whatever else the machine does hits both. */
export async function measureModes(
  { house, server, guestIds }: ServedHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<ModeTimes> {
  const [guestId = ""] = guestIds;
  const client = await connectCustomer(house, server.url, guestId);
  const times = { PROFILE_FREE: [] as number[], FULL: [] as number[] };
  try {
    for (let turn = 1 - WARM_UP; turn <= count; turn++) {
      signal.throwIfAborted();
      for (const mode of ["PROFILE_FREE", "FULL"] as const) {
        const { data, latencyMs } = await client.ask(EXPLAINED_LIST, { mode });
        const { mode: used, items } = data.me.recommendations;
        if (used !== mode || items.length === 0) throw new Error(`Not a list of mode ${mode}.`);
        if (turn > 0) times[mode].push(latencyMs);
      }
      if (turn > 0) onProgress(turn, count);
    }
  } finally {
    client.close();
  }
  const ascending = (values: number[]) => values.sort((a, b) => a - b);
  return { profileFreeMs: ascending(times.PROFILE_FREE), fullMs: ascending(times.FULL) };
}
