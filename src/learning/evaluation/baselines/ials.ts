import { solvePositive } from "../../cholesky.ts";
import { randomFrom } from "../../random.ts";
import { type Baseline, gridOf, type Training } from "./baseline.ts";

const factorCount = 32;
const sweepCount = 8;

/** What a factorisation is fitted with. */
interface IalsSettings {
  /** Weight of the pairs that were not seen. */
  readonly unseen: number;
  /** Ridge on a vector, for each pair that it explains. */
  readonly ridge: number;
}

/** Vectors of users and items, by row. */
export interface Factors {
  readonly users: Float64Array;
  readonly items: Float64Array;
  readonly width: number;
}

/**
 * Implicit alternating least squares. It minimises Σ over pairs that were seen of (1 - s)² plus
 * `unseen` × Σ over all pairs of s² plus ridge × Σ over vectors of (seen + unseen × others) |v|²,
 * where s is the product of a user's and an item's vector. A user's vector is computed from the
 * given history, so people who were not trained on are served too.
 *
 * @see Hu, Koren, Volinsky 2008, "Collaborative filtering for implicit feedback datasets"; Rendle,
 *   Krichene, Zhang, Koren 2022, "Revisiting the performance of iALS", eq. 3 with ν = 1
 */
export const ials: Baseline = {
  configurations: gridOf({ unseen: [0.1, 1], ridge: [0.03, 0.003, 0.3] }),
  fit(training, settings) {
    const ialsSettings = { unseen: settings.unseen!, ridge: settings.ridge! };
    const { items, width } = fitIals(training, ialsSettings, factorCount, sweepCount);
    const gram = gramOf(items, width);
    return (own) => {
      const user = new Float64Array(width);
      const setting = { ...ialsSettings, othersCount: training.itemCount };
      solveVector(user, own.items, items, gram, setting);
      const scores = new Float64Array(training.itemCount);
      for (let item = 0; item < scores.length; item += 1) scores[item] = product(user, items, item);
      return scores;
    };
  },
};

/**
 * Alternates between users and items, each solved exactly given the other, so the loss never rises.
 *
 * @param sweeps passes over both sides
 */
export function fitIals(
  training: Training,
  settings: IalsSettings,
  width: number,
  sweeps: number,
): Factors {
  const { histories, itemCount } = training;
  const usersOf: number[][] = Array.from({ length: itemCount }, () => []);
  for (const [user, { items }] of histories.entries()) {
    for (const item of items) usersOf[item]!.push(user);
  }
  const random = randomFrom(1);
  const start = () => (random() - 0.5) / Math.sqrt(width);
  const users = new Float64Array(histories.length * width);
  const items = Float64Array.from({ length: itemCount * width }, start);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const ofItems = gramOf(items, width);
    for (const [user, own] of histories.entries()) {
      const vector = users.subarray(user * width, (user + 1) * width);
      solveVector(vector, own.items, items, ofItems, { ...settings, othersCount: itemCount });
    }
    const ofUsers = gramOf(users, width);
    for (const [item, own] of usersOf.entries()) {
      const vector = items.subarray(item * width, (item + 1) * width);
      solveVector(vector, own, users, ofUsers, { ...settings, othersCount: histories.length });
    }
  }
  return { users, items, width };
}

/** The loss that `fitIals` minimises; linear in seen pairs, for tests and curiosity. */
export function ialsLoss(training: Training, settings: IalsSettings, factors: Factors): number {
  const { histories, itemCount } = training;
  const { users, items, width } = factors;
  const seenOf = new Float64Array(itemCount);
  let loss = 0;
  for (const [user, own] of histories.entries()) {
    const vector = users.subarray(user * width, (user + 1) * width);
    for (const item of own.items) {
      seenOf[item]! += 1;
      loss += (1 - product(vector, items, item)) ** 2;
    }
    for (let item = 0; item < itemCount; item += 1) {
      loss += settings.unseen * product(vector, items, item) ** 2;
    }
    const scale = own.items.length + settings.unseen * itemCount;
    loss += settings.ridge * scale * product(vector, vector, 0);
  }
  for (let item = 0; item < itemCount; item += 1) {
    const vector = items.subarray(item * width, (item + 1) * width);
    const scale = seenOf[item]! + settings.unseen * histories.length;
    loss += settings.ridge * scale * product(vector, vector, 0);
  }
  return loss;
}

/** Minimises the loss in one vector: (Σ y yᵀ + unseen × YᵀY + ridge × scale × I) x = Σ y. */
function solveVector(
  vector: Float64Array,
  seen: ArrayLike<number>,
  others: Float64Array,
  gram: Float64Array,
  { unseen, ridge, othersCount }: IalsSettings & { readonly othersCount: number },
): void {
  const width = vector.length;
  const matrix = gram.slice();
  for (let at = 0; at < matrix.length; at += 1) matrix[at]! *= unseen;
  const first = new Float64Array(width);
  const second = new Float64Array(width);
  vector.fill(0);
  // Two at a time: the matrix is read and written half as often.
  for (let index = 0; index < seen.length; index += 2) {
    copyRow(others, seen[index]!, first);
    if (index + 1 < seen.length) copyRow(others, seen[index + 1]!, second);
    else second.fill(0);
    addProducts(matrix, first, second);
    for (let at = 0; at < width; at += 1) vector[at]! += first[at]! + second[at]!;
  }
  const scale = ridge * (seen.length + unseen * othersCount);
  for (let at = 0; at < width; at += 1) matrix[at * width + at]! += scale;
  vector.set(solvePositive(matrix, vector));
}

function copyRow(vectors: Float64Array, index: number, target: Float64Array): void {
  const start = index * target.length;
  for (let at = 0; at < target.length; at += 1) target[at] = vectors[start + at]!;
}

/** Adds x xᵀ + y yᵀ to the lower triangle. */
function addProducts(matrix: Float64Array, x: Float64Array, y: Float64Array): void {
  const width = x.length;
  for (let row = 0; row < width; row += 1) {
    const ofX = x[row]!;
    const ofY = y[row]!;
    const start = row * width;
    for (let at = 0; at <= row; at += 1) matrix[start + at]! += ofX * x[at]! + ofY * y[at]!;
  }
}

/** YᵀY. */
function gramOf(vectors: Float64Array, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let start = 0; start < vectors.length; start += width) {
    for (let row = 0; row < width; row += 1) {
      const value = vectors[start + row]!;
      for (let at = 0; at < width; at += 1) gram[row * width + at]! += value * vectors[start + at]!;
    }
  }
  return gram;
}

function product(vector: Float64Array, vectors: Float64Array, index: number): number {
  const start = index * vector.length;
  let sum = 0;
  for (let at = 0; at < vector.length; at += 1) sum += vector[at]! * vectors[start + at]!;
  return sum;
}
