import {
  type EffectTable,
  type Model,
  type NeighbourTable,
  type Weights,
  weightsPrior,
} from "./model.ts";
import { ModelFormatError } from "./parts.ts";
import { emptyRepeats } from "./repeat-model.ts";

/** The plain numbers of a model. */
export const scalarNames = [
  "asOf",
  "customers",
  "events",
  "likedAbove",
  "likedShare",
  "trendShare",
  "neighbourScale",
  "easeScale",
  "lowRatingTenths",
  "repeatShare",
] as const satisfies readonly (keyof Model)[];

type Lengths = readonly (readonly [string, ArrayLike<number> | undefined, number])[];

/**
 * The model itself, where its arrays agree with its dictionaries: one that does not fit itself is
 * never served.
 *
 * @throws {ModelFormatError} which part has a wrong length, or which weight is not a number
 */
export function checkedModel(model: Model): Model {
  const { items, groups, conditions, moods } = model;
  for (const name of ["items", "groups", "conditions", "moods"] as const) {
    if (!Array.isArray(model[name])) throw new ModelFormatError(`model part ${name} is missing`);
  }
  const ofItems = [
    "interestTenths",
    "recentTenths",
    "judged",
    "liked",
    "buyers",
    "repeatBuyers",
    "gapMeanDays",
    "gapLowDays",
  ] as const;
  const itemTables = ["neighbours", "ease", "sessions", "complements"] as const;
  checkLengths([
    ...ofItems.map((name) => [name, model[name], items.length] as const),
    ...itemTables.flatMap((name) => tableLengths(name, model[name], items.length)),
    ["groupBuyers", model.groupBuyers, groups.length],
    ["groupRepeatBuyers", model.groupRepeatBuyers, groups.length],
    ...tableLengths("groupLifts", model.groupLifts, groups.length),
    ["trends.fast", model.trends?.fastThousandths, items.length],
    ["trends.slow", model.trends?.slowThousandths, items.length],
    ["experts.weights", model.experts?.weights, model.experts?.items?.length ?? 0],
    ["experts.groups", model.experts?.groups, model.experts?.items?.length ?? 0],
    ["conditionWeights", model.conditionWeights, conditions.length],
    ...effectLengths("contextEffects", model.contextEffects, conditions.length),
    ...effectLengths("moodEffects", model.moodEffects, moods.length),
    ...repeatLengths(model),
  ]);
  checkNumbers(model);
  return model;
}

function tableLengths(name: string, table: NeighbourTable | undefined, rows: number): Lengths {
  const size = table?.starts?.at(-1) ?? 0;
  return [
    [`${name}.starts`, table?.starts, rows + 1],
    [`${name}.items`, table?.items, size],
    [`${name}.weights`, table?.weights, size],
  ];
}

function effectLengths(name: string, table: EffectTable | undefined, rows: number): Lengths {
  const size = table?.starts?.at(-1) ?? 0;
  return [
    [`${name}.starts`, table?.starts, rows + 1],
    [`${name}.targets`, table?.targets, size],
    [`${name}.effects`, table?.effects, size],
  ];
}

function repeatLengths({ repeats }: Model): Lengths {
  const starts = emptyRepeats().edgeStarts.length;
  const edges = repeats?.edgeStarts?.at(-1) ?? 0;
  return [
    ["repeats.edgeStarts", repeats?.edgeStarts, starts],
    ["repeats.edges", repeats?.edges, edges],
    ["repeats.weights", repeats?.weights, edges + starts],
  ];
}

/** Numbers that every score is multiplied with or divided by. */
function checkNumbers(model: Model): void {
  for (const name of Object.keys(weightsPrior) as (keyof Weights)[]) {
    const value = model.weights?.[name];
    if (!Number.isFinite(value)) {
      throw new ModelFormatError(`model weight ${name} is ${value}, not a number`);
    }
  }
  for (const name of scalarNames) {
    if (!Number.isFinite(model[name])) {
      throw new ModelFormatError(`model value ${name} is ${model[name]}, not a number`);
    }
  }
  if (!model.repeats.weights.every(Number.isFinite)) {
    throw new ModelFormatError("model part repeats.weights has something that is not a number");
  }
}

function checkLengths(lengths: Lengths): void {
  for (const [name, array, length] of lengths) {
    if (array?.length !== length) {
      throw new ModelFormatError(`model part ${name} has not ${length} elements`);
    }
  }
}
