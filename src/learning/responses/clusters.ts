import { factorise, inverse, placeOf, type Triangle } from "../../scoring/cholesky.ts";
import { type Encounter, likenessCount, writeLikenesses } from "../../scoring/likeness.ts";

/** Strength of each likeness and the noise, while they are being learned. */
export interface OwnStrengths {
  readonly strengths: Float64Array;
  noise: number;
}

/** Rows that speak of one another, those of one customer: `first .. first + size` among all. */
export interface Cluster {
  readonly first: number;
  readonly size: number;
  /** By likeness, a triangle of `size` rows. */
  readonly likenesses: readonly Triangle[];
  /** Inverse of the covariance under the present strengths. */
  precision: Triangle;
}

/** Variances below this share of the values' own are taken for 0: the block has no signal. */
export const varianceShareMin = 1e-6;

export function clusterOf(encounters: readonly Encounter[], first: number, size: number): Cluster {
  const length = placeOf(size, 0);
  const likenesses = Array.from({ length: likenessCount }, () => new Float64Array(length));
  const pair = new Float64Array(likenessCount);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      writeLikenesses(encounters[first + row]!, encounters[first + column]!, pair);
      const place = placeOf(row, column);
      for (const [likeness, triangle] of likenesses.entries()) triangle[place] = pair[likeness]!;
    }
  }
  return { first, size, likenesses, precision: new Float64Array(length) };
}

/** Sets the precision of every cluster to (Σ strength × likeness + noise I)⁻¹. */
export function updatePrecisions(clusters: readonly Cluster[], { strengths, noise }: OwnStrengths) {
  for (const cluster of clusters) {
    const matrix = new Float64Array(placeOf(cluster.size, 0));
    for (const [likeness, triangle] of cluster.likenesses.entries()) {
      const strength = strengths[likeness]!;
      if (strength === 0) continue;
      for (let at = 0; at < matrix.length; at += 1) matrix[at]! += strength * triangle[at]!;
    }
    for (let row = 0; row < cluster.size; row += 1) matrix[placeOf(row, row)]! += noise;
    factorise(matrix, cluster.size);
    cluster.precision = inverse(matrix, cluster.size);
  }
}

/** By row: precision × what is left of the values. */
export function weightsOf(clusters: readonly Cluster[], left: Float64Array): Float64Array {
  const weights = new Float64Array(left.length);
  for (const { first, size, precision } of clusters) {
    for (let row = 0, at = 0; row < size; row += 1) {
      for (let column = 0; column < row; column += 1, at += 1) {
        weights[first + row]! += precision[at]! * left[first + column]!;
        weights[first + column]! += precision[at]! * left[first + row]!;
      }
      weights[first + row]! += precision[at]! * left[first + row]!;
      at += 1;
    }
  }
  return weights;
}

/**
 * One step towards the strengths under which the rows are most likely: each is multiplied by
 * wᵀ S w / tr(P S), which is 1 at the maximum. Strengths of 0 stay 0.
 *
 * @param scale variance of the values
 * @see Harville 1977, "Maximum likelihood approaches to variance component estimation", § 6
 */
export function updateStrengths(
  clusters: readonly Cluster[],
  weights: Float64Array,
  own: OwnStrengths,
  scale: number,
): void {
  for (let likeness = 0; likeness < likenessCount; likeness += 1) {
    const strength = own.strengths[likeness]!;
    if (strength === 0) continue;
    let explained = 0;
    let expected = 0;
    for (const cluster of clusters) {
      const sums = sumsOf(cluster, cluster.likenesses[likeness]!, weights);
      explained += sums.explained;
      expected += sums.expected;
    }
    const next = expected === 0 ? 0 : (strength * explained) / expected;
    own.strengths[likeness] = next < varianceShareMin * scale ? 0 : next;
  }
  let explained = 0;
  let expected = 0;
  for (const { first, size, precision } of clusters) {
    for (let row = 0; row < size; row += 1) {
      explained += weights[first + row]! ** 2;
      expected += precision[placeOf(row, row)]!;
    }
  }
  own.noise = Math.max((own.noise * explained) / expected, varianceShareMin * scale);
}

function sumsOf({ first, size, precision }: Cluster, likeness: Triangle, weights: Float64Array) {
  let explained = 0;
  let expected = 0;
  for (let row = 0, at = 0; row < size; row += 1) {
    const weight = weights[first + row]!;
    for (let column = 0; column < row; column += 1, at += 1) {
      const value = 2 * likeness[at]!;
      if (value === 0) continue;
      explained += value * weight * weights[first + column]!;
      expected += value * precision[at]!;
    }
    explained += likeness[at]! * weight * weight;
    expected += likeness[at]! * precision[at]!;
    at += 1;
  }
  return { explained, expected };
}
