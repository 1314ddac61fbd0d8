import type { EntityManager } from "typeorm";
import { itemsById } from "../catalogue/catalogue.repository.ts";
import { consentSnapshots } from "../consents/consent.repository.ts";
import { permit } from "../consents/gate.ts";
import type { DatasetEvent } from "../datasets/index.ts";
import { itemIdOf } from "./events.ts";
import type { TaggedItem } from "./moods.ts";

/** What a mood needs to be counted: tags of the items, and whose IMPROVEMENT × MOOD is open. */
export interface MoodSubjects {
  readonly items: ReadonlyMap<string, TaggedItem>;
  readonly customerIds: ReadonlyMap<string, string>;
  readonly openIds: ReadonlySet<string>;
}

/** Reads them for the people and the items of a batch: 2 statements. */
export async function readMoodSubjects(
  manager: EntityManager,
  dataset: string,
  events: readonly DatasetEvent[],
  customerIds: ReadonlyMap<string, string>,
): Promise<MoodSubjects> {
  const itemIds = [...new Set(events.map(({ item }) => itemIdOf(dataset, item)))];
  const items = await itemsById(manager, itemIds);
  const consents = await consentSnapshots(manager, [...customerIds.values()]);
  const open = consents.filter((view) => permit(view, "IMPROVEMENT", "MOOD", "COLLECT"));
  return {
    items: new Map(items.map((item) => [item.itemId, item])),
    customerIds,
    openIds: new Set(open.map(({ customerId }) => customerId)),
  };
}
