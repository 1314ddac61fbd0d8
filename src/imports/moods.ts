import {
  type DatasetEvent,
  type DatasetManifest,
  isRejectedRow,
  readEvents,
} from "../datasets/index.ts";
import { MoodFold, moodTags } from "./mood-fold.ts";

/** An item as far as mood counts need it. */
export interface TaggedItem {
  readonly tags: readonly string[];
  readonly categories: readonly string[];
}

/**
 * Folds the mood columns of a dataset into anonymous counts. A mood is named like the column and
 * its value, `mood=happy`; one row counts once for each of its moods.
 */
export class MoodColumns {
  readonly fold = new MoodFold();
  /** Rows whose mood was passed over because the person's IMPROVEMENT × MOOD is closed. */
  unusedRows = 0;

  /** @param ratingMiddle see {@link ratingMiddleOf} */
  constructor(private readonly ratingMiddle: number) {}

  observe(event: DatasetEvent, item: TaggedItem, customerId: string, isOpen: boolean): void {
    const moods = Object.entries(event.mood);
    if (moods.length === 0) return;
    if (!isOpen) {
      this.unusedRows += 1;
      return;
    }
    const tags = moodTags(item);
    for (const [name, value] of moods) {
      this.fold.observe(`${name}=${value}`, tags, customerId, this.isAccepted(event));
    }
  }

  /** A positive reaction: bought, liked, or rated above the middle of the scale. */
  private isAccepted({ kind, value }: DatasetEvent): boolean {
    if (kind === "RATING") return value !== null && value > this.ratingMiddle;
    return kind === "PURCHASE" || kind === "LIKE";
  }
}

/**
 * The middle between the lowest and the highest rating of a dataset. It takes a pass of its own,
 * because counts cannot be corrected once the people behind them are forgotten.
 */
export async function ratingMiddleOf(dir: string, manifest: DatasetManifest): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for await (const event of readEvents(dir, manifest)) {
    if (isRejectedRow(event) || event.kind !== "RATING" || event.value === null) continue;
    lowest = Math.min(lowest, event.value);
    highest = Math.max(highest, event.value);
  }
  return (lowest + highest) / 2;
}
