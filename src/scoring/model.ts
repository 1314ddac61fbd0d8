import { emptyRepeats, type RepeatModel } from "./repeat-model.ts";
import type { Signal } from "./types.ts";

/** Neighbours that a model keeps of each item. */
export const neighboursMax = 32;

/** Days that "recent" means for the trend. */
export const trendDays = 30;

/**
 * Coefficients of the ranker, learned on held-out data. Each multiplies the feature of that name;
 * see `crowd.ts`, `neighbours.ts`, `affinity.ts` and `repeats.ts` for what the features are.
 */
export interface Weights {
  readonly popularity: number;
  readonly liking: number;
  readonly trend: number;
  readonly neighbour: number;
  readonly ease: number;
  readonly affinity: number;
  /** What turns the log odds of the repeat module into scores; see `repeats.ts`. */
  readonly repeatBias: number;
  readonly repeatSlope: number;
  readonly repeatQuota: number;
}

/**
 * What a house knows before it has learned anything, and what little data is shrunk towards: all
 * features are log counts or log ratios, so a weight of 1 means "proportional".
 */
export const weightsPrior: Weights = {
  popularity: 0.3,
  liking: 0.3,
  trend: 0,
  neighbour: 0.25,
  ease: 1.5,
  affinity: 0.5,
  repeatBias: 0,
  repeatSlope: 1,
  repeatQuota: 0,
};

/** What a context field, or one condition of it alone, was found to be worth on held-out data. */
export interface FieldWorth {
  /** `weather`, or `weather=hot` where only that condition earned a weight. */
  readonly name: string;
  /** Factor of the field's effects; 0 where the field earned none. */
  readonly weight: number;
  /** Held-out requests on which it was measured. */
  readonly requests: number;
  /** Mean gain in log likelihood per request over the arm without the field. */
  readonly gain: number;
  /** Lower bounds of that gain and of the gain over the shuffled field, for all fields at once. */
  readonly gainLow: number;
  readonly gainOverShuffledLow: number;
}

/**
 * Effects of conditions on items and groups, one sparse row per condition. The targets of condition
 * c are `targets[starts[c] .. starts[c + 1])`: an item below `items.length`, else
 * `items.length +` a group. Effects add up: item, tag and category each hold what the wider one
 * left unexplained.
 */
export interface EffectTable {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly effects: Float32Array;
}

/**
 * What goes with each item (or group), best first: `items[starts[i] .. starts[i + 1])`. Most items
 * of a large catalogue have few, and rows as long as needed are what lets a million of them fit.
 */
export interface NeighbourTable {
  readonly starts: Int32Array;
  readonly items: Int32Array;
  readonly weights: Float32Array;
}

/** What a signal as a whole was found to be worth on held-out data, whatever its weight. */
export interface SignalWorth {
  readonly signal: Signal;
  /** Held-out requests on which it was measured. */
  readonly requests: number;
  /** Mean gain in log likelihood per request over the arm without it, with its 90 % bounds. */
  readonly gain: number;
  readonly gainLow: number;
  readonly gainHigh: number;
  /** Lower bound of the gain over the arm with the signal exchanged between requests. */
  readonly gainOverShuffledLow: number;
}

/** Counts of the takings of each item, decayed with half-lives of 3 and 60 days, in thousandths. */
export interface TrendCounts {
  readonly fastThousandths: Float64Array;
  readonly slowThousandths: Float64Array;
}

/** What early finders with followers took lately, and the group that they know; no finder. */
export interface ExpertFinds {
  readonly items: Int32Array;
  readonly weights: Float32Array;
  readonly groups: Int32Array;
}

/**
 * What was learned from everybody: counts over distinct customers and items, and coefficients. It
 * holds no customer. Immutable; all arrays are indexed by the model's own dictionaries.
 */
export interface Model {
  /** Digest of the content; names the snapshot in answers. */
  readonly version: string;
  /** Time of the newest event learned from, milliseconds since 1970; 0 where there was none. */
  readonly asOf: number;
  readonly customers: number;
  readonly events: number;
  /** A rating above this counts as liked. */
  readonly likedAbove: number;
  /** Share of all verdicts that are likes. */
  readonly likedShare: number;
  /** Share of all interest that falls into the last {@link trendDays}. */
  readonly trendShare: number;
  /** Typical sum of neighbour weights, the unit of that feature. */
  readonly neighbourScale: number;
  readonly easeScale: number;
  /** Interest that a low rating shows, in tenths: learned, for it differs between houses. */
  readonly lowRatingTenths: number;
  /** Share of repeats among all that was bought at second and later visits. */
  readonly repeatShare: number;
  readonly weights: Weights;
  readonly fields: readonly FieldWorth[];
  readonly signals: readonly SignalWorth[];

  readonly items: readonly string[];
  /** Interest of distinct customers in tenths; see `interestTenths` in policy.ts. */
  readonly interestTenths: Int32Array;
  readonly recentTenths: Int32Array;
  /** Distinct customers with a verdict (a purchase is a good one), and those who liked it. */
  readonly judged: Int32Array;
  readonly liked: Int32Array;
  /** Distinct buyers, those who bought at two or more times, and their days between purchases. */
  readonly buyers: Int32Array;
  readonly repeatBuyers: Int32Array;
  readonly gapMeanDays: Float32Array;
  /** 10 % quantile of the gaps; 0 where there are none. */
  readonly gapLowDays: Float32Array;
  /** At most {@link neighboursMax} of each item. */
  readonly neighbours: NeighbourTable;
  /** EASE weights between the most active items. */
  readonly ease: NeighbourTable;
  /** Items of the same visits, and items taken with or within a week of each other. */
  readonly sessions: NeighbourTable;
  readonly complements: NeighbourTable;
  readonly trends: TrendCounts;
  readonly experts: ExpertFinds;
  readonly repeats: RepeatModel;

  readonly groups: readonly string[];
  /** Distinct buyers of anything in the group, and those who did so at two or more times. */
  readonly groupBuyers: Int32Array;
  readonly groupRepeatBuyers: Int32Array;
  /** Groups whose buyers also buy from the other more often than chance. */
  readonly groupLifts: NeighbourTable;

  /** `weather=hot`. */
  readonly conditions: readonly string[];
  /** Factor of each condition: its own weight, else that of its field. */
  readonly conditionWeights: Float64Array;
  readonly contextEffects: EffectTable;

  readonly moods: readonly string[];
  readonly moodEffects: EffectTable;
}

/** Key of a condition among those of a model. */
export function conditionKey(field: string, value: string): string {
  return `${field}=${value}`;
}

/** A table without effects for `conditions` conditions. */
export function emptyEffects(conditions: number): EffectTable {
  return {
    starts: new Int32Array(conditions + 1),
    targets: new Int32Array(0),
    effects: new Float32Array(0),
  };
}

/** A table of `items` items without neighbours. */
export function emptyNeighbours(items: number): NeighbourTable {
  return {
    starts: new Int32Array(items + 1),
    items: new Int32Array(0),
    weights: new Float32Array(0),
  };
}

/** The model of a house without data: every crowd feature is 0 and no neighbour is known. */
export function emptyModel(): Model {
  const none = () => new Int32Array(0);
  return {
    version: "empty",
    asOf: 0,
    customers: 0,
    events: 0,
    likedAbove: 3,
    likedShare: 0.5,
    trendShare: 0,
    neighbourScale: 1,
    easeScale: 1,
    lowRatingTenths: 3,
    repeatShare: 0.5,
    weights: weightsPrior,
    fields: [],
    signals: [],
    items: [],
    interestTenths: none(),
    recentTenths: none(),
    judged: none(),
    liked: none(),
    buyers: none(),
    repeatBuyers: none(),
    gapMeanDays: new Float32Array(0),
    gapLowDays: new Float32Array(0),
    neighbours: emptyNeighbours(0),
    ease: emptyNeighbours(0),
    sessions: emptyNeighbours(0),
    complements: emptyNeighbours(0),
    trends: { fastThousandths: new Float64Array(0), slowThousandths: new Float64Array(0) },
    experts: { items: none(), weights: new Float32Array(0), groups: none() },
    repeats: emptyRepeats(),
    groups: [],
    groupBuyers: none(),
    groupRepeatBuyers: none(),
    groupLifts: emptyNeighbours(0),
    conditions: [],
    conditionWeights: new Float64Array(0),
    contextEffects: emptyEffects(0),
    moods: [],
    moodEffects: emptyEffects(0),
  };
}
