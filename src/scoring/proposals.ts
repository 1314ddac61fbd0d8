import type { Catalogue } from "./catalogue.ts";
import type { Model } from "./model.ts";
import { policy } from "./policy.ts";
import { topIndices } from "./top.ts";

/** What can be proposed to everybody, by catalogue index: the same for all requests. */
export interface Proposals {
  /** Best of the crowd. */
  readonly popular: readonly number[];
  /** Largest ratio of what was taken lately to what usually is. */
  readonly trending: readonly number[];
  /** Newest first. */
  readonly newest: readonly number[];
  /** Recent finds of people with niche expertise, and their weights. */
  readonly expertFinds: ReadonlyMap<number, number>;
  /** Best of the crowd in group g: `groupItems[groupStarts[g] .. groupStarts[g + 1])`. */
  readonly best: { readonly groupStarts: Int32Array; readonly groupItems: Int32Array };
}

/**
 * Prepares the proposals of a model for a catalogue. Linear in items and their groups, once for
 * each pair of them.
 */
export function proposalsOf(
  catalogue: Catalogue,
  model: Model,
  crowd: Float64Array,
  modelItems: Int32Array,
  catalogueItems: Int32Array,
): Proposals {
  const isHidden = catalogue.available.map((isAvailable) => 1 - isAvailable);
  return {
    popular: topIndices(crowd, isHidden, policy.proposalsMax, 0),
    trending: trendingOf(model, modelItems, isHidden),
    newest: newestOf(catalogue, isHidden),
    expertFinds: expertFindsOf(model, catalogueItems),
    best: bestOfGroups(catalogue, crowd, isHidden),
  };
}

/** Thousandths that everybody's fast count is given, so that one purchase makes no fashion. */
const trendPrior = 5_000;

function trendingOf({ trends }: Model, modelItems: Int32Array, isHidden: Uint8Array): number[] {
  const ratios = Float64Array.from(modelItems, (known) =>
    known < 0
      ? 0
      : trends.fastThousandths[known]! / (trends.slowThousandths[known]! + 20 * trendPrior),
  );
  const isSteady = isHidden.map((hidden, item) => (hidden === 1 || ratios[item] === 0 ? 1 : 0));
  return topIndices(ratios, isSteady, policy.proposalsMax / 2, 0);
}

function newestOf({ addedAt }: Catalogue, isHidden: Uint8Array): number[] {
  const isUndated = isHidden.map((hidden, item) =>
    hidden === 1 || Number.isNaN(addedAt[item]!) ? 1 : 0,
  );
  return topIndices(addedAt, isUndated, policy.proposalsMax, 0);
}

function expertFindsOf({ experts }: Model, catalogueItems: Int32Array): Map<number, number> {
  const finds = new Map<number, number>();
  for (let at = 0; at < experts.items.length; at += 1) {
    const item = catalogueItems[experts.items[at]!]!;
    if (item >= 0) finds.set(item, experts.weights[at]!);
  }
  return finds;
}

function bestOfGroups(catalogue: Catalogue, crowd: Float64Array, isHidden: Uint8Array) {
  const groupCount = catalogue.groups.length;
  const groupStarts = new Int32Array(groupCount + 1);
  const groupItems: number[] = [];
  for (let group = 0; group < groupCount; group += 1) {
    const start = catalogue.itemStarts[group]!;
    const members = catalogue.itemsOfGroups.subarray(start, catalogue.itemStarts[group + 1]!);
    const scores = Float64Array.from(members, (item) => crowd[item]!);
    const isOut = Uint8Array.from(members, (item) => isHidden[item]!);
    for (const place of topIndices(scores, isOut, policy.proposalsPerGroupMax, 0)) {
      groupItems.push(members[place]!);
    }
    groupStarts[group + 1] = groupItems.length;
  }
  return { groupStarts, groupItems: Int32Array.from(groupItems) };
}
