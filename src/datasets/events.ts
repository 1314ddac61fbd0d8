import { datasetLimits } from "./limits.ts";
import { type DatasetKind, type DatasetManifest, datasetKinds } from "./manifest.ts";
import { type CsvFile, type CsvRow, openCsv, type RejectedRow } from "./rows.ts";
import { textProblem } from "./text.ts";

/** One interaction of a dataset. An empty cell is unknown and therefore absent. */
export interface DatasetEvent {
  /** 1-based line of the file on which the record ends. */
  readonly line: number;
  /** The dataset's own id, or the number of the row (from 0) where it has none. */
  readonly id: string;
  readonly customer: string;
  readonly item: string;
  readonly kind: DatasetKind;
  /** Stars, quantity or null; see `valueMeaning` of the manifest. */
  readonly value: number | null;
  /** Milliseconds since 1970, or null where unknown. */
  readonly at: number | null;
  readonly context: Readonly<Record<string, string>>;
  /** Declared moods: for anonymous counts and evaluation in memory, never for a customer's rows. */
  readonly mood: Readonly<Record<string, string>>;
  readonly itemAttributes: Readonly<Record<string, string>>;
}

/** 2100-01-01: a later second is a column of another unit, not a shop's event. */
const secondsMax = 4_102_444_800;

type NamedColumn = readonly [name: string, index: number];

interface EventColumns {
  readonly id: number | null;
  readonly customer: number;
  readonly item: number;
  readonly value: number | null;
  readonly at: number | null;
  readonly kind: number | null;
  readonly context: readonly NamedColumn[];
  readonly mood: readonly NamedColumn[];
  readonly itemAttributes: readonly NamedColumn[];
  readonly count: number;
}

/**
 * Reads the events of a dataset in the file's order, one at a time. Times are seconds since 1970.
 *
 * @throws {DatasetError} see {@link openCsv}; also where a named column is missing
 */
export async function* readEvents(
  dir: string,
  manifest: DatasetManifest,
): AsyncGenerator<DatasetEvent | RejectedRow, void, void> {
  const csv = await openCsv(dir, manifest.events.file);
  const columns = eventColumns(csv, manifest);
  let position = 0;
  for await (const row of csv.rows) {
    yield eventFromRow(row, columns, manifest.events.kind, position);
    position += 1;
  }
}

function eventColumns(csv: CsvFile, { events }: DatasetManifest): EventColumns {
  const optional = (name: string | undefined) =>
    name === undefined ? null : csv.columnIndex(name);
  const named = (names: readonly string[]): NamedColumn[] =>
    names.map((name) => [name, csv.columnIndex(name)]);
  const columns = {
    id: optional(events.columns.id),
    customer: csv.columnIndex(events.columns.customer),
    item: csv.columnIndex(events.columns.item),
    value: optional(events.columns.value),
    at: optional(events.columns.at),
    kind: optional(events.columns.kind),
    context: named(events.context),
    mood: named(events.mood),
    itemAttributes: named(events.itemAttributes),
  };
  const lists = [columns.context, columns.mood, columns.itemAttributes].flat();
  const single = [columns.id, columns.customer, columns.item, columns.value, columns.at];
  const used = [...single, columns.kind, ...lists.map(([, index]) => index)];
  return { ...columns, count: Math.max(...used.map((index) => index ?? 0)) + 1 };
}

function eventFromRow(
  { line, cells }: CsvRow,
  columns: EventColumns,
  kindOfFile: DatasetKind,
  position: number,
): DatasetEvent | RejectedRow {
  if (cells.length < columns.count) {
    return { line, reason: `${cells.length} columns instead of ${columns.count}` };
  }
  const cell = (index: number | null) => (index === null ? "" : cells[index]!);
  const value = numberOf(cell(columns.value));
  if (Number.isNaN(value)) return { line, reason: "value is not a number" };
  const seconds = numberOf(cell(columns.at));
  if (Number.isNaN(seconds)) return { line, reason: "time is not a number" };
  if (seconds !== null && (seconds < 0 || seconds > secondsMax)) {
    return { line, reason: "time is not in seconds between 1970 and 2100" };
  }
  const kind = kindOf(cell(columns.kind), kindOfFile);
  if (kind === null) return { line, reason: "kind is not known" };
  const event: DatasetEvent = {
    line,
    id: cell(columns.id) || String(position),
    customer: cell(columns.customer),
    item: cell(columns.item),
    kind,
    value,
    at: seconds === null ? null : Math.round(seconds * 1000),
    context: knownValues(cells, columns.context),
    mood: knownValues(cells, columns.mood),
    itemAttributes: knownValues(cells, columns.itemAttributes),
  };
  const reason = eventProblem(event);
  return reason === null ? event : { line, reason };
}

/** Null where the cell is empty, NaN where it is no finite number. */
function numberOf(cell: string): number | null {
  const text = cell.trim();
  if (text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

const kinds = new Set<string>(datasetKinds);

function kindOf(cell: string, kindOfFile: DatasetKind): DatasetKind | null {
  if (cell === "") return kindOfFile;
  return kinds.has(cell) ? (cell as DatasetKind) : null;
}

function knownValues(cells: readonly string[], columns: readonly NamedColumn[]) {
  const values: Record<string, string> = {};
  for (const [name, index] of columns) {
    const value = cells[index]!;
    if (value !== "") values[name] = value;
  }
  return values;
}

function eventProblem(event: DatasetEvent): string | null {
  const { textLengthMax } = datasetLimits;
  const problem =
    textProblem("id", event.id, textLengthMax) ??
    textProblem("customer", event.customer, textLengthMax) ??
    textProblem("item", event.item, textLengthMax);
  if (problem !== null) return problem;
  for (const values of [event.context, event.mood, event.itemAttributes]) {
    for (const name in values) {
      const reason = textProblem(name, values[name]!, textLengthMax);
      if (reason !== null) return reason;
    }
  }
  return null;
}
