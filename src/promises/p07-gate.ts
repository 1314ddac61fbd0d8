import { createHash } from "node:crypto";
import { Session } from "node:inspector/promises";
import pg from "pg";
import { percentile, rounded } from "../bench/report.ts";
import { withServer } from "./in-process.ts";
import { connectCustomer } from "./people.ts";
import type { PromiseRun, ServedHouse, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";
import { watchServer } from "./server-watch.ts";

/** What the gate costs of a request; all of it is measured in one run. */
export interface GateCost {
  /** From a request's headers to the end of its answer, median. */
  readonly requestMs: number;
  /** The request's statements for the gate, sent once more on their own, median. */
  readonly statementsMs: number;
  /** How many those are, median. */
  readonly statements: number;
  /** Processor time in the gate itself, by request, mean. */
  readonly decidingMs: number;
  readonly requests: number;
}

const SHARE_MAX = 0.05;

export const gatePromise: TrustPromise = {
  id: "P-7",
  name: "the gate costs at most 5 % of a request",
  async check({ sizes, signal, onProgress, demo }) {
    const cost = await measureGate(await demo(), sizes.requests, signal, onProgress);
    const share = (cost.statementsMs + cost.decidingMs) / cost.requestMs;
    return {
      // Without any statement, the measurement has missed how consents are read.
      holds: share <= SHARE_MAX && cost.statements > 0,
      figure:
        `${rounded(100 * share)} % of ${rounded(cost.requestMs)} ms: ` +
        `${rounded(cost.statementsMs)} ms for its SQL statements (${cost.statements}), ` +
        `${cost.decidingMs.toFixed(3)} ms for deciding (medians of ${cost.requests} explained lists)`,
    };
  },
};

const WARM_UP = 40;
const SAMPLING_INTERVAL_US = 100;
/**
 * What exists for the sake of consents alone: reads of them, whatever tells the database for whom
 * and what for the next statements are, and the transactions that this needs. The customer's own
 * row, which brings the decisions along, and what is written would be needed anyway.
 */
function isForGate({ text }: SentStatement): boolean {
  const isConsentRead = /^\s*select\b/i.test(text) && /\bconsent_snapshot\b/.test(text);
  if (isConsentRead) return !/\bfrom customer\b/.test(text);
  return /\bset_config\b|^\s*(set|begin|start|commit|rollback)\b/i.test(text);
}

const GATE_FILE = /\/consents\/gate\.[jt]s$/;

/**
 * Measures what the gate costs one guest, one request at a time. The gate's statements are sent
 * again on their own, right after their request: within it, what they wait for the processor
 * depends on what was computed just before. In a second round the engine's profiler says how long
 * the gate's functions computed; it slows everything, so the length of a request is that of the
 * first round.
 */
export async function measureGate(
  { house, guestIds }: ServedHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<GateCost> {
  return withServer(house, async ({ endpoint, database }) => {
    const [guestId = ""] = guestIds;
    const client = await connectCustomer(house, endpoint, guestId);
    const watch = watchServer();
    const driver = watchDriver();
    const connection = new pg.Client({ connectionString: database.url });
    await connection.connect();
    const ask = async () => {
      signal.throwIfAborted();
      const { headers, span } = watch.expect();
      // With a seed a list is not kept, so no statement that keeps it checks the consents as well.
      await client.ask(EXPLAINED_LIST, { mode: "FULL", seed: 1 }, headers);
      return span.leftMs - span.begunMs;
    };
    const measured = { requestMs: [] as number[], gateMs: [] as number[], counts: [] as number[] };
    try {
      for (let turn = 1 - WARM_UP; turn <= count; turn++) {
        driver.take();
        const requestMs = await ask();
        const statements = driver.take().filter(isForGate);
        const gateMs = await timeToRepeat(connection, statements);
        if (turn <= 0) continue;
        measured.requestMs.push(requestMs);
        measured.gateMs.push(gateMs);
        measured.counts.push(statements.length);
        onProgress(turn, 2 * count);
      }
      const profiledMs = await profileGate(async () => {
        for (let turn = 1; turn <= count; turn++) {
          await ask();
          onProgress(count + turn, 2 * count);
        }
      });
      return {
        requestMs: median(measured.requestMs),
        statementsMs: median(measured.gateMs),
        statements: median(measured.counts),
        decidingMs: profiledMs / count,
        requests: count,
      };
    } finally {
      driver.end();
      watch.end();
      client.close();
      await connection.end();
    }
  });
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Something that was sent to the database. */
interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Sees everything that the driver sends, transactions included, until it is ended. */
function watchDriver(): { take(): SentStatement[]; end(): void } {
  const prototype = pg.Client.prototype as unknown as Record<"query", Query>;
  const original = prototype.query;
  const sent: SentStatement[] = [];
  prototype.query = function watchedQuery(this: unknown, ...args: unknown[]) {
    const [statement, values] = args as [string | { text?: string }, unknown];
    const text = typeof statement === "string" ? statement : (statement.text ?? "");
    sent.push({ text, values: Array.isArray(values) ? values : [] });
    return original.apply(this, args);
  };
  return {
    take: () => sent.splice(0),
    end: () => {
      prototype.query = original;
    },
  };
}

type Query = (this: unknown, ...args: unknown[]) => unknown;

/** Sends statements one after the other, prepared as the server does, and times all of them. */
async function timeToRepeat(
  connection: pg.Client,
  statements: readonly SentStatement[],
): Promise<number> {
  const startMs = performance.now();
  for (const { text, values } of statements) {
    // Commands such as BEGIN have no values and cannot be prepared.
    const name = values.length > 0 ? createHash("md5").update(text).digest("hex") : undefined;
    await connection.query({ text, values: [...values], ...(name && { name }) });
  }
  return performance.now() - startMs;
}

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
