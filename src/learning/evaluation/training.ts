import type { Catalogue } from "../../scoring/index.ts";
import type { Basket, OwnHistory, Training } from "./baselines/baseline.ts";
import { isPositive, type Protocol } from "./protocol.ts";
import type { Row } from "./rows.ts";

/** What the simple methods learn from, and whose history is whose. */
export interface TrainingOfUsers extends Training {
  readonly historyOf: ReadonlyMap<string, OwnHistory>;
}

/** The positive training rows of everybody as indices. */
export function trainingOf(
  catalogue: Catalogue,
  protocol: Protocol,
  train: ReadonlyMap<string, readonly Row[]>,
): TrainingOfUsers {
  const historyOf = new Map<string, OwnHistory>();
  for (const [user, rows] of train) {
    const positives = rows.filter((row) => isPositive(row, protocol));
    historyOf.set(user, historyFrom(catalogue, positives));
  }
  return {
    itemCount: catalogue.ids.length,
    histories: [...historyOf.values()],
    historyOf,
  };
}

function historyFrom(catalogue: Catalogue, rows: readonly Row[]): OwnHistory {
  const items = new Set<number>();
  const baskets = new Map<number | null, Set<number>>();
  for (const { item, at } of rows) {
    const index = catalogue.indexOfItem.get(item)!;
    items.add(index);
    const basket = baskets.get(at) ?? new Set();
    baskets.set(at, basket);
    basket.add(index);
  }
  return { items: Int32Array.from(items), baskets: basketsByTime(baskets) };
}

/** What has no clock comes first: nothing says that it is new. */
function basketsByTime(baskets: ReadonlyMap<number | null, ReadonlySet<number>>): Basket[] {
  const inOrder = [...baskets].sort(([a], [b]) => (a ?? -1) - (b ?? -1));
  return inOrder.map(([at, items]) => ({ at, items: Int32Array.from(items) }));
}
