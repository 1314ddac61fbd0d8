import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the houses of a promise; removing it fails where a house was left behind. */
export async function makeFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "kathi-promises-"));
  await chmod(folder, 0o755); // as root, the database runs under an account of its own
  const remove = async () => {
    const left = await readdir(folder);
    await rm(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`Left behind: ${left.join(", ")}.`);
  };
  return { folder, remove };
}
