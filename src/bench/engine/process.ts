import { measureLearning } from "./learning.ts";
import { measureServing } from "./serving.ts";
import { World, type WorldSize } from "./world.ts";

/** What a process of the bench is asked to do. */
export interface EngineTask {
  readonly kind: "LEARN" | "SERVE";
  readonly size: WorldSize;
  readonly folder: string;
}

/** What it says on the way and in the end. */
export type EngineMessage = { readonly customers: number } | { readonly report: unknown };

// The program of a process that does one task, so that the peak of its memory is the task's own.
const say = (message: EngineMessage) => process.send?.(message);
const { kind, size, folder }: EngineTask = JSON.parse(process.argv[2] ?? "");
const world = new World(size);
const report =
  kind === "LEARN"
    ? await measureLearning(world, folder, (customers) => say({ customers }))
    : await measureServing(world, folder);
say({ report });
process.disconnect?.();
