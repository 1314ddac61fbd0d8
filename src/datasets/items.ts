import { datasetLimits } from "./limits.ts";
import type { DatasetManifest } from "./manifest.ts";
import { openCsv, type RejectedRow } from "./rows.ts";
import { textProblem } from "./text.ts";

/** One catalogue item of a dataset. */
export interface DatasetItem {
  readonly line: number;
  readonly id: string;
  /** The id again where the dataset has no titles. */
  readonly title: string;
  readonly categories: readonly string[];
}

/**
 * Reads the catalogue of a dataset, one row at a time; nothing where the manifest names no file.
 * Categories come from one column with values divided by `|`, or from several columns, broad to
 * narrow; empty and repeated ones are left out.
 *
 * @throws {DatasetError} see {@link openCsv}; also where a named column is missing
 */
export async function* readItems(
  dir: string,
  manifest: DatasetManifest,
): AsyncGenerator<DatasetItem | RejectedRow, void, void> {
  if (manifest.items === undefined) return;
  const { file, columns } = manifest.items;
  const csv = await openCsv(dir, file);
  const idColumn = csv.columnIndex(columns.id);
  const titleColumn = columns.title === undefined ? null : csv.columnIndex(columns.title);
  const categoryColumns = [columns.categories ?? []].flat().map(csv.columnIndex);
  const isDivided = typeof columns.categories === "string";
  const columnsNeeded = Math.max(idColumn, titleColumn ?? 0, ...categoryColumns) + 1;
  for await (const { line, cells } of csv.rows) {
    if (cells.length < columnsNeeded) {
      yield { line, reason: `${cells.length} columns instead of ${columnsNeeded}` };
      continue;
    }
    const cellsOfCategories = categoryColumns.map((index) => cells[index]!);
    const item: DatasetItem = {
      line,
      id: cells[idColumn]!,
      title: (titleColumn === null ? "" : cells[titleColumn]!) || cells[idColumn]!,
      categories: distinctTexts(
        isDivided ? cellsOfCategories.flatMap((cell) => cell.split("|")) : cellsOfCategories,
      ),
    };
    const reason = itemProblem(item);
    yield reason === null ? item : { line, reason };
  }
}

/**
 * Tags of an item from the `itemAttributes` of one of its events: `itemGenre=8`. The catalogue of a
 * dataset without items file is what its events say; the caller unites the tags of all events.
 */
export function attributeTags(attributes: Readonly<Record<string, string>>): string[] {
  return Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
}

function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== "");
}

function itemProblem(item: DatasetItem): string | null {
  if (item.categories.length > datasetLimits.categoriesMax) {
    return `more than ${datasetLimits.categoriesMax} categories`;
  }
  return (
    textProblem("item", item.id, datasetLimits.textLengthMax) ??
    textProblem("title", item.title, datasetLimits.titleLengthMax) ??
    item.categories
      .map((name) => textProblem("category", name, datasetLimits.textLengthMax))
      .find((reason) => reason !== null) ??
    null
  );
}
