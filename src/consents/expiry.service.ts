import type { DataSource } from "typeorm";
import { LIMITS } from "../limits.ts";
import type { ConsentChange } from "./consent.entity.ts";
import { appendEntries, holdDueLedgers, holdLapsedLedgers } from "./ledger.repository.ts";
import { oldestValidVersionOf, PURPOSES, type Purpose } from "./policy.ts";
import { type CellEntry, dueEntries, lapsedEntries } from "./transitions.ts";

/**
 * Writes into the ledgers what has ended by itself: consents whose time is over, and pauses. It was
 * in force before: whoever reads a snapshot sees its cells as they are at that moment.
 *
 * Cost: 2 statements for every 200 customers, in transactions of their own; 1 where nothing is due.
 *
 * @returns how many entries were written
 */
export function endDueTerms(dataSource: DataSource): Promise<number> {
  return sweep(dataSource, holdDueLedgers, dueEntries);
}

/**
 * Lets lapse what was agreed to before the last major change of a purpose, which is a text that is
 * no longer true. Versions change with the program, so this is done when a program starts.
 *
 * Cost: none while no purpose has had a major change; else as above, over all snapshots.
 *
 * @param oldestOf the oldest version of a purpose whose consents still hold
 * @returns how many entries were written
 */
export async function lapseOldVersions(
  dataSource: DataSource,
  oldestOf: (purpose: Purpose) => number = oldestValidVersionOf,
): Promise<number> {
  const versions = PURPOSES.map((purpose) => [purpose, oldestOf(purpose)] as const);
  const newer = Object.fromEntries(versions.filter(([, version]) => version > 1));
  if (Object.keys(newer).length === 0) return 0;
  return sweep(
    dataSource,
    (manager, limit) => holdLapsedLedgers(manager, newer, limit),
    (ledger) => lapsedEntries(ledger, oldestOf),
  );
}

async function sweep(
  dataSource: DataSource,
  hold: typeof holdDueLedgers,
  entriesOf: (ledger: Awaited<ReturnType<typeof hold>>[number], now: Date) => CellEntry[],
): Promise<number> {
  let written = 0;
  for (;;) {
    const count = await dataSource.transaction(async (manager) => {
      const ledgers = await hold(manager, LIMITS.ledgersPerSweepMax);
      const appendings = ledgers.map((ledger) => ({
        ledger,
        changes: entriesOf(ledger, ledger.now).map(byTheSystem),
      }));
      const entries = appendings.reduce((sum, { changes }) => sum + changes.length, 0);
      if (entries > 0) await appendEntries(manager, appendings);
      return entries;
    });
    written += count;
    if (count === 0) return written;
  }
}

function byTheSystem(entry: CellEntry): Omit<ConsentChange, "customerId"> {
  return { ...entry, method: "SYSTEM_EXPIRY", actor: "system", documentation: null };
}
