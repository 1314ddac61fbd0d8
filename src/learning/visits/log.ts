import type { InteractionKind } from "../../scoring/index.ts";

/** How much a customer showed for an item: looked at it, approved of it, or bought it. */
export const signs = { seen: 0, approved: 1, bought: 2 } as const;
export type Sign = (typeof signs)[keyof typeof signs];

/**
 * What visits are made from, in a shape that a columnar store can offer without building objects.
 * Customers and items are dense indices; nothing here names a person.
 */
export interface SignLog {
  readonly customerCount: number;
  readonly itemCount: number;
  /**
   * Calls back for every positive sign of one customer, in any order. Only signs with a clock:
   * `at` is in milliseconds since 1970. What the customer returned or disliked is no sign.
   */
  forEachSign(customer: number, each: (item: number, at: number, sign: Sign) => void): void;
}

/**
 * The sign that an interaction gives: a purchase is a purchase, a like or a rating above
 * `likedAbove` approves, a look is a look.
 *
 * @returns null where it gives none: a low rating says that an item was had, not that it goes with
 *   others; a dislike, a return and "not now" speak against the item
 */
export function signOf(
  kind: InteractionKind,
  value: number | null,
  likedAbove: number,
): Sign | null {
  switch (kind) {
    case "PURCHASE":
      return signs.bought;
    case "LIKE":
      return signs.approved;
    case "RATING":
      return value !== null && value > likedAbove ? signs.approved : null;
    case "VIEW":
    case "CLICK":
    case "CART":
      return signs.seen;
    default:
      return null;
  }
}
