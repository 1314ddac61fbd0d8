import type { DataSource, QueryRunner } from "typeorm";

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
  return withLock(dataSource, async () => {
    const applied = await dataSource.runMigrations();
    return applied.map(({ name }) => name);
  });
}

/** Reverts the newest migration and returns its name, or undefined when there is none. */
export function migrateDown(dataSource: DataSource): Promise<string | undefined> {
  return withLock(dataSource, async () => {
    const newest = (await migrationStates(dataSource)).findLast(({ isApplied }) => isApplied);
    if (newest) await dataSource.undoLastMigration();
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

async function withLock<Value>(dataSource: DataSource, work: () => Promise<Value>) {
  const lockHolder: QueryRunner = dataSource.createQueryRunner();
  await lockHolder.connect();
  try {
    await lockHolder.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await work();
  } finally {
    await lockHolder.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await lockHolder.release();
  }
}
