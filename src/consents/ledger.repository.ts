import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type {
  Cells,
  CellTermsByName,
  ConsentChange,
  ConsentEventRow,
  ConsentSnapshotRow,
} from "./consent.entity.ts";
import { purposeVersionOf } from "./policy.ts";
import { afterEntries } from "./transitions.ts";

/** A customer's ledger while this transaction holds it: nobody else can append to it. */
export interface HeldLedger {
  readonly customerId: string;
  readonly headSequence: number;
  /** The head when this transaction began to wait for its turn. */
  readonly arrivalSequence: number;
  /** As stored, see `stateAt`. */
  readonly cells: Cells;
  readonly terms: CellTermsByName;
  readonly isGpcNoted: boolean;
  /** The database's clock. */
  readonly now: Date;
}

/**
 * Takes hold of ledgers until the transaction ends, in the order of the ids; an id that was merged
 * into another has none that could be appended to. Whoever holds one may
 * read, decide and append: parallel changes of one customer take turns here, and the primary key
 * (customer, sequence) stands behind it. The subquery sees what was there when the statement
 * began, the locked row what is there when its turn has come.
 */
export function holdLedgers(manager: EntityManager, customerIds: readonly string[]) {
  return rows<HeldLedger>(
    manager,
    sql`
      with arrival as (
        select customer_id, head_sequence from consent_snapshot
        where customer_id = any(${customerIds}::uuid[])
      )
      select held.customer_id as "customerId", held.head_sequence as "headSequence",
        arrival.head_sequence as "arrivalSequence", held.cells, held.terms,
        held.is_gpc_noted as "isGpcNoted", clock_timestamp() as now
      from consent_snapshot held join arrival using (customer_id)
      where held.merged_into is null
      order by held.customer_id for update of held`,
  );
}

/** Holds ledgers in which something has ended by itself; others that are held are passed over. */
export function holdDueLedgers(manager: EntityManager, limit: number) {
  return rows<HeldLedger>(
    manager,
    sql`
      select customer_id as "customerId", head_sequence as "headSequence",
        head_sequence as "arrivalSequence", cells, terms, is_gpc_noted as "isGpcNoted",
        clock_timestamp() as now
      from consent_snapshot where due_at <= clock_timestamp()
      order by due_at limit ${limit} for update skip locked`,
  );
}

/**
 * Holds ledgers in which something was agreed to under an older version.
 *
 * @param versions of purposes that have had more than one
 */
export function holdLapsedLedgers(
  manager: EntityManager,
  versions: Readonly<Record<string, number>>,
  limit: number,
) {
  return rows<HeldLedger>(
    manager,
    sql`
      select customer_id as "customerId", head_sequence as "headSequence",
        head_sequence as "arrivalSequence", cells, terms, is_gpc_noted as "isGpcNoted",
        clock_timestamp() as now
      from consent_snapshot
      where exists (
        select from jsonb_each_text(cells) cell (name, state)
        join jsonb_each_text(${JSON.stringify(versions)}::jsonb) newest (purpose, version)
          on newest.purpose = split_part(cell.name, ':', 1)
        where cell.state in ('GIVEN', 'RENEWED', 'PAUSED')
          and coalesce((terms -> cell.name ->> 'version')::integer, 1) < newest.version::integer
      )
      order by customer_id limit ${limit} for update skip locked`,
  );
}

/** Whether a customer's Global Privacy Control signal stands in the ledger; nobody's needs none. */
export async function isGpcNoted(manager: EntityManager, customerId: string): Promise<boolean> {
  const found = await firstRow<{ isGpcNoted: boolean }>(
    manager,
    sql`
      select is_gpc_noted as "isGpcNoted" from consent_snapshot where customer_id = ${customerId}`,
  );
  return found?.isGpcNoted ?? true;
}

/** Notes a Global Privacy Control signal that closes nothing more; the caller holds the ledger. */
export async function markGpcNoted(manager: EntityManager, customerId: string): Promise<void> {
  await rows(
    manager,
    sql`update consent_snapshot set is_gpc_noted = true where customer_id = ${customerId}`,
  );
}

/** What is to be appended to one held ledger, in this order. */
export interface Appending {
  readonly ledger: HeldLedger;
  readonly changes: readonly Omit<ConsentChange, "customerId">[];
  /** Whether a Global Privacy Control signal is noted with it. */
  readonly isGpcNoted?: boolean;
}

/**
 * Appends entries to held ledgers; sequence, chain, cells, terms and epoch change in one statement,
 * whatever the number. The database computes times and hashes.
 *
 * @returns the new snapshots
 */
export function appendEntries(manager: EntityManager, appendings: readonly Appending[]) {
  const entries = appendings.flatMap(({ ledger, changes }) =>
    changes.map((change, index) => ({
      ...change,
      customerId: ledger.customerId,
      sequence: ledger.headSequence + index + 1,
      eventId: change.eventId ?? randomUUID(),
      purposeVersion: change.purposeVersion ?? purposeVersionOf(change.purpose),
      claimedAt: change.claimedAt?.toISOString() ?? null,
      validUntil: change.validUntil?.toISOString() ?? null,
      noticeHash: change.noticeHash ?? null,
      keepsData: change.keepsData ?? false,
    })),
  );
  const nexts = appendings.map(({ ledger, changes, isGpcNoted }) => {
    const own = changes.map((change) => ({ ...change, customerId: ledger.customerId }));
    const next = afterEntries(ledger, ledger.headSequence, own, ledger.now);
    return { ...next, customerId: ledger.customerId, isNoted: isGpcNoted ?? ledger.isGpcNoted };
  });
  const entry = <Key extends keyof (typeof entries)[number]>(key: Key) =>
    entries.map((row) => row[key]);
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      with entry as (
        insert into consent_event (customer_id, sequence, event_id, purpose, purpose_version,
          category, state, method, actor, documentation, claimed_at, valid_until, notice_hash,
          keeps_data)
        select * from unnest(${entry("customerId")}::uuid[], ${entry("sequence")}::integer[],
          ${entry("eventId")}::uuid[], ${entry("purpose")}::text[],
          ${entry("purposeVersion")}::integer[], ${entry("category")}::text[],
          ${entry("state")}::text[], ${entry("method")}::text[], ${entry("actor")}::text[],
          ${entry("documentation")}::text[], ${entry("claimedAt")}::timestamptz[],
          ${entry("validUntil")}::timestamptz[], ${entry("noticeHash")}::text[],
          ${entry("keepsData")}::boolean[])
          as t (customer_id, sequence)
        order by customer_id, sequence
        returning customer_id, sequence, hash
      ), head as (
        select distinct on (customer_id) customer_id, sequence, hash,
          count(*) over (partition by customer_id)::integer as entries
        from entry order by customer_id, sequence desc
      ), next as (
        select * from unnest(${nexts.map(({ customerId }) => customerId)}::uuid[],
          ${nexts.map(({ cells }) => JSON.stringify(cells))}::jsonb[],
          ${nexts.map(({ terms }) => JSON.stringify(terms))}::jsonb[],
          ${nexts.map(({ dueAt }) => dueAt)}::timestamptz[],
          ${nexts.map(({ isNoted }) => isNoted)}::boolean[])
          as t (customer_id, cells, terms, due_at, is_gpc_noted)
      )
      update consent_snapshot
      set epoch = epoch + head.entries, head_sequence = head.sequence, head_hash = head.hash,
        cells = next.cells, terms = next.terms, due_at = next.due_at,
        is_gpc_noted = next.is_gpc_noted
      from head join next using (customer_id)
      where consent_snapshot.customer_id = head.customer_id
      returning consent_snapshot.customer_id as "customerId", epoch, consent_snapshot.cells`,
  );
}

/** The entry that a caller knows by an id of its own. */
export function consentEventById(manager: EntityManager, customerId: string, eventId: string) {
  return firstRow<Pick<ConsentEventRow, "purpose" | "category" | "state" | "actor">>(
    manager,
    sql`
      select purpose, category, state, actor from consent_event
      where customer_id = ${customerId} and event_id = ${eventId}`,
  );
}

/** Whether the newest entry about a cell is younger than twelve months; one range of the ledger. */
export async function isNoRecent(
  manager: EntityManager,
  { customerId, purpose, category }: Pick<ConsentChange, "customerId" | "purpose" | "category">,
): Promise<boolean> {
  const found = await firstRow<{ isRecent: boolean | null }>(
    manager,
    sql`
      select max(recorded_at) > clock_timestamp() - interval '12 months' as "isRecent"
      from consent_event
      where customer_id = ${customerId} and purpose = ${purpose} and category = ${category}`,
  );
  return found?.isRecent === true;
}
