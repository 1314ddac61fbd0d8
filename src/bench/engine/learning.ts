import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LearnerState } from "../../learning/index.ts";
import { encodeModel, type Model } from "../../scoring/index.ts";
import { fileOf, mebibytesAtMost, secondsOf } from "./measure.ts";
import type { World } from "./world.ts";

/** What learning took. */
export interface LearningReport {
  /** Folding everybody and deriving the first model, weights and all. */
  readonly learnSeconds: number;
  /** New events of known customers per second, folded into the state that learned. */
  readonly foldedEventsPerSecond: number;
  /** Deriving the model again after that, with the weights that were kept. */
  readonly relearnSeconds: number;
  readonly snapshotMiB: number;
  readonly learnPeakMemoryMiB: number;
}

/** One customer in a hundred comes back, for a visit of three events. */
const RETURNING_EVERY = 100;
const EVENTS_PER_VISIT = 3;

/**
 * Learns a world, writes the snapshot into a folder as a database would have it, one file for each
 * part, and folds new visits afterwards. Making up the world is not part of any figure.
 *
 * @param onCustomers called with the number of customers folded so far
 */
export async function measureLearning(
  world: World,
  folder: string,
  onCustomers: (customers: number) => void,
): Promise<LearningReport> {
  const { customers } = world.size;
  const items = world.items();
  const state = new LearnerState();
  let learnSeconds = 0;
  for (let customer = 0; customer < customers; customer += 1) {
    const events = world.events(customer);
    learnSeconds += secondsOf(() => state.fold(world.customerKey(customer), events));
    if (customer % 10_000 === 0) onCustomers(customer);
  }
  const derive = () => state.derive(items, [], { now: world.now, seed: 1 });
  let model: Model | undefined;
  learnSeconds += secondsOf(() => {
    model = derive();
  });
  const snapshotBytes = await writeSnapshot(model!, folder);
  model = undefined;
  let newEvents = 0;
  let foldSeconds = 0;
  for (let customer = 0; customer < customers; customer += RETURNING_EVERY) {
    const events = world.events(customer, EVENTS_PER_VISIT);
    foldSeconds += secondsOf(() => state.fold(world.customerKey(customer), events));
    newEvents += EVENTS_PER_VISIT;
  }
  return {
    learnSeconds,
    foldedEventsPerSecond: newEvents / foldSeconds,
    relearnSeconds: secondsOf(derive),
    snapshotMiB: snapshotBytes / 2 ** 20,
    learnPeakMemoryMiB: mebibytesAtMost(),
  };
}

async function writeSnapshot(model: Model, folder: string): Promise<number> {
  let total = 0;
  for (const { name, bytes } of encodeModel(model)) {
    await writeFile(join(folder, fileOf(name)), bytes);
    total += bytes.byteLength;
  }
  return total;
}
