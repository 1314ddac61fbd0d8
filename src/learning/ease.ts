import type { NeighbourTable } from "../scoring/model.ts";
import { topIndices } from "../scoring/top.ts";
import { inverseOf } from "./cholesky.ts";
import { growableFloats, growableInts } from "./growable.ts";
import type { InterestLists } from "./neighbours.ts";

/** Items of the head: the cost grows with the cube of their number. */
const headItemsMax = 2_000;
/** Weights kept of each row, the largest of both signs. */
const rowWeightsMax = 64;
/** λ as a multiple of the mean Σ s² of a customer's list; see the README. */
const ridgePerListLength = 5;

/**
 * EASE: the linear model that predicts each item from all others in closed form,
 * B = I − P diag(P)⁻¹ with P = (XᵀX + λI)⁻¹, for the most active items; the tail is left to the
 * neighbours. λ is 5 times the mean length of a customer's list, which was near the best of 10, 30,
 * 100, 300 on four public data sets whose best values lie between 30 and 300.
 *
 * Cost: n³ multiplications for n items of the head, 8 s at the most; n² numbers of memory.
 *
 * @param itemCount items of the store
 * @see Steck 2019, "Embarrassingly shallow autoencoders for sparse data"
 */
export function easeOf(lists: InterestLists, itemCount: number): NeighbourTable {
  const head = headOf(lists, itemCount);
  const size = head.length;
  const gram = gramOf(lists, head, itemCount);
  let total = 0;
  for (const tenths of lists.tenths) total += tenths * tenths;
  const ridge = (ridgePerListLength * total) / Math.max(1, activeCount(lists));
  for (let row = 0; row < size; row += 1) gram[row * size + row]! += ridge;
  const inverse = size === 0 ? gram : inverseOf(gram, size);
  const starts = new Int32Array(itemCount + 1);
  const items = growableInts();
  const weights = growableFloats();
  let row = 0;
  for (let item = 0; item < itemCount; item += 1) {
    if (head[row] === item) {
      for (const [column, weight] of largest(inverse, size, row)) {
        items.push(head[column]!);
        weights.push(weight);
      }
      row += 1;
    }
    starts[item + 1] = items.length;
  }
  return { starts, items: items.view(), weights: weights.view() };
}

/** The items with the largest Σ s², in the order of the store. */
function headOf({ items, tenths }: InterestLists, itemCount: number): Int32Array {
  const support = new Float64Array(itemCount);
  for (let at = 0; at < items.length; at += 1) support[items[at]!]! += tenths[at]! ** 2;
  const isSilent = Uint8Array.from(support, (value) => (value > 0 ? 0 : 1));
  return Int32Array.from(topIndices(support, isSilent, headItemsMax, 0)).sort();
}

function activeCount({ starts }: InterestLists): number {
  let count = 0;
  for (let customer = 0; customer + 1 < starts.length; customer += 1) {
    if (starts[customer + 1]! > starts[customer]!) count += 1;
  }
  return count;
}

/** Σ over customers of t_a t_b in tenths², lower triangle: integers, so the order is no matter. */
function gramOf({ starts, items, tenths }: InterestLists, head: Int32Array, itemCount: number) {
  const size = head.length;
  const rowOfItem = new Int32Array(itemCount).fill(-1);
  for (const [row, item] of head.entries()) rowOfItem[item] = row;
  const gram = new Float64Array(size * size);
  for (let customer = 0; customer + 1 < starts.length; customer += 1) {
    const end = starts[customer + 1]!;
    for (let a = starts[customer]!; a < end; a += 1) {
      const row = rowOfItem[items[a]!]!;
      if (row < 0) continue;
      for (let b = starts[customer]!; b < end; b += 1) {
        const column = rowOfItem[items[b]!]!;
        if (column >= 0 && column <= row) gram[row * size + column]! += tenths[a]! * tenths[b]!;
      }
    }
  }
  return gram;
}

/** The largest weights by amount of one row of B, as (column, weight). */
function largest(inverse: Float64Array, size: number, row: number): [number, number][] {
  const values = new Float64Array(size);
  for (let column = 0; column < size; column += 1) {
    if (column === row) continue;
    values[column] = -inverse[row * size + column]! / inverse[column * size + column]!;
  }
  const isZero = Uint8Array.from(values, (value) => (value === 0 ? 1 : 0));
  return topIndices(values.map(Math.abs), isZero, rowWeightsMax, 0).map((column) => [
    column,
    values[column]!,
  ]);
}
