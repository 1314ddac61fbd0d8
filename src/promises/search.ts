import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataSource } from "typeorm";

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Counts texts in every file below a folder, whatever the files hold. Upper and lower case are the
 * same (ASCII); other characters are looked for as UTF-8. Reads 4 MiB at a time.
 *
 * @param texts what to look for, each not empty and at most a megabyte long
 * @returns how often each text was found, in the order of `texts`
 */
export async function countInFiles(folder: string, texts: readonly string[]): Promise<number[]> {
  const counts = texts.map(() => 0);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await countInFile(join(entry.parentPath, entry.name), texts);
    found.forEach((count, place) => {
      counts[place] = (counts[place] ?? 0) + count;
    });
  }
  return counts;
}

async function countInFile(path: string, texts: readonly string[]): Promise<number[]> {
  const needles = texts.map((text) => asBytes(text));
  const overlap = Math.max(0, ...needles.map(({ length }) => length - 1));
  const counts = needles.map(() => 0);
  const file = await openIfThere(path);
  if (!file) return counts;
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let kept = "";
    while (true) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return counts;
      const text = kept + buffer.toString("latin1", 0, bytesRead).toLowerCase();
      needles.forEach((needle, place) => {
        // What ends within the kept part was counted with the chunk before.
        const from = Math.max(0, kept.length - needle.length + 1);
        counts[place] = (counts[place] ?? 0) + occurrences(text, needle, from);
      });
      kept = overlap === 0 ? "" : text.slice(-overlap);
    }
  } finally {
    await file.close();
  }
}

/** Counts texts in one text, in the same way. */
export function countInText(text: string, texts: readonly string[]): number[] {
  const bytes = asBytes(text);
  return texts.map((needle) => occurrences(bytes, asBytes(needle), 0));
}

/**
 * Every row of every table as text: large values are compressed in the files, where no search finds
 * them.
 */
export async function tableText(dataSource: DataSource): Promise<string> {
  const tables: { name: string }[] = await dataSource.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows: { row: string }[] = await dataSource.query(
      `select own::text as row from ${name} as own`,
    );
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join("\n");
}

/** One character for each byte, so that any file is a text. */
function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1").toLowerCase();
}

function occurrences(text: string, needle: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf(needle, from); at >= 0; at = text.indexOf(needle, at + 1)) count += 1;
  return count;
}

/** A running database removes files at any moment; what is gone holds nothing. */
async function openIfThere(path: string) {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
}
