/** A symmetric positive definite matrix of `size` rows as its lower triangle, row by row. */
export type Triangle = Float64Array;

/** Place of row i, column j <= i in a {@link Triangle}. */
export function placeOf(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

/**
 * Cholesky factor L with L Lᵀ = the matrix, in place. Cost: size³ / 6 multiplications.
 *
 * @param matrix positive definite; here always a sum of Gram matrices plus a positive diagonal
 */
export function factorise(matrix: Triangle, size: number): void {
  for (let row = 0; row < size; row += 1) {
    const start = placeOf(row, 0);
    for (let column = 0; column <= row; column += 1) {
      const other = placeOf(column, 0);
      let sum = matrix[start + column]!;
      for (let at = 0; at < column; at += 1) sum -= matrix[start + at]! * matrix[other + at]!;
      matrix[start + column] = column === row ? Math.sqrt(sum) : sum / matrix[other + column]!;
    }
  }
}

/** Solves L Lᵀ x = b. */
export function solve(factor: Triangle, size: number, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    const start = placeOf(row, 0);
    let sum = solution[row]!;
    for (let at = 0; at < row; at += 1) sum -= factor[start + at]! * solution[at]!;
    solution[row] = sum / factor[start + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const value = solution[row]! / factor[placeOf(row, row)]!;
    solution[row] = value;
    const start = placeOf(row, 0);
    for (let at = 0; at < row; at += 1) solution[at]! -= factor[start + at]! * value;
  }
  return solution;
}

/** Lower triangle of (L Lᵀ)⁻¹. Cost: size³ / 3 multiplications. */
export function inverse(factor: Triangle, size: number): Triangle {
  const inverseFactor = new Float64Array(factor.length);
  for (let row = 0; row < size; row += 1) {
    const start = placeOf(row, 0);
    const scale = 1 / factor[start + row]!;
    inverseFactor[start + row] = scale;
    for (let at = 0; at < row; at += 1) {
      const weight = -factor[start + at]! * scale;
      const other = placeOf(at, 0);
      for (let column = 0; column <= at; column += 1) {
        inverseFactor[start + column]! += weight * inverseFactor[other + column]!;
      }
    }
  }
  const result = new Float64Array(factor.length);
  for (let row = 0; row < size; row += 1) {
    const start = placeOf(row, 0);
    for (let at = 0; at <= row; at += 1) {
      const weight = inverseFactor[start + at]!;
      const target = placeOf(at, 0);
      for (let column = 0; column <= at; column += 1) {
        result[target + column]! += weight * inverseFactor[start + column]!;
      }
    }
  }
  return result;
}
