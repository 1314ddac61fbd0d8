import { describeError } from "../log.ts";
import { fillWithDemo, makeHouse } from "./house.ts";
import type { PromiseSizes, ServedHouse, TrustPromise, Verdict } from "./promise.ts";
import { PROMISES } from "./promises.ts";
import { startServerProcess } from "./server-process.ts";

/** One promise with what came out. */
export interface PromiseReport extends Verdict {
  readonly id: string;
  readonly name: string;
}

/** What a run is made of. */
export interface RunOptions {
  /** Folder in which houses are made; nothing stays in it. */
  readonly folder: string;
  readonly sizes: PromiseSizes;
  readonly signal: AbortSignal;
  /** The promises to try; by default all. */
  readonly promises?: readonly TrustPromise[];
  onProgress(label: string, done: number, total: number): void;
  onReport(report: PromiseReport): void;
  /** Told what a bug may tell a log, where a promise could not be tried. */
  onFailure(id: string, description: Readonly<Record<string, unknown>>): void;
}

/**
 * Tries promises one after the other, each against servers that were started for it, on the
 * loopback interface. All of them take about six minutes on two free cores.
 *
 * @returns one report for each promise, in their order; what threw an error does not hold
 * @throws the signal's reason where it was interrupted, after everything has been stopped
 */
export async function runPromises(options: RunOptions): Promise<PromiseReport[]> {
  const { folder, sizes, signal, promises = PROMISES } = options;
  const demo = createDemo(folder);
  const reports: PromiseReport[] = [];
  try {
    for (const promise of promises) {
      const label = `${promise.id} ${promise.name}`;
      const onProgress = (done: number, total: number) => options.onProgress(label, done, total);
      const verdict = await promise
        .check({ folder, sizes, signal, onProgress, demo: demo.open })
        .catch((error: unknown): Verdict => {
          signal.throwIfAborted();
          options.onFailure(promise.id, describeError(error));
          return { holds: false, figure: "could not be tried" };
        });
      signal.throwIfAborted();
      const report = { id: promise.id, name: promise.name, ...verdict };
      options.onReport(report);
      reports.push(report);
    }
    return reports;
  } finally {
    await demo.remove();
  }
}

/** The demo house that checks share, made when the first one asks for it. */
export function createDemo(folder: string): {
  open(): Promise<ServedHouse>;
  remove(): Promise<void>;
} {
  let opening: Promise<ServedHouse> | undefined;
  const ends: (() => Promise<void>)[] = [];
  const open = async () => {
    const house = await makeHouse(folder);
    ends.unshift(() => house.remove());
    const guestIds = await fillWithDemo(house);
    const server = await startServerProcess({ home: house.home });
    ends.unshift(() => server.stop());
    return { house, server, guestIds };
  };
  return {
    open: () => {
      opening ??= open();
      return opening;
    },
    remove: async () => {
      for (const end of ends.splice(0)) await end();
    },
  };
}
