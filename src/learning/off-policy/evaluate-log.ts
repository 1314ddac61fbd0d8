import { type PolicyEstimate, PolicyEstimator } from "./estimates.ts";
import { greedy, uniform } from "./policies.ts";
import type { CustomerSlots } from "./slots.ts";

/** What the log of shown lists says; the first figures are those of the ranking alone. */
export interface LogReport extends PolicyEstimate {
  readonly customers: number;
  readonly lists: number;
  /** Lists so new that outcomes may still come: their rewards can grow, for every policy alike. */
  readonly openLists: number;
  /** Slots in which chance has put another item than the ranking would have. */
  readonly explored: number;
  /** The same for slots filled from the candidates by chance alone: the ranking must beat it. */
  readonly uniform: PolicyEstimate;
}

/**
 * Estimates what the ranking alone, and chance alone, would have earned in place of the policy that
 * wrote the log.
 *
 * Memory: a few numbers for each item, whatever the number of lists.
 *
 * @param readLog reads the log anew with each call: once to fit the reward model, once to correct
 */
export async function evaluateLog(readLog: () => AsyncIterable<CustomerSlots>): Promise<LogReport> {
  const ranking = new PolicyEstimator(greedy);
  const chance = new PolicyEstimator(uniform);
  for await (const customer of readLog()) {
    ranking.learn(customer);
    chance.learn(customer);
  }
  const counts = { customers: 0, lists: 0, openLists: 0, explored: 0 };
  for await (const customer of readLog()) {
    counts.customers += 1;
    counts.lists += customer.listCount;
    counts.openLists += customer.openListCount;
    counts.explored += customer.slots.filter(isExplored).length;
    ranking.add(customer);
    chance.add(customer);
  }
  const estimate = ranking.estimate();
  return {
    ...counts,
    ...refuseUnexplored(estimate, counts.explored),
    uniform: chance.estimate(),
  };
}

function isExplored({ itemId, exploitedItemId }: CustomerSlots["slots"][number]): boolean {
  return itemId !== exploitedItemId;
}

/** Without exploration the ranking alone is what was in use, and comparing the two says nothing. */
function refuseUnexplored(estimate: PolicyEstimate, explored: number): PolicyEstimate {
  const isVerdict = !estimate.verdict.startsWith("refused");
  return explored === 0 && isVerdict
    ? { ...estimate, verdict: "refused: no slot was explored" }
    : estimate;
}
