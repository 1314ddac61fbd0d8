import "reflect-metadata";
import { DataSource, type Logger } from "typeorm";
import { migrations } from "../../migrations/index.ts";
import { StartupError } from "../result.ts";
import { attachKeyring, Keyring } from "../sealing/keyring.ts";
import { type MasterKeyOptions, MasterKeys } from "../sealing/master-keys.ts";
import { entities } from "./entities.ts";

const OLDEST_SUPPORTED_VERSION = 15;

/** What a connection pool is opened with. */
export interface DataSourceOptions {
  readonly url: string;
  /** Where the master keys are; without them nothing that identifies people is read or written. */
  readonly masterKeys?: MasterKeyOptions;
  /** Largest number of connections; each costs the server about 10 MiB. */
  readonly connectionsMax?: number;
  /** Sees every statement, for counting; statements are never logged, they carry personal data. */
  readonly onStatement?: (text: string) => void;
}

/**
 * Opens the connection pool and checks the server's version.
 *
 * @throws StartupError when the server cannot be reached or is older than PostgreSQL 15
 */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: "postgres",
    url: options.url,
    applicationName: "kathi",
    entities,
    migrations,
    migrationsTableName: "migration",
    migrationsTransactionMode: "each",
    // The default would create the extension uuid-ossp, which Kathi does not use.
    installExtensions: false,
    poolSize: options.connectionsMax ?? 10,
    connectTimeoutMS: 5_000,
    logger: options.onStatement ? statementLogger(options.onStatement) : undefined,
    logging: options.onStatement ? ["query"] : false,
    extra: { statement_timeout: 60_000, idle_in_transaction_session_timeout: 60_000 },
  });
  if (options.masterKeys) {
    const keyring = new Keyring(dataSource.manager, new MasterKeys(options.masterKeys));
    attachKeyring(dataSource, keyring);
  }
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new StartupError(
      `The database at ${withoutCredentials(options.url)} cannot be ${isRefused(error) ? "entered" : "reached"} (${causeOf(error)}). Start it, or correct DATABASE_URL.`,
    );
  }
  await refuseOldServer(dataSource);
  return dataSource;
}

async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [found] = await dataSource.query<{ number: number; text: string }[]>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as text",
  );
  const refusal = found ? versionRefusal(found.number, found.text) : undefined;
  if (!refusal) return;
  await dataSource.destroy();
  throw refusal;
}

/**
 * Why a server is too old, or undefined for one that is not.
 *
 * @param number as `server_version_num` has it, for example 150004
 * @param text as `server_version` has it, for example `15.4`
 */
export function versionRefusal(number: number, text: string): StartupError | undefined {
  if (number >= OLDEST_SUPPORTED_VERSION * 10_000) return undefined;
  return new StartupError(
    `The database is PostgreSQL ${text}; Kathi needs version ${OLDEST_SUPPORTED_VERSION} or newer. Upgrade it, or unset DATABASE_URL to use the embedded one.`,
  );
}

function statementLogger(onStatement: (text: string) => void): Logger {
  const ignore = () => undefined;
  return {
    // Prepared statements arrive as objects, see sql.ts.
    logQuery: (query: string | { text: string }) =>
      onStatement(typeof query === "string" ? query : query.text),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
}

/** Host, port and database only: user and password stay out of every message. */
function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return "DATABASE_URL";
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** PostgreSQL answers, and does not let us in: user, password or database are wrong. */
function isRefused(error: unknown): boolean {
  return /^(28|3D)/.test(String((error as { code?: string }).code));
}

function causeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? "unknown reason";
}
