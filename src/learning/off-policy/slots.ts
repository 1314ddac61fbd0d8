import type { InteractionKind } from "../../scoring/index.ts";

/** One slot of a list that a customer was shown, with what came of it. */
export interface LoggedSlot {
  /** Place in the list, from 1. */
  readonly rank: number;
  readonly itemId: string;
  /** What the ranking would have placed here, given the slots before: often the same item. */
  readonly exploitedItemId: string;
  /** Probability of the shown item given the slots before, in (0, 1]. */
  readonly propensity: number;
  /** How many items this slot could have shown. */
  readonly candidateCount: number;
  /** From -1 to 1, see {@link rewardOf}. */
  readonly reward: number;
}

/** All slots that one customer was shown; outcomes of one customer resemble each other. */
export interface CustomerSlots {
  /** Opaque; decides the customer's fold and leaves no trace in the estimates. */
  readonly customerId: string;
  /** Lists that the slots come from. */
  readonly listCount: number;
  /** Of them, lists that may still get outcomes. */
  readonly openListCount: number;
  readonly slots: readonly LoggedSlot[];
}

/** How long an outcome is put down to the list that showed the item. */
export const outcomeWindowDays = 7;

/**
 * What an outcome is worth, the one that outweighs all others first: what was given back was not
 * well recommended, although it was bought.
 */
const rewards: readonly (readonly [InteractionKind, number])[] = [
  ["DISLIKE", -1],
  ["RETURN", -0.5],
  ["PURCHASE", 1],
  ["LIKE", 1],
  ["CART", 0.5],
  ["NOT_NOW", -0.3],
  ["CLICK", 0.2],
];

/** The kinds of interactions that are outcomes; looks and stars are not. */
export const outcomeKinds: readonly InteractionKind[] = rewards.map(([kind]) => kind);

/** Reward of a slot: its weightiest outcome alone, 0 where nothing came of it. */
export function rewardOf(outcomes: readonly string[]): number {
  return rewards.find(([kind]) => outcomes.includes(kind))?.[1] ?? 0;
}
