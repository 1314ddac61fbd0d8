import { visitGapMs } from "../scoring/policy.ts";
import type { Decision } from "./fields.ts";
import { isTarget, type TargetRule } from "./holdout.ts";
import { hashUnit } from "./random.ts";
import { type EventStore, eventsOf, type StoredEvent } from "./store.ts";

/** Looks at the house's rate that every item is given before its own. */
const ratePrior = 5;
/** Looks that are asked about; more change no weight beyond its error. */
const looksMax = 20_000;

/** One time that a customer had an item before their eyes, and what came of it. */
interface Look {
  readonly item: number;
  /** Position in the store's contexts. */
  readonly context: number;
  readonly isTaken: boolean;
}

/**
 * The looks of everybody after a time: an item that was viewed, opened or put in the cart, and
 * whether it was taken before half an hour had passed without a sign of it. What was taken without
 * having been looked at says nothing about being left. Linear in events; of very many every n-th
 * customer's count.
 *
 * @param after milliseconds since 1970; events without a clock are left out
 */
export function looksOf(store: EventStore, rule: TargetRule, after: number): Look[] {
  const every = Math.ceil(store.eventCount / (10 * looksMax));
  const looks: Look[] = [];
  for (let customer = 0; customer < store.customerCount; customer += Math.max(1, every)) {
    const open = new Map<number, OpenLook>();
    for (const event of eventsOf(store, customer)) {
      if (event.at === null || event.at <= after) continue;
      const known = open.get(event.item);
      if (known !== undefined && event.at - known.lastAt < visitGapMs) {
        known.lastAt = event.at;
        known.look.isTaken ||= isTarget(event, rule);
      } else if (isGlance(event)) {
        const look = { item: event.item, context: event.context, isTaken: false };
        open.set(event.item, { lastAt: event.at, look });
        looks.push(look);
      }
    }
  }
  return looks;
}

interface OpenLook {
  lastAt: number;
  readonly look: { readonly item: number; readonly context: number; isTaken: boolean };
}

function isGlance({ kind }: StoredEvent): boolean {
  return kind === "VIEW" || kind === "CLICK" || kind === "CART";
}

/**
 * Each held-out look as a decision between taking and leaving: the log odds of taking are those of
 * the item's own share of takings, plus the effect of a condition on it. This sees a veto that the
 * choice among the whole catalogue hardly shows: what is not taken leaves no trace there.
 *
 * @param past the looks that the shares are counted from
 * @param held the looks that are asked about
 */
export function lookDecisions(past: readonly Look[], held: readonly Look[]): Decision[] {
  const logOddsOf = takingLogOdds(past);
  const asked =
    held.length <= looksMax
      ? held
      : held.filter((_, index) => hashUnit(`look|${index}`) < looksMax / held.length);
  return asked.map(({ item, context, isTaken }) => {
    const known = logOddsOf(item);
    const rowsOf = (taking: number) => Float64Array.from(isTaken ? [taking, 0] : [0, taking]);
    return {
      context,
      choiceWith: (effectOf) => ({
        count: 2,
        features: rowsOf(effectOf(item)),
        offsets: rowsOf(known),
      }),
    };
  });
}

function takingLogOdds(looks: readonly Look[]): (item: number) => number {
  const seen = new Map<number, number>();
  const taken = new Map<number, number>();
  let total = 0;
  for (const { item, isTaken } of looks) {
    seen.set(item, (seen.get(item) ?? 0) + 1);
    if (!isTaken) continue;
    taken.set(item, (taken.get(item) ?? 0) + 1);
    total += 1;
  }
  const houseShare = (total + 1) / (looks.length + 2);
  return (item) => {
    const share =
      ((taken.get(item) ?? 0) + ratePrior * houseShare) / ((seen.get(item) ?? 0) + ratePrior);
    return Math.log(share / (1 - share));
  };
}
