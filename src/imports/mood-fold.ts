/** How often things with a tag were shown and accepted under a mood. Nobody can be told from it. */
export interface MoodCount {
  readonly mood: string;
  /** A tag of the items, or `category=NAME` for a category. */
  readonly tag: string;
  readonly shown: number;
  readonly accepted: number;
}

/** A cell that fewer people stand behind is thrown away. */
export const MOOD_PEOPLE_MIN = 20;

/** Cells in memory at once; data with more combinations than this is no declared mood. */
const MOOD_CELLS_MAX = 50_000;

interface MoodCell {
  readonly mood: string;
  readonly tag: string;
  shown: number;
  accepted: number;
  /** The first people of the cell, forgotten as soon as there are enough of them. */
  people: Set<string> | null;
}

/**
 * Folds declared moods into anonymous counts while they pass by. What it holds of a person is
 * whether they are among the first {@link MOOD_PEOPLE_MIN} of a cell, and only until the cell has
 * that many, so memory is bounded by the number of cells and not by the number of people or rows.
 */
export class MoodFold {
  private readonly cells = new Map<string, MoodCell>();

  /**
   * Counts one thing shown under a mood.
   *
   * @param tags the item's tags and categories, see {@link moodTags}
   * @param personId tells people apart; never part of {@link counts}
   */
  observe(mood: string, tags: readonly string[], personId: string, isAccepted: boolean): void {
    for (const tag of tags) {
      const cell = this.cell(mood, tag);
      if (cell === undefined) continue;
      cell.shown += 1;
      if (isAccepted) cell.accepted += 1;
      if (cell.people === null) continue;
      cell.people.add(personId);
      if (cell.people.size >= MOOD_PEOPLE_MIN) cell.people = null;
    }
  }

  /** The cells with enough people, ordered by mood and tag. */
  counts(): MoodCount[] {
    return [...this.cells.values()]
      .filter((cell) => cell.people === null)
      .map(({ mood, tag, shown, accepted }) => ({ mood, tag, shown, accepted }))
      .sort((one, other) => compare(one.mood, other.mood) || compare(one.tag, other.tag));
  }

  private cell(mood: string, tag: string): MoodCell | undefined {
    // Length first, so that no two pairs of names can share a key.
    const key = `${mood.length} ${mood}${tag}`;
    const known = this.cells.get(key);
    if (known !== undefined || this.cells.size >= MOOD_CELLS_MAX) return known;
    const cell = { mood, tag, shown: 0, accepted: 0, people: new Set<string>() };
    this.cells.set(key, cell);
    return cell;
  }
}

/** The names under which an item is counted: its tags, and its categories as `category=NAME`. */
export function moodTags(item: {
  readonly tags: readonly string[];
  readonly categories: readonly string[];
}): string[] {
  return [...item.tags, ...item.categories.map((category) => `category=${category}`)];
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
