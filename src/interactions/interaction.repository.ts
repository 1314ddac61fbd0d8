import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { firstRow, rows, type Sql, sql } from "../db/sql.ts";
import type { EvidenceEvent, InteractionKind, InterestName } from "../scoring/types.ts";
import type { InteractionRow } from "./interaction.entity.ts";

/** Names one event. */
export interface InteractionKey {
  readonly customerId: string;
  readonly interactionId: string;
}

/** The key as one text. */
export function interactionKey({ customerId, interactionId }: InteractionKey): string {
  return `${customerId}/${interactionId}`;
}

/** An event before it is stored. */
export type NewInteraction = Omit<InteractionRow, "recordedAt" | "status">;

/**
 * The id of an event, made from its source and what names it there: the same event always gets the
 * same id, so the primary key counts it once for each customer. The first 128 bits of SHA-256,
 * written as a UUID of version 8 (RFC 9562).
 */
export function interactionIdOf(
  source: string,
  ...name: readonly (string | number | null)[]
): string {
  const hex = createHash("sha256")
    .update(JSON.stringify([source, ...name]))
    .digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/**
 * Stores events with one INSERT; those whose id is there already are passed over, and those that
 * their customer has had erased.
 *
 * @param events of known customers with known items; ids may repeat
 * @returns the keys of those that are new, see `interactionKey`
 */
export async function insertInteractions(
  manager: EntityManager,
  events: readonly NewInteraction[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const column = <Key extends keyof NewInteraction>(key: Key) => events.map((event) => event[key]);
  // In the order of the key, so that parallel calls with the same events never wait in a circle.
  const inserted = await rows<InteractionKey>(
    manager,
    sql`
      insert into interaction (customer_id, interaction_id, item_id, kind, value, occurred_at,
        is_time_known, context, provenance, source)
      select * from unnest(${column("customerId")}::uuid[], ${column("interactionId")}::uuid[],
        ${column("itemId")}::text[], ${column("kind")}::text[],
        ${column("value")}::double precision[], ${column("occurredAt")}::timestamptz[],
        ${column("isTimeKnown")}::boolean[],
        ${events.map(({ context }) => JSON.stringify(context))}::jsonb[],
        ${column("provenance")}::text[], ${column("source")}::text[]) as t (customer_id, interaction_id)
      where not exists (select from erased_interaction as erased
        where erased.customer_id = t.customer_id and erased.interaction_id = t.interaction_id)
      order by 1, 2
      on conflict (customer_id, interaction_id) do nothing
      returning customer_id as "customerId", interaction_id as "interactionId"`,
  );
  return new Set(inserted.map(interactionKey));
}

/** Which of these events their customers have had erased, see `interactionKey`; one statement. */
export async function erasedInteractions(
  manager: EntityManager,
  events: readonly InteractionKey[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const erased = await rows<InteractionKey>(
    manager,
    sql`
      select customer_id as "customerId", interaction_id as "interactionId"
      from erased_interaction join unnest(
        ${events.map(({ customerId }) => customerId)}::uuid[],
        ${events.map(({ interactionId }) => interactionId)}::uuid[])
        as t (customer_id, interaction_id) using (customer_id, interaction_id)`,
  );
  return new Set(erased.map(interactionKey));
}

/** Characters that no text of ours contains: inputs refuse control characters. */
const FIELD_END = "\u001f";
const ROW_END = "\u001e";

/** A customer's events as the scoring core reads them, with the likings not to derive from them. */
export interface RecentEvidence {
  readonly events: EvidenceEvent[];
  readonly struck: InterestName[];
}

/** A kind of events, and from when on they must have been recorded to be used. */
export interface UsableKind {
  readonly kind: InteractionKind;
  readonly since: Date;
}

/**
 * Two columns for `recorded_at >= since[array_position(names, kind)]`: an event of another kind has
 * no place in `names`, so it is compared with null, which is not true.
 */
export function kindColumns(kinds: readonly UsableKind[]) {
  return {
    names: kinds.map(({ kind }) => kind),
    since: kinds.map(({ since }) => since),
  };
}

/**
 * A customer's newest events of these kinds that count, newest first, for the scoring core; one
 * range of an index that begins with the customer. Their contexts stay in the database: nothing
 * scores them. What the customer has struck comes in the same statement: it restrains these very
 * events, so nobody can read them and forget it.
 *
 * They travel as one text. For the demo house's busiest customer (453 events) that takes 0.24 ms of
 * our time instead of 0.98 ms for rows, and 0.12 ms more of the database's.
 *
 * @param resetAt the customer's reset: what happened or was recorded before it does not count
 */
export async function recentEvidence(
  manager: EntityManager,
  customerId: string,
  kinds: readonly UsableKind[],
  resetAt: Date | null | undefined,
  limit: number,
): Promise<RecentEvidence> {
  const { names, since } = kindColumns(kinds);
  const found = await firstRow<{ events: string | null; struck: InterestName[] }>(
    manager,
    sql`
      select string_agg(concat_ws(${FIELD_END}::text, interaction_id, item_id, kind,
          coalesce(value::text, ''), coalesce(at::text, '')), ${ROW_END}::text) as events,
        (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'name', name)), '[]')
          from struck_guess where customer_id = ${customerId}) as struck
      from (
        select interaction_id, item_id, kind, value,
          case when is_time_known then (extract(epoch from occurred_at) * 1000)::bigint end as at
        from interaction
        where customer_id = ${customerId} and status = 'ACTIVE'
          and recorded_at >= (${since}::timestamptz[])[array_position(${names}::text[], kind)]
          and (${resetAt ?? null}::timestamptz is null
            or least(occurred_at, recorded_at) > ${resetAt ?? null}::timestamptz)
        order by occurred_at desc, interaction_id desc limit ${limit}
      ) as recent`,
  );
  if (!found) throw new Error("A SELECT of aggregates gave no row.");
  const { events, struck } = found;
  return { events: events ? events.split(ROW_END).map(toEvidenceEvent) : [], struck };
}

function toEvidenceEvent(row: string): EvidenceEvent {
  const [id, itemId, kind, value, at] = row.split(FIELD_END) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    id,
    itemId,
    kind: kind as InteractionKind,
    value: value === "" ? null : Number(value),
    at: at === "" ? null : Number(at),
    context: NO_CONTEXT,
  };
}

const NO_CONTEXT = Object.freeze({});

/** One page of a customer's events of these kinds, newest first, with what is excluded. */
export function interactionsPage(
  manager: EntityManager,
  page: {
    customerId: string;
    kinds: readonly InteractionKind[];
    limit: number;
    before: { occurredAt: Date; interactionId: string } | null;
  },
) {
  const time = page.before?.occurredAt ?? null;
  return selectInteractions(
    manager,
    sql`
      where customer_id = ${page.customerId} and kind = any(${page.kinds}::text[])
        and (${time}::timestamptz is null or (occurred_at, interaction_id) <
          (${time}::timestamptz, ${page.before?.interactionId ?? null}::uuid))
      order by occurred_at desc, interaction_id desc limit ${page.limit}`,
  );
}

/** These events of one customer. */
export function interactionsById(
  manager: EntityManager,
  customerId: string,
  interactionIds: readonly string[],
) {
  return selectInteractions(
    manager,
    sql`
      where customer_id = ${customerId} and interaction_id = any(${interactionIds}::uuid[])`,
  );
}

/** Excludes one event; undefined where the customer has none of this id. */
export function excludeInteraction(
  manager: EntityManager,
  customerId: string,
  interactionId: string,
): Promise<{ interactionId: string } | undefined> {
  return firstRow(
    manager,
    sql`
      update interaction set status = 'EXCLUDED'
      where customer_id = ${customerId} and interaction_id = ${interactionId}
      returning interaction_id as "interactionId"`,
  );
}

/**
 * Gives one customer another's events. An event that both have is one; where either of them has
 * excluded it, it is excluded, and where either has had it erased, it is gone.
 */
export async function moveInteractions(
  manager: EntityManager,
  fromId: string,
  intoId: string,
): Promise<void> {
  await rows(
    manager,
    sql`
      with taken as (delete from erased_interaction where customer_id = ${fromId} returning *)
      insert into erased_interaction (customer_id, interaction_id, erasure_id)
      select ${intoId}::uuid, interaction_id, erasure_id from taken
      on conflict (customer_id, interaction_id) do nothing`,
  );
  await rows(
    manager,
    sql`
      delete from interaction using erased_interaction as erased
      where erased.customer_id = ${intoId} and interaction.interaction_id = erased.interaction_id
        and interaction.customer_id in (${fromId}, ${intoId})`,
  );
  await rows(
    manager,
    sql`
      update interaction own set status = other.status from interaction other
      where own.customer_id = ${intoId} and other.customer_id = ${fromId}
        and own.interaction_id = other.interaction_id
        and own.status = 'ACTIVE' and other.status <> 'ACTIVE'`,
  );
  await rows(
    manager,
    sql`
      delete from interaction where customer_id = ${fromId} and interaction_id in (
        select interaction_id from interaction where customer_id = ${intoId})`,
  );
  await rows(
    manager,
    sql`update interaction set customer_id = ${intoId} where customer_id = ${fromId}`,
  );
}

function selectInteractions(manager: EntityManager, condition: Sql): Promise<InteractionRow[]> {
  return rows<InteractionRow>(manager, {
    text: `
      select customer_id as "customerId", interaction_id as "interactionId", item_id as "itemId",
        kind, value, occurred_at as "occurredAt", is_time_known as "isTimeKnown",
        recorded_at as "recordedAt", context, provenance, source, status
      from interaction ${condition.text}`,
    values: condition.values,
  });
}
