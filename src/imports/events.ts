import type { DatasetEvent } from "../datasets/index.ts";
import { attributeTags } from "../datasets/index.ts";
import { interactionIdOf, type NewInteraction } from "../interactions/interaction.repository.ts";
import { LIMITS } from "../limits.ts";
import type { MentionedItem } from "./import.repository.ts";

/** Where rows come from; part of the ids that are made of them. */
export function sourceOf(dataset: string): string {
  return `import:${dataset}`;
}

/**
 * The catalogue's id of a dataset's item. Two datasets may both call something `1`; without the
 * dataset's name one would silently become the other.
 */
export function itemIdOf(dataset: string, item: string): string {
  return `${dataset}:${item}`;
}

/**
 * Why an item cannot be named in the catalogue, or null where it can: global ids and cursors hold
 * keys up to a length, and the dataset's name takes a part of it.
 */
export function itemProblem(dataset: string, item: string): string | null {
  const lengthMax = LIMITS.shortTextLengthMax - itemIdOf(dataset, "").length;
  if (item.length <= lengthMax) return null;
  return `item is longer than ${lengthMax} characters, which is what the dataset's name leaves`;
}

/** Why an event cannot be what it says, or null where it can. */
export function eventProblem(event: DatasetEvent, dataset: string, now: Date): string | null {
  const { kind, value, at } = event;
  if (at !== null && at > now.getTime() + LIMITS.clockSkewMsMax) return "time lies in the future";
  if (kind === "RATING" && value === null) return "a rating without a value";
  if (kind === "PURCHASE" && value !== null && value <= 0) return "quantity is not above 0";
  return itemProblem(dataset, event.item);
}

/**
 * An event as it is stored, without its mood. The id comes from the dataset's name and the row's
 * own id, so the same row is the same event however often it is imported.
 *
 * @param now stands in for the time of a source without a clock, and is marked as unknown
 */
export function interactionFrom(
  event: DatasetEvent,
  dataset: string,
  customerId: string,
  now: Date,
): NewInteraction {
  const source = sourceOf(dataset);
  const hasValue = event.kind === "RATING" || event.kind === "PURCHASE";
  return {
    customerId,
    interactionId: interactionIdOf(source, event.id),
    itemId: itemIdOf(dataset, event.item),
    kind: event.kind,
    value: hasValue ? event.value : null,
    occurredAt: event.at === null ? now : new Date(event.at),
    isTimeKnown: event.at !== null,
    context: event.context,
    provenance: "IMPORTED",
    source,
  };
}

/**
 * The items that events mention, each once, with the earliest time of all of them and their tags,
 * of which an item has no more than {@link LIMITS.labelsPerItemMax}.
 */
export function mentionedItems(events: readonly DatasetEvent[], dataset: string): MentionedItem[] {
  const items = new Map<string, { tags: Set<string>; firstAt: number | null }>();
  for (const event of events) {
    const item = items.get(event.item) ?? { tags: new Set<string>(), firstAt: null };
    items.set(event.item, item);
    for (const tag of attributeTags(event.itemAttributes)) item.tags.add(tag);
    if (event.at !== null) item.firstAt = Math.min(item.firstAt ?? event.at, event.at);
  }
  return [...items].map(([id, { tags, firstAt }]) => ({
    itemId: itemIdOf(dataset, id),
    title: id,
    tags: [...tags].sort().slice(0, LIMITS.labelsPerItemMax),
    firstAt: firstAt === null ? null : new Date(firstAt),
  }));
}
