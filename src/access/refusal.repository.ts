import type { EntityManager } from "typeorm";
import { firstRow, rows, sql } from "../db/sql.ts";
import { LIMITS } from "../limits.ts";
import type { Failure, Result } from "../result.ts";
import type { RefusedAttemptRow } from "./refusal.entity.ts";
import type { Viewer } from "./viewer.ts";

/**
 * Notes that an attempt was refused, and nothing of its content. A customer who is only named by
 * the caller is not written down, so a note tells nothing about others. A token whose customer is
 * gone is noted without a customer. Of one caller who is refused one thing again and again, a
 * minute's first attempts are noted and no more, or anybody could fill the disk; parallel ones can
 * be more by as many as there are connections.
 *
 * Cost: 1 statement, outside of the transaction that was rolled back; it reads the last minute's
 * range of an index.
 *
 * @param operation the mutation or field, for example `consentGrant`
 * @param code what the caller is answered
 */
export async function recordRefusal(
  manager: EntityManager,
  viewer: Viewer,
  operation: string,
  code: string,
): Promise<void> {
  const customerId = viewer.kind === "CUSTOMER" ? viewer.customerId : null;
  const client = viewer.kind === "CLIENT" ? viewer.name : null;
  await firstRow(
    manager,
    sql`
      insert into refused_attempt (customer_id, actor_kind, client, operation, code)
      select known.customer_id, ${viewer.kind}::text, ${client}::text, ${operation}::text,
        ${code}::text
      from (values (true)) one
      left join customer known on known.customer_id = ${customerId}::uuid
      where ${LIMITS.refusalsNotedPerMinuteMax}::integer > (
        select count(*) from refused_attempt noted
        where noted.attempted_at > now() - interval '1 minute'
          and noted.actor_kind = ${viewer.kind}
          and noted.customer_id is not distinct from known.customer_id
          and noted.client is not distinct from ${client}::text
          and noted.operation = ${operation})`,
  );
}

/** Hands an outcome on; where it is a refusal, it is noted first, see {@link recordRefusal}. */
export async function noteIfRefused<Outcome extends Result<unknown, Failure<string>>>(
  manager: EntityManager,
  viewer: Viewer,
  operation: string,
  outcome: Outcome,
): Promise<Outcome> {
  const code = outcome.ok ? undefined : outcome.errors[0]?.code;
  if (code !== undefined) await recordRefusal(manager, viewer, operation, code);
  return outcome;
}

/** Refusals of permission, and of what is somebody else's or nobody's. */
const DENIALS: ReadonlySet<string> = new Set([
  "FORBIDDEN",
  "LOGIN_NOT_RECENT",
  "NOT_FOUND",
  "SUPPRESSED",
]);

/**
 * Hands an outcome on; where permission was denied, it is noted first, see {@link recordRefusal}.
 * What was merely filled in wrongly is no attempt on anything.
 */
export async function noteIfDenied<Outcome extends Result<unknown, Failure<string>>>(
  manager: EntityManager,
  viewer: Viewer,
  operation: string,
  outcome: Outcome,
): Promise<Outcome> {
  const code = outcome.ok ? undefined : outcome.errors[0]?.code;
  if (code === undefined || !DENIALS.has(code)) return outcome;
  return noteIfRefused(manager, viewer, operation, outcome);
}

/** One page of a customer's own refused attempts, newest first; one range of an index. */
export function refusedAttemptsPage(
  manager: EntityManager,
  customerId: string,
  limit: number,
  beforeId: string | null,
) {
  return rows<RefusedAttemptRow>(
    manager,
    sql`
      select refused_attempt_id as "refusedAttemptId", customer_id as "customerId",
        actor_kind as "actorKind", client, operation, code, attempted_at as "attemptedAt"
      from refused_attempt
      where customer_id = ${customerId}
        and (${beforeId}::bigint is null or refused_attempt_id < ${beforeId}::bigint)
      order by refused_attempt_id desc limit ${limit}`,
  );
}

/** Shows one customer's refused attempts to another, who is the same person. */
export async function moveRefusals(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`update refused_attempt set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}

/** Forgets attempts that are older than this many days; returns how many. */
export async function forgetRefusals(manager: EntityManager, days: number): Promise<number> {
  const forgotten = await firstRow<{ count: number }>(
    manager,
    sql`
      with forgotten as (
        delete from refused_attempt
        where attempted_at < clock_timestamp() - make_interval(days => ${days}::integer)
        returning 1
      )
      select count(*)::int as count from forgotten`,
  );
  return forgotten?.count ?? 0;
}
