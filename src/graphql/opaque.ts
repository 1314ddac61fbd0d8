import { LIMITS } from "../limits.ts";
import { lineProblem } from "./input-text.ts";
import { parseDateTime } from "./scalars.ts";
import { decodeUuid, encodeUuid } from "./uuid-text.ts";

/**
 * Opaque strings for clients: global ids and cursors are lists of texts, each with a letter that
 * says how it is written: `u` a UUID as 22 characters, `w` a plain word as it is, `t` any other
 * text in base64url. They are no secret and no proof of anything; whoever reads one checks what its
 * holder may see. An answer cites evidence hundreds of times, so ids are short: 60 characters for
 * an interaction, where JSON in base64url takes 128.
 */

/** What a part may be. What passes can be cast in SQL without an error. */
export type OpaquePartKind = "text" | "uuid" | "integer" | "dateTime";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// PostgreSQL's integer ends at 2,147,483,647; nine digits always fit.
const INTEGER = /^-?\d{1,9}$/;

const WORD = /^[A-Za-z0-9]+$/;

export function encodeOpaque(parts: readonly string[]): string {
  return parts.map(encodePart).join(".");
}

/**
 * The parts of an opaque string, or null for whatever was not made by `encodeOpaque`. Never throws.
 * Only the one spelling that encoding gives is taken, so that equal things have equal ids.
 */
export function decodeOpaque(text: string): readonly string[] | null {
  if (text.length > LIMITS.inputTextLengthMax) return null;
  const parts = text.split(".").map(decodePart);
  return parts.every(isStorableText) && encodeOpaque(parts) === text ? parts : null;
}

function encodePart(part: string): string {
  if (UUID.test(part)) return `u${encodeUuid(part)}`;
  return WORD.test(part) ? `w${part}` : `t${Buffer.from(part).toString("base64url")}`;
}

function decodePart(text: string): string | null {
  const rest = text.slice(1);
  switch (text[0]) {
    case "u":
      return decodeUuid(rest);
    case "w":
      return rest;
    case "t":
      return Buffer.from(rest, "base64url").toString();
    default:
      return null;
  }
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

function isStorableText(part: string | null): part is string {
  return part !== null && lineProblem(part, LIMITS.shortTextLengthMax) === null;
}
