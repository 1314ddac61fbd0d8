import fc from "fast-check";
import {
  type Catalogue,
  emptyModel,
  type Model,
  prepareCatalogue,
} from "../../src/scoring/index.ts";
import { millisecondsPerDay } from "../../src/scoring/policy.ts";
import { randomFrom } from "../../src/scoring/random.ts";
import { repeatFeatureNames } from "../../src/scoring/repeat-model.ts";
import type { CatalogueItem } from "../../src/scoring/types.ts";
import { now, repeatsOf } from "./house.ts";

/** A catalogue and a model with something in each of its tables, made of one seed. */
export interface House {
  readonly catalogue: Catalogue;
  readonly items: readonly CatalogueItem[];
  readonly model: Model;
}

/** Conditions and moods that the houses have effects of. */
export const conditions = ["weather=hot", "weather=cold", "moon=full", "season=winter"];
export const moods = ["CALM", "FESTIVE"];

const tags = ["light", "rich", "red"];
const leaves = ["cheese", "wine", "dessert", "shoes", "socks"];

/** Any house of one to forty items; the model also knows items that left the shelf. */
export const anyHouse: fc.Arbitrary<House> = fc
  .record({ itemCount: fc.integer({ min: 1, max: 40 }), seed: fc.integer() })
  .map(({ itemCount, seed }) => houseOf(itemCount, seed));

class Draw {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  below(limit: number): number {
    return Math.floor(limit * this.#random());
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#random();
  }

  isTrue(share: number): boolean {
    return this.#random() < share;
  }

  some<T>(values: readonly T[], share: number): T[] {
    return values.filter(() => this.isTrue(share));
  }
}

function houseOf(itemCount: number, seed: number): House {
  const draw = new Draw(seed);
  const items = Array.from({ length: itemCount }, (_, at): CatalogueItem => {
    const leaf = leaves[draw.below(leaves.length)]!;
    return {
      id: `i${at}`,
      categories: draw.isTrue(0.9) ? ["house", leaf] : [],
      tags: draw.some(tags, 0.3),
      isAvailable: draw.isTrue(0.9),
      addedAt: draw.isTrue(0.5) ? now - draw.below(80 * millisecondsPerDay) : null,
    };
  });
  const known = draw.some(items, 0.9).map(({ id }) => id);
  // Another order than the catalogue's, and items that it no longer lists.
  const ids = [...known.toReversed(), ...draw.some(["f0", "f1", "f2"], 0.7)];
  const model = modelOf(draw, ids);
  return named(
    { catalogue: prepareCatalogue(items), model, items },
    `${itemCount} items, seed ${seed}`,
  );
}

function modelOf(draw: Draw, ids: readonly string[]): Model {
  const { length } = ids;
  const groups = [
    ...["house", ...leaves].map((name) => `category:${name}`),
    ...tags.map((name) => `tag:${name}`),
  ];
  const numbers = (size: number, most: number) =>
    Int32Array.from({ length: size }, () => draw.below(most));
  const parts = (whole: Int32Array, share: number) =>
    whole.map((count) => Math.floor(count * draw.between(0, share)));
  const interestTenths = numbers(length, 2_000);
  const judged = numbers(length, 120);
  const buyers = numbers(length, 120);
  const groupBuyers = numbers(groups.length, 200);
  const isOneOff = Uint8Array.from(ids, () => (draw.isTrue(0.3) ? 1 : 0));
  return {
    ...emptyModel(),
    version: "drawn",
    asOf: now - draw.below(2) * 100 * millisecondsPerDay,
    likedShare: draw.between(0.1, 0.9),
    trendShare: draw.between(0.1, 0.9),
    neighbourScale: draw.between(0.1, 2),
    easeScale: draw.between(0.1, 2),
    lowRatingTenths: [0, 3, 10][draw.below(3)]!,
    repeatShare: draw.between(0.1, 0.9),
    weights: weightsOf(draw),
    items: ids,
    interestTenths,
    recentTenths: parts(interestTenths, 1),
    judged,
    liked: parts(judged, 1),
    buyers,
    repeatBuyers: parts(buyers, 1).map((count, at) => (isOneOff[at] === 1 ? 0 : count)),
    gapMeanDays: Float32Array.from(ids, () => draw.below(3) * draw.between(1, 60)),
    gapLowDays: Float32Array.from(ids, () => draw.below(2) * draw.between(1, 60)),
    neighbours: tableOf(draw, length, 0.02, 1),
    ease: tableOf(draw, length, -0.5, 1),
    sessions: tableOf(draw, length, 0.02, 1),
    complements: tableOf(draw, length, 0.02, 1),
    trends: {
      fastThousandths: Float64Array.from(numbers(length, 50_000)),
      slowThousandths: Float64Array.from(numbers(length, 200_000)),
    },
    experts: expertsOf(draw, length, groups.length),
    repeats: repeatsOf(binsOf(draw), draw.between(-2, 0)),
    groups,
    groupBuyers,
    groupRepeatBuyers: parts(groupBuyers, 0.3).map((count) => (draw.isTrue(0.3) ? 0 : count)),
    groupLifts: tableOf(draw, groups.length, 0.1, 1),
    conditions,
    conditionWeights: Float64Array.from(conditions, () => draw.below(2) * draw.between(0.2, 1.5)),
    contextEffects: effectsOf(draw, conditions.length, length + groups.length),
    moods,
    moodEffects: effectsOf(draw, moods.length, length + groups.length),
  };
}

function weightsOf(draw: Draw): Model["weights"] {
  return {
    popularity: draw.between(-0.2, 1),
    liking: draw.between(-0.2, 1),
    trend: draw.between(-0.2, 1),
    neighbour: draw.between(0, 2),
    ease: draw.between(0, 2),
    affinity: draw.between(0, 2),
    repeatBias: draw.between(0, 3),
    repeatSlope: draw.between(0.2, 1.5),
    repeatQuota: draw.between(-0.5, 1),
  };
}

/** Rows of distinct others in any order; weights below 0 only where `low` is. */
function tableOf(draw: Draw, rows: number, low: number, high: number): Model["neighbours"] {
  const starts = new Int32Array(rows + 1);
  const items: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let other = 0; other < rows; other += 1) {
      if (other === row || !draw.isTrue(4 / rows)) continue;
      items.push(other);
      weights.push(draw.between(low, high));
    }
    starts[row + 1] = items.length;
  }
  return { starts, items: Int32Array.from(items), weights: Float32Array.from(weights) };
}

function effectsOf(draw: Draw, rows: number, targetCount: number): Model["moodEffects"] {
  const starts = new Int32Array(rows + 1);
  const targets: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let target = 0; target < targetCount; target += 1) {
      if (draw.isTrue(5 / targetCount)) targets.push(target);
    }
    starts[row + 1] = targets.length;
  }
  const effects = Float32Array.from(targets, () => draw.between(-1, 1));
  return { starts, targets: Int32Array.from(targets), effects };
}

function expertsOf(draw: Draw, itemCount: number, groupCount: number): Model["experts"] {
  const items = Int32Array.from({ length: itemCount }, (_, item) => item).filter(() =>
    draw.isTrue(0.1),
  );
  return {
    items,
    weights: Float32Array.from(items, () => draw.between(0, 8)),
    groups: Int32Array.from(items, () => draw.below(groupCount)),
  };
}

function binsOf(draw: Draw): Parameters<typeof repeatsOf>[0] {
  return Object.fromEntries(
    repeatFeatureNames.map((name) => {
      const edges = Array.from({ length: draw.below(4) }, () => draw.between(-3, 5)).sort(
        (a, b) => a - b,
      );
      const weights = Array.from({ length: edges.length + 1 }, () => draw.between(-0.5, 0.5));
      return [name, { edges, weights }];
    }),
  );
}

/** A house that names itself in counterexamples, instead of listing its tables. */
function named(house: House, name: string): House {
  for (const part of [house.catalogue, house.model]) {
    Object.defineProperty(part, fc.toStringMethod, { value: () => name });
  }
  return house;
}
