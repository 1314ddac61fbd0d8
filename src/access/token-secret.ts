import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { StartupError } from "../result.ts";

/**
 * The secret that signs tokens: the configured one, or one kept in the home folder, made at the
 * first start and readable by its owner only.
 *
 * @throws StartupError when the folder cannot be written
 */
export async function tokenSecretOf({
  home,
  tokenSecret,
}: Pick<Config, "home" | "tokenSecret">): Promise<string> {
  if (tokenSecret) return tokenSecret;
  const file = join(home, "token-secret");
  try {
    await mkdir(home, { recursive: true });
    await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw unusable(file);
  }
  return (await readFile(file, "utf8").catch(() => Promise.reject(unusable(file)))).trim();
}

function unusable(file: string): StartupError {
  return new StartupError(
    `Cannot use ${file}. Make the folder writable, or set KATHI_HOME or KATHI_TOKEN_SECRET.`,
  );
}
