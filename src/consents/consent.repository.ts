import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type {
  ConsentEventRow,
  ConsentMethod,
  ConsentSnapshotRow,
  ConsentState,
} from "./consent.entity.ts";
import { type DataCategory, PURPOSE_VERSION, type Purpose } from "./policy.ts";

/** What is to be written into a customer's ledger. */
export interface ConsentChange {
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly category: DataCategory;
  readonly state: ConsentState;
  readonly method: ConsentMethod;
  readonly actor: string;
  readonly documentation: string | null;
}

/**
 * What these customers have decided; a customer who is not known has no row, and neither has an id
 * that was merged into another.
 */
export function consentSnapshots(manager: EntityManager, customerIds: readonly string[]) {
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      select customer_id as "customerId", epoch, cells from consent_snapshot
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
      select customer_id as "customerId", epoch, cells from consent_snapshot
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
      select customer_id as "customerId", epoch, cells from consent_snapshot
      where customer_id = any(${customerIds}::uuid[]) and merged_into is null
      order by customer_id for update`,
  );
}

/**
 * Writes one ledger entry and raises the epoch, in one statement: two parallel changes of one
 * customer take the snapshot row in turn, so sequences have no gaps and no epoch is used twice.
 *
 * @param from states in which the change is to happen; in any other, nothing is written
 * @returns the new snapshot, or undefined where nothing was written
 */
export function appendConsentEvent(
  manager: EntityManager,
  change: ConsentChange,
  from: readonly (ConsentState | "UNKNOWN")[],
): Promise<ConsentSnapshotRow | undefined> {
  const cell = `${change.purpose}:${change.category}`;
  return firstRow<ConsentSnapshotRow>(
    manager,
    sql`
      with raised as (
        update consent_snapshot
        set epoch = epoch + 1, cells = cells || jsonb_build_object(${cell}::text, ${change.state}::text)
        where customer_id = ${change.customerId} and merged_into is null
          and coalesce(cells ->> ${cell}, 'UNKNOWN') = any(${from}::text[])
        returning customer_id, epoch, cells
      ), entry as (
        insert into consent_event
          (customer_id, sequence, purpose, purpose_version, category, state, method, actor,
           documentation)
        select customer_id, epoch, ${change.purpose}, ${PURPOSE_VERSION}, ${change.category},
          ${change.state}, ${change.method}, ${change.actor}, ${change.documentation}
        from raised
      )
      select customer_id as "customerId", epoch, cells from raised`,
  );
}

/**
 * Writes the first ledgers of many customers at once, with sequences and epochs as if each entry
 * had been appended on its own. Whoever has decided anything already is passed over.
 *
 * @param changes in the order in which each customer made them
 * @returns how many entries were written
 */
export async function appendFirstConsentEvents(
  manager: EntityManager,
  changes: readonly ConsentChange[],
): Promise<number> {
  const column = <Key extends keyof ConsentChange>(key: Key) =>
    changes.map((change) => change[key]);
  const written = await firstRow<{ count: number }>(
    manager,
    sql`
      with change as (
        select *, row_number() over (partition by customer_id order by place)::int as sequence
        from unnest(${column("customerId")}::uuid[], ${column("purpose")}::text[],
          ${column("category")}::text[], ${column("state")}::text[], ${column("method")}::text[],
          ${column("actor")}::text[], ${column("documentation")}::text[]) with ordinality
          as t (customer_id, purpose, category, state, method, actor, documentation, place)
      ), decided as (
        select customer_id, max(sequence) as epoch,
          jsonb_object_agg(purpose || ':' || category, state order by sequence) as cells
        from change group by customer_id
      ), raised as (
        update consent_snapshot set epoch = decided.epoch, cells = decided.cells
        from decided
        where consent_snapshot.customer_id = decided.customer_id and consent_snapshot.epoch = 0
        returning consent_snapshot.customer_id
      ), entry as (
        insert into consent_event
          (customer_id, sequence, purpose, purpose_version, category, state, method, actor,
           documentation)
        select customer_id, sequence, purpose, ${PURPOSE_VERSION}, category, state, method, actor,
          documentation
        from change join raised using (customer_id)
        returning 1
      )
      select count(*)::int as count from entry`,
  );
  return written?.count ?? 0;
}

/**
 * Records a documented grant for many customers at once, only where the cell was never decided:
 * importing again neither repeats a grant nor reopens what a customer has closed.
 *
 * @returns how many grants were written
 */
export async function appendImportedGrants(
  manager: EntityManager,
  customerIds: readonly string[],
  grant: Pick<ConsentChange, "purpose" | "category" | "actor" | "documentation">,
): Promise<number> {
  const cell = `${grant.purpose}:${grant.category}`;
  const written = await firstRow<{ count: number }>(
    manager,
    sql`
      with raised as (
        update consent_snapshot
        set epoch = epoch + 1, cells = cells || jsonb_build_object(${cell}::text, 'GIVEN')
        where customer_id = any(${customerIds}::uuid[]) and not cells ? ${cell}::text
        returning customer_id, epoch
      ), entry as (
        insert into consent_event
          (customer_id, sequence, purpose, purpose_version, category, state, method, actor,
           documentation)
        select customer_id, epoch, ${grant.purpose}, ${PURPOSE_VERSION}, ${grant.category},
          'GIVEN', 'IMPORTED', ${grant.actor}, ${grant.documentation}
        from raised
      )
      select count(*)::int as count from raised`,
  );
  return written?.count ?? 0;
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
      select customer_id as "customerId", sequence, purpose, purpose_version as "purposeVersion", category,
        state, method, actor, documentation, recorded_at as "recordedAt"
      from consent_event
      where customer_id = ${customerId} and sequence < ${beforeSequence}
      order by sequence desc limit ${limit}`,
  );
}
