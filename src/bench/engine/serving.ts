import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { randomFrom } from "../../learning/random.ts";
import {
  type Catalogue,
  type Model,
  ModelDecoder,
  prepareCatalogue,
  recommendPersonal,
} from "../../scoring/index.ts";
import { percentile } from "../report.ts";
import { fileOf, mebibytesAtMost } from "./measure.ts";
import type { World } from "./world.ts";

/** What serving took, in one process that answers one request after the other. */
export interface ServingReport {
  /** From the files of the snapshot to the first answer, the catalogue made ready included. */
  readonly loadSeconds: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly peakMemoryMiB: number;
}

const FIRST = 12;
const WARM_UP_REQUESTS = 50;
/** Measured are so many requests, or as many as there are in the time, but never too few. */
const REQUESTS_MAX = 2_000;
const REQUESTS_MIN = 200;
const SECONDS_MAX = 30;

/**
 * Loads the snapshot that a folder has and answers random customers: twelve places with their
 * explanations, from their whole history, in a context.
 *
 * @throws {ModelFormatError} for a snapshot that cannot be used
 */
export async function measureServing(world: World, folder: string): Promise<ServingReport> {
  const items = world.items();
  const begin = performance.now();
  const model = await readSnapshot(folder);
  const catalogue = prepareCatalogue(items);
  items.length = 0;
  const random = randomFrom(7);
  const request = () => answerMs(world, catalogue, model, random);
  request();
  const loadSeconds = (performance.now() - begin) / 1000;
  for (let index = 0; index < WARM_UP_REQUESTS; index += 1) request();
  const latenciesMs: number[] = [];
  const end = performance.now() + SECONDS_MAX * 1000;
  while (
    latenciesMs.length < REQUESTS_MIN ||
    (latenciesMs.length < REQUESTS_MAX && performance.now() < end)
  ) {
    latenciesMs.push(request());
  }
  latenciesMs.sort((a, b) => a - b);
  return {
    loadSeconds,
    requests: latenciesMs.length,
    p50Ms: percentile(latenciesMs, 0.5),
    p95Ms: percentile(latenciesMs, 0.95),
    p99Ms: percentile(latenciesMs, 0.99),
    peakMemoryMiB: mebibytesAtMost(),
  };
}

/** Time of one answer; making up the customer's history is not part of it. */
function answerMs(world: World, catalogue: Catalogue, model: Model, random: () => number): number {
  const customer = Math.floor(random() * world.size.customers);
  const evidence = { events: world.events(customer), preferences: [] };
  const context = world.context(customer);
  const begin = performance.now();
  const list = recommendPersonal({
    catalogue,
    model,
    evidence,
    context,
    mood: null,
    now: world.now,
    seed: customer,
    first: FIRST,
  });
  const milliseconds = performance.now() - begin;
  if (list.items.length === 0) throw new Error("A house with items gave an empty list.");
  return milliseconds;
}

async function readSnapshot(folder: string): Promise<Model> {
  const read = (name: string) => readFile(join(folder, fileOf(name)));
  const decoder = new ModelDecoder(await read(ModelDecoder.headerName));
  for (const name of decoder.partNames) decoder.add({ name, bytes: await read(name) });
  return decoder.model();
}
