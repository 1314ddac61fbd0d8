import type { LoggedSlot } from "./slots.ts";

/** A way to fill slots whose worth is estimated from a log that was written under another way. */
export interface TargetPolicy {
  /**
   * Probability with which it would have shown what was shown, in [0, 1]; null where the log could
   * not have shown everything that it might have, so that the slot says nothing about it.
   */
  probabilityOf(slot: LoggedSlot): number | null;
  /** The item that it shows for sure; null where it draws. */
  choiceOf(slot: LoggedSlot): string | null;
}

/** The ranking alone, without exploration. */
export const greedy: TargetPolicy = {
  probabilityOf: ({ itemId, exploitedItemId }) => (itemId === exploitedItemId ? 1 : 0),
  choiceOf: ({ exploitedItemId }) => exploitedItemId,
};

/** Any candidate as likely as any other: what a house without a ranking would do. */
export const uniform: TargetPolicy = {
  probabilityOf: ({ propensity, candidateCount }) =>
    propensity === 1 && candidateCount > 1 ? null : 1 / candidateCount,
  choiceOf: () => null,
};
