import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { InteractionRow } from "./interaction.entity.ts";
import { type InteractionKey, interactionKey, interactionsById } from "./interaction.repository.ts";

/** Loads events, one statement for each customer. */
export function createInteractionLoaders(manager: EntityManager) {
  return {
    interaction: new DataLoader<InteractionKey, InteractionRow | null, string>(
      async (keys) => {
        const found = new Map<string, InteractionRow>();
        for (const [customerId, group] of groupBy(keys, (key) => key.customerId)) {
          const ids = group.map(({ interactionId }) => interactionId);
          for (const row of await interactionsById(manager, customerId, ids)) {
            found.set(interactionKey(row), row);
          }
        }
        return keys.map((key) => found.get(interactionKey(key)) ?? null);
      },
      { cacheKeyFn: interactionKey },
    ),
  };
}
