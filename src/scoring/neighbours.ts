import type { Binding } from "./binding.ts";
import type { OwnItem } from "./interests.ts";

/** Sums of neighbour weights by catalogue index, and which items have one. */
export interface NeighbourSums {
  readonly sums: Float64Array;
  readonly touched: readonly number[];
}

/**
 * Σ over own items j of strength(j) × weight(j → i). An own item is not its own neighbour.
 *
 * Cost: 32 additions per own item, no pass over the catalogue besides allocating `sums`.
 *
 * @param sums zeros by catalogue index, for callers who ask often: what is touched must be 0 again
 */
export function neighbourSums(
  binding: Binding,
  ownItems: readonly OwnItem[],
  sums = new Float64Array(binding.catalogue.ids.length),
): NeighbourSums {
  const { catalogueItems } = binding;
  const { starts, items, weights } = binding.model.neighbours;
  const touched: number[] = [];
  for (const { interest, known: source } of ownItems) {
    const { strength } = interest;
    if (source < 0 || strength === 0) continue;
    const end = starts[source + 1]!;
    for (let at = starts[source]!; at < end; at += 1) {
      const item = catalogueItems[items[at]!]!;
      if (item < 0) continue;
      if (sums[item] === 0) touched.push(item);
      sums[item]! += strength * weights[at]!;
    }
  }
  return { sums, touched };
}

/**
 * ln(1 + sum / scale): proportional for a few hints, a ratio for many. The scale is the model's,
 * not the request's, so taking a piece of evidence away never raises what it supported.
 */
export function neighbourFeature(sum: number, scale: number): number {
  return Math.log1p(sum / scale);
}

/**
 * Which own items stand behind each winner. Walks the 32 neighbours of every own item once.
 *
 * @param winners catalogue indices to explain
 * @returns one row for each winner with one amount for each interest; a row adds up to its sum
 */
export function neighbourShares(
  binding: Binding,
  ownItems: readonly OwnItem[],
  winners: readonly number[],
): Float64Array[] {
  const { catalogueItems } = binding;
  const { starts, items, weights } = binding.model.neighbours;
  const rows = winners.map(() => new Float64Array(ownItems.length));
  // 1 + row of each winner. An array answers faster than a map, asked 32 times per own item.
  const rowOfItem = new Int32Array(binding.catalogue.ids.length);
  for (const [row, item] of winners.entries()) rowOfItem[item] = row + 1;
  for (let own = 0; own < ownItems.length; own += 1) {
    const { interest, known: source } = ownItems[own]!;
    const { strength } = interest;
    if (source < 0 || strength === 0) continue;
    const end = starts[source + 1]!;
    for (let at = starts[source]!; at < end; at += 1) {
      const item = catalogueItems[items[at]!]!;
      const row = item < 0 ? 0 : rowOfItem[item]!;
      if (row > 0) rows[row - 1]![own] = strength * weights[at]!;
    }
  }
  return rows;
}
