import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { ensureHome, unusableHome } from "../home.ts";

/**
 * The secret that signs tokens: the configured one, or one kept in the home folder, made at the
 * first start and readable by its owner only.
 *
 * @throws StartupError when the folder cannot be used
 */
export async function tokenSecretOf({
  home,
  tokenSecret,
}: Pick<Config, "home" | "tokenSecret">): Promise<string> {
  if (tokenSecret !== undefined) return tokenSecret;
  await ensureHome(home);
  const file = join(home, "token-secret");
  try {
    await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw unusableHome(home, error);
  }
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw unusableHome(home, error);
  }
}
