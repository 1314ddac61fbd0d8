/**
 * What the tables need to know of the items. A prepared `Catalogue` has it all, for the items that
 * the catalogue lists.
 */
export interface ItemFacts {
  /** Keys of all groups, `category:Cheese` and `tag:rich`. */
  readonly groups: readonly string[];
  /** Groups of item i: `groupsOfItems[groupStarts[i] .. groupStarts[i + 1])`. */
  readonly groupStarts: Int32Array;
  readonly groupsOfItems: Int32Array;
  /** Narrowest category of each item as a group, or -1. */
  readonly leaves: Int32Array;
  /** Milliseconds since 1970; NaN where unknown. */
  readonly addedAt: Float64Array;
}
