/** Reader for a dataset folder: `dataset.json` and the CSV files that it names. */
export { DatasetError } from "./errors.ts";
export { type DatasetEvent, readEvents } from "./events.ts";
export { attributeTags, type DatasetItem, readItems } from "./items.ts";
export { datasetLimits } from "./limits.ts";
export {
  type DatasetKind,
  type DatasetManifest,
  datasetKinds,
  readManifest,
} from "./manifest.ts";
export { isRejectedRow, type RejectedRow } from "./rows.ts";
