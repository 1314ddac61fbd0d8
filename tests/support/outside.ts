import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { CustomerLog, LearnOptions, MoodCount } from "../../src/learning/index.ts";
import {
  type CatalogueItem,
  decodeModel,
  type Model,
  type ModelPart,
} from "../../src/scoring/index.ts";
import type { MasterKeyOptions } from "../../src/sealing/master-keys.ts";

/**
 * `learnModel` outside of the suite's sandbox, where it is four times as fast. It runs what was
 * built last: `npm test` builds first.
 */
export async function learnOutside(
  log: readonly CustomerLog[],
  items: readonly CatalogueItem[],
  moodCounts: readonly MoodCount[],
  options: LearnOptions,
): Promise<Model> {
  const parts = await runOutside("learn", { log, items, moodCounts, options });
  return decodeModel(parts as ModelPart[]);
}

/** Seeds and learns the demo house in a migrated database, see {@link learnOutside}. */
export async function seedOutside(
  url: string,
  now: number,
  masterKeys: MasterKeyOptions,
): Promise<void> {
  await runOutside("seed", { url, now, masterKeys });
}

async function runOutside(task: string, input: unknown): Promise<unknown> {
  const script = join(import.meta.dirname, "outside.mjs");
  const worker = new Worker(script, { workerData: { task, input } });
  const [answer] = await once(worker, "message");
  await worker.terminate();
  return answer;
}
