import { ClusteredMean, type Interval } from "./clustered-mean.ts";
import type { TargetPolicy } from "./policies.ts";
import { foldOf, RewardModel } from "./reward-model.ts";
import type { CustomerSlots, LoggedSlot } from "./slots.ts";

/** Below it no verdict: fewer slots than this would tell as much if the target had been in use. */
const effectiveSampleSizeMin = 1_000;

/** What a policy would earn, in reward for each slot. */
export interface PolicyEstimate {
  /** Slots that could have shown whatever the policy might. */
  readonly slots: number;
  /** (Σ w)² / Σ w², with w = target's probability / logged propensity. */
  readonly effectiveSampleSize: number;
  /** What these slots did earn, under the policy that was in use; null without slots. */
  readonly onPolicy: Interval | null;
  readonly ips: Interval | null;
  readonly snips: Interval | null;
  readonly doublyRobust: Interval | null;
  /** Doubly robust estimate minus what was earned, from the same slots. */
  readonly gain: Interval | null;
  /** `refused: …` with the reason, `better`, `worse` or `no measurable difference`. */
  readonly verdict: string;
}

/**
 * Estimates from a log with propensities what another policy would have earned, customer by
 * customer. The whole log comes twice: first to `learn` from, then to `add`. Each slot is one
 * decision whose situation includes the slots above it; see the README for what that leaves out.
 * Weights are not clipped: they are at most 1 / (1 - share) for the ranking alone and 1 / share for
 * the uniform policy.
 *
 * @see Horvitz, Thompson 1952 (IPS); Swaminathan, Joachims 2015 (SNIPS); Dudík, Langford, Li 2011
 */
export class PolicyEstimator {
  private readonly model = new RewardModel();
  private readonly onPolicy = new ClusteredMean();
  private readonly ips = new ClusteredMean();
  private readonly snips = new ClusteredMean();
  private readonly doublyRobust = new ClusteredMean();
  private readonly gain = new ClusteredMean();
  private slots = 0;
  private weightSum = 0;
  private weightSquares = 0;

  constructor(private readonly target: TargetPolicy) {}

  /** Fits the reward model to what the target would show: that is all it is asked for. */
  learn({ customerId, slots }: CustomerSlots): void {
    const fold = foldOf(customerId);
    for (const slot of slots) this.model.learn(fold, slot, this.weightOf(slot) ?? 0);
  }

  /** Takes in the slots of one customer; each customer comes once. */
  add({ customerId, slots }: CustomerSlots): void {
    const fold = foldOf(customerId);
    let count = 0;
    let rewards = 0;
    let weights = 0;
    let weightedRewards = 0;
    let correctedRewards = 0;
    for (const slot of slots) {
      const weight = this.weightOf(slot);
      if (weight === null) continue;
      const choice = this.target.choiceOf(slot);
      const expected = this.model.predict(fold, slot.rank, choice);
      // A target that draws is predicted without items, so what was shown must be as well.
      const shown = choice === null ? null : slot.itemId;
      const residual = slot.reward - this.model.predict(fold, slot.rank, shown);
      count += 1;
      rewards += slot.reward;
      weights += weight;
      weightedRewards += weight * slot.reward;
      correctedRewards += expected + weight * residual;
      this.weightSquares += weight * weight;
    }
    this.slots += count;
    this.weightSum += weights;
    this.onPolicy.add(rewards, count);
    this.ips.add(weightedRewards, count);
    this.snips.add(weightedRewards, weights);
    this.doublyRobust.add(correctedRewards, count);
    this.gain.add(correctedRewards - rewards, count);
  }

  /** Importance weight; null where the slot says nothing about the target. */
  private weightOf(slot: LoggedSlot): number | null {
    const probability = this.target.probabilityOf(slot);
    return probability === null ? null : probability / slot.propensity;
  }

  /** The estimates from all that was added. */
  estimate(): PolicyEstimate {
    const { slots, weightSum, weightSquares } = this;
    const effectiveSampleSize = weightSquares === 0 ? 0 : weightSum ** 2 / weightSquares;
    const gain = this.gain.interval();
    return {
      slots,
      effectiveSampleSize,
      onPolicy: this.onPolicy.interval(),
      ips: this.ips.interval(),
      snips: this.snips.interval(),
      doublyRobust: this.doublyRobust.interval(),
      gain,
      verdict: verdictOn(effectiveSampleSize, gain),
    };
  }
}

function verdictOn(effectiveSampleSize: number, gain: Interval | null): string {
  if (effectiveSampleSize < effectiveSampleSizeMin) {
    const found = Math.floor(effectiveSampleSize).toLocaleString("en-US");
    const needed = effectiveSampleSizeMin.toLocaleString("en-US");
    return `refused: effective sample size ${found} < ${needed}`;
  }
  if (gain === null || gain.low === null || gain.high === null) {
    return "refused: one customer's outcomes give no interval";
  }
  if (gain.low > 0) return "better";
  return gain.high < 0 ? "worse" : "no measurable difference";
}
