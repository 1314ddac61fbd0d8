import { growableFloats, growableInts } from "../growable.ts";

/** What goes with each item (or group): `items[starts[i] .. starts[i + 1])`, best first. */
export interface NeighbourTable {
  readonly starts: Int32Array;
  readonly items: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Builds a table row by row and keeps the best of each row. Equal weights go by index, so that the
 * order in which candidates are offered changes nothing.
 */
export class TableBuilder {
  readonly #rowMax: number;
  readonly #starts = growableInts();
  readonly #items = growableInts();
  readonly #weights = growableFloats();
  readonly #rowItems: number[] = [];
  readonly #rowWeights: number[] = [];

  /** @param rowMax places of one row */
  constructor(rowMax: number) {
    this.#rowMax = rowMax;
    this.#starts.push(0);
  }

  /** Proposes a candidate for the current row; an insertion into at most `rowMax` places. */
  offer(item: number, weight: number): void {
    const items = this.#rowItems;
    const weights = this.#rowWeights;
    // Compared as it will be stored, so that the order of a row is that of its weights.
    const stored = Math.fround(weight);
    const isBetter = (place: number) =>
      stored > weights[place]! || (stored === weights[place]! && item < items[place]!);
    let place = items.length;
    if (place === this.#rowMax) {
      if (place === 0 || !isBetter(place - 1)) return;
      place -= 1;
    }
    for (; place > 0 && isBetter(place - 1); place -= 1) {
      items[place] = items[place - 1]!;
      weights[place] = weights[place - 1]!;
    }
    items[place] = item;
    weights[place] = stored;
  }

  /** Ends the current row and begins the next. */
  endRow(): void {
    for (let place = 0; place < this.#rowItems.length; place += 1) {
      this.#items.push(this.#rowItems[place]!);
      this.#weights.push(this.#rowWeights[place]!);
    }
    this.#rowItems.length = 0;
    this.#rowWeights.length = 0;
    this.#starts.push(this.#items.length);
  }

  finish(): NeighbourTable {
    return {
      starts: this.#starts.copy(),
      items: this.#items.copy(),
      weights: this.#weights.copy(),
    };
  }
}
