import { createHash } from "node:crypto";
import type { FieldWorth, Model, SignalWorth, Weights } from "./model.ts";
import { checkedModel, scalarNames } from "./model-check.ts";
import { ModelFormatError, type ModelPart, PieceJoiner, pieceNames, piecesOf } from "./parts.ts";

/** Raised whenever the meaning of a part changes; other formats are refused. */
const formatVersion = 3;

const headerName = "header";
const damaged = "model is damaged: its checksum does not match";

const arrayTypes = { Int32Array, Float32Array, Float64Array } as const;
type ArrayType = keyof typeof arrayTypes;
type NumberArray = Int32Array | Float32Array | Float64Array;

const textNames = ["items", "groups", "conditions", "moods"] as const;

interface Header {
  readonly format: number;
  readonly digest: string;
  readonly scalars: Readonly<Record<(typeof scalarNames)[number], number>>;
  readonly weights: Weights;
  readonly fields: readonly FieldWorth[];
  readonly signals: readonly SignalWorth[];
  readonly parts: readonly PartEntry[];
}

interface PartEntry {
  readonly name: string;
  readonly type: ArrayType | "text";
  readonly byteLength: number;
  readonly digest: string;
}

/**
 * A model as named parts of bytes, a header first, none larger than 8 MiB. Numbers are
 * little-endian, as on every platform that Node runs on. The header has the digest of each part,
 * and its own digest over all that it says.
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
  const unsigned: Omit<Header, "digest"> = {
    format: formatVersion,
    scalars: Object.fromEntries(
      scalarNames.map((name) => [name, model[name]]),
    ) as Header["scalars"],
    weights: model.weights,
    fields: model.fields,
    signals: model.signals,
    parts: parts.map(({ name, type, bytes }) => {
      return { name, type, byteLength: bytes.byteLength, digest: digestOf(bytes) };
    }),
  };
  const header: Header = { ...unsigned, digest: digestOf(JSON.stringify(unsigned)) };
  return [
    { name: headerName, bytes: new TextEncoder().encode(JSON.stringify(header)) },
    ...parts.flatMap(({ name, bytes }) => piecesOf(name, bytes)),
  ];
}

/** The version that names a model: the first 16 hexadecimal digits of its digest. */
export function versionOf(model: Model): string {
  return readHeader(encodeModel(model)[0]!.bytes).digest.slice(0, 16);
}

/**
 * The model from its parts, in any order. Bytes are copied, so the parts may be reused.
 *
 * @throws {ModelFormatError} see there; nothing of a damaged snapshot is ever returned
 */
export function decodeModel(parts: readonly ModelPart[]): Model {
  const bytesOfPart = new Map(parts.map(({ name, bytes }) => [name, bytes]));
  const decoder = new ModelDecoder(bytesOfPart.get(headerName));
  for (const name of decoder.partNames) {
    const bytes = bytesOfPart.get(name);
    if (bytes !== undefined) decoder.add({ name, bytes });
  }
  return decoder.model();
}

/**
 * Reads a model part by part, so that a large one is never in memory twice: what was added may be
 * forgotten.
 */
export class ModelDecoder {
  static readonly headerName = headerName;
  /** Names of the parts that are needed, in the order in which they were written. */
  readonly partNames: readonly string[];
  readonly #header: Header;
  readonly #joiners = new Map<string, PieceJoiner>();
  readonly #joinerOfPart = new Map<string, PieceJoiner>();

  /** @throws {ModelFormatError} for a header that is missing, damaged or of another format */
  constructor(header: Uint8Array | undefined) {
    this.#header = readHeader(header);
    for (const { name, byteLength } of this.#header.parts) {
      const joiner = new PieceJoiner(name, byteLength);
      this.#joiners.set(name, joiner);
      for (const piece of pieceNames(name, byteLength)) this.#joinerOfPart.set(piece, joiner);
    }
    this.partNames = [...this.#joinerOfPart.keys()];
  }

  /** @throws {ModelFormatError} for a part that is cut off; one that is not needed is ignored */
  add(part: ModelPart): void {
    this.#joinerOfPart.get(part.name)?.add(part);
  }

  /** @throws {ModelFormatError} where a part is missing or damaged, or does not fit the others */
  model(): Model {
    const { digest, scalars, weights, fields, signals, parts } = this.#header;
    const content: Record<string, NumberArray | readonly string[]> = {};
    for (const { name, type, digest: expected } of parts) {
      const bytes = this.#joiners.get(name)!.whole();
      if (digestOf(bytes) !== expected) throw new ModelFormatError(damaged);
      content[name] = type === "text" ? textOf(name, bytes) : arrayOf(name, type, bytes);
    }
    const flat = { ...scalars, version: digest.slice(0, 16), weights, fields, signals };
    return checkedModel({ ...flat, ...nested(content) } as unknown as Model);
  }
}

/** All number arrays of a model; those of a table are named `table.array`. */
function arraysOf(model: Model): Record<string, NumberArray> {
  const arrays: Record<string, NumberArray> = {};
  for (const [name, value] of Object.entries(model)) {
    if (ArrayBuffer.isView(value)) arrays[name] = value as NumberArray;
    else if (typeof value === "object" && !Array.isArray(value) && name !== "weights") {
      for (const [key, array] of Object.entries(value)) {
        arrays[`${name}.${key}`] = array as NumberArray;
      }
    }
  }
  return arrays;
}

/** The other way round: `table.array` goes into an object of its own. */
function nested(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const model: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    const [table, key] = name.split(".");
    if (key === undefined) model[name] = value;
    else model[table!] = { ...(model[table!] as object | undefined), [key]: value };
  }
  return model;
}

function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function readHeader(bytes: Uint8Array | undefined): Header {
  if (bytes === undefined) throw new ModelFormatError("model header is missing");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ModelFormatError("model header is damaged", { cause: error });
  }
  const format = (header as Partial<Header> | null)?.format;
  if (format !== formatVersion) {
    throw new ModelFormatError(`model format ${format} is not ${formatVersion}`);
  }
  const { digest, ...unsigned } = header as Header;
  if (digestOf(JSON.stringify(unsigned)) !== digest) throw new ModelFormatError(damaged);
  return header as Header;
}

function textBytes(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(texts));
}

function textOf(name: string, bytes: Uint8Array): readonly string[] {
  const texts: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(texts)) throw new ModelFormatError(`model part ${name} is not a list`);
  return texts;
}

function arrayOf(name: string, type: ArrayType, bytes: Uint8Array<ArrayBuffer>): NumberArray {
  const TypedArray = arrayTypes[type];
  if (TypedArray === undefined || bytes.byteLength % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw new ModelFormatError(`model part ${name} has no whole number of elements`);
  }
  return new TypedArray(bytes.buffer);
}
