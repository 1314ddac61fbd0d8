import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPackageRoot } from "../../src/graphql/schema.ts";

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

/** Whether the schema has a field; a promise about one that is missing cannot hold yet. */
export function schemaHas(field: string): boolean {
  const path = join(findPackageRoot(), "schema/printed.graphql");
  return readFileSync(path, "utf8").includes(`  ${field}`);
}
