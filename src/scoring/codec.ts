import { createHash } from "node:crypto";
import type { FieldWorth, Model, Weights } from "./model.ts";
import { weightsPrior } from "./model.ts";

/** One stored piece of a snapshot. */
export interface ModelPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A snapshot that cannot be used: another format, a part missing, or bytes that were changed. */
export class ModelFormatError extends Error {
  override readonly name = "ModelFormatError";
}

/** Raised whenever the meaning of a part changes; other formats are refused. */
const formatVersion = 2;

const headerName = "header";

const arrayTypes = { Int32Array, Float32Array, Float64Array } as const;
type ArrayType = keyof typeof arrayTypes;
type NumberArray = Int32Array | Float32Array | Float64Array;

const scalarNames = [
  "asOf",
  "customers",
  "events",
  "likedAbove",
  "likedShare",
  "trendShare",
  "neighbourScale",
] as const satisfies readonly (keyof Model)[];

const textNames = ["items", "groups", "conditions", "moods"] as const;

interface Header {
  readonly format: number;
  readonly digest: string;
  readonly scalars: Readonly<Record<(typeof scalarNames)[number], number>>;
  readonly weights: Weights;
  readonly fields: readonly FieldWorth[];
  readonly parts: readonly { readonly name: string; readonly type: ArrayType | "text" }[];
}

/**
 * A model as named parts of bytes, a header first. Numbers are little-endian, as on every platform
 * that Node runs on. The digest covers all parts and the header's own numbers.
 */
export function encodeModel(model: Model): ModelPart[] {
  const parts = [
    ...textNames.map((name) => ({ name, type: "text" as const, bytes: textBytes(model[name]) })),
    ...Object.entries(arraysOf(model)).map(([name, array]) => ({
      name,
      type: array.constructor.name as ArrayType,
      bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    })),
  ];
  const unsigned = {
    format: formatVersion,
    scalars: Object.fromEntries(scalarNames.map((name) => [name, model[name]])),
    weights: model.weights,
    fields: model.fields,
    parts: parts.map(({ name, type }) => ({ name, type })),
  };
  const header = { ...unsigned, digest: digestOf(unsigned, parts) };
  return [
    { name: headerName, bytes: new TextEncoder().encode(JSON.stringify(header)) },
    ...parts.map(({ name, bytes }) => ({ name, bytes })),
  ];
}

/** The version that names a model: the first 16 hexadecimal digits of its digest. */
export function versionOf(model: Model): string {
  return readHeader(encodeModel(model)).digest.slice(0, 16);
}

/**
 * The model from its parts, in any order. Array bytes are copied, so the parts may be reused.
 *
 * @throws {ModelFormatError} see there; nothing of a damaged snapshot is ever returned
 */
export function decodeModel(parts: readonly ModelPart[]): Model {
  const header = readHeader(parts);
  const stored = header.parts.map(({ name, type }) => {
    const part = parts.find((candidate) => candidate.name === name);
    if (part === undefined) throw new ModelFormatError(`model part ${name} is missing`);
    return { name, type, bytes: part.bytes };
  });
  const { digest, ...unsigned } = header;
  if (digestOf(unsigned, stored) !== digest) {
    throw new ModelFormatError("model is damaged: its checksum does not match");
  }
  const content: Record<string, NumberArray | readonly string[]> = {};
  for (const { name, type, bytes } of stored) {
    content[name] = type === "text" ? textOf(name, bytes) : arrayOf(name, type, bytes);
  }
  const { neighbourStarts, neighbourItems, neighbourWeights, ...counts } = content;
  const { contextStarts, contextTargets, contextValues, ...rest } = counts;
  const { moodStarts, moodTargets, moodValues, ...others } = rest;
  return checkedModel({
    ...header.scalars,
    version: digest.slice(0, 16),
    weights: header.weights,
    fields: header.fields,
    ...others,
    neighbours: { starts: neighbourStarts, items: neighbourItems, weights: neighbourWeights },
    contextEffects: {
      starts: contextStarts,
      targets: contextTargets,
      effects: contextValues,
    },
    moodEffects: { starts: moodStarts, targets: moodTargets, effects: moodValues },
  } as unknown as Model);
}

function arraysOf(model: Model): Record<string, NumberArray> {
  return {
    interestTenths: model.interestTenths,
    recentTenths: model.recentTenths,
    judged: model.judged,
    liked: model.liked,
    buyers: model.buyers,
    repeatBuyers: model.repeatBuyers,
    gapMeanDays: model.gapMeanDays,
    gapLowDays: model.gapLowDays,
    neighbourStarts: model.neighbours.starts,
    neighbourItems: model.neighbours.items,
    neighbourWeights: model.neighbours.weights,
    groupBuyers: model.groupBuyers,
    groupRepeatBuyers: model.groupRepeatBuyers,
    conditionWeights: model.conditionWeights,
    contextStarts: model.contextEffects.starts,
    contextTargets: model.contextEffects.targets,
    contextValues: model.contextEffects.effects,
    moodStarts: model.moodEffects.starts,
    moodTargets: model.moodEffects.targets,
    moodValues: model.moodEffects.effects,
  };
}

function digestOf(header: object, parts: readonly ModelPart[]): string {
  const hash = createHash("sha256").update(JSON.stringify(header));
  for (const { name, bytes } of parts) hash.update(`${name}:${bytes.byteLength};`).update(bytes);
  return hash.digest("hex");
}

function readHeader(parts: readonly ModelPart[]): Header {
  const part = parts.find(({ name }) => name === headerName);
  if (part === undefined) throw new ModelFormatError("model header is missing");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(part.bytes));
  } catch (error) {
    throw new ModelFormatError("model header is damaged", { cause: error });
  }
  const format = (header as Partial<Header> | null)?.format;
  if (format !== formatVersion) {
    throw new ModelFormatError(`model format ${format} is not ${formatVersion}`);
  }
  if (!Array.isArray((header as Partial<Header>).parts)) {
    throw new ModelFormatError("model header lists no parts");
  }
  // The digest is part of the spread in decodeModel, so its place in the text must not matter.
  const { digest, format: version, scalars, weights, fields, parts: listed } = header as Header;
  return { format: version, scalars, weights, fields, parts: listed, digest };
}

function textBytes(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(texts));
}

function textOf(name: string, bytes: Uint8Array): readonly string[] {
  const texts: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(texts)) throw new ModelFormatError(`model part ${name} is not a list`);
  return texts;
}

function arrayOf(name: string, type: ArrayType, bytes: Uint8Array): NumberArray {
  const TypedArray = arrayTypes[type];
  if (TypedArray === undefined || bytes.byteLength % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw new ModelFormatError(`model part ${name} has no whole number of elements`);
  }
  // A copy, because a Buffer from a database driver need not be aligned.
  return new TypedArray(new Uint8Array(bytes).buffer);
}

/** Lengths agree with the dictionaries; a model that does not fit itself is never served. */
function checkedModel(model: Model): Model {
  const { items, groups, conditions, moods } = model;
  const lengths: readonly [string, ArrayLike<number> | undefined, number][] = [
    ["interestTenths", model.interestTenths, items.length],
    ["recentTenths", model.recentTenths, items.length],
    ["judged", model.judged, items.length],
    ["liked", model.liked, items.length],
    ["buyers", model.buyers, items.length],
    ["repeatBuyers", model.repeatBuyers, items.length],
    ["gapMeanDays", model.gapMeanDays, items.length],
    ["gapLowDays", model.gapLowDays, items.length],
    ["neighbourStarts", model.neighbours.starts, items.length + 1],
    ["neighbourItems", model.neighbours.items, model.neighbours.starts?.at(-1) ?? 0],
    ["neighbourWeights", model.neighbours.weights, model.neighbours.starts?.at(-1) ?? 0],
    ["groupBuyers", model.groupBuyers, groups.length],
    ["groupRepeatBuyers", model.groupRepeatBuyers, groups.length],
    ["conditionWeights", model.conditionWeights, conditions.length],
    ["contextStarts", model.contextEffects.starts, conditions.length + 1],
    ["moodStarts", model.moodEffects.starts, moods.length + 1],
  ];
  for (const [name, array, length] of lengths) {
    if (array?.length !== length) {
      throw new ModelFormatError(`model part ${name} has not ${length} elements`);
    }
  }
  for (const name of Object.keys(weightsPrior) as (keyof Weights)[]) {
    if (!Number.isFinite(model.weights[name])) {
      throw new ModelFormatError(`model weight ${name} is not a number`);
    }
  }
  return model;
}
