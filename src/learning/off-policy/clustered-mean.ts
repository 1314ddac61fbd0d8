import { studentQuantile } from "../statistics.ts";

/** A mean with its 95 % interval; without bounds where fewer than two customers were seen. */
export interface Interval {
  readonly value: number;
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Ratio of two sums, Σ numerator / Σ denominator, whose standard error takes customers, not slots,
 * as independent (linearised, "cluster-robust"). Sums are kept, not customers.
 *
 * @see Cameron, Miller 2015, "A practitioner's guide to cluster-robust inference", sections II, VI
 */
export class ClusteredMean {
  private clusters = 0;
  private numerator = 0;
  private denominator = 0;
  private numeratorSquares = 0;
  private products = 0;
  private denominatorSquares = 0;

  /** Takes in the two sums of one customer; a denominator of 0 says nothing. */
  add(numerator: number, denominator: number): void {
    if (denominator === 0) return;
    this.clusters += 1;
    this.numerator += numerator;
    this.denominator += denominator;
    this.numeratorSquares += numerator * numerator;
    this.products += numerator * denominator;
    this.denominatorSquares += denominator * denominator;
  }

  /** The ratio; null before anything was added. */
  interval(): Interval | null {
    if (this.denominator === 0) return null;
    const value = this.numerator / this.denominator;
    if (this.clusters < 2) return { value, standardError: null, low: null, high: null };
    // Σ (numerator - value × denominator)² over customers; rounding can leave it below 0.
    const squares =
      this.numeratorSquares - 2 * value * this.products + value * value * this.denominatorSquares;
    const correction = this.clusters / (this.clusters - 1);
    const standardError = Math.sqrt(Math.max(0, squares) * correction) / this.denominator;
    const margin = studentQuantile(this.clusters - 1) * standardError;
    return { value, standardError, low: value - margin, high: value + margin };
  }
}
