import { EntitySchema } from "typeorm";
import type { ItemRow } from "../catalogue/catalogue.entity.ts";
import type { DataCategory } from "../consents/policy.ts";
import { keyColumn, writtenAtColumn } from "../db/columns.ts";
import type {
  Alternative,
  EvidenceEvent,
  NotShownReason,
  ScoredItem,
  Signal,
} from "../scoring/types.ts";

/** A learned snapshot: immutable once written. */
export interface ModelSnapshotRow {
  snapshotId: number;
  createdAt: Date;
  /** Digest of the content; answers name it. */
  modelVersion: string;
}

/** One named piece of a snapshot. */
export interface ModelSnapshotPartRow {
  snapshotId: number;
  name: string;
  bytes: Buffer;
}

/** Anonymous counts of what was shown and accepted under a declared mood. */
export interface MoodCountRow {
  source: string;
  mood: string;
  tag: string;
  shown: number;
  accepted: number;
}

export type RecommendationMode = "PROFILE_FREE" | "DECLARED_ONLY" | "FULL";

/** An answer as it leaves the service. */
export interface ServedList {
  readonly items: ServedItem[];
  readonly mode: RecommendationMode;
  readonly modelVersion: string | null;
  readonly consentEpoch: number | null;
  /** The customer whose evidence was used; null in a list that used nobody's. */
  readonly customerId: string | null;
  /** Of what data the answer was computed. */
  readonly usedCategories: readonly DataCategory[];
  /** Replays what was left to chance. */
  readonly seed: number;
  /** Key of the row that keeps the list; null where none does. */
  readonly listId: string | null;
  readonly reasonOf: (itemId: string) => NotShownReason;
}

/** One place of an answer, with what its explanation needs. */
export interface ServedItem {
  readonly item: ItemRow;
  readonly place: ScoredItem;
  /** Where it would stand if one signal did not count. */
  readonly without: (signal: Signal) => Alternative;
  /** The customer whose evidence was used; null in a list that used nobody's. */
  readonly customerId: string | null;
  /** The events that explanations may cite, by id. */
  readonly events: ReadonlyMap<string, EvidenceEvent>;
  /** The catalogue that the answer was made from, for the titles in the summary sentence. */
  readonly items: ReadonlyMap<string, ItemRow>;
}

export const modelSnapshotEntity = new EntitySchema<ModelSnapshotRow>({
  name: "model_snapshot",
  columns: {
    snapshotId: {
      ...keyColumn("model_snapshot", "snapshot_id", "integer"),
      generated: "increment",
    },
    createdAt: writtenAtColumn("created_at"),
    modelVersion: { name: "model_version", type: "text" },
  },
});

export const modelSnapshotPartEntity = new EntitySchema<ModelSnapshotPartRow>({
  name: "model_snapshot_part",
  columns: {
    snapshotId: keyColumn("model_snapshot_part", "snapshot_id", "integer"),
    name: keyColumn("model_snapshot_part", "name", "text"),
    bytes: { type: "bytea" },
  },
  foreignKeys: [
    {
      name: "model_snapshot_part_snapshot_id_fkey",
      target: "model_snapshot",
      columnNames: ["snapshotId"],
      referencedColumnNames: ["snapshotId"],
      onDelete: "CASCADE",
    },
  ],
});

export const moodCountEntity = new EntitySchema<MoodCountRow>({
  name: "mood_count",
  columns: {
    source: keyColumn("mood_count", "source", "text"),
    mood: keyColumn("mood_count", "mood", "text"),
    tag: keyColumn("mood_count", "tag", "text"),
    shown: { type: "integer" },
    accepted: { type: "integer" },
  },
});
