import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartupError } from "./result.ts";

/**
 * Makes the home folder where it is missing and makes sure that it can be written.
 *
 * @throws StartupError with the reason and what to do
 */
export async function ensureHome(home: string): Promise<void> {
  try {
    await makeFolder(home);
    await access(home, constants.W_OK);
  } catch (error) {
    throw unusableHome(home, error);
  }
}

/** The same words wherever the folder turns out to be unusable. */
export function unusableHome(home: string, error: unknown): StartupError {
  const code = String((error as { code?: unknown }).code ?? "unknown reason");
  return new StartupError(
    `Cannot write to the folder ${home} (${code}). Make it writable or set KATHI_HOME to another folder.`,
  );
}

/**
 * Like `mkdir` with `recursive`, which in Node 20 tries for ever where a file system answers ENOENT
 * for a folder below an existing one, as `/proc` does.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "EEXIST" && (await isFolder(path))) return;
    if (code !== "ENOENT" || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

/** Whether there is a folder of this name. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
