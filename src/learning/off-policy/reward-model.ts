import { hashUnit } from "../random.ts";
import type { LoggedSlot } from "./slots.ts";

/** Customers are dealt into so many parts; each is predicted from the other ones. */
const foldCount = 5;

/** Examinations of an item at which its own rewards and the house's mean weigh the same. */
const shrinkage = 30;

/** The part that a customer belongs to, whenever and wherever it is asked. */
export function foldOf(customerId: string): number {
  return Math.floor(hashUnit(customerId) * foldCount);
}

/**
 * Predicts a slot's reward as examination(rank) × attraction(item). Attraction is the item's ridge
 * regression towards the house's mean, over the customers of the other folds (cross-fitting): no
 * prediction has seen an outcome that it is to correct.
 *
 * It need not be right. A doubly robust estimate stays unbiased with any such model and varies the
 * less the better it is.
 *
 * Memory: ten numbers for each item.
 *
 * @see Chernozhukov et al. 2018, "Double/debiased machine learning" (cross-fitting)
 */
export class RewardModel {
  private readonly house = new FoldedSums();
  private readonly items = new Map<string, FoldedSums>();

  /** Takes in one slot of a customer of this fold, as if it had been there so many times. */
  learn(fold: number, { itemId, rank, reward }: LoggedSlot, weight: number): void {
    if (weight === 0) return;
    let item = this.items.get(itemId);
    if (!item) {
      item = new FoldedSums();
      this.items.set(itemId, item);
    }
    const examined = examination(rank);
    item.add(fold, weight * examined * reward, weight * examined * examined);
    this.house.add(fold, weight * examined * reward, weight * examined * examined);
  }

  /**
   * @param fold of the customer, whose outcomes are left out
   * @param itemId null: any item, by the house's mean
   * @returns expected reward of showing the item in the slot of this rank
   */
  predict(fold: number, rank: number, itemId: string | null): number {
    const mean = this.house.attractionWithout(fold, 0, 0);
    const item = itemId === null ? undefined : this.items.get(itemId);
    return examination(rank) * (item ? item.attractionWithout(fold, mean, shrinkage) : mean);
  }
}

/** Σ w × examination × reward and Σ w × examination² by fold: a regression through the origin. */
class FoldedSums {
  private readonly products = new Float64Array(foldCount);
  private readonly squares = new Float64Array(foldCount);

  add(fold: number, product: number, square: number): void {
    this.products[fold]! += product;
    this.squares[fold]! += square;
  }

  /** The slope over all folds but one, with a prior of this mean and weight; 0 without anything. */
  attractionWithout(fold: number, priorMean: number, priorWeight: number): number {
    let product = priorMean * priorWeight;
    let square = priorWeight;
    for (let other = 0; other < foldCount; other += 1) {
      if (other === fold) continue;
      product += this.products[other]!;
      square += this.squares[other]!;
    }
    return square === 0 ? 0 : product / square;
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
