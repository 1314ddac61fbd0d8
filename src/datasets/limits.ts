/**
 * Caps of foreign files. A row beyond one of them is rejected with its line number; the caps keep
 * the reader's memory constant whatever a file contains.
 */
export const datasetLimits = {
  /** Ids, condition values and category names; ids of known data sets are below 40. */
  textLengthMax: 200,
  /** Titles; the longest known one has 158 characters. */
  titleLengthMax: 500,
  /** Categories of one item; the busiest film of the known data has 10 genres. */
  categoriesMax: 50,
  /** One CSV record in bytes; a quote that is never closed stops here, not at the file's end. */
  recordBytesMax: 64 * 1024,
  /** A manifest in bytes; the known ones are below 2,000. */
  manifestBytesMax: 256 * 1024,
  /** Columns of each list in a manifest. */
  columnsMax: 200,
} as const;
