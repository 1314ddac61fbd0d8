import { LIMITS } from "../limits.ts";
import { lineProblem } from "./input-text.ts";
import { parseDateTime } from "./scalars.ts";

/**
 * Opaque strings for clients: global ids and cursors are lists of texts as JSON in base64url. They
 * are no secret and no proof of anything; whoever reads one checks what its holder may see.
 */

/** What a part may be. What passes can be cast in SQL without an error. */
export type OpaquePartKind = "text" | "uuid" | "integer" | "dateTime";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// PostgreSQL's integer ends at 2,147,483,647; nine digits always fit.
const INTEGER = /^-?\d{1,9}$/;

export function encodeOpaque(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * The parts of an opaque string, or null for whatever was not made by `encodeOpaque`. Never throws.
 * Only the one spelling that encoding gives is taken, so that equal things have equal ids.
 */
export function decodeOpaque(text: string): readonly string[] | null {
  if (text.length > LIMITS.inputTextLengthMax) return null;
  const parts = jsonFrom(Buffer.from(text, "base64url").toString());
  if (!Array.isArray(parts) || !parts.every(isStorableText)) return null;
  return encodeOpaque(parts) === text ? parts : null;
}

/** Whether the parts are as many as the kinds, and each of its kind. */
export function arePartsOf(parts: readonly string[], kinds: readonly OpaquePartKind[]): boolean {
  return parts.length === kinds.length && kinds.every((kind, index) => isOf(kind, parts[index]));
}

function isOf(kind: OpaquePartKind, part: string): boolean {
  switch (kind) {
    case "text":
      return true;
    case "uuid":
      return UUID.test(part);
    case "integer":
      return INTEGER.test(part);
    case "dateTime":
      return parseDateTime(part) !== null;
  }
}

function isStorableText(part: unknown): part is string {
  return typeof part === "string" && lineProblem(part, LIMITS.shortTextLengthMax) === null;
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A foreign id is an ordinary input, not a failure: callers answer "not found".
    return null;
  }
}
