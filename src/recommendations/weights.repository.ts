import type { EntityManager } from "typeorm";
import type { PreferenceRow } from "../corrections/preference.entity.ts";
import { firstRow, rows, sql } from "../db/sql.ts";
import type { Dial } from "../scoring/index.ts";
import type { WeightsRow } from "./weights.entity.ts";

/** What a customer has declared about their lists. */
export interface Declarations {
  readonly preferences: readonly Pick<
    PreferenceRow,
    "preferenceId" | "target" | "name" | "sentiment"
  >[];
  readonly weights: Omit<WeightsRow, "customerId" | "setAt"> | null;
}

/**
 * Preferences and dial of one customer; one statement with two index reads.
 *
 * @param resetAt the customer's reset: what was declared before it does not count
 */
export async function declarationsOf(
  manager: EntityManager,
  customerId: string,
  resetAt: Date | null | undefined,
): Promise<Declarations> {
  const since = resetAt ?? null;
  const found = await firstRow<Declarations>(
    manager,
    sql`
      select
        (select coalesce(jsonb_agg(jsonb_build_object('preferenceId', preference_id,
            'target', target, 'name', name, 'sentiment', sentiment)
            order by declared_at desc, preference_id), '[]')
          from declared_preference
          where customer_id = ${customerId}
            and declared_at > coalesce(${since}::timestamptz, '-infinity')
        ) as preferences,
        (select jsonb_build_object('history', history, 'context', context, 'mood', mood,
            'surprise', surprise)
          from customer_weights
          where customer_id = ${customerId}
            and set_at > coalesce(${since}::timestamptz, '-infinity')) as weights`,
  );
  if (!found) throw new Error("A SELECT of scalars gave no row.");
  return found;
}

/** How these customers have set their dials; one statement. */
export function weightsOf(manager: EntityManager, customerIds: readonly string[]) {
  return rows<WeightsRow>(
    manager,
    sql`
      select customer_id as "customerId", history, context, mood, surprise, set_at as "setAt"
      from customer_weights where customer_id = any(${customerIds}::uuid[])`,
  );
}

/** Sets some of a customer's weights; the others stay as they are since the customer's reset. */
export async function setWeights(
  manager: EntityManager,
  customerId: string,
  resetAt: Date | null | undefined,
  weights: Partial<Dial>,
): Promise<void> {
  const { history, context, mood, surprise } = weights;
  const since = resetAt ?? null;
  await rows(
    manager,
    sql`
      insert into customer_weights as own (customer_id, history, context, mood, surprise)
      values (${customerId}, ${history ?? null}, ${context ?? null}, ${mood ?? null},
        ${surprise ?? null})
      on conflict (customer_id) do update set
        (set_at, history, context, mood, surprise) = (
          select excluded.set_at, coalesce(excluded.history, kept.history),
            coalesce(excluded.context, kept.context), coalesce(excluded.mood, kept.mood),
            coalesce(excluded.surprise, kept.surprise)
          from (values (own.set_at > coalesce(${since}::timestamptz, '-infinity'))) as own_ (counts)
            left join (values (own.history, own.context, own.mood, own.surprise))
              as kept (history, context, mood, surprise) on counts)`,
  );
}

/** Sets all of a customer's weights back to the house's. */
export async function resetWeights(manager: EntityManager, customerId: string): Promise<void> {
  await rows(manager, sql`delete from customer_weights where customer_id = ${customerId}`);
}

/** Gives one customer another's dial, unless their own was set later. */
export async function moveWeights(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      delete from customer_weights own using customer_weights other
      where own.customer_id in (${fromId}, ${intoId}) and other.customer_id in (${fromId}, ${intoId})
        and own.customer_id <> other.customer_id
        and (own.set_at, own.customer_id = ${intoId})
          < (other.set_at, other.customer_id = ${intoId})`,
  );
  await rows(
    manager,
    sql`update customer_weights set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}
