import type { CustomerSlots, LoggedSlot } from "../../../src/learning/off-policy/slots.ts";
import { randomFrom } from "../../../src/learning/random.ts";
import { explore } from "../../../src/scoring/index.ts";

/** A log whose truth is known: what each policy earns in expectation, slot by slot. */
export interface KnownLog {
  readonly customers: readonly CustomerSlots[];
  /** Mean expected reward of a slot, given the slots above it. */
  readonly truth: { readonly greedy: number; readonly uniform: number };
}

export interface WorldOptions {
  readonly seed: number;
  readonly customerCount: number;
  readonly listsOfEach: number;
  readonly share: number;
  /** Each reward is its own expectation: what is left is the chance of exploration. */
  readonly isNoiseless?: boolean;
}

const itemCount = 24;
const slotCount = 6;

/** Chance that somebody takes an item in a slot: not of the reward model's form, on purpose. */
function chanceOf(item: number, rank: number, fondness: number): number {
  return Math.min(1, fondness * (0.02 + (0.5 * item) / itemCount) * 0.75 ** (rank - 1));
}

/** Customers of differing fondness are shown a good, not perfect ranking of 24 items. */
export function knownLog(options: WorldOptions): KnownLog {
  const { seed, customerCount, listsOfEach, share, isNoiseless = false } = options;
  const draw = randomFrom(seed);
  const truth = { greedy: 0, uniform: 0 };
  let slotsInAll = 0;
  const customers = Array.from({ length: customerCount }, (_, customer): CustomerSlots => {
    const fondness = 0.4 + 1.2 * draw();
    const slots: LoggedSlot[] = [];
    for (let list = 0; list < listsOfEach; list += 1) {
      const items = Array.from({ length: itemCount }, (__, item) => ({
        item,
        score: item + 12 * draw(),
      }))
        .sort((a, b) => b.score - a.score)
        .map(({ item }) => item);
      const ranked = items.slice(0, slotCount);
      const shown = explore(ranked, items.slice(slotCount), share, Math.floor(draw() * 2 ** 32));
      for (const [index, item] of shown.items.entries()) {
        const rank = index + 1;
        const left = items.filter((candidate) => !shown.items.slice(0, index).includes(candidate));
        const chances = left.map((candidate) => chanceOf(candidate, rank, fondness));
        const chance = chanceOf(item, rank, fondness);
        truth.greedy += chanceOf(shown.exploited[index]!, rank, fondness);
        truth.uniform += chances.reduce((sum, chance) => sum + chance) / chances.length;
        slotsInAll += 1;
        slots.push({
          rank,
          itemId: `${item}`,
          exploitedItemId: `${shown.exploited[index]}`,
          propensity: shown.propensities[index]!,
          candidateCount: shown.candidateCount - index,
          reward: isNoiseless ? chance : Number(draw() < chance),
        });
      }
    }
    return { customerId: `customer-${customer}`, listCount: listsOfEach, openListCount: 0, slots };
  });
  truth.greedy /= slotsInAll;
  truth.uniform /= slotsInAll;
  return { customers, truth };
}

export function readerOf(customers: readonly CustomerSlots[]) {
  return async function* () {
    yield* customers;
  };
}
