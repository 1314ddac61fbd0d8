import { type NeighbourTable, neighboursMax } from "../scoring/model.ts";
import { topIndices } from "../scoring/top.ts";
import type { CustomerInterests } from "./fold.ts";

/** Added to the support of both items, so that a pair seen once says little. */
const supportPrior = 5;
/** Powers of the supports: less than cosine for the own item, more for the proposed one. */
const sourcePower = 0.3;
const targetPower = 0.7;

/**
 * The {@link neighboursMax} nearest items of each item:
 * weight(j → i) = Σ over customers of s_j s_i / sqrt(Σ s²) / ((d_j + 5)^0.3 (d_i + 5)^0.7),
 * with s the interest of a customer in an item (0 to 1) and d_i = Σ over customers of s_i².
 *
 * Dividing by the length of a customer's own list keeps wholesale buyers from connecting
 * everything; the larger power on the proposed item keeps best-sellers from being everybody's
 * neighbour. Cost: Σ over customers of (own items)².
 *
 * @param itemCount items of the store
 * @see Deshpande, Karypis 2004, "Item-based top-N recommendation algorithms", for the powers
 */
export function neighboursOf(
  customers: readonly CustomerInterests[],
  itemCount: number,
): NeighbourTable {
  const { starts, members, strengths } = customersByItem(customers, itemCount);
  const lengths = customers.map(({ interests }) =>
    Math.sqrt(interests.reduce((sum, { tenths }) => sum + (tenths / 10) ** 2, 0)),
  );
  const support = new Float64Array(itemCount);
  for (let item = 0; item < itemCount; item += 1) {
    for (let at = starts[item]!; at < starts[item + 1]!; at += 1) {
      support[item]! += strengths[at]! ** 2;
    }
  }
  const targetScale = support.map((value) => (value + supportPrior) ** targetPower);
  const rowStarts = new Int32Array(itemCount + 1);
  const neighbours: number[] = [];
  const neighbourWeights: number[] = [];
  const sums = new Float64Array(itemCount);
  for (let source = 0; source < itemCount; source += 1) {
    const touched: number[] = [];
    for (let at = starts[source]!; at < starts[source + 1]!; at += 1) {
      const customer = members[at]!;
      const share = strengths[at]! / lengths[customer]!;
      const { items, interests } = customers[customer]!;
      for (let position = 0; position < items.length; position += 1) {
        const target = items[position]!;
        const { tenths } = interests[position]!;
        if (target === source || tenths === 0) continue;
        if (sums[target] === 0) touched.push(target);
        sums[target]! += (share * tenths) / 10;
      }
    }
    const sourceScale = (support[source]! + supportPrior) ** sourcePower;
    const weights = Float64Array.from(
      touched,
      (target) => sums[target]! / (sourceScale * targetScale[target]!),
    );
    for (const target of touched) sums[target] = 0;
    const best = topIndices(weights, new Uint8Array(weights.length), neighboursMax, 0);
    for (const index of best) {
      neighbours.push(touched[index]!);
      neighbourWeights.push(weights[index]!);
    }
    rowStarts[source + 1] = neighbours.length;
  }
  return {
    starts: rowStarts,
    items: Int32Array.from(neighbours),
    weights: Float32Array.from(neighbourWeights),
  };
}

/** Customers with interest in each item, and how much: `members[starts[i] .. starts[i + 1])`. */
function customersByItem(customers: readonly CustomerInterests[], itemCount: number) {
  const starts = new Int32Array(itemCount + 1);
  for (const { items, interests } of customers) {
    for (const [position, { tenths }] of interests.entries()) {
      if (tenths > 0) starts[items[position]! + 1]! += 1;
    }
  }
  for (let item = 0; item < itemCount; item += 1) starts[item + 1]! += starts[item]!;
  const next = starts.slice();
  const members = new Int32Array(starts[itemCount]!);
  const strengths = new Float64Array(starts[itemCount]!);
  for (const [customer, { items, interests }] of customers.entries()) {
    for (const [position, { tenths }] of interests.entries()) {
      if (tenths === 0) continue;
      const at = next[items[position]!]!;
      next[items[position]!] = at + 1;
      members[at] = customer;
      strengths[at] = tenths / 10;
    }
  }
  return { starts, members, strengths };
}
