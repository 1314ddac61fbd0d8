import type { PromiseHouse } from "./house.ts";
import type { ServerProcess } from "./server-process.ts";

/** Whether a promise was kept when it was tried, and the figure that says so. */
export interface Verdict {
  readonly holds: boolean;
  /** One line: what was tried, how often, and what came out. */
  readonly figure: string;
}

/** How much is tried; the defaults are what the promises speak of. */
export interface PromiseSizes {
  /** P-1: pairs of a withdrawal and an answer that overlaps or follows it. */
  readonly interleavings: number;
  /** P-2: withdrawals that are timed. */
  readonly withdrawals: number;
  /** P-3: pieces of evidence of the customer who asks for everything. */
  readonly evidences: number;
  /** P-4: corrections whose own answer is looked at. */
  readonly corrections: number;
  /** P-6: how often the server is killed. */
  readonly kills: number;
  /** P-7, P-8, P-9, P-11: requests of each kind that are measured. */
  readonly requests: number;
  /** P-10: lists that are recomputed. */
  readonly lists: number;
}

export const SIZES: PromiseSizes = {
  interleavings: 100_000,
  withdrawals: 500,
  evidences: 10_000,
  corrections: 500,
  kills: 100,
  requests: 200,
  lists: 200,
};

/** The demo house with a server of its own process, and what signs its tokens. */
export interface ServedHouse {
  readonly house: PromiseHouse;
  readonly server: ServerProcess;
  /** Uuids of guests who let everything be used for personalisation; never empty. */
  readonly guestIds: readonly string[];
}

/** What a check works with. Everything that it starts beyond this, it also ends. */
export interface PromiseRun {
  /** Existing folder in which houses are made. */
  readonly folder: string;
  readonly sizes: PromiseSizes;
  /** Aborted when the command is interrupted; checks throw its reason then. */
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
  /** A demo house, learned and served; the same one for all checks of a run that only read it. */
  demo(): Promise<ServedHouse>;
}

/** One promise, and how it is tried against a server that was made for it. */
export interface TrustPromise {
  readonly id: `P-${number}`;
  readonly name: string;
  /** @throws whatever a bug throws: what could not be tried does not hold */
  check(run: PromiseRun): Promise<Verdict>;
}
