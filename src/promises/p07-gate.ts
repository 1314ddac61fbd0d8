import { Session } from "node:inspector/promises";
import pg from "pg";
import { percentile, rounded } from "../bench/report.ts";
import { createLogger } from "../log.ts";
import { startServer } from "../main.ts";
import { withDatabaseOf } from "./house.ts";
import { configOf } from "./in-process.ts";
import { connectCustomer } from "./people.ts";
import type { PromiseRun, ServedHouse, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";
import { watchServer } from "./server-watch.ts";

/** What the gate costs of a request; all of it is measured in one run. */
export interface GateCost {
  /** From a request's headers to the end of its answer, median. */
  readonly requestMs: number;
  /** Waiting for statements that only read consents, by request, median. */
  readonly readingMs: number;
  /** Processor time in the gate itself, by request, mean. */
  readonly decidingMs: number;
  /** Statements that only read consents, by request, median. */
  readonly statements: number;
  readonly requests: number;
}

const SHARE_MAX = 0.05;

export const gatePromise: TrustPromise = {
  id: "P-7",
  name: "the gate costs at most 5 % of a request",
  async check({ sizes, signal, onProgress, demo }) {
    const cost = await measureGate(await demo(), sizes.requests, signal, onProgress);
    const share = (cost.readingMs + cost.decidingMs) / cost.requestMs;
    return {
      holds: share <= SHARE_MAX,
      figure:
        `${rounded(100 * share)} % of ${rounded(cost.requestMs)} ms: ` +
        `${rounded(cost.readingMs)} ms for ${cost.statements} reads of consents, ` +
        `${cost.decidingMs.toFixed(4)} ms for deciding (${cost.requests} explained lists)`,
    };
  },
};

const WARM_UP = 40;
const SAMPLING_INTERVAL_US = 100;
/**
 * What exists for the sake of consents alone: reads of them, and whatever tells the database for whom
 * and what for the next statements are. The customer's own row, which brings the decisions along,
 * and what is written would be needed anyway.
 */
const GATE_STATEMENT = /^\s*select\b[^;]*\bfrom consent_snapshot\b|\bset_config\b|^\s*set (local|role)\b/i;
const GATE_FILE = /\/consents\/gate\.[jt]s$/;

/**
 * Measures what the gate costs one guest, one request at a time. In a first round, every statement
 * is timed by the driver; in a second one, the engine's profiler says how long the gate's functions
 * computed. The profiler slows everything, so the length of a request is that of the first round.
 */
export async function measureGate(
  { house, guestIds }: ServedHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<GateCost> {
  return withDatabaseOf(house, async (database) => {
    const parts = { database, tokens: house.tokens, logger: createLogger("silent") };
    const server = await startServer({ config: configOf(house), ...parts });
    const [guestId = ""] = guestIds;
    const client = await connectCustomer(house, `${server.url}/graphql`, guestId);
    const watch = watchServer();
    const driver = timeStatements();
    const timed = { requestMs: [] as number[], readingMs: [] as number[], reads: [] as number[] };
    const ask = async () => {
      signal.throwIfAborted();
      const { headers, span } = watch.expect();
      await client.ask(EXPLAINED_LIST, { mode: "FULL" }, headers);
      return span;
    };
    try {
      for (let turn = 0; turn < WARM_UP; turn++) await ask();
      for (let turn = 1; turn <= count; turn++) {
        driver.take();
        const span = await ask();
        const reads = driver.take().filter(({ text }) => GATE_STATEMENT.test(text));
        timed.requestMs.push(span.leftMs - span.begunMs);
        timed.readingMs.push(reads.reduce((sum, { ms }) => sum + ms, 0));
        timed.reads.push(reads.length);
        onProgress(turn, 2 * count);
      }
      const gateMs = await profileGate(async () => {
        for (let turn = 1; turn <= count; turn++) {
          await ask();
          onProgress(count + turn, 2 * count);
        }
      });
      return {
        requestMs: median(timed.requestMs),
        readingMs: median(timed.readingMs),
        decidingMs: gateMs / count,
        statements: median(timed.reads),
        requests: count,
      };
    } finally {
      driver.end();
      watch.end();
      client.close();
      await server.stop();
    }
  });
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

interface TimedStatement {
  readonly text: string;
  /** From handing it to the driver to the arrival of its rows. */
  readonly ms: number;
}

/** Times everything that the driver sends, transactions included, until it is ended. */
function timeStatements(): { take(): TimedStatement[]; end(): void } {
  const prototype = pg.Client.prototype as unknown as Record<"query", Query>;
  const original = prototype.query;
  let statements: TimedStatement[] = [];
  prototype.query = function timedQuery(this: unknown, ...args: unknown[]) {
    const startMs = performance.now();
    const [statement] = args as [string | { text?: string }];
    const text = typeof statement === "string" ? statement : (statement.text ?? "");
    const note = () => statements.push({ text, ms: performance.now() - startMs });
    const callback = args.at(-1);
    if (typeof callback === "function") {
      args[args.length - 1] = (...outcome: unknown[]) => {
        note();
        callback(...outcome);
      };
      return original.apply(this, args);
    }
    const answer = original.apply(this, args);
    if (answer instanceof Promise) answer.then(note, note);
    return answer;
  };
  return {
    take: () => {
      const taken = statements;
      statements = [];
      return taken;
    },
    end: () => {
      prototype.query = original;
    },
  };
}

type Query = (this: unknown, ...args: unknown[]) => unknown;

/** Milliseconds that the gate's functions, and what they call, computed during some work. */
async function profileGate(work: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_US });
    await session.post("Profiler.start");
    await work();
    const { profile } = await session.post("Profiler.stop");
    const gateNodes = new Set<number>();
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    const mark = (id: number) => {
      gateNodes.add(id);
      for (const child of nodes.get(id)?.children ?? []) mark(child);
    };
    for (const { id, callFrame } of profile.nodes) if (GATE_FILE.test(callFrame.url)) mark(id);
    const microseconds = (profile.samples ?? []).reduce(
      (sum, id, place) => sum + (gateNodes.has(id) ? (profile.timeDeltas?.[place] ?? 0) : 0),
      0,
    );
    return microseconds / 1000;
  } finally {
    session.disconnect();
  }
}
