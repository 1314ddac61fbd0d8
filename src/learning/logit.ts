import { solvePositive } from "./cholesky.ts";

/** One choice: the chosen candidate in row 0, the others below. */
export interface Choice {
  readonly count: number;
  /** `count` rows of one number per feature. */
  readonly features: Float64Array;
  /** What is already known of each candidate's log odds. */
  readonly offsets: Float64Array;
}

/**
 * Coefficients of a conditional logit (softmax over the candidates of each choice) with a normal
 * prior, by Newton's method with step halving. The objective is concave, so this is the maximum.
 *
 * @param prior what the coefficients are shrunk towards; its length is the number of features
 * @param ridge strength of the prior, in choices
 * @returns the coefficients; the prior itself where there are no choices
 * @see McFadden 1974, "Conditional logit analysis of qualitative choice behavior"
 */
export function fitChoices(
  choices: readonly Choice[],
  prior: readonly number[],
  ridge: number,
): number[] {
  let weights = [...prior];
  let value = objective(choices, weights, prior, ridge);
  for (let round = 0; round < 25; round += 1) {
    const step = newtonStep(choices, weights, prior, ridge);
    let scale = 1;
    let next = weights;
    let nextValue = Number.NEGATIVE_INFINITY;
    while (scale > 1e-6 && !(nextValue >= value)) {
      next = weights.map((weight, index) => weight + scale * step[index]!);
      nextValue = objective(choices, next, prior, ridge);
      scale /= 2;
    }
    if (!(nextValue >= value)) return weights;
    const isSettled = nextValue - value < 1e-7 * (1 + Math.abs(value));
    weights = next;
    value = nextValue;
    if (isSettled) return weights;
  }
  return weights;
}

/** Log probability of what was chosen. */
export function choiceLogLikelihood(choice: Choice, weights: readonly number[]): number {
  const scores = scoresOf(choice, weights);
  return scores[0]! - logSumExp(scores);
}

function objective(
  choices: readonly Choice[],
  weights: readonly number[],
  prior: readonly number[],
  ridge: number,
): number {
  let sum = 0;
  for (const choice of choices) sum += choiceLogLikelihood(choice, weights);
  for (const [index, weight] of weights.entries()) {
    sum -= (ridge / 2) * (weight - prior[index]!) ** 2;
  }
  return sum;
}

function newtonStep(
  choices: readonly Choice[],
  weights: readonly number[],
  prior: readonly number[],
  ridge: number,
): Float64Array {
  const size = weights.length;
  const gradient = Float64Array.from(weights, (weight, at) => -ridge * (weight - prior[at]!));
  const hessian = new Float64Array(size * size);
  for (let at = 0; at < size; at += 1) hessian[at * size + at] = ridge;
  const mean = new Float64Array(size);
  const second = new Float64Array(size * size);
  for (const choice of choices) {
    const scores = scoresOf(choice, weights);
    const total = logSumExp(scores);
    mean.fill(0);
    second.fill(0);
    for (let candidate = 0; candidate < choice.count; candidate += 1) {
      const probability = Math.exp(scores[candidate]! - total);
      for (let row = 0; row < size; row += 1) {
        const weighted = probability * choice.features[candidate * size + row]!;
        mean[row]! += weighted;
        for (let column = 0; column <= row; column += 1) {
          second[row * size + column]! += weighted * choice.features[candidate * size + column]!;
        }
      }
    }
    for (let row = 0; row < size; row += 1) {
      gradient[row]! += choice.features[row]! - mean[row]!;
      for (let column = 0; column <= row; column += 1) {
        const place = row * size + column;
        hessian[place]! += second[place]! - mean[row]! * mean[column]!;
      }
    }
  }
  return solvePositive(hessian, gradient);
}

function scoresOf({ count, features, offsets }: Choice, weights: readonly number[]): Float64Array {
  const scores = Float64Array.from(offsets);
  const size = weights.length;
  for (let candidate = 0; candidate < count; candidate += 1) {
    for (let index = 0; index < size; index += 1) {
      scores[candidate]! += weights[index]! * features[candidate * size + index]!;
    }
  }
  return scores;
}

/** ln Σ exp(value), safe for large values. */
export function logSumExp(values: Float64Array): number {
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > high) high = value;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - high);
  return high + Math.log(sum);
}
