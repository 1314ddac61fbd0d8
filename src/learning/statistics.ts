/** Mean and its standard error (that of the sample as it is, n not n - 1); 0 for none. */
export function meanWithError(values: readonly number[]): { mean: number; standardError: number } {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, standardError: Math.sqrt(variance / count) };
}

/**
 * Quantile with linear interpolation between the two nearest values.
 *
 * @param sorted ascending, at least one
 * @param share 0 to 1
 */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (place % 1) * (above - below);
}

/**
 * Quantile of the standard normal distribution for p > 1/2, to 4.5e-4.
 *
 * @see Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.23
 */
export function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const numerator = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const denominator = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3;
  return t - numerator / denominator;
}

/**
 * The 97.5 % point of Student's distribution, to 1 % from 2 degrees of freedom on.
 *
 * @see Abramowitz, Stegun 1964, "Handbook of mathematical functions", 26.7.5
 */
export function studentQuantile(degreesOfFreedom: number): number {
  const inverse = 1 / degreesOfFreedom;
  const coefficients = [1.58953, 2.55585, 2.8225, 2.37228, 1.95996];
  return coefficients.reduce((sum, coefficient) => sum * inverse + coefficient, 0);
}
