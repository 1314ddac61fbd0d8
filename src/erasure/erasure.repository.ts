import type { EntityManager } from "typeorm";
import { firstRow, rows, type Sql, sql } from "../db/sql.ts";
import type { ErasureRow, ErasureState } from "./erasure.entity.ts";

const COLUMNS = `
  customer_id as "customerId", erasure_id as "erasureId", scope, item_table as "itemTable",
  item_id as "itemId", range_from as "rangeFrom", range_to as "rangeTo", category,
  requested_by as "requestedBy", requested_at as "requestedAt",
  undoable_until as "undoableUntil", state, ended_at as "endedAt", row_count as "rowCount",
  logged_state as "loggedState", is_scrubbed as "isScrubbed"`;

/**
 * Holds a customer's decisions until the transaction ends; false where there are none. An id that
 * was merged into another is nobody's.
 */
export async function lockCustomer(manager: EntityManager, customerId: string): Promise<boolean> {
  const found = await firstRow(
    manager,
    sql`
      select 1 as found from consent_snapshot
      where customer_id = ${customerId} and merged_into is null for update`,
  );
  return found !== undefined;
}

/** An erasure before it is written down; what is left out is decided by the database. */
export type NewErasure = Omit<
  ErasureRow,
  "requestedAt" | "endedAt" | "loggedState" | "isScrubbed"
> & {
  /** Null: now, by the clock that also dates what is erased. */
  readonly requestedAt: Date | null;
};

/** Writes down what is erased; undefined where everything of the customer is erased already. */
export function insertErasure(
  manager: EntityManager,
  erasure: NewErasure,
): Promise<{ erasureId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      insert into erasure (customer_id, erasure_id, scope, item_table, item_id, range_from,
        range_to, category, requested_by, requested_at, undoable_until, state, ended_at, row_count)
      select ${erasure.customerId}::uuid, ${erasure.erasureId}::uuid, ${erasure.scope}::text,
        ${erasure.itemTable}::text, ${erasure.itemId}::uuid, ${erasure.rangeFrom}::timestamptz,
        ${erasure.rangeTo}::timestamptz, ${erasure.category}::text, ${erasure.requestedBy}::text,
        coalesce(${erasure.requestedAt}::timestamptz, now), ${erasure.undoableUntil}::timestamptz,
        ${erasure.state}::text, case when ${erasure.state} = 'DONE' then now end,
        ${erasure.rowCount}::integer
      from clock_timestamp() as now
      on conflict do nothing
      returning erasure_id as "erasureId"`,
  );
}

/** Whether something of this customer is erased and can still be put back. */
export async function isErasurePending(
  manager: EntityManager,
  customerId: string,
): Promise<boolean> {
  const found = await firstRow(
    manager,
    sql`
      select 1 as found from erasure
      where customer_id = ${customerId} and state = 'PENDING' limit 1`,
  );
  return found !== undefined;
}

/** Says how many rows it took. */
export async function setRowCount(
  manager: EntityManager,
  { customerId, erasureId }: Pick<ErasureRow, "customerId" | "erasureId">,
  rowCount: number,
): Promise<void> {
  await rows(
    manager,
    sql`
      update erasure set row_count = ${rowCount}
      where customer_id = ${customerId} and erasure_id = ${erasureId}`,
  );
}

/** All erasures of these customers, newest first. */
export function erasuresOf(manager: EntityManager, customerIds: readonly string[]) {
  return select(
    manager,
    sql`where customer_id = any(${customerIds}::uuid[]) order by requested_at desc, erasure_id`,
  );
}

/** One erasure. */
export async function erasureById(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
): Promise<ErasureRow | undefined> {
  const condition = sql`where customer_id = ${customerId} and erasure_id = ${erasureId}`;
  return (await select(manager, condition))[0];
}

/** The erasure of everything that is pending or done. */
export async function erasureOfEverything(
  manager: EntityManager,
  customerId: string,
): Promise<ErasureRow | undefined> {
  const condition = sql`
    where customer_id = ${customerId} and scope = 'EVERYTHING' and state <> 'UNDONE'`;
  return (await select(manager, condition))[0];
}

/** Ends a pending erasure, if its time allows; one of two parallel ends wins. */
export async function endErasure(
  manager: EntityManager,
  { customerId, erasureId }: Pick<ErasureRow, "customerId" | "erasureId">,
  state: Exclude<ErasureState, "PENDING">,
  now: Date,
): Promise<boolean> {
  const ended = await firstRow(
    manager,
    sql`
      update erasure set state = ${state}, ended_at = clock_timestamp()
      where customer_id = ${customerId} and erasure_id = ${erasureId} and state = 'PENDING'
        and (${state} = 'DONE' or undoable_until > ${now}::timestamptz)
      returning 1 as ended`,
  );
  return ended !== undefined;
}

/** Everything else that was pending for a customer who is erased is done with them. */
export async function endAllErasures(manager: EntityManager, customerId: string): Promise<void> {
  await rows(
    manager,
    sql`
      update erasure set state = 'DONE', ended_at = clock_timestamp()
      where customer_id = ${customerId} and state = 'PENDING'`,
  );
}

/**
 * Takes one erasure whose time for undoing is over; others who look at the same moment get another
 * one. It stays locked until the transaction ends.
 */
export async function takeDueErasure(
  manager: EntityManager,
  now: Date,
): Promise<ErasureRow | undefined> {
  const condition = sql`
    where state = 'PENDING' and undoable_until <= ${now}
    order by undoable_until limit 1 for update skip locked`;
  return (await select(manager, condition))[0];
}

/** What the ledger file does not know yet, oldest first. */
export function unloggedErasures(manager: EntityManager, limit: number) {
  return select(
    manager,
    sql`
      where logged_state is distinct from state
      order by requested_at, erasure_id limit ${limit} for update skip locked`,
  );
}

/** Remembers what the ledger file knows. */
export async function markLogged(
  manager: EntityManager,
  logged: readonly ErasureRow[],
): Promise<void> {
  await rows(
    manager,
    sql`
      update erasure set logged_state = t.state
      from unnest(${logged.map(({ customerId }) => customerId)}::uuid[],
        ${logged.map(({ erasureId }) => erasureId)}::uuid[],
        ${logged.map(({ state }) => state)}::text[]) as t (customer_id, erasure_id, state)
      where erasure.customer_id = t.customer_id and erasure.erasure_id = t.erasure_id`,
  );
}

/** Which of these erasures the database knows, with their states. */
export function knownErasures(manager: EntityManager, erasureIds: readonly string[]) {
  return rows<Pick<ErasureRow, "erasureId" | "state">>(
    manager,
    sql`select erasure_id as "erasureId", state from erasure
      where erasure_id = any(${erasureIds}::uuid[])`,
  );
}

/** Keeps these events of a customer from coming back. */
export async function banInteractions(
  manager: EntityManager,
  erasureId: string,
  condition: Sql,
): Promise<void> {
  const at = condition.values.length;
  await rows(manager, {
    text: `
      insert into erased_interaction (customer_id, interaction_id, erasure_id)
      select customer_id, interaction_id, $${at + 1}::uuid from interaction
      where ${condition.text} on conflict do nothing`,
    values: [...condition.values, erasureId],
  });
}

/** Lets the events of an erasure that is taken back come again. */
export async function liftInteractionBan(
  manager: EntityManager,
  customerId: string,
  erasureId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from erased_interaction
      where customer_id = ${customerId} and erasure_id = ${erasureId}`,
  );
}

/**
 * Deletes what is left of a customer: the ledger by its own function, which alone may, and with the
 * customer's row everything that belongs to it, the sealing key included.
 */
export async function deleteCustomer(manager: EntityManager, customerId: string): Promise<void> {
  await rows(manager, sql`select consent_ledger_erase(${customerId}::uuid)`);
  await rows(manager, sql`delete from customer where customer_id = ${customerId}`);
  await rows(
    manager,
    sql`delete from idempotency_record where actor = 'customer:' || ${customerId}::text`,
  );
}

/** Asks for models to be learned anew, see {@link unlearningsAsked}. */
export async function askToUnlearn(manager: EntityManager): Promise<void> {
  await rows(manager, sql`insert into unlearning default values`);
}

/** What has been asked and not been met. */
export async function unlearningsAsked(manager: EntityManager): Promise<string[]> {
  const asked = await rows<{ id: string }>(
    manager,
    sql`select unlearning_id as id from unlearning`,
  );
  return asked.map(({ id }) => id);
}

/** Removes the models before one that was learned after all of these had been asked. */
export async function meetUnlearnings(
  manager: EntityManager,
  asked: readonly string[],
  snapshotId: number,
): Promise<void> {
  await rows(
    manager,
    sql`
      with outdated as (delete from model_snapshot where snapshot_id < ${snapshotId})
      delete from unlearning where unlearning_id = any(${asked}::bigint[])`,
  );
}

/** When the oldest erasure ended whose bytes may still be in the files; undefined: none. */
export async function oldestUnscrubbed(manager: EntityManager): Promise<Date | undefined> {
  const oldest = await firstRow<{ endedAt: Date }>(
    manager,
    sql`
      select ended_at as "endedAt" from erasure where state = 'DONE' and not is_scrubbed
      order by ended_at limit 1`,
  );
  return oldest?.endedAt;
}

/** Marks what a rewriting of the files has covered: what had ended before it began. */
export async function markScrubbed(manager: EntityManager, begunAt: Date): Promise<number> {
  const marked = await rows(
    manager,
    sql`
      update erasure set is_scrubbed = true
      where state = 'DONE' and not is_scrubbed and ended_at < ${begunAt} returning 1`,
  );
  return marked.length;
}

function select(manager: EntityManager, condition: Sql): Promise<ErasureRow[]> {
  const text = `select ${COLUMNS} from erasure ${condition.text}`;
  return rows<ErasureRow>(manager, { text, values: condition.values });
}
