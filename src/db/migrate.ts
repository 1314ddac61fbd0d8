import { type DataSource, MigrationExecutor, type QueryRunner } from "typeorm";

/** Any constant works; this one is "kathi" as a number in base 36. */
const MIGRATION_LOCK = Number.parseInt("kathi", 36);

/** One migration and whether the database has it. */
export interface MigrationState {
  readonly name: string;
  readonly isApplied: boolean;
}

/**
 * Applies all missing migrations and returns their names. An advisory lock makes parallel starts
 * wait for each other: TypeORM itself takes none.
 */
export function migrateUp(dataSource: DataSource): Promise<string[]> {
  return withLock(dataSource, async (runner) => {
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = "each";
    const applied = await executor.executePendingMigrations();
    return applied.map(({ name }) => name);
  });
}

/** Reverts the newest migration and returns its name, or undefined when there is none. */
export function migrateDown(dataSource: DataSource): Promise<string | undefined> {
  return withLock(dataSource, async (runner) => {
    const newest = (await migrationStates(dataSource)).findLast(({ isApplied }) => isApplied);
    if (newest) await new MigrationExecutor(dataSource, runner).undoLastMigration();
    return newest?.name;
  });
}

/** All migrations in order. */
export async function migrationStates(dataSource: DataSource): Promise<MigrationState[]> {
  const [table] = await dataSource.query("select to_regclass('migration') as name");
  const applied: { name: string }[] = table.name
    ? await dataSource.query("select name from migration")
    : [];
  const names = new Set(applied.map(({ name }) => name));
  return dataSource.migrations.map((migration) => {
    const name = migration.name ?? migration.constructor.name;
    return { name, isApplied: names.has(name) };
  });
}

/**
 * Runs `work` on the connection that holds the lock. A migration of a large table, and the wait for
 * another process that runs one, may take longer than a request: no statement timeout here.
 */
async function withLock<Value>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<Value>,
): Promise<Value> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query("set statement_timeout = 0");
    await runner.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      return await work(runner);
    } finally {
      await runner.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
      await runner.query("reset statement_timeout");
    }
  } finally {
    await runner.release();
  }
}
