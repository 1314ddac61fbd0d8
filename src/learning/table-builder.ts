import type { NeighbourTable } from "../scoring/model.ts";
import { growableFloats, growableInts } from "./growable.ts";

/**
 * Builds a table row by row and keeps the best of each row, whatever the order in which candidates
 * are offered. Weights are compared as they are offered, and stored in single precision.
 */
export class TableBuilder {
  readonly #starts = growableInts();
  readonly #items = growableInts();
  readonly #weights = growableFloats();
  readonly #rowItems: Int32Array;
  readonly #rowWeights: Float64Array;
  readonly #tieOf: (item: number) => number;
  #rowLength = 0;

  /**
   * @param rowMax places of one row
   * @param tieOf another number for each item: among equal weights the smaller one goes first
   */
  constructor(rowMax: number, tieOf = (item: number) => item) {
    this.#rowItems = new Int32Array(rowMax);
    this.#rowWeights = new Float64Array(rowMax);
    this.#tieOf = tieOf;
    this.#starts.push(0);
  }

  /** Proposes a candidate for the current row; most fail one comparison with the last place. */
  offer(item: number, weight: number): void {
    const items = this.#rowItems;
    const weights = this.#rowWeights;
    let place = this.#rowLength;
    if (place < items.length) this.#rowLength += 1;
    else if (this.#isBefore(item, weight, place - 1)) place -= 1;
    else return;
    while (place > 0 && this.#isBefore(item, weight, place - 1)) {
      items[place] = items[place - 1]!;
      weights[place] = weights[place - 1]!;
      place -= 1;
    }
    items[place] = item;
    weights[place] = weight;
  }

  #isBefore(item: number, weight: number, place: number): boolean {
    const other = this.#rowWeights[place]!;
    if (weight !== other) return weight > other;
    return this.#tieOf(item) < this.#tieOf(this.#rowItems[place]!);
  }

  /** Ends the current row and begins the next. */
  endRow(): void {
    for (let place = 0; place < this.#rowLength; place += 1) {
      this.#items.push(this.#rowItems[place]!);
      this.#weights.push(this.#rowWeights[place]!);
    }
    this.#rowLength = 0;
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
