import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { ChainedEntry, ChainHead } from "./chain.ts";

/** A customer with what the snapshot says of the ledger; null where there is no snapshot. */
export interface LedgerHead {
  readonly customerId: string;
  readonly head: ChainHead | null;
}

/** How many customers there are to check. */
export async function countCustomers(manager: EntityManager): Promise<number> {
  const found = await firstRow<{ count: number }>(
    manager,
    sql`select count(*)::int as count from customer`,
  );
  return found?.count ?? 0;
}

/** The next customers in the order of their ids; one range of the primary key. */
export function nextLedgerHeads(manager: EntityManager, afterCustomerId: string, limit: number) {
  return rows<LedgerHead>(
    manager,
    sql`
      select customer.customer_id as "customerId",
        case when snapshot.customer_id is null then null
          else jsonb_build_object('headSequence', head_sequence, 'headHash', head_hash,
            'cells', cells) end as head
      from customer left join consent_snapshot snapshot using (customer_id)
      where customer.customer_id > ${afterCustomerId}
      order by customer.customer_id limit ${limit}`,
  );
}

/** The next entries of these customers' ledgers, customer by customer, oldest first. */
export function nextChainedEntries(
  manager: EntityManager,
  customerIds: readonly string[],
  after: Pick<ChainedEntry, "customerId" | "sequence">,
  limit: number,
) {
  return rows<ChainedEntry>(
    manager,
    sql`
      select customer_id as "customerId", sequence, event_id as "eventId", purpose,
        purpose_version as "purposeVersion", category, state, method, actor, documentation,
        ((extract(epoch from claimed_at) * 1000000)::bigint)::text as "claimedAt",
        ((extract(epoch from recorded_at) * 1000000)::bigint)::text as "recordedAt",
        ((extract(epoch from valid_until) * 1000000)::bigint)::text as "validUntil",
        notice_hash as "noticeHash", keeps_data as "keepsData",
        previous_hash as "previousHash", hash
      from consent_event
      where customer_id = any(${customerIds}::uuid[])
        and (customer_id, sequence) > (${after.customerId}::uuid, ${after.sequence}::integer)
      order by customer_id, sequence limit ${limit}`,
  );
}
