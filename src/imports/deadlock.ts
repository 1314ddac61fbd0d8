/** PostgreSQL's `deadlock_detected`. */
const DEADLOCK = "40P01";

/** Two imports of one folder meet again and again; five in a row were never seen. */
const ATTEMPTS_MAX = 5;

/**
 * Runs a transaction again where PostgreSQL has chosen it to give way to another one. Everything
 * was rolled back by then, so `work` must change nothing outside of the database.
 */
export async function againAfterDeadlock<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { driverError } = error as { driverError?: { code?: string } };
      if (driverError?.code !== DEADLOCK || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
