import { placeOf } from "../../scoring/cholesky.ts";
import type { Encounter, EncounterCoder } from "../../scoring/likeness.ts";
import type { ItemEffects } from "../../scoring/response.ts";
import { type Cluster, varianceShareMin } from "./clusters.ts";

/** Blocks of a family: effects on everything, on a group, on an item. */
export const targetKinds = 3;

/**
 * Cells of random effects. A row has the effect of each cell it belongs to; all effects of a block
 * are draws from one normal distribution around 0, whose variance is learned.
 */
export interface EffectCells {
  /** Of each cell: {@link targetKinds} × family + kind of target. */
  readonly blocks: Uint8Array;
  readonly conditions: Int32Array;
  /** Group or item by kind; 0 for everything. */
  readonly targets: Int32Array;
  /** Rows of cell c are `rows[starts[c] .. starts[c + 1])`. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** The conditions under which a row's effects stand; each family has variances of its own. */
type ConditionFamily = (row: number) => Int32Array;

/** All cells that have a row: for each family, condition × everything, × each group, × item. */
export function cellsOf(
  encounters: readonly Encounter[],
  families: readonly ConditionFamily[],
): EffectCells {
  const cells: { block: number; condition: number; target: number; rows: number[] }[] = [];
  const cellOfKey = new Map<string, number>();
  const add = (row: number, block: number, condition: number, target: number) => {
    const key = `${block},${condition},${target}`;
    const cell = cellOfKey.get(key) ?? cells.length;
    if (cell === cells.length) {
      cellOfKey.set(key, cell);
      cells.push({ block, condition, target, rows: [] });
    }
    cells[cell]!.rows.push(row);
  };
  for (const [row, { item, groups }] of encounters.entries()) {
    for (const [family, conditionsOf] of families.entries()) {
      for (const condition of conditionsOf(row)) {
        add(row, targetKinds * family, condition, 0);
        for (const group of groups) add(row, targetKinds * family + 1, condition, group);
        add(row, targetKinds * family + 2, condition, item);
      }
    }
  }
  const starts = new Int32Array(cells.length + 1);
  for (const [cell, { rows }] of cells.entries()) starts[cell + 1] = starts[cell]! + rows.length;
  return {
    blocks: Uint8Array.from(cells, ({ block }) => block),
    conditions: Int32Array.from(cells, ({ condition }) => condition),
    targets: Int32Array.from(cells, ({ target }) => target),
    starts,
    rows: Int32Array.from(cells.flatMap(({ rows }) => rows)),
  };
}

/** One family's effects by the words of conditions, groups and items. */
export function namedEffects(
  cells: EffectCells,
  effects: Float64Array,
  coder: EncounterCoder,
  family: number,
  conditions: readonly string[],
): Map<string, ItemEffects> {
  const named = conditions.map(() => ({
    everything: 0,
    groups: new Map<string, number>(),
    items: new Map<string, number>(),
  }));
  const groups = coder.groups.words;
  const items = coder.items.words;
  for (const [cell, effect] of effects.entries()) {
    const kind = cells.blocks[cell]! - targetKinds * family;
    if (effect === 0 || kind < 0 || kind >= targetKinds) continue;
    const ofCondition = named[cells.conditions[cell]!]!;
    const target = cells.targets[cell]!;
    if (kind === 0) ofCondition.everything = effect;
    else if (kind === 1) ofCondition.groups.set(groups[target]!, effect);
    else ofCondition.items.set(items[target]!, effect);
  }
  return new Map(conditions.map((condition, index) => [condition, named[index]!]));
}

/** Effects under way: by cell, and the variance of each block. */
export interface EffectFit {
  readonly effects: Float64Array;
  readonly variances: Float64Array;
}

/**
 * By cell zᵀ P z: how much the rows say about its effect, with the customers' own parts taken out,
 * so that ten verdicts of one customer do not count like those of ten.
 */
export function informationOf(cells: EffectCells, clusters: readonly Cluster[]): Float64Array {
  const information = new Float64Array(cells.blocks.length);
  const cellsOfRow = rowCells(cells);
  for (const { first, size, precision } of clusters) {
    for (let row = 0; row < size; row += 1) {
      const own = cellsOfRow[first + row]!;
      for (let column = 0; column <= row; column += 1) {
        const factor = row === column ? 1 : 2;
        const value = factor * precision[placeOf(row, column)]!;
        addShared(own, cellsOfRow[first + column]!, value, information);
      }
    }
  }
  return information;
}

/** Cells of each row, ascending. */
function rowCells({ starts, rows }: EffectCells): number[][] {
  const cellsOfRow: number[][] = [];
  for (let cell = 0; cell + 1 < starts.length; cell += 1) {
    for (let at = starts[cell]!; at < starts[cell + 1]!; at += 1) {
      const row = rows[at]!;
      cellsOfRow[row] ??= [];
      cellsOfRow[row].push(cell);
    }
  }
  return cellsOfRow;
}

function addShared(
  one: readonly number[] = [],
  other: readonly number[] = [],
  value: number,
  into: Float64Array,
): void {
  let at = 0;
  for (const cell of one) {
    while (at < other.length && other[at]! < cell) at += 1;
    if (other[at] === cell) into[cell]! += value;
  }
}

/**
 * One pass of Gauss-Seidel over the mixed model equations, the customers' own parts integrated
 * out: each effect becomes zᵀ P (values without it) / (zᵀ P z + 1 / variance of its block).
 *
 * @param left by row: value − what everybody contributes; changed in place
 * @param weights by row: P × left; changed in place
 * @see Henderson 1975; Robinson 1991, "That BLUP is a good thing"
 */
export function fitEffects(
  cells: EffectCells,
  clusters: readonly Cluster[],
  information: Float64Array,
  { effects, variances }: EffectFit,
  left: Float64Array,
  weights: Float64Array,
): void {
  const clusterOfRow: Cluster[] = [];
  for (const cluster of clusters) {
    for (let row = 0; row < cluster.size; row += 1) clusterOfRow[cluster.first + row] = cluster;
  }
  for (let cell = 0; cell < effects.length; cell += 1) {
    const variance = variances[cells.blocks[cell]!]!;
    const old = effects[cell]!;
    let sum = 0;
    for (let at = cells.starts[cell]!; at < cells.starts[cell + 1]!; at += 1) {
      sum += weights[cells.rows[at]!]!;
    }
    const known = information[cell]!;
    const effect = variance === 0 ? 0 : (sum + known * old) / (known + 1 / variance);
    effects[cell] = effect;
    const change = effect - old;
    if (change === 0) continue;
    for (let at = cells.starts[cell]!; at < cells.starts[cell + 1]!; at += 1) {
      const row = cells.rows[at]!;
      left[row]! -= change;
      subtractColumn(clusterOfRow[row]!, row, change, weights);
    }
  }
}

/** Takes change × the row's column of its cluster's precision from the weights. */
function subtractColumn(
  cluster: Cluster,
  row: number,
  change: number,
  weights: Float64Array,
): void {
  const { first, size, precision } = cluster;
  const own = row - first;
  const start = placeOf(own, 0);
  for (let at = 0; at <= own; at += 1) weights[first + at]! -= change * precision[start + at]!;
  for (let at = own + 1; at < size; at += 1) {
    weights[first + at]! -= change * precision[placeOf(at, own)]!;
  }
}

/**
 * Variance of each block from its present effects: Σ θ² / Σ information / (information +
 * 1 / variance), where the divisor is the number of effects that the data determine. A block
 * without signal goes to 0 and is left out.
 *
 * @see MacKay 1992, "Bayesian interpolation", the re-estimation of α
 */
export function updateVariances(
  cells: EffectCells,
  information: Float64Array,
  { effects, variances }: EffectFit,
  scale: number,
): void {
  const squares = new Float64Array(variances.length);
  const determined = new Float64Array(variances.length);
  for (let cell = 0; cell < effects.length; cell += 1) {
    const block = cells.blocks[cell]!;
    const variance = variances[block]!;
    if (variance === 0) continue;
    squares[block]! += effects[cell]! ** 2;
    determined[block]! += information[cell]! / (information[cell]! + 1 / variance);
  }
  for (let block = 0; block < variances.length; block += 1) {
    const variance = determined[block] === 0 ? 0 : squares[block]! / determined[block]!;
    variances[block] = variance < varianceShareMin * scale ? 0 : variance;
  }
}
