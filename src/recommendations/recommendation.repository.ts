import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type {
  ModelSnapshotPartRow,
  ModelSnapshotRow,
  MoodCountRow,
} from "./recommendation.entity.ts";

/** One named piece of a learned snapshot, as the core encodes it. */
export type SnapshotPart = Pick<ModelSnapshotPartRow, "name" | "bytes">;

/** Writes a snapshot and returns its id; inside a transaction, so half a snapshot is never seen. */
export async function insertSnapshot(
  manager: EntityManager,
  modelVersion: string,
  parts: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<number> {
  const snapshot = await firstRow<{ snapshotId: number }>(
    manager,
    sql`
      insert into model_snapshot (model_version) values (${modelVersion})
      returning snapshot_id as "snapshotId"`,
  );
  if (!snapshot) throw new Error("INSERT … RETURNING gave no row.");
  for (const { name, bytes } of parts) {
    await rows(
      manager,
      sql`
        insert into model_snapshot_part (snapshot_id, name, bytes)
        values (${snapshot.snapshotId}, ${name},
          ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)})`,
    );
  }
  return snapshot.snapshotId;
}

/** Removes all snapshots but the newest few. */
export async function pruneSnapshots(manager: EntityManager, kept: number): Promise<void> {
  await rows(
    manager,
    sql`
      delete from model_snapshot where snapshot_id not in (
        select snapshot_id from model_snapshot order by snapshot_id desc limit ${kept})`,
  );
}

/** The snapshots that are kept, newest first, without their content. */
export function snapshots(manager: EntityManager) {
  return rows<Pick<ModelSnapshotRow, "snapshotId" | "createdAt">>(
    manager,
    sql`
      select snapshot_id as "snapshotId", created_at as "createdAt" from model_snapshot
      order by snapshot_id desc`,
  );
}

/** One piece of a snapshot; read one by one, because all of them together are large. */
export function snapshotPart(manager: EntityManager, snapshotId: number, name: string) {
  return firstRow<SnapshotPart>(
    manager,
    sql`
      select name, bytes from model_snapshot_part
      where snapshot_id = ${snapshotId} and name = ${name}`,
  );
}

/** SHA-256 of every piece of a snapshot: enough to compare it, without reading it. */
export function snapshotDigests(manager: EntityManager, snapshotId: number) {
  return rows<{ name: string; digest: string }>(
    manager,
    sql`
      select name, encode(sha256(bytes), 'hex') as digest from model_snapshot_part
      where snapshot_id = ${snapshotId}`,
  );
}

/** What may have changed since a server looked last: one statement, two single-row reads. */
export async function shelfVersions(manager: EntityManager) {
  const found = await firstRow<{ catalogueVersion: number; snapshotId: number | null }>(
    manager,
    sql`
      select version as "catalogueVersion",
        (select max(snapshot_id) from model_snapshot) as "snapshotId"
      from catalogue_state`,
  );
  return found ?? { catalogueVersion: 0, snapshotId: null };
}

/** The anonymous mood counts of all sources together. */
export function moodCounts(manager: EntityManager) {
  return rows<Omit<MoodCountRow, "source">>(
    manager,
    sql`
      select mood, tag, sum(shown)::int as shown, sum(accepted)::int as accepted
      from mood_count group by mood, tag order by mood, tag`,
  );
}

/** Replaces the anonymous mood counts of one source as a whole. */
export async function replaceMoodCounts(
  manager: EntityManager,
  source: string,
  counts: readonly Omit<MoodCountRow, "source">[],
): Promise<void> {
  await rows(manager, sql`delete from mood_count where source = ${source}`);
  await rows(
    manager,
    sql`
      insert into mood_count (source, mood, tag, shown, accepted)
      select ${source}, * from unnest(${counts.map(({ mood }) => mood)}::text[],
        ${counts.map(({ tag }) => tag)}::text[], ${counts.map(({ shown }) => shown)}::integer[],
        ${counts.map(({ accepted }) => accepted)}::integer[])`,
  );
}
