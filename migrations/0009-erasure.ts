import type { MigrationInterface, QueryRunner } from "typeorm";

/** Erasing with undo, what must not come back, and what follows when a consent ends. */
export class Erasure1764600000000 implements MigrationInterface {
  readonly name = "Erasure1764600000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(frozenStatus);
    await runner.query(ledgerErasure);
    await runner.query(followUps);
    await runner.query(puttingBack);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger consent_event_follow_up on consent_event;
      drop function consent_event_follow_up, consent_state_ends, erasure_put_back;
      do $$ begin
        if obj_description(to_regprocedure('consent_ledger_erase(uuid)')) = 'of the erasure' then
          drop function consent_ledger_erase(uuid);
        end if;
      end $$;
      update interaction set status = 'EXCLUDED' where status = 'FROZEN';
      update fact_evidence set status = 'EXCLUDED' where status = 'FROZEN';
      alter table interaction drop constraint interaction_status,
        add constraint interaction_status check (status in ('ACTIVE', 'EXCLUDED'));
      alter table fact_evidence drop constraint fact_evidence_status,
        add constraint fact_evidence_status
          check (status in ('ACTIVE', 'EXCLUDED', 'CORRECTED', 'STRUCK'));
      drop table unlearning, follow_up, suppression, erased_interaction, erasure_held_row, erasure;
    `);
  }
}

const tables = `
  -- Who had what erased and when, never the content. Outlives the customer, so no foreign key.
  create table erasure (
    customer_id uuid not null,
    erasure_id uuid not null,
    scope text not null
      constraint erasure_scope check (scope in ('ITEM', 'RANGE', 'CATEGORY', 'EVERYTHING')),
    -- Of an item: its table and its id there.
    item_table text,
    item_id uuid,
    range_from timestamptz,
    range_to timestamptz,
    category text,
    requested_by text not null
      constraint erasure_requested_by check (requested_by in ('CUSTOMER', 'OPERATOR', 'WITHDRAWAL')),
    requested_at timestamptz not null,
    -- Null: it was erased at once.
    undoable_until timestamptz,
    state text not null
      constraint erasure_state check (state in ('PENDING', 'UNDONE', 'DONE')),
    ended_at timestamptz,
    row_count integer not null default 0,
    -- The state that the ledger file knows; null: nothing.
    logged_state text,
    is_scrubbed boolean not null default false,
    primary key (customer_id, erasure_id),
    constraint erasure_subject check (case scope
      when 'ITEM' then item_table is not null and item_id is not null
      when 'RANGE' then range_from < range_to
      when 'CATEGORY' then category is not null
      else true end),
    constraint erasure_end check ((state = 'PENDING') = (ended_at is null)
      and (state <> 'PENDING' or undoable_until is not null))
  );
  -- Nobody is erased twice, also not by two calls at the same moment.
  create unique index erasure_everything on erasure (customer_id)
    where scope = 'EVERYTHING' and state <> 'UNDONE';
  create index erasure_due on erasure (undoable_until) where state = 'PENDING';
  create index erasure_unlogged on erasure (requested_at)
    where logged_state is distinct from state;
  create index erasure_unscrubbed on erasure (ended_at) where state = 'DONE' and not is_scrubbed;

  -- What can still be taken back: rows as they were, out of everybody's sight.
  create table erasure_held_row (
    customer_id uuid not null references customer on delete cascade,
    erasure_id uuid not null,
    held_row_id uuid not null,
    table_name text not null,
    -- False: only the situation was taken out of a row that stays.
    is_whole boolean not null,
    content jsonb not null,
    primary key (customer_id, erasure_id, held_row_id)
  );

  -- An event's id is a digest of its source and its own id there: it keeps the event from coming
  -- back with the next import and tells nothing about it.
  create table erased_interaction (
    customer_id uuid not null references customer on delete cascade,
    interaction_id uuid not null,
    erasure_id uuid not null,
    primary key (customer_id, interaction_id)
  );

  -- Keyed digests of contacts that must not be brought in again; belongs to nobody.
  create table suppression (
    kind text not null
      constraint suppression_kind check (kind in ('EXTERNAL_ID', 'EMAIL', 'PHONE', 'FACT')),
    digest bytea not null,
    erasure_id uuid not null,
    suppressed_at timestamptz not null default clock_timestamp(),
    primary key (kind, digest, erasure_id)
  );
  create index suppression_erasure on suppression (erasure_id);

  -- One row for each category whose data have to be looked at again.
  create table follow_up (
    customer_id uuid not null references customer on delete cascade,
    category text not null,
    state text not null default 'WAITING'
      constraint follow_up_state check (state in ('WAITING', 'FROZEN')),
    keeps_data boolean not null default false,
    due_at timestamptz not null default clock_timestamp(),
    primary key (customer_id, category)
  );
  create index follow_up_due on follow_up (due_at) where state = 'WAITING';

  -- One row for each change after which older models must not stay; it names nobody.
  create table unlearning (
    unlearning_id bigserial primary key,
    asked_at timestamptz not null default clock_timestamp()
  );
`;

const frozenStatus = `
  alter table interaction drop constraint interaction_status,
    add constraint interaction_status check (status in ('ACTIVE', 'EXCLUDED', 'FROZEN'));
  alter table fact_evidence drop constraint fact_evidence_status,
    add constraint fact_evidence_status
      check (status in ('ACTIVE', 'EXCLUDED', 'CORRECTED', 'STRUCK', 'FROZEN'));
`;

/** A guarded ledger brings its own function of this name; without one, a ledger is plain rows. */
const ledgerErasure = `
  do $do$ begin
    if to_regprocedure('consent_ledger_erase(uuid)') is null then
      create function consent_ledger_erase(customer uuid) returns void language sql as
        'delete from consent_event where customer_id = customer';
      comment on function consent_ledger_erase(uuid) is 'of the erasure';
    end if;
  end $do$;
`;

/**
 * Written by the statement that ends a consent, in its transaction, whoever sends it: nobody can
 * withdraw without what follows. What is held for an undoing follows as what is in its table.
 *
 * The customer's own no is due at once. A consent that ended by itself may be renewed first, within
 * the 24 hours that erasing has.
 */
const followUps = `
  -- It leaves out those that do not, so that a state that comes later ends a consent until somebody
  -- decides otherwise.
  create function consent_state_ends(state text) returns boolean language sql immutable as $$
    select state not in ('UNKNOWN', 'REQUESTED', 'GIVEN', 'RENEWED', 'PAUSED', 'OBJECTION_WITHDRAWN')
  $$;

  create function consent_event_follow_up() returns trigger language plpgsql as $$
  begin
    insert into follow_up (customer_id, category, keeps_data, due_at)
    select distinct on (customer_id, category) customer_id, category,
      keeps_data,
      clock_timestamp() + case when state in ('EXPIRED', 'INVALIDATED')
        then interval '20 hours' else interval '0' end
    from entered
    where consent_state_ends(state)
    order by customer_id, category, sequence desc
    on conflict (customer_id, category) do update set
      state = 'WAITING', due_at = excluded.due_at,
      -- The customer's newest no counts; what ends by itself says nothing about it.
      keeps_data = excluded.keeps_data
        or follow_up.keeps_data and excluded.due_at > clock_timestamp();
    if found then
      delete from shown_list using entered
      where shown_list.customer_id = entered.customer_id
        and consent_state_ends(entered.state)
        and (entered.purpose = 'PERSONALISATION'
          or entered.purpose = 'IMPROVEMENT' and entered.category = 'FEEDBACK');
      delete from erasure_held_row using entered
      where erasure_held_row.customer_id = entered.customer_id and table_name = 'shown_list'
        and consent_state_ends(entered.state)
        and (entered.purpose = 'PERSONALISATION'
          or entered.purpose = 'IMPROVEMENT' and entered.category = 'FEEDBACK');
      update shown_list set context = '{}' from entered
      where shown_list.customer_id = entered.customer_id and shown_list.context <> '{}'
        and consent_state_ends(entered.state)
        and entered.purpose = 'IMPROVEMENT' and entered.category = 'CONTEXT';
      update erasure_held_row set content = jsonb_set(content, '{context}', '{}') from entered
      where erasure_held_row.customer_id = entered.customer_id and table_name = 'shown_list'
        and consent_state_ends(entered.state)
        and entered.purpose = 'IMPROVEMENT' and entered.category = 'CONTEXT';
      insert into unlearning (asked_at)
      select clock_timestamp() from entered
      where consent_state_ends(state)
        and purpose in ('IMPROVEMENT', 'EXPERTISE')
      limit 1;
    end if;
    -- What was frozen counts again when its consent is back.
    update follow_up set state = 'WAITING', due_at = clock_timestamp() from entered
    where follow_up.customer_id = entered.customer_id
      and follow_up.category = entered.category and follow_up.state = 'FROZEN'
      and entered.state in ('GIVEN', 'RENEWED', 'OBJECTION_WITHDRAWN');
    return null;
  end $$;

  create trigger consent_event_follow_up after insert on consent_event
  referencing new table as entered
  for each statement execute function consent_event_follow_up();
`;

/**
 * Runs with its owner's rights, because what is put back may have been stored under decisions that
 * allow nothing new: paused, or frozen. It moves what is held and can bring in nothing else; the
 * ledger and its receipts are never held.
 */
const puttingBack = `
  create function erasure_put_back(customer uuid, erasure uuid, name text) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if name in ('consent_event', 'consent_receipt') or not exists (
        select from pg_constraint
        where conrelid = to_regclass(format('public.%I', name))
          and confrelid = 'customer'::regclass and contype = 'f') then
      raise exception 'Nothing is put back into %.', name using errcode = 'insufficient_privilege';
    end if;
    -- Where the customer has said the same anew meanwhile, their newer word stands.
    execute format('
      with back as (
        delete from erasure_held_row
        where customer_id = $1 and erasure_id = $2 and table_name = %1$L and is_whole
        returning content
      )
      insert into %1$I
      select whole.* from back, jsonb_populate_record(null::%1$I, content) as whole
      on conflict do nothing', name) using customer, erasure;
  end $$;
  -- Who may call it is granted by name.
  revoke execute on function erasure_put_back from public;
`;
