import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn } from "../db/columns.ts";
import type { RecommendationMode } from "./recommendation.entity.ts";

/** A list that a customer was shown, in one row; the arrays have one entry for each slot. */
export interface ShownListRow {
  customerId: string;
  listId: string;
  placement: string;
  shownAt: Date;
  /** Replays what was explored. */
  seed: number;
  modelVersion: string | null;
  /** A profile-free answer is about nobody, so nobody's row tells of it. */
  mode: Exclude<RecommendationMode, "PROFILE_FREE">;
  context: Record<string, string>;
  /** How many items the first slot could have shown; one fewer in each that follows. */
  candidateCount: number;
  itemIds: string[];
  /** What the ranking would have placed in a slot; null where it is what was shown. */
  replacedItemIds: (string | null)[];
  /** Probability of the shown item given the slots before, in (0, 1]. */
  propensities: number[];
}

export const shownListEntity = new EntitySchema<ShownListRow>({
  name: "shown_list",
  columns: {
    customerId: keyColumn("shown_list", "customer_id", "uuid"),
    listId: keyColumn("shown_list", "list_id", "uuid"),
    placement: { type: "text" },
    shownAt: { name: "shown_at", type: "timestamptz" },
    seed: { type: "integer" },
    modelVersion: { name: "model_version", type: "text", nullable: true },
    mode: { type: "text" },
    context: { type: "jsonb", default: {} },
    candidateCount: { name: "candidate_count", type: "integer" },
    itemIds: { name: "item_ids", type: "text", array: true },
    replacedItemIds: { name: "replaced_item_ids", type: "text", array: true },
    propensities: { type: "double precision", array: true },
  },
  indices: [{ name: "shown_list_age", columns: ["shownAt"] }],
  checks: [
    { name: "shown_list_mode", expression: "mode in ('DECLARED_ONLY', 'FULL')" },
    {
      name: "shown_list_slots",
      expression: `cardinality(item_ids) between 1 and candidate_count
        and cardinality(replaced_item_ids) = cardinality(item_ids)
        and cardinality(propensities) = cardinality(item_ids)`,
    },
  ],
  foreignKeys: [customerForeignKey("shown_list")],
});
