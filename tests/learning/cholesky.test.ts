import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { inverseOf, solvePositive } from "../../src/learning/cholesky.ts";
import { randomFrom } from "../../src/learning/random.ts";

/** M Mᵀ + I for a random M: symmetric and positive definite. */
function positiveOf(size: number, seed: number) {
  const random = randomFrom(seed);
  const factor = Float64Array.from({ length: size * size }, () => 2 * random() - 1);
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = row === column ? 1 : 0;
      for (let at = 0; at < size; at += 1) {
        sum += factor[row * size + at]! * factor[column * size + at]!;
      }
      matrix[row * size + column] = sum;
    }
  }
  return { size, matrix, right: Float64Array.from({ length: size }, () => 2 * random() - 1) };
}

const anyPositive = fc
  .record({ size: fc.integer({ min: 1, max: 14 }), seed: fc.integer() })
  .map(({ size, seed }) => positiveOf(size, seed));

function product(a: Float64Array, b: Float64Array, size: number): number[] {
  return Array.from({ length: size * size }, (_, place) => {
    const row = Math.floor(place / size);
    let sum = 0;
    for (let at = 0; at < size; at += 1)
      sum += a[row * size + at]! * b[at * size + (place % size)]!;
    return sum;
  });
}

test("the inverse times the matrix is the identity, and it is symmetric", () => {
  fc.assert(
    fc.property(anyPositive, ({ size, matrix }) => {
      const inverse = inverseOf(matrix.slice(), size);
      for (const [place, value] of product(inverse, matrix, size).entries()) {
        const isDiagonal = Math.floor(place / size) === place % size;
        expect(value).toBeCloseTo(isDiagonal ? 1 : 0, 9);
        const mirrored = (place % size) * size + Math.floor(place / size);
        expect(inverse[place]).toBe(inverse[mirrored]);
      }
    }),
  );
});

test("an inverse is one, across blocks of 64", () => {
  for (const size of [63, 64, 65, 131]) {
    const { matrix } = positiveOf(size, size);
    const inverse = inverseOf(matrix.slice(), size);
    const errors = product(inverse, matrix, size).map((value, place) =>
      Math.abs(value - (Math.floor(place / size) === place % size ? 1 : 0)),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-9);
  }
});

test("a solution solves, and only the lower triangle is read", () => {
  fc.assert(
    fc.property(anyPositive, ({ size, matrix, right }) => {
      const lower = matrix.map((value, place) =>
        place % size > Math.floor(place / size) ? Number.NaN : value,
      );
      const solution = solvePositive(lower.slice(), right);
      for (let row = 0; row < size; row += 1) {
        let sum = 0;
        for (let at = 0; at < size; at += 1) sum += matrix[row * size + at]! * solution[at]!;
        expect(sum).toBeCloseTo(right[row]!, 9);
      }
      expect(inverseOf(lower, size).every(Number.isFinite)).toBe(true);
    }),
  );
});

test("an inverse by hand", () => {
  const inverse = inverseOf(Float64Array.from([4, 0, 2, 3]), 2);
  for (const [place, value] of [3 / 8, -2 / 8, -2 / 8, 4 / 8].entries()) {
    expect(inverse[place]).toBeCloseTo(value, 12);
  }
});

test.each([
  ["negative", [-1]],
  ["singular", [1, 1, 1, 1]],
  ["indefinite", [1, 2, 2, 1]],
  ["not a number", [Number.NaN]],
])("a matrix that is %s is a bug", (_name, values) => {
  const size = Math.sqrt(values.length);
  const matrix = () => Float64Array.from(values);
  expect(() => inverseOf(matrix(), size)).toThrow("the matrix is not positive definite");
  expect(() => solvePositive(matrix(), new Float64Array(size))).toThrow(RangeError);
});
