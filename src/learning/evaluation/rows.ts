import {
  attributeTags,
  type DatasetEvent,
  type DatasetManifest,
  isRejectedRow,
  readEvents,
  readItems,
  readManifest,
} from "../../datasets/index.ts";
import type { CatalogueItem, Context, InteractionKind } from "../../scoring/index.ts";
import type { Protocol } from "./protocol.ts";

/** One row of a data set, with the columns that the protocol names. */
export interface Row {
  readonly id: string;
  readonly user: string;
  readonly item: string;
  readonly kind: InteractionKind;
  readonly value: number | null;
  readonly at: number | null;
  readonly context: Context;
  /** Known mood columns as `column=value`, in the protocol's order. */
  readonly moods: readonly string[];
}

/**
 * A data set in memory: for evaluation only, so moods may stand beside their rows here. Equal
 * names, contexts and moods are held once; a row takes about 150 bytes.
 */
export interface Dataset {
  readonly name: string;
  /** By user, in the file's order. */
  readonly rowsOfUsers: ReadonlyMap<string, readonly Row[]>;
  /** Every item that has a row, by first appearance. */
  readonly items: readonly CatalogueItem[];
}

/**
 * Reads a data set for a protocol, whose own lists of context and mood columns decide what a
 * request may know. Rejected rows are left out, as an import does.
 *
 * @throws {DatasetError} see `readManifest` and `readEvents`
 */
export async function readDataset(
  dir: string,
  protocol: Pick<Protocol, "context" | "mood">,
): Promise<Dataset> {
  const manifest = await readManifest(dir);
  const rowsOfUsers = new Map<string, Row[]>();
  const tagsOfItems = new Map<string, Set<string>>();
  const shared = new SharedValues();
  for await (const event of readEvents(dir, manifest)) {
    if (isRejectedRow(event)) continue;
    const row = rowFrom(event, protocol, shared);
    const rows = rowsOfUsers.get(row.user) ?? [];
    rowsOfUsers.set(row.user, rows);
    rows.push(row);
    const tags = tagsOfItems.get(row.item) ?? new Set();
    tagsOfItems.set(row.item, tags);
    for (const tag of attributeTags(event.itemAttributes)) tags.add(tag);
  }
  const items = await catalogueOf(dir, manifest, tagsOfItems);
  return { name: manifest.name, rowsOfUsers, items };
}

/** Rows of all users. */
export function rowCountOf({ rowsOfUsers }: Pick<Dataset, "rowsOfUsers">): number {
  let count = 0;
  for (const rows of rowsOfUsers.values()) count += rows.length;
  return count;
}

async function catalogueOf(
  dir: string,
  manifest: DatasetManifest,
  tagsOfItems: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<CatalogueItem[]> {
  const categoriesOfItems = new Map<string, readonly string[]>();
  for await (const item of readItems(dir, manifest)) {
    if (!isRejectedRow(item)) categoriesOfItems.set(item.id, item.categories);
  }
  return [...tagsOfItems].map(([id, tags]) => ({
    id,
    categories: categoriesOfItems.get(id) ?? [],
    tags: [...tags],
    isAvailable: true,
    addedAt: null,
  }));
}

function rowFrom(
  event: DatasetEvent,
  { context, mood }: Pick<Protocol, "context" | "mood">,
  shared: SharedValues,
): Row {
  const known: Readonly<Record<string, string>> = { ...event.context, ...event.mood };
  const moods = mood.filter((name) => known[name] !== undefined);
  const fields = context.filter((name) => known[name] !== undefined && !mood.includes(name));
  return {
    id: event.id,
    user: shared.text(event.customer),
    item: shared.text(event.item),
    kind: event.kind,
    value: event.value,
    at: event.at,
    context: shared.record(fields.map((name) => [name, known[name]!])),
    moods: shared.list(moods.map((name) => `${name}=${known[name]}`)),
  };
}

/** Holds equal values once: a shop with millions of rows has few people, items and contexts. */
class SharedValues {
  readonly #texts = new Map<string, string>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #records = new Map<string, Context>();

  text(value: string): string {
    return firstOf(this.#texts, value, () => value);
  }

  list(values: readonly string[]): readonly string[] {
    return firstOf(this.#lists, JSON.stringify(values), () => values);
  }

  record(entries: readonly (readonly [string, string])[]): Context {
    return firstOf(this.#records, JSON.stringify(entries), () => Object.fromEntries(entries));
  }
}

function firstOf<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = make();
  values.set(key, value);
  return value;
}
