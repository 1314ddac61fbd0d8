import { badUserInput } from "./input-text.ts";
import { arePartsOf, decodeOpaque, encodeOpaque, type OpaquePartKind } from "./opaque.ts";

/** One page of a list (Relay cursor connections). */
export interface Connection<Row> {
  readonly edges: { readonly cursor: string; readonly node: Row }[];
  readonly nodes: Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A cursor names the sort key of a row, so that a page stays right while rows come and go. */
export function encodeCursor(...keys: readonly string[]): string {
  return encodeOpaque(keys);
}

/**
 * The sort key that a cursor names.
 *
 * @param cursor the client's `after`; null and undefined mean the beginning
 * @param kinds what each part of the sort key has to be
 * @returns the parts, or null for the beginning
 * @throws GraphQLError `BAD_USER_INPUT` where the cursor was not made for this list
 */
export function decodeCursor(
  cursor: string | null | undefined,
  ...kinds: readonly OpaquePartKind[]
): readonly string[] | null {
  if (cursor === null || cursor === undefined) return null;
  const keys = decodeOpaque(cursor);
  if (keys === null || !arePartsOf(keys, kinds)) {
    throw badUserInput("The cursor was not made by this list.");
  }
  return keys;
}

/**
 * Shapes a page.
 *
 * @param rows in the list's order, fetched with a limit of `first + 1`: one more than asked for
 *   says that there is a next page, without counting
 * @param first how many were asked for
 * @param cursorOf the cursor of a row
 * @param after where the page began; behind a cursor there is always an entry before
 */
export function toConnection<Row>(
  rows: readonly Row[],
  first: number,
  cursorOf: (row: Row) => string,
  after?: string | null,
): Connection<Row> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
