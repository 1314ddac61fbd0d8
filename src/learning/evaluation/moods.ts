import type { CatalogueItem } from "../../scoring/index.ts";
import { likedAboveOf } from "../fold.ts";
import type { MoodCount } from "../moods.ts";
import type { Row } from "./rows.ts";

/**
 * The mood columns of training rows in the shape in which a house keeps them: how often items with
 * a tag were met under a mood, and liked. Rows without a mood are left out.
 */
export function moodCountsOf(
  items: readonly CatalogueItem[],
  rowsOfUsers: readonly (readonly Row[])[],
): MoodCount[] {
  const tagsOfItem = new Map(items.map(({ id, tags }) => [id, tags]));
  const ratings = rowsOfUsers.flat().filter(({ kind }) => kind === "RATING");
  const liked = likedAboveOf(ratings.flatMap(({ value }) => (value === null ? [] : [value])));
  const counts = new Map<string, { mood: string; tag: string; shown: number; accepted: number }>();
  for (const rows of rowsOfUsers) {
    for (const { item, value, kind, moods } of rows) {
      for (const mood of moods) {
        for (const tag of tagsOfItem.get(item) ?? []) {
          const key = JSON.stringify([mood, tag]);
          const count = counts.get(key) ?? { mood, tag, shown: 0, accepted: 0 };
          counts.set(key, count);
          count.shown += 1;
          if (kind !== "RATING" || (value ?? 0) > liked) count.accepted += 1;
        }
      }
    }
  }
  return [...counts.values()];
}
