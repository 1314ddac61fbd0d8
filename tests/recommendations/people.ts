import type { CellName, ConsentState } from "../../src/consents/consent.entity.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import type { DataCategory, Purpose } from "../../src/consents/policy.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import type { InteractionKind } from "../../src/scoring/types.ts";
import { key, type TestApp } from "../support/app.ts";

const DAY = 86_400_000;

/** Decides cells such as `PERSONALISATION:PURCHASE` for a customer. */
export async function decide(
  { database }: TestApp,
  customerId: string,
  state: ConsentState,
  ...cells: readonly CellName[]
): Promise<void> {
  for (const cell of cells) {
    const [purpose, category] = cell.split(":") as [Purpose, DataCategory];
    const change = { customerId, purpose, category, state } as const;
    const entry = { ...change, method: "API", actor: "customer", documentation: null } as const;
    await appendConsentEvent(database.dataSource.manager, entry, ["UNKNOWN", "GIVEN", "WITHDRAWN"]);
  }
}

/** Writes an event past the gate, as if consent had been there at the time. */
export async function happened(
  { database }: TestApp,
  customerId: string,
  kind: InteractionKind,
  itemId: string,
  at: number,
): Promise<void> {
  await insertInteractions(database.dataSource.manager, [
    {
      customerId,
      interactionId: interactionIdOf("test", key()),
      itemId,
      kind,
      value: kind === "RATING" ? 5 : null,
      occurredAt: new Date(at),
      isTimeKnown: true,
      context: {},
      provenance: "OBSERVED",
      source: "test",
    },
  ]);
}

/** Milliseconds since 1970, some days before a moment. */
export function daysBefore(now: number, days: number): number {
  return now - days * DAY;
}
