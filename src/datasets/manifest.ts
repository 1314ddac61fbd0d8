import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { isConditionAllowed } from "../consents/policy.ts";
import { DatasetError } from "./errors.ts";
import { datasetLimits } from "./limits.ts";
import { textProblem } from "./text.ts";

const manifestFile = "dataset.json";

/**
 * A CSV column. Its name becomes part of stored conditions and tags, so it has to be a text like
 * them; `__proto__` is refused because names become keys of plain objects.
 */
const column = z
  .string()
  .refine(
    (name) =>
      name !== "__proto__" && textProblem("name", name, datasetLimits.textLengthMax) === null,
    "a usable column name",
  );
/** What becomes part of a stored event: never a mood, not under another name either. */
const contextColumn = column.refine(isConditionAllowed, {
  message: "a coarse situation; moods go into events.mood, health and exact places nowhere",
});
const columns = z.array(column).max(datasetLimits.columnsMax).default([]);

/** What one event of a dataset can be; the same words as the scoring core's. */
export const datasetKinds = [
  "VIEW",
  "CLICK",
  "CART",
  "PURCHASE",
  "RATING",
  "LIKE",
  "DISLIKE",
  "RETURN",
  "NOT_NOW",
] as const;

/** One of {@link datasetKinds}. */
export type DatasetKind = (typeof datasetKinds)[number];

const manifestSchema = z.object({
  name: z.string().min(1).max(100),
  licence: z.string().default(""),
  source: z.string().default(""),
  events: z.object({
    file: z.string().min(1),
    columns: z.object({
      id: column.optional(),
      customer: column,
      item: column,
      value: column.optional(),
      at: column.optional(),
      kind: column.optional(),
    }),
    kind: z.enum(datasetKinds),
    valueMeaning: z.string().default(""),
    context: z.array(contextColumn).max(datasetLimits.columnsMax).default([]),
    mood: columns,
    customerAttributes: columns,
    itemAttributes: columns,
  }),
  items: z
    .object({
      file: z.string().min(1),
      columns: z.object({
        id: column,
        title: column.optional(),
        categories: z.union([column, columns]).optional(),
      }),
    })
    .optional(),
});

/**
 * What `dataset.json` says: which file holds the events, which column means what, and the kind of
 * the events. `customerAttributes` are listed so that a reader knows the columns; they are facts
 * about people that nobody consented to here, so nothing reads them.
 */
export type DatasetManifest = z.infer<typeof manifestSchema>;

/**
 * Reads and checks `dataset.json`.
 *
 * @param dir the dataset's folder
 * @throws {DatasetError} file missing, not JSON, a field missing or of the wrong type, or a file
 *   named in it that is missing or lies outside the folder
 */
export async function readManifest(dir: string): Promise<DatasetManifest> {
  const parsed = manifestSchema.safeParse(parseJson(await readManifestText(dir)));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const path = issue.path.length === 0 ? "an object" : issue.path.join(".");
    throw new DatasetError(manifestFile, null, `${path}: ${issue.message}`, parsed.error);
  }
  const { context, mood } = parsed.data.events;
  const both = mood.find((name) => context.includes(name));
  if (both !== undefined) {
    const expected = `events.context: a list without "${both}", which events.mood names`;
    throw new DatasetError(manifestFile, null, expected);
  }
  await filePathInside(dir, parsed.data.events.file);
  if (parsed.data.items !== undefined) await filePathInside(dir, parsed.data.items.file);
  return parsed.data;
}

/**
 * Absolute path of a file that a manifest names, after following links.
 *
 * @throws {DatasetError} where the path leaves the folder or is not a readable file
 */
export async function filePathInside(dir: string, file: string): Promise<string> {
  if (isAbsolute(file) || leaves(relative(dir, resolve(dir, file)))) {
    throw new DatasetError(file, null, "a path inside the dataset folder");
  }
  const folder = await realpath(dir);
  let target: string;
  try {
    target = await realpath(join(folder, file));
  } catch (error) {
    throw new DatasetError(file, null, "a file that exists in the dataset folder", error);
  }
  // A link inside the folder may still point outside of it.
  if (leaves(relative(folder, target))) {
    throw new DatasetError(file, null, "a path inside the dataset folder");
  }
  if (!(await stat(target)).isFile()) throw new DatasetError(file, null, "a file, not a folder");
  return target;
}

function leaves(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

async function readManifestText(dir: string): Promise<string> {
  const path = join(dir, manifestFile);
  try {
    if ((await stat(path)).size > datasetLimits.manifestBytesMax) {
      throw new DatasetError(manifestFile, null, `at most ${datasetLimits.manifestBytesMax} bytes`);
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(manifestFile, null, `a readable file in ${dir}`, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? null : text.slice(0, Number(position)).split("\n").length;
    throw new DatasetError(manifestFile, line, "valid JSON", error);
  }
}
