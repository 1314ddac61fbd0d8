import type { Model } from "../../scoring/index.ts";
import { type CustomerLog, learnModel } from "../learn.ts";
import { permutationOf, randomFrom } from "../random.ts";
import { eventOf, type Models } from "./arms.ts";
import { moodCountsOf } from "./moods.ts";
import type { Protocol } from "./protocol.ts";
import type { Dataset, Row } from "./rows.ts";
import type { Split } from "./splits.ts";

/**
 * Learns from the training rows of a split, and once more from the same rows with their contexts
 * and moods dealt out at random. Without such columns the two are the same.
 */
export async function modelsOf(
  dataset: Dataset,
  protocol: Protocol,
  split: Split,
  seed: number,
): Promise<Models> {
  const rows = [...split.train.values()];
  const kathi = await modelFrom(dataset, rows);
  if (protocol.context.length === 0) return { kathi, noise: kathi };
  return { kathi, noise: await modelFrom(dataset, withNoise(rows, seed)) };
}

function modelFrom(dataset: Dataset, rows: readonly (readonly Row[])[]): Promise<Model> {
  let now = 0;
  for (const ofUser of rows) for (const { at } of ofUser) now = Math.max(now, at ?? 0);
  // The learner's own choices do not depend on the protocol's seed.
  return learnModel(logOf(rows), dataset.items, moodCountsOf(dataset.items, rows), {
    now,
    seed: 1,
  });
}

async function* logOf(rows: readonly (readonly Row[])[]): AsyncGenerator<CustomerLog> {
  for (const ofUser of rows) yield { events: ofUser.map(eventOf) };
}

/** The same rows, each with the context and mood of a random other one. */
export function withNoise(rows: readonly (readonly Row[])[], seed: number): Row[][] {
  const all = rows.flat();
  const order = permutationOf(all.length, randomFrom(seed));
  let place = 0;
  return rows.map((ofUser) =>
    ofUser.map((row) => {
      const { context, moods } = all[order[place]!]!;
      place += 1;
      return { ...row, context, moods };
    }),
  );
}
