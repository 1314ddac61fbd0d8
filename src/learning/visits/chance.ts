/** Partners by accident that a row of a table may hold on average. */
const falseAlarmsPerRow = 0.5;

/** Counts added to both sides of a lift, so that a rare pair says little. */
const liftPrior = 5;

/** Distinct customers without whom no pair is told. */
const customersMin = 3;

/**
 * ln of the smoothed lift of a pair, (observed + 5) / (expected + 5); null where chance may be all.
 *
 * Chance is kept out by a bound of the Poisson tail, which must stay below the false alarms allowed
 * to a row, divided by the partners that could have come up. A customer's baskets resemble each
 * other, so the evidence of many baskets of few customers is reduced to that of the customers.
 *
 * @param observed baskets with both
 * @param customers distinct customers among them, at most `observed`
 * @param expected baskets with both if nothing connected the two
 * @param candidates partners that could have come up
 * @returns above 0; null also where fewer than three customers made the pair
 */
export function lnLift(
  observed: number,
  customers: number,
  expected: number,
  candidates: number,
): number | null {
  if (customers < customersMin || observed <= expected) return null;
  const evidence = (-lnTail(observed, expected) * customers) / observed;
  if (evidence < Math.log(candidates / falseAlarmsPerRow)) return null;
  return Math.log((observed + liftPrior) / (expected + liftPrior));
}

/**
 * Upper bound of ln P(X ≥ observed) for a Poisson variable of a smaller mean: the first term of the
 * tail by Stirling's bound, times the geometric series that is above the rest,
 * e^(o − e) (e/o)^o / √(2πo) · (o + 1) / (o + 1 − e).
 */
function lnTail(observed: number, mean: number): number {
  // Nothing is expected of a partner that was only ever taken in the span after.
  const expected = Math.max(mean, Number.EPSILON);
  return (
    observed -
    expected -
    observed * Math.log(observed / expected) -
    Math.log(2 * Math.PI * observed) / 2 +
    Math.log((observed + 1) / (observed + 1 - expected))
  );
}
