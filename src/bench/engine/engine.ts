import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rounded } from "../report.ts";
import type { LearningReport } from "./learning.ts";
import type { EngineMessage, EngineTask } from "./process.ts";
import type { ServingReport } from "./serving.ts";
import type { WorldSize } from "./world.ts";

/** What `bench --engine` prints for each size. */
export type EngineFigures = WorldSize & LearningReport & ServingReport;

export interface EngineOptions {
  readonly size: WorldSize;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  /** Called with the customers learned so far, and how many there are. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Sizes below the one asked for, so that growth can be seen. */
const SMALLER_SIZES = [1_000, 10_000, 100_000];

/**
 * Measures the engine without a database: learning a made-up house in one process, serving it in
 * another, first at 1,000, 10,000 and 100,000 items with customers and events in proportion.
 *
 * @throws the signal's reason where it is aborted; both processes end then
 */
export async function runEngineBench(options: EngineOptions): Promise<EngineFigures[]> {
  const figures: EngineFigures[] = [];
  for (const size of sizesUpTo(options.size)) {
    figures.push(await measureSize({ ...options, size }));
  }
  return figures;
}

/** The size itself, and before it the smaller ones in the same proportion. */
export function sizesUpTo(size: WorldSize): WorldSize[] {
  const smaller = SMALLER_SIZES.filter((items) => items < size.items).map((items) => {
    const inProportion = (count: number) => Math.max(1, Math.round((count * items) / size.items));
    return { items, customers: inProportion(size.customers), events: inProportion(size.events) };
  });
  return [...smaller, size];
}

async function measureSize(options: EngineOptions): Promise<EngineFigures> {
  const { size, onStep } = options;
  const folder = await mkdtemp(join(tmpdir(), "kathi-engine-"));
  const amount = (count: number) => count.toLocaleString("en-US");
  const name = `${amount(size.items)} items, ${amount(size.customers)} customers, ${amount(size.events)} events`;
  try {
    onStep(`learning ${name}`);
    const learning = await inProcess<LearningReport>({ kind: "LEARN", size, folder }, options);
    onStep(`serving ${name}`);
    const serving = await inProcess<ServingReport>({ kind: "SERVE", size, folder }, options);
    return { ...size, ...twoDecimals(learning), ...twoDecimals(serving) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Does a task in a process of its own and returns its report. */
async function inProcess<Report>(
  task: EngineTask,
  { signal, onProgress }: EngineOptions,
): Promise<Report> {
  signal.throwIfAborted();
  const child = fork(new URL("./process.js", import.meta.url), [JSON.stringify(task)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const end = () => child.kill("SIGKILL");
  signal.addEventListener("abort", end);
  let report: Report | undefined;
  child.on("message", (message: EngineMessage) => {
    if ("report" in message) report = message.report as Report;
    else onProgress(message.customers, task.size.customers);
  });
  try {
    const [code] = await once(child, "exit");
    signal.throwIfAborted();
    if (report === undefined) throw new Error(`A process of the bench ended with code ${code}.`);
    return report;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function twoDecimals<Report extends object>(report: Report): Report {
  const entries = Object.entries(report).map(([name, value]) => [name, rounded(value as number)]);
  return Object.fromEntries(entries) as Report;
}
