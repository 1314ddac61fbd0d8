import { type PromiseHouse, withHouse } from "./house.ts";
import { Killing } from "./killing.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { prepareWriters, type Writer } from "./writers.ts";

/** What became of writes while their server was killed again and again. */
export interface Durability {
  readonly kills: number;
  /** Kills that also hit the database server. */
  readonly databaseKills: number;
  /** Writes that were answered. */
  readonly acknowledged: number;
  /** Requests that a kill cut off; they were sent again under the same key. */
  readonly cutOff: number;
  /** Acknowledged writes that are not there. */
  readonly lost: number;
  /** What is there more often than it was written, or without having been written. */
  readonly surplus: number;
}

export const durabilityPromise: TrustPromise = {
  id: "P-6",
  name: "acknowledged writes survive 100 kills, each counted once",
  async check({ folder, sizes, signal, onProgress }) {
    const found = await withHouse(folder, (house) =>
      measureDurability(house, sizes.kills, signal, onProgress),
    );
    const { kills, acknowledged, lost, surplus } = found;
    return {
      holds: lost === 0 && surplus === 0 && kills >= sizes.kills && acknowledged >= sizes.kills,
      figure:
        `${lost} lost and ${surplus} counted twice of ${acknowledged.toLocaleString("en-US")} ` +
        `acknowledged writes in ${kills} kills (SIGKILL), ${found.databaseKills} of them with the ` +
        `database server; ${found.cutOff} requests were cut off and sent again`,
    };
  },
};

/** Every so many kills hit PostgreSQL as well; its recovery takes a second. */
const DATABASE_EVERY = 10;
/** A kill comes at any moment of this time after the server has begun to answer. */
const LIFE_MS_MAX = 400;

/**
 * Lets writers write through servers that are killed at random moments, then compares what the API
 * shows with what was acknowledged. Nothing but the API is used, before and after.
 *
 * @param kills how many servers are killed
 */
export async function measureDurability(
  house: PromiseHouse,
  kills: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Durability> {
  const killing = await Killing.begin(house.home);
  try {
    const writers = await prepareWriters(house, killing);
    const writing = writeAll(writers);
    let databaseKills = 0;
    for (let kill = 1; kill <= kills; kill++) {
      signal.throwIfAborted();
      const withDatabase = kill % DATABASE_EVERY === 0;
      if (withDatabase) databaseKills += 1;
      await killing.killAfter(Math.random() * LIFE_MS_MAX, withDatabase);
      writing.throwIfFailed();
      onProgress(kill, kills);
    }
    await writing.stop();
    const checks = [];
    for (const writer of writers) checks.push(await writer.compare());
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      kills,
      databaseKills,
      acknowledged: sum(writers.map((writer) => writer.acknowledged)),
      cutOff: killing.cutOff,
      lost: sum(checks.map(({ lost }) => lost)),
      surplus: sum(checks.map(({ surplus }) => surplus)),
    };
  } finally {
    await killing.end();
  }
}

/** Lets all writers write, each one thing after the other, until they are stopped. */
function writeAll(writers: readonly Writer[]) {
  let isRunning = true;
  let failure: unknown;
  const ended = writers.map(async (writer) => {
    while (isRunning && failure === undefined) await writer.write();
  });
  const all = Promise.all(ended).catch((error: unknown) => {
    failure = error ?? new Error("A writer failed.");
  });
  const throwIfFailed = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    throwIfFailed,
    /** Waits until the last write is acknowledged, so that none is in doubt. */
    stop: async () => {
      isRunning = false;
      await all;
      throwIfFailed();
    },
  };
}
