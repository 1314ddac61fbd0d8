import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import { rows, sql } from "../db/sql.ts";
import type { ConsentChange, ConsentEventRow, ConsentSnapshotRow } from "./consent.entity.ts";
import { type Appending, appendEntries, holdLedgers } from "./ledger.repository.ts";
import { type StateOrUnknown, stateAt } from "./transitions.ts";

export type { ConsentChange } from "./consent.entity.ts";

/** What a customer has decided at this moment, from `consent_snapshot`: a `ConsentSnapshotRow`. */
export const SNAPSHOT_COLUMNS = sql`
  customer_id as "customerId", epoch, consent_cells_now(cells, terms, due_at) as cells,
  restricted_at as "restrictedAt", quiet_since as "quietSince", quiet_until as "quietUntil",
  reset_at as "resetAt"`;

/**
 * What these customers have decided; a customer who is not known has no row, and neither has an id
 * that was merged into another.
 */
export function consentSnapshots(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      select ${SNAPSHOT_COLUMNS} from consent_snapshot
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null`,
  );
}

/**
 * The same for a transaction that will store what these decisions allow: until it ends, no
 * decision can change, so nothing is stored after a withdrawal was answered. In the order of the
 * ids, so that two such transactions never wait in a circle.
 */
export function consentSnapshotsForWrite(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      select ${SNAPSHOT_COLUMNS} from consent_snapshot
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null
      order by customer_id for share`,
  );
}

/**
 * The same for a transaction that will change the decisions, or what they are about: nobody else
 * stores anything for these customers until it ends.
 */
export function holdConsentSnapshots(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      select ${SNAPSHOT_COLUMNS} from consent_snapshot
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null
      order by customer_id for update`,
  );
}

/**
 * Writes one entry where its cell is in one of these states; in any other, nothing is written.
 *
 * Cost: 2 statements in the caller's transaction.
 *
 * @returns the new snapshot, or undefined where nothing was written
 */
export async function appendConsentEvent(
  manager: EntityManager,
  change: ConsentChange,
  from: readonly StateOrUnknown[],
): Promise<ConsentSnapshotRow | undefined> {
  const [ledger] = await holdLedgers(manager, [change.customerId]);
  if (!ledger) return undefined;
  const state = stateAt(ledger, `${change.purpose}:${change.category}`, ledger.now);
  if (!from.includes(state)) return undefined;
  return (await appendEntries(manager, [{ ledger, changes: [change] }]))[0];
}

/**
 * Writes the first ledgers of many customers at once. Whoever has decided anything already is
 * passed over.
 *
 * Cost: 2 statements, whatever the number.
 *
 * @param changes in the order in which each customer made them
 * @returns how many entries were written
 */
export async function appendFirstConsentEvents(
  manager: EntityManager,
  changes: readonly ConsentChange[],
): Promise<number> {
  const ids = [...new Set(changes.map(({ customerId }) => customerId))];
  const empty = (await holdLedgers(manager, ids)).filter(({ headSequence }) => headSequence === 0);
  const changesOf = groupBy(changes, ({ customerId }) => customerId);
  const appendings = empty.map((ledger) => ({
    ledger,
    changes: changesOf.get(ledger.customerId) ?? [],
  }));
  return appendAll(manager, appendings);
}

/**
 * Records a documented grant for many customers at once, only where the cell was never decided:
 * importing again neither repeats a grant nor reopens what a customer has closed.
 *
 * Cost: 2 statements, whatever the number; 1 where all have decided.
 *
 * @returns how many grants were written
 */
export async function appendImportedGrants(
  manager: EntityManager,
  customerIds: readonly string[],
  grant: Pick<ConsentChange, "purpose" | "category" | "actor" | "documentation">,
): Promise<number> {
  const undecided = (await holdLedgers(manager, customerIds)).filter(
    ({ cells }) => cells[`${grant.purpose}:${grant.category}`] === undefined,
  );
  const changes = [{ ...grant, state: "GIVEN" as const, method: "IMPORTED" as const }];
  return appendAll(
    manager,
    undecided.map((ledger) => ({ ledger, changes })),
  );
}

async function appendAll(manager: EntityManager, appendings: readonly Appending[]) {
  if (appendings.length > 0) await appendEntries(manager, appendings);
  return appendings.reduce((sum, { changes }) => sum + changes.length, 0);
}

/** One page of a customer's ledger, newest first; one range of the primary key. */
export function consentHistory(
  manager: EntityManager,
  customerId: string,
  limit: number,
  beforeSequence: number,
) {
  return rows<ConsentEventRow>(
    manager,
    sql`
      select customer_id as "customerId", sequence, event_id as "eventId", purpose,
        purpose_version as "purposeVersion", category, state, method, actor, documentation,
        claimed_at as "claimedAt", recorded_at as "recordedAt", valid_until as "validUntil",
        notice_hash as "noticeHash", keeps_data as "keepsData",
        previous_hash as "previousHash", hash
      from consent_event
      where customer_id = ${customerId} and sequence < ${beforeSequence}
      order by sequence desc limit ${limit}`,
  );
}
