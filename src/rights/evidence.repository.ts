import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ShownListRow } from "../recommendations/shown-list.entity.ts";

/** Names one piece of evidence, whichever table it is in. */
export interface EvidenceKey {
  kind: "FACT" | "INTERACTION" | "PREFERENCE";
  evidenceId: string;
  /** When it was stated or happened, in whole milliseconds. */
  at: Date;
}

/** Where a page begins: behind the entry of this time and id. */
export interface PageStart {
  readonly at: Date;
  readonly id: string;
}

/**
 * One page of the names of a customer's evidence, newest first. Values stay where they are: who
 * reads them asks the folder that keeps them.
 *
 * Cost: one statement that sorts what the customer has from there on; 10,000 take about 10 ms.
 */
export function evidenceKeys(
  manager: EntityManager,
  customerId: string,
  limit: number,
  before: PageStart | null,
) {
  const time = before?.at ?? null;
  // What lies behind the page's beginning, to the millisecond: the rest is not even sorted.
  const end = time ? new Date(time.getTime() + 1) : "infinity";
  return rows<EvidenceKey>(
    manager,
    sql`
      with piece as (
        select 'FACT' as kind, evidence_id as id, captured_at as exact_at from fact_evidence
        where customer_id = ${customerId} and captured_at < ${end}
        union all
        select 'INTERACTION', interaction_id, occurred_at from interaction
        where customer_id = ${customerId} and occurred_at < ${end}
        union all
        select 'PREFERENCE', preference_id, declared_at from declared_preference
        where customer_id = ${customerId} and declared_at < ${end}
      ), listed as (
        select kind, id, date_trunc('milliseconds', exact_at) as at from piece
      )
      select kind, id as "evidenceId", at from listed
      where ${time}::timestamptz is null
        or (at, id) < (${time}::timestamptz, ${before?.id ?? null}::uuid)
      order by at desc, id desc limit ${limit}`,
  );
}

/** The entry of the ledger that last decided about a cell. */
export interface CellDecision {
  customerId: string;
  cell: string;
  sequence: number;
}

/** The latest entry about each cell of these customers' ledgers; one statement. */
export function latestDecisions(manager: EntityManager, customerIds: readonly string[]) {
  return rows<CellDecision>(
    manager,
    sql`
      select customer_id as "customerId", purpose || ':' || category as cell,
        max(sequence) as sequence
      from consent_event where customer_id = any(${customerIds}::uuid[])
      group by customer_id, purpose, category`,
  );
}

/** One page of the lists that are kept of a customer, newest first. */
export function shownListsPage(
  manager: EntityManager,
  customerId: string,
  limit: number,
  before: PageStart | null,
) {
  const time = before?.at ?? null;
  return rows<ShownListRow>(
    manager,
    sql`
      select customer_id as "customerId", list_id as "listId", placement, shown_at as "shownAt",
        seed, model_version as "modelVersion", mode, context, candidate_count as "candidateCount",
        item_ids as "itemIds", replaced_item_ids as "replacedItemIds", propensities
      from shown_list
      where customer_id = ${customerId}
        and (${time}::timestamptz is null
          or (date_trunc('milliseconds', shown_at), list_id)
            < (${time}::timestamptz, ${before?.id ?? null}::uuid))
      order by date_trunc('milliseconds', shown_at) desc, list_id desc limit ${limit}`,
  );
}

/** One list that is kept of a customer. */
export function shownListById(
  manager: EntityManager,
  customerId: string,
  listId: string,
): Promise<ShownListRow | undefined> {
  return firstRow<ShownListRow>(
    manager,
    sql`
      select customer_id as "customerId", list_id as "listId", placement, shown_at as "shownAt",
        seed, model_version as "modelVersion", mode, context, candidate_count as "candidateCount",
        item_ids as "itemIds", replaced_item_ids as "replacedItemIds", propensities
      from shown_list where customer_id = ${customerId} and list_id = ${listId}`,
  );
}

/** What is kept of one of a customer's own calls. */
export interface OwnCallRow {
  key: string;
  inputDigest: string;
  /** JSON. */
  outcome: string;
  /** In whole milliseconds. */
  recordedAt: Date;
}

/** Where a page of calls begins: behind the call of this time and key. */
export interface CallPageStart {
  readonly at: Date;
  readonly key: string;
}

/** One page of the calls of one caller, newest first; one range of the primary key. */
export function callsOf(
  manager: EntityManager,
  actor: string,
  limit: number,
  before: CallPageStart | null,
) {
  const time = before?.at ?? null;
  return rows<OwnCallRow>(
    manager,
    sql`
      with call as (
        select idempotency_key as key, input_digest as "inputDigest",
          coalesce(outcome::text, '') as outcome,
          date_trunc('milliseconds', recorded_at) as "recordedAt"
        from idempotency_record where actor = ${actor}
      )
      select * from call
      where ${time}::timestamptz is null
        or ("recordedAt", key) < (${time}::timestamptz, ${before?.key ?? null}::text)
      order by "recordedAt" desc, key desc limit ${limit}`,
  );
}
