import {
  attributeTags,
  type DatasetEvent,
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

/** A data set in memory: for evaluation only, so moods may stand beside their rows here. */
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
export async function readDataset(dir: string, protocol: Protocol): Promise<Dataset> {
  const manifest = await readManifest(dir);
  const rowsOfUsers = new Map<string, Row[]>();
  const tagsOfItems = new Map<string, Set<string>>();
  for await (const event of readEvents(dir, manifest)) {
    if (isRejectedRow(event)) continue;
    const rows = rowsOfUsers.get(event.customer) ?? [];
    rowsOfUsers.set(event.customer, rows);
    rows.push(rowFrom(event, protocol));
    const tags = tagsOfItems.get(event.item) ?? new Set();
    tagsOfItems.set(event.item, tags);
    for (const tag of attributeTags(event.itemAttributes)) tags.add(tag);
  }
  const categoriesOfItems = new Map<string, readonly string[]>();
  for await (const item of readItems(dir, manifest)) {
    if (!isRejectedRow(item)) categoriesOfItems.set(item.id, item.categories);
  }
  const items = [...tagsOfItems].map(([id, tags]) => ({
    id,
    categories: categoriesOfItems.get(id) ?? [],
    tags: [...tags],
    isAvailable: true,
    addedAt: null,
  }));
  return { name: manifest.name, rowsOfUsers, items };
}

function rowFrom(event: DatasetEvent, protocol: Protocol): Row {
  const known: Readonly<Record<string, string>> = { ...event.context, ...event.mood };
  const moods = protocol.mood.filter((name) => known[name] !== undefined);
  const context = protocol.context.filter(
    (name) => known[name] !== undefined && !protocol.mood.includes(name),
  );
  return {
    id: event.id,
    user: event.customer,
    item: event.item,
    kind: event.kind,
    value: event.value,
    at: event.at,
    context: Object.fromEntries(context.map((name) => [name, known[name]!])),
    moods: moods.map((name) => `${name}=${known[name]}`),
  };
}
