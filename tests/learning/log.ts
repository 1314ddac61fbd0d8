import { EventLog } from "../../src/learning/event-log.ts";
import type { CustomerLog, EventStore } from "../../src/learning/store.ts";
import type { CatalogueItem, EvidenceEvent, InteractionKind } from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";

/** 2026-01-01. */
export const begin = 1_767_225_600_000;

/** A day of the made-up log as milliseconds since 1970. */
export function day(number: number): number {
  return begin + number * millisecondsPerDay;
}

export function item(id: string, ...categories: string[]): CatalogueItem {
  return { id, categories, tags: [], isAvailable: true, addedAt: null };
}

export function did(
  kind: InteractionKind,
  itemId: string,
  at: number | null,
  value: number | null = null,
  context: Readonly<Record<string, string>> = {},
): EvidenceEvent {
  return { id: `${kind}-${itemId}-${at}`, itemId, kind, value, at, context };
}

export async function* logOf(customers: readonly (readonly EvidenceEvent[])[]) {
  for (const events of customers) yield { events } satisfies CustomerLog;
}

/** The store of a log; customers are in the order given, as long as they are fewer than 10,000. */
export function storeOf(
  customers: readonly (readonly EvidenceEvent[])[],
  items: readonly CatalogueItem[] = [],
): EventStore {
  const log = new EventLog();
  for (const [place, events] of customers.entries()) log.replace(String(10_000 + place), events);
  return log.store(items, Number.POSITIVE_INFINITY);
}
