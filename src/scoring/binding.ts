import { interestShares } from "./affinity.ts";
import type { Catalogue } from "./catalogue.ts";
import type { ConditionEffects } from "./conditions.ts";
import { type CrowdParts, crowdParts } from "./crowd.ts";
import type { Interest, OwnItem } from "./interests.ts";
import type { Model } from "./model.ts";
import { policy } from "./policy.ts";
import { type Proposals, proposalsOf } from "./proposals.ts";
import { categoryRepurchaseRate, repurchaseRate } from "./repeats.ts";
import type { WalkName } from "./taste.ts";
import { topIndices } from "./top.ts";

/**
 * A model laid over a catalogue: everything that is the same for all requests, by the catalogue's
 * indices.
 */
export interface Binding extends CrowdParts, Proposals {
  readonly catalogue: Catalogue;
  readonly model: Model;
  /** Model index of items that the catalogue no longer lists. */
  readonly indexOfFormer: ReadonlyMap<string, number>;
  /** Catalogue index to model index and back; -1 where the other side does not know it. */
  readonly modelItems: Int32Array;
  readonly catalogueItems: Int32Array;
  readonly catalogueGroups: Int32Array;
  readonly indexOfCondition: ReadonlyMap<string, number>;
  readonly indexOfMood: ReadonlyMap<string, number>;
  readonly repurchaseRates: Float64Array;
  /** Share of all interest by catalogue group. */
  readonly interestShares: Float64Array;
  /** Leaf categories in which somebody has shown interest, the most popular first. */
  readonly leafGroups: readonly number[];
  /** 1 for a group whose buyers hardly ever buy from it again. */
  readonly lowRepeatGroups: Uint8Array;
  /** Mean weight in the table of sessions: the unit of that feature. */
  readonly sessionScale: number;
  /** Leaf category of each model group's catalogue group, and the other way round; -1 unknown. */
  readonly modelGroups: Int32Array;
  /** Zeros, one for each item: lent to one request at a time and given back as zeros. */
  readonly scratch: Readonly<Record<WalkName, Float64Array>>;
  readonly sourceBits: Uint16Array;
  /** Effects of each condition that was asked about, laid out by `conditions.ts`. */
  readonly effectsOfConditions: Map<string, ConditionEffects>;
}

const bindings = new WeakMap<Model, WeakMap<Catalogue, Binding>>();

/**
 * The binding of a pair, computed at the first request for it and kept as long as both live.
 * Linear in items; about 2 ms at 4,000.
 */
export function bindModel(catalogue: Catalogue, model: Model): Binding {
  let ofModel = bindings.get(model);
  if (ofModel === undefined) {
    ofModel = new WeakMap();
    bindings.set(model, ofModel);
  }
  let binding = ofModel.get(catalogue);
  if (binding === undefined) {
    binding = newBinding(catalogue, model);
    ofModel.set(catalogue, binding);
  }
  return binding;
}

function newBinding(catalogue: Catalogue, model: Model): Binding {
  const { modelItems, catalogueItems, indexOfFormer } = matched(catalogue, model);
  const catalogueGroups = Int32Array.from(
    model.groups,
    (key) => catalogue.indexOfGroup.get(key) ?? -1,
  );
  const crowd = crowdParts(model, modelItems);
  const shares = interestShares(catalogue, model, modelItems);
  const { sessions } = model;
  const zeros = () => new Float64Array(catalogue.ids.length);
  return {
    catalogue,
    model,
    indexOfFormer,
    modelItems,
    catalogueItems,
    catalogueGroups,
    indexOfCondition: new Map(model.conditions.map((key, index) => [key, index])),
    indexOfMood: new Map(model.moods.map((name, index) => [name, index])),
    ...crowd,
    ...proposalsOf(catalogue, model, crowd.crowd, modelItems, catalogueItems),
    interestShares: shares,
    leafGroups: leafGroupsOf(catalogue, shares),
    repurchaseRates: repurchaseRates(catalogue, model, modelItems),
    lowRepeatGroups: lowRepeatGroups(catalogue, model, catalogueGroups),
    sessionScale:
      sessions.weights.reduce((sum, weight) => sum + weight, 0) /
        Math.max(1, sessions.weights.length) || 1,
    modelGroups: inverseOf(catalogueGroups, catalogue.groups.length),
    scratch: { neighbours: zeros(), ease: zeros(), sessions: zeros(), complements: zeros() },
    sourceBits: new Uint16Array(catalogue.ids.length),
    effectsOfConditions: new Map(),
  };
}

/** Indices of both sides. A model that was learned from this very catalogue needs no dictionary. */
function matched(catalogue: Catalogue, model: Model) {
  const modelItems = new Int32Array(catalogue.ids.length).fill(-1);
  const indexOfFormer = new Map<string, number>();
  const catalogueItems = Int32Array.from(model.items, (id, known) => {
    const item = catalogue.ids[known] === id ? known : (catalogue.indexOfItem.get(id) ?? -1);
    if (item < 0) indexOfFormer.set(id, known);
    else modelItems[item] = known;
    return item;
  });
  return { modelItems, catalogueItems, indexOfFormer };
}

function inverseOf(targets: Int32Array, size: number): Int32Array {
  const inverse = new Int32Array(size).fill(-1);
  for (let at = 0; at < targets.length; at += 1) {
    if (targets[at]! >= 0) inverse[targets[at]!] = at;
  }
  return inverse;
}

/** A customer's interests with the places of their items. */
export function ownItemsOf(binding: Binding, interests: readonly Interest[]): OwnItem[] {
  return interests.map((interest) => {
    const item = binding.catalogue.indexOfItem.get(interest.itemId) ?? -1;
    const former = binding.indexOfFormer.get(interest.itemId) ?? -1;
    return { interest, item, known: item < 0 ? former : binding.modelItems[item]! };
  });
}

/** Rates by catalogue index; an item of few buyers leans on its leaf category, then on all. */
function repurchaseRates(catalogue: Catalogue, model: Model, modelItems: Int32Array) {
  const groupBuyers = new Float64Array(catalogue.groups.length);
  const groupRepeats = new Float64Array(catalogue.groups.length);
  let buyersAll = 0;
  let repeatsAll = 0;
  for (const [item, known] of modelItems.entries()) {
    if (known < 0) continue;
    buyersAll += model.buyers[known]!;
    repeatsAll += model.repeatBuyers[known]!;
    const leaf = catalogue.leaves[item]!;
    if (leaf < 0) continue;
    groupBuyers[leaf]! += model.buyers[known]!;
    groupRepeats[leaf]! += model.repeatBuyers[known]!;
  }
  const rateOfAll = repurchaseRate(repeatsAll, buyersAll);
  return Float64Array.from(modelItems, (known, item) => {
    const leaf = catalogue.leaves[item]!;
    const rateOfLeaf =
      leaf < 0
        ? rateOfAll
        : categoryRepurchaseRate(groupRepeats[leaf]!, groupBuyers[leaf]!, rateOfAll);
    if (known < 0) return rateOfLeaf;
    return repurchaseRate(model.repeatBuyers[known]!, model.buyers[known]!, rateOfLeaf);
  });
}

function leafGroupsOf({ leaves, groups }: Catalogue, shares: Float64Array): number[] {
  const isOther = new Uint8Array(groups.length).fill(1);
  for (const leaf of leaves) if (leaf >= 0 && shares[leaf]! > 0) isOther[leaf] = 0;
  return topIndices(shares, isOther, groups.length, 0);
}

function lowRepeatGroups(catalogue: Catalogue, model: Model, catalogueGroups: Int32Array) {
  const low = new Uint8Array(catalogue.groups.length);
  for (const [known, group] of catalogueGroups.entries()) {
    if (group < 0 || model.groupBuyers[known]! < policy.buyersTrusted) continue;
    const rate = repurchaseRate(model.groupRepeatBuyers[known]!, model.groupBuyers[known]!);
    if (rate < policy.lowRepeatRate) low[group] = 1;
  }
  return low;
}
