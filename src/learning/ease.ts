import { topIndices } from "../scoring/top.ts";
import { inverseOf } from "./cholesky.ts";
import type { CustomerInterests } from "./fold.ts";

/** Items of the head: the cost grows with the cube of their number. */
const headItemsMax = 2000;
/** Weights kept of each row. */
const rowWeightsMax = 64;
/** λ as a multiple of the mean length of a customer's list; see the README. */
const ridgePerListLength = 5;

export function easeOf(customers: readonly CustomerInterests[], itemCount: number) {
  const support = new Float64Array(itemCount);
  let total = 0;
  for (const { items, interests } of customers) {
    for (let position = 0; position < items.length; position += 1) {
      const { tenths } = interests[position]!;
      support[items[position]!]! += tenths * tenths;
      total += tenths * tenths;
    }
  }
  const silent = Uint8Array.from(support, (value) => (value > 0 ? 0 : 1));
  const head = topIndices(support, silent, headItemsMax, 0).sort((a, b) => a - b);
  const starts = new Int32Array(itemCount + 1);
  const active = customers.filter(({ items }) => items.length > 0).length;
  if (head.length < 2) return { starts, items: new Int32Array(0), weights: new Float32Array(0) };
  const ridge = (ridgePerListLength * total) / Math.max(1, active);
  const gram = gramOf(customers, head, itemCount);
  for (let row = 0; row < head.length; row += 1) gram[row * head.length + row]! += ridge;
  const inverse = inverseOf(gram, head.length);
  const items: number[] = [];
  const weights: number[] = [];
  const size = head.length;
  let next = 0;
  for (let item = 0; item < itemCount; item += 1) {
    if (head[next] === item) {
      const row = next;
      next += 1;
      const values = new Float64Array(size);
      for (let column = 0; column < size; column += 1) {
        if (column !== row) values[column] = -inverse[row * size + column]! / inverse[column * size + column]!;
      }
      const out = Uint8Array.from(values, (value) => (value !== 0 ? 0 : 1));
      for (const column of topIndices(values.map(Math.abs), out, rowWeightsMax, 0)) {
        items.push(head[column]!);
        weights.push(values[column]!);
      }
    }
    starts[item + 1] = items.length;
  }
  return { starts, items: Int32Array.from(items), weights: Float32Array.from(weights) };
}

/** Σ over customers of t_a t_b in tenths², lower triangle: integers, so the order is no matter. */
function gramOf(customers: readonly CustomerInterests[], head: readonly number[], itemCount: number) {
  const size = head.length;
  const rowOfItem = new Int32Array(itemCount).fill(-1);
  for (const [row, item] of head.entries()) rowOfItem[item] = row;
  const gram = new Float64Array(size * size);
  for (const { items, interests } of customers) {
    const rows: number[] = [];
    const tenths: number[] = [];
    for (let position = 0; position < items.length; position += 1) {
      const row = rowOfItem[items[position]!]!;
      if (row < 0 || interests[position]!.tenths === 0) continue;
      rows.push(row);
      tenths.push(interests[position]!.tenths);
    }
    for (let a = 0; a < rows.length; a += 1) {
      for (let b = 0; b < rows.length; b += 1) {
        if (rows[b]! <= rows[a]!) gram[rows[a]! * size + rows[b]!]! += tenths[a]! * tenths[b]!;
      }
    }
  }
  return gram;
}
