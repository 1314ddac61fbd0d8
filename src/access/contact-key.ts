import type { Config } from "../config.ts";
import { secretInHome } from "./token-secret.ts";

/**
 * The key of the digests by which erased contacts are known again. Whoever has both the key and the
 * digests can try addresses until one fits, so it is kept apart from the database; without it,
 * nobody is known again.
 *
 * @throws StartupError when the folder cannot be used
 */
export async function contactKeyOf({
  home,
  contactKey,
}: Pick<Config, "home" | "contactKey">): Promise<string> {
  return contactKey ?? secretInHome(home, "contact-key");
}
