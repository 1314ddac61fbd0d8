import type { CatalogueItem } from "./types.ts";

/**
 * A catalogue prepared for scoring: items and groups (categories and tags) have dense indices, and
 * each side knows the other. Immutable; shared by all requests.
 */
export interface Catalogue {
  readonly ids: readonly string[];
  readonly indexOfItem: ReadonlyMap<string, number>;
  /** `category:Cheese` and `tag:rich`, so that a tag may bear a category's name. */
  readonly groups: readonly string[];
  readonly indexOfGroup: ReadonlyMap<string, number>;
  /** Groups of item i: `groupsOfItems[groupStarts[i] .. groupStarts[i + 1])`. */
  readonly groupStarts: Int32Array;
  readonly groupsOfItems: Int32Array;
  /** Items of group g: `itemsOfGroups[itemStarts[g] .. itemStarts[g + 1])`, ascending. */
  readonly itemStarts: Int32Array;
  readonly itemsOfGroups: Int32Array;
  /** Narrowest category (the last one listed) of each item as a group index, or -1. */
  readonly leaves: Int32Array;
  /** 1 where the item may be shown. */
  readonly available: Uint8Array;
  /** Milliseconds since 1970; NaN where unknown. */
  readonly addedAt: Float64Array;
}

/** Key of a category among the groups. */
export function categoryKey(name: string): string {
  return `category:${name}`;
}

/** Key of a tag among the groups. */
export function tagKey(name: string): string {
  return `tag:${name}`;
}

/** The category's or tag's own name. */
export function groupName(key: string): string {
  return key.slice(key.indexOf(":") + 1);
}

/** Keys of all groups of an item, each once, categories first. */
function groupKeys(item: Pick<CatalogueItem, "categories" | "tags">): string[] {
  return [...new Set([...item.categories.map(categoryKey), ...item.tags.map(tagKey)])];
}

/**
 * Gives items and groups dense indices and builds the lists in both directions. Linear in items
 * plus their groups; done once per catalogue version, not per request. Keeps no item object: at a
 * million items they would take more memory than everything else.
 *
 * @throws {RangeError} where two items have the same id
 */
export function prepareCatalogue(items: readonly CatalogueItem[]): Catalogue {
  const indexOfItem = new Map<string, number>();
  const indexOfGroup = new Map<string, number>();
  const groupStarts = new Int32Array(items.length + 1);
  const groupsOfItems: number[] = [];
  const leaves = new Int32Array(items.length).fill(-1);
  const available = new Uint8Array(items.length);
  const addedAt = new Float64Array(items.length);
  for (const [index, item] of items.entries()) {
    if (indexOfItem.has(item.id)) throw new RangeError(`item ${item.id} is there twice`);
    indexOfItem.set(item.id, index);
    for (const key of groupKeys(item)) {
      let group = indexOfGroup.get(key);
      if (group === undefined) {
        group = indexOfGroup.size;
        indexOfGroup.set(key, group);
      }
      groupsOfItems.push(group);
    }
    groupStarts[index + 1] = groupsOfItems.length;
    const leaf = item.categories.at(-1);
    if (leaf !== undefined) leaves[index] = indexOfGroup.get(categoryKey(leaf))!;
    available[index] = item.isAvailable ? 1 : 0;
    addedAt[index] = item.addedAt ?? Number.NaN;
  }
  return {
    ids: items.map(({ id }) => id),
    indexOfItem,
    groups: [...indexOfGroup.keys()],
    indexOfGroup,
    groupStarts,
    groupsOfItems: Int32Array.from(groupsOfItems),
    ...invert(groupStarts, groupsOfItems, indexOfGroup.size),
    leaves,
    available,
    addedAt,
  };
}

/** Groups of an item, categories first; a view, not a copy. */
export function groupsOf({ groupStarts, groupsOfItems }: Catalogue, item: number): Int32Array {
  return groupsOfItems.subarray(groupStarts[item]!, groupStarts[item + 1]!);
}

/** True where an item belongs to a group; linear in the item's groups. */
export function hasGroup(catalogue: Catalogue, item: number, group: number): boolean {
  const end = catalogue.groupStarts[item + 1]!;
  for (let at = catalogue.groupStarts[item]!; at < end; at += 1) {
    if (catalogue.groupsOfItems[at] === group) return true;
  }
  return false;
}

function invert(groupStarts: Int32Array, groupsOfItems: readonly number[], groupCount: number) {
  const itemStarts = new Int32Array(groupCount + 1);
  for (const group of groupsOfItems) itemStarts[group + 1]! += 1;
  for (let group = 0; group < groupCount; group += 1) {
    itemStarts[group + 1]! += itemStarts[group]!;
  }
  const next = itemStarts.slice();
  const itemsOfGroups = new Int32Array(groupsOfItems.length);
  for (let item = 0; item + 1 < groupStarts.length; item += 1) {
    for (let at = groupStarts[item]!; at < groupStarts[item + 1]!; at += 1) {
      const group = groupsOfItems[at]!;
      itemsOfGroups[next[group]!] = item;
      next[group]! += 1;
    }
  }
  return { itemStarts, itemsOfGroups };
}
