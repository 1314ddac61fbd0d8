import type { EntityManager } from "typeorm";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { SNAPSHOT_COLUMNS } from "../consents/consent.repository.ts";
import { rows, sql } from "../db/sql.ts";
import type { InteractionKind } from "../scoring/types.ts";
import { kindColumns, type UsableKind } from "./interaction.repository.ts";

/** One event as the learner reads it. */
export interface LoggedInteraction {
  customerId: string;
  interactionId: string;
  itemId: string;
  kind: InteractionKind;
  value: number | null;
  /** Milliseconds since 1970, or null where the source has no clock. */
  at: number | null;
  context: Record<string, string>;
}

/** The next customers in the order of their ids, with what each has decided. */
export function nextConsentSnapshots(
  manager: EntityManager,
  afterCustomerId: string,
  limit: number,
) {
  return rows<ConsentSnapshotRow>(
    manager,
    sql`
      select ${SNAPSHOT_COLUMNS} from consent_snapshot
      where customer_id > ${afterCustomerId}
      order by customer_id limit ${limit}`,
  );
}

/** All events of these kinds that count since the resets, by customer, oldest first. */
export function loggedInteractions(
  manager: EntityManager,
  customerIds: readonly string[],
  kinds: readonly UsableKind[],
) {
  const { names, since } = kindColumns(kinds);
  return rows<LoggedInteraction>(
    manager,
    sql`
      select customer_id as "customerId", interaction_id as "interactionId", item_id as "itemId",
        kind, value, context,
        case when is_time_known then (extract(epoch from occurred_at) * 1000)::float8 end as at
      from interaction join consent_snapshot using (customer_id)
      where customer_id = any(${customerIds}::uuid[]) and status = 'ACTIVE'
        and recorded_at >= (${since}::timestamptz[])[array_position(${names}::text[], kind)]
        and (reset_at is null or least(occurred_at, recorded_at) > reset_at)
      order by customer_id, occurred_at, interaction_id`,
  );
}

/** Who has changed since somebody took the changes last. */
export interface TakenChanges {
  readonly customerIds: readonly string[];
  /** True where the catalogue or the mood counts have changed. */
  readonly isHouseChanged: boolean;
}

/**
 * Takes everything out of the queue of changes, see the migration `0002-learner-changes`. What is
 * read from the log afterwards has all of these changes; what is committed later is in the queue
 * again.
 */
export async function takeChanges(manager: EntityManager): Promise<TakenChanges> {
  const taken = await rows<{ customerId: string | null }>(
    manager,
    sql`
      with taken as (delete from learner_change returning customer_id)
      select distinct customer_id as "customerId" from taken`,
  );
  const ids = taken.map(({ customerId }) => customerId);
  return {
    customerIds: ids.filter((id) => id !== null),
    isHouseChanged: ids.includes(null),
  };
}
