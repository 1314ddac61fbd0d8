import { visitGapMs } from "../../../scoring/policy.ts";
import { type Baseline, type Basket, gridOf, type Training } from "./baseline.ts";

/**
 * Session kNN: the sessions of everybody that are nearest to what the user did last vote for their
 * items. A session's similarity is Σ over shared items of the item's weight / sqrt(session's
 * length), where an own item's weight falls by `fading` with each later session of the user. Items
 * count once in a session. Where the data has no clock, a user is one session.
 *
 * @see Ludewig, Jannach 2018, "Evaluation of session-based recommendation algorithms" (V-SkNN)
 */
export const sessionKnn: Baseline = {
  configurations: gridOf({ sessions: [500, 100], fading: [0.9, 0.6, 0.3] }),
  fit(training, { sessions: sessionsMax, fading }) {
    const { sessions, sessionsOf } = indexOf(training);
    const similarities = new Float64Array(sessions.length);
    return ({ baskets }) => {
      const touched: number[] = [];
      for (const [item, weight] of fadedItems(sessionsIn(baskets), fading!)) {
        for (const session of sessionsOf[item]!) {
          if (similarities[session] === 0) touched.push(session);
          similarities[session]! += weight / Math.sqrt(sessions[session]!.length);
        }
      }
      const found = Float64Array.from(touched, (session) => similarities[session]!).sort();
      const bar = found[Math.max(0, found.length - sessionsMax!)] ?? 0;
      const scores = new Float64Array(training.itemCount);
      for (const session of touched) {
        const similarity = similarities[session]!;
        similarities[session] = 0;
        if (similarity < bar) continue;
        for (const item of sessions[session]!) scores[item]! += similarity;
      }
      return scores;
    };
  },
};

function indexOf({ histories, itemCount }: Training) {
  const sessions = histories.flatMap(({ baskets }) => sessionsIn(baskets));
  const sessionsOf: number[][] = Array.from({ length: itemCount }, () => []);
  for (const [index, items] of sessions.entries()) {
    for (const item of items) sessionsOf[item]!.push(index);
  }
  return { sessions, sessionsOf };
}

/** Baskets with less than half an hour between them, united. */
function sessionsIn(baskets: readonly Basket[]): Int32Array[] {
  const sessions: Set<number>[] = [];
  let last: number | null = null;
  for (const [index, { at, items }] of baskets.entries()) {
    const isSame = index > 0 && at !== null && last !== null && at - last < visitGapMs;
    if (!isSame) sessions.push(new Set());
    for (const item of items) sessions.at(-1)!.add(item);
    last = at;
  }
  return sessions.map((items) => Int32Array.from(items));
}

/** Own items with the weight of the newest session that has them. */
function fadedItems(sessions: readonly Int32Array[], fading: number): Map<number, number> {
  const weights = new Map<number, number>();
  for (const [index, items] of sessions.entries()) {
    for (const item of items) weights.set(item, fading ** (sessions.length - 1 - index));
  }
  return weights;
}
