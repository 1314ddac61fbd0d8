import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { DatasetError } from "./errors.ts";
import { datasetLimits } from "./limits.ts";
import { filePathInside } from "./manifest.ts";

/** A line that is not used, with the reason for the person who owns the file. */
export interface RejectedRow {
  /** 1-based line of the file on which the record ends. */
  readonly line: number;
  readonly reason: string;
}

/** True for a row that the reader could not use. */
export function isRejectedRow(row: object): row is RejectedRow {
  return "reason" in row;
}

/** One CSV record: its cells and the line on which it ends. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A CSV file under way: where each column is, and the records after the header. */
export interface CsvFile {
  /**
   * Position of a column.
   *
   * @throws {DatasetError} where the header has no such column
   */
  readonly columnIndex: (name: string) => number;
  readonly rows: AsyncIterable<CsvRow>;
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Opens a CSV file, plain or gzip by its name, and reads its header. Records stream: memory does
 * not grow with the file.
 *
 * @throws {DatasetError} file missing, outside the folder or empty; while iterating: a record that
 *   is not CSV (with its line), truncated or corrupt gzip
 */
export async function openCsv(dir: string, file: string): Promise<CsvFile> {
  const records = parsedRecords(await filePathInside(dir, file), file);
  const first = await records.next();
  if (first.done === true) throw new DatasetError(file, 1, "a header line");
  const positions = headerPositions(file, first.value.cells);
  return {
    columnIndex: (name) => {
      const index = positions.get(name);
      if (index === undefined) {
        const known = [...positions.keys()].join(", ").slice(0, 300);
        throw new DatasetError(file, 1, `a column "${name}" in the header (${known})`);
      }
      return index;
    },
    rows: { [Symbol.asyncIterator]: () => records },
  };
}

function headerPositions(file: string, header: readonly string[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const [index, name] of header.entries()) {
    if (positions.has(name)) {
      throw new DatasetError(file, 1, `every column once; "${name}" is there twice`);
    }
    positions.set(name, index);
  }
  return positions;
}

async function* parsedRecords(path: string, file: string): AsyncGenerator<CsvRow, void, void> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: datasetLimits.recordBytesMax,
  });
  // The errors of all stages arrive at the parser, whose iteration throws them.
  const done = (error: unknown): void => {
    if (error !== undefined && error !== null) parser.destroy(error as Error);
  };
  if (file.endsWith(".gz")) pipeline(createReadStream(path), createGunzip(), parser, done);
  else pipeline(createReadStream(path), parser, done);
  let line = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      line = info.lines;
      yield { line, cells: record };
    }
  } catch (error) {
    throw readError(file, line, error);
  }
}

function readError(file: string, lineLast: number, error: unknown): DatasetError {
  if (error instanceof CsvError) {
    const line = typeof error.lines === "number" ? error.lines : lineLast + 1;
    return new DatasetError(file, line, `a well-formed CSV record (${error.message})`, error);
  }
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code.startsWith("Z_")) {
    const after = lineLast === 0 ? "" : ` after line ${lineLast}`;
    return new DatasetError(file, null, `complete gzip data${after} (${code})`, error);
  }
  return new DatasetError(file, null, `a readable file (${code || String(error)})`, error);
}
