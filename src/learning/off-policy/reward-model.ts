import { hashUnit } from "../random.ts";
import type { LoggedSlot } from "./slots.ts";

/** Customers are dealt into so many parts; each is predicted from the other ones. */
const foldCount = 5;

/** Examinations of an item at which its own rewards and the house's mean weigh the same. */
const shrinkage = 30;

/** Σ w × examination × reward and Σ w × examination²: a regression through the origin. */
interface Sums {
  product: number;
  square: number;
}

/**
 * Predicts a slot's reward as examination(rank) × attraction(item). Attraction is the item's ridge
 * regression towards the house's mean, over the customers of the other folds (cross-fitting): no
 * prediction has seen an outcome that it is to correct.
 *
 * It need not be right. A doubly robust estimate stays unbiased with any such model and varies the
 * less the better it is.
 *
 * Memory: two numbers for each fold and item.
 *
 * @see Chernozhukov et al. 2018, "Double/debiased machine learning" (cross-fitting)
 */
export class RewardModel {
  private readonly wholes = Array.from({ length: foldCount }, emptySums);
  private readonly items = Array.from({ length: foldCount }, () => new Map<string, Sums>());

  /** Takes in one slot of a customer, as if it had been there so many times. */
  learn(customerId: string, slot: LoggedSlot, weight: number): void {
    if (weight === 0) return;
    const fold = foldOf(customerId);
    const ofItem = this.items[fold]!.get(slot.itemId) ?? emptySums();
    this.items[fold]!.set(slot.itemId, ofItem);
    for (const sums of [this.wholes[fold]!, ofItem]) {
      sums.product += weight * examination(slot.rank) * slot.reward;
      sums.square += weight * examination(slot.rank) ** 2;
    }
  }

  /**
   * @param itemId null: any item, by the house's mean
   * @returns expected reward of showing the item to the customer in the slot of this rank
   */
  predict(customerId: string, rank: number, itemId: string | null): number {
    const fold = foldOf(customerId);
    const whole = sumOfOthers(this.wholes, fold);
    const mean = whole.square === 0 ? 0 : whole.product / whole.square;
    if (itemId === null) return examination(rank) * mean;
    const item = sumOfOthers(
      this.items.map((items) => items.get(itemId)),
      fold,
    );
    const attraction = (item.product + shrinkage * mean) / (item.square + shrinkage);
    return examination(rank) * attraction;
  }
}

/**
 * How likely a place is looked at, relative to the first one: the discount of NDCG.
 *
 * @see Järvelin, Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques"
 */
function examination(rank: number): number {
  return 1 / Math.log2(1 + rank);
}

function foldOf(customerId: string): number {
  return Math.floor(hashUnit(customerId) * foldCount);
}

function emptySums(): Sums {
  return { product: 0, square: 0 };
}

function sumOfOthers(parts: readonly (Sums | undefined)[], fold: number): Sums {
  const total = emptySums();
  for (const [part, sums] of parts.entries()) {
    if (part === fold || !sums) continue;
    total.product += sums.product;
    total.square += sums.square;
  }
  return total;
}
