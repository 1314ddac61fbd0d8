import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { InteractionRow } from "./interaction.entity.ts";
import { interactionsById } from "./interaction.repository.ts";

/** Names one event. */
export interface InteractionKey {
  readonly customerId: string;
  readonly interactionId: string;
}

/** Loads events, one statement for each customer. */
export function createInteractionLoaders(manager: EntityManager) {
  const keyOf = ({ customerId, interactionId }: InteractionKey) => `${customerId}/${interactionId}`;
  return {
    interaction: new DataLoader<InteractionKey, InteractionRow | null, string>(
      async (keys) => {
        const found = new Map<string, InteractionRow>();
        for (const [customerId, group] of groupBy(keys, (key) => key.customerId)) {
          const ids = group.map(({ interactionId }) => interactionId);
          for (const row of await interactionsById(manager, customerId, ids)) {
            found.set(keyOf(row), row);
          }
        }
        return keys.map((key) => found.get(keyOf(key)) ?? null);
      },
      { cacheKeyFn: keyOf },
    ),
  };
}
