import { arePartsOf, decodeOpaque, encodeOpaque, type OpaquePartKind } from "./opaque.ts";

/** What a global id says: a type of the schema and the primary key of one of its things. */
export interface NodeId {
  readonly type: string;
  readonly keys: readonly string[];
}

/**
 * The global id of a thing.
 *
 * @param type its name in the schema, for example `Interaction`
 * @param keys its primary key in the order of the table's columns, each 1 to 200 characters
 */
export function encodeNodeId(type: string, ...keys: readonly string[]): string {
  return encodeOpaque([type, ...keys]);
}

/** Reads a global id; null where it is none. Never throws. */
export function decodeNodeId(id: string): NodeId | null {
  const parts = decodeOpaque(id);
  if (parts === null || parts.length < 2) return null;
  const [type, ...keys] = parts;
  return { type, keys };
}

/**
 * The keys of an id that has to be of one type, or null where it is not: a foreign or malformed id
 * is "not found", never an error of the database.
 *
 * @param kinds what each key has to be, for example `"uuid"` twice for an interaction
 */
export function expectNodeId(
  id: string,
  type: string,
  ...kinds: readonly OpaquePartKind[]
): readonly string[] | null {
  const node = decodeNodeId(id);
  return node !== null && node.type === type && arePartsOf(node.keys, kinds) ? node.keys : null;
}
