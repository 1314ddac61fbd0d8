/** Likes that a neutral guess is worth when the slope is learned. */
const prior = 5;

/** log odds of liking = slope × (predicted value − likeCut). */
interface Calibration {
  readonly slope: number;
  readonly likeCut: number;
}

/**
 * Logistic regression of liking on predictions made without the row itself, by Newton's method.
 * It is shrunk towards what a normal error of the predictions would give, so that few rows, or
 * rows that are all liked, have an answer too.
 *
 * @param predicted by row: the value predicted when the row is held out
 * @param deviation standard deviation of the errors, above 0
 * @see Platt 1999, "Probabilistic outputs for support vector machines"
 */
export function calibrate(
  predicted: Float64Array,
  isLiked: readonly boolean[],
  likedFrom: number,
  deviation: number,
): Calibration {
  const scale = Math.PI / (Math.sqrt(3) * deviation);
  // In units in which the guess is intercept 0 and slope 1.
  const points = predicted.map((value) => scale * (value - likedFrom));
  let intercept = 0;
  let slope = 1;
  for (let round = 0; round < 25; round += 1) {
    let gradient0 = -prior * intercept;
    let gradient1 = -prior * (slope - 1);
    let [curve00, curve01, curve11] = [prior, 0, prior];
    for (const [row, point] of points.entries()) {
      const chance = 1 / (1 + Math.exp(-(intercept + slope * point)));
      const error = (isLiked[row] ? 1 : 0) - chance;
      const curve = chance * (1 - chance);
      gradient0 += error;
      gradient1 += error * point;
      curve00 += curve;
      curve01 += curve * point;
      curve11 += curve * point * point;
    }
    const determinant = curve00 * curve11 - curve01 * curve01;
    const step0 = (curve11 * gradient0 - curve01 * gradient1) / determinant;
    const step1 = (curve00 * gradient1 - curve01 * gradient0) / determinant;
    intercept += Math.max(-1, Math.min(1, step0));
    slope = Math.max(0.1, slope + Math.max(-1, Math.min(1, step1)));
    if (Math.abs(step0) + Math.abs(step1) < 1e-9) break;
  }
  return { slope: slope * scale, likeCut: likedFrom - intercept / (slope * scale) };
}
