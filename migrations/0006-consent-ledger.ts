import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The consent ledger becomes a chain of hashes for each customer, append-only also for the table's
 * owner; cells get terms (until when, under which version); receipts, signing keys, refusals.
 */
export class ConsentLedger1764300000000 implements MigrationInterface {
  readonly name = "ConsentLedger1764300000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(newColumns);
    await runner.query(chain);
    await runner.query(chainOfOldEntries);
    await runner.query(`
      alter table consent_event
        alter column event_id set not null,
        alter column previous_hash set not null,
        alter column hash set not null,
        add constraint consent_event_id unique (customer_id, event_id)`);
    await runner.query(guards);
    await runner.query(termsAtThisMoment);
    await runner.query(receiptsAndRefusals);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table refused_attempt, consent_receipt, signing_key;
      drop function consent_ledger_erase, consent_cells_now, consent_cells_due;
      drop trigger consent_event_append_only on consent_event;
      drop trigger consent_event_no_truncate on consent_event;
      drop table consent_erasure;
      drop function consent_append_only;
      drop trigger consent_event_chain on consent_event;
      drop function consent_event_chain, consent_event_hash, consent_netstring, consent_microseconds;
      drop index consent_snapshot_due;
      alter table consent_snapshot drop column head_sequence, drop column head_hash,
        drop column terms, drop column due_at, drop column is_gpc_noted;
      alter table consent_event
        drop constraint consent_event_id,
        drop constraint consent_event_state, drop constraint consent_event_method,
        drop column event_id, drop column claimed_at, drop column valid_until,
        drop column notice_hash, drop column keeps_data, drop column previous_hash, drop column hash;
      -- Entries that only the newer version can make stay as they are.
      alter table consent_event
        add constraint consent_event_state
          check (state in ('REQUESTED', 'GIVEN', 'REFUSED', 'WITHDRAWN')) not valid,
        add constraint consent_event_method check (method in ('API', 'IMPORTED')) not valid;
    `);
  }
}

const newColumns = `
  alter table consent_event
    add column event_id uuid,
    add column claimed_at timestamptz,
    add column valid_until timestamptz,
    add column notice_hash text,
    -- Of a no: what nothing may use any more is to be kept for the day it counts again.
    add column keeps_data boolean not null default false,
    add column previous_hash text,
    add column hash text,
    drop constraint consent_event_state,
    drop constraint consent_event_method,
    add constraint consent_event_state check (state in ('REQUESTED', 'GIVEN', 'RENEWED', 'REFUSED',
      'WITHDRAWN', 'EXPIRED', 'PAUSED', 'INVALIDATED', 'OBJECTED', 'OBJECTION_WITHDRAWN')),
    add constraint consent_event_method check (method in ('UI', 'API', 'PHONE_AGENT', 'GPC',
      'SYSTEM_EXPIRY', 'IMPORTED'));

  alter table consent_snapshot
    -- The end of the ledger: without it, a ledger that lost its tail would look whole.
    add column head_sequence integer not null default 0,
    add column head_hash text,
    -- "PURPOSE:CATEGORY" -> entry, version, and what comes when.
    add column terms jsonb not null default '{}',
    -- When the first of the terms ends.
    add column due_at timestamptz,
    add column is_gpc_noted boolean not null default false;
  create index consent_snapshot_due on consent_snapshot (due_at) where due_at is not null;
`;

/** Fields are netstrings (length in bytes, colon, text, comma): no two entries have one text. */
const chain = `
  create function consent_netstring(value text) returns text language sql immutable as $$
    select coalesce(octet_length(value) || ':' || value || ',', '-,')
  $$;

  create function consent_microseconds(moment timestamptz) returns text language sql stable as $$
    select ((extract(epoch from moment) * 1000000)::bigint)::text
  $$;

  create function consent_event_hash(entry consent_event) returns text language sql stable as $$
    select encode(sha256(convert_to(
      consent_netstring('kathi-consent-1')
      || consent_netstring(entry.previous_hash)
      || consent_netstring(entry.customer_id::text)
      || consent_netstring(entry.sequence::text)
      || consent_netstring(entry.event_id::text)
      || consent_netstring(entry.purpose)
      || consent_netstring(entry.purpose_version::text)
      || consent_netstring(entry.category)
      || consent_netstring(entry.state)
      || consent_netstring(entry.method)
      || consent_netstring(entry.actor)
      || consent_netstring(entry.documentation)
      || consent_netstring(consent_microseconds(entry.claimed_at))
      || consent_netstring(consent_microseconds(entry.recorded_at))
      || consent_netstring(consent_microseconds(entry.valid_until))
      || consent_netstring(entry.notice_hash)
      || consent_netstring(entry.keeps_data::text), 'UTF8')), 'hex')
  $$;

  -- An export that is brought back keeps its times, but only for the ledger's owner: here the
  -- current user is the owner, and the caller is the role that was set, or who logged in.
  create function consent_event_chain() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    given consent_event := new;
    is_restored boolean := coalesce(current_setting('kathi.restoring_ledger', true), '') = 'on'
      and current_user = coalesce(nullif(current_setting('role'), 'none'), session_user);
  begin
    if not is_restored then
      new.recorded_at := clock_timestamp();
    end if;
    if new.sequence = 1 then
      new.previous_hash := repeat('0', 64);
    else
      new.previous_hash := (select hash from consent_event
        where customer_id = new.customer_id and sequence = new.sequence - 1);
      if new.previous_hash is null then
        raise exception 'The consent ledger has no entry before number %.', new.sequence
          using errcode = 'integrity_constraint_violation';
      end if;
    end if;
    new.hash := consent_event_hash(new);
    if is_restored and (given.previous_hash, given.hash) is distinct from
      (new.previous_hash, new.hash)
    then
      raise exception 'The entry % of a restored consent ledger does not add up.', new.sequence
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end $$;

  create trigger consent_event_chain before insert on consent_event
    for each row execute function consent_event_chain();
`;

/** Entries from before were never chained: their chain says how they stood at this migration. */
const chainOfOldEntries = `
  do $$
  declare
    entry consent_event;
  begin
    for entry in select * from consent_event order by customer_id, sequence loop
      entry.event_id := gen_random_uuid();
      entry.previous_hash := coalesce((select hash from consent_event
        where customer_id = entry.customer_id and sequence = entry.sequence - 1), repeat('0', 64));
      update consent_event
      set event_id = entry.event_id, previous_hash = entry.previous_hash,
        hash = consent_event_hash(entry)
      where customer_id = entry.customer_id and sequence = entry.sequence;
    end loop;
  end $$;
`;

/**
 * A ledger goes only as a whole and leaves a line that says so, without its customer's id. The
 * triggers fire ALWAYS, so also under session_replication_role = replica.
 */
const guards = `
  create table consent_erasure (
    consent_erasure_id bigserial primary key,
    -- SHA-256 of the customer's id, which is random: it leads to nobody who is not known already.
    customer_hash text not null,
    entries integer not null,
    head_hash text,
    transaction_id text not null,
    erased_at timestamptz not null default clock_timestamp()
  );

  create function consent_append_only() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if tg_table_name = 'consent_event' and tg_op = 'DELETE' then
      if exists (select from consent_erasure
          where transaction_id = pg_current_xact_id()::text
            and customer_hash = encode(sha256(convert_to(old.customer_id::text, 'UTF8')), 'hex'))
      then
        return old;
      end if;
    end if;
    raise exception '% is append-only: % is refused.', tg_table_name, tg_op
      using errcode = 'restrict_violation';
  end $$;

  create trigger consent_event_append_only before update or delete on consent_event
    for each row execute function consent_append_only();
  create trigger consent_event_no_truncate before truncate on consent_event
    for each statement execute function consent_append_only();
  create trigger consent_erasure_append_only before update or delete on consent_erasure
    for each row execute function consent_append_only();
  create trigger consent_erasure_no_truncate before truncate on consent_erasure
    for each statement execute function consent_append_only();
  alter table consent_event enable always trigger consent_event_append_only;
  alter table consent_event enable always trigger consent_event_no_truncate;
  alter table consent_erasure enable always trigger consent_erasure_append_only;
  alter table consent_erasure enable always trigger consent_erasure_no_truncate;

  create index consent_erasure_transaction on consent_erasure (transaction_id, customer_hash);

  -- Receipts go with the entries that they are about.
  create function consent_ledger_erase(customer uuid) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    erased integer;
  begin
    -- Whoever writes into this ledger now comes first, or finds no ledger any more.
    perform from consent_snapshot where customer_id = customer for update;
    insert into consent_erasure (customer_hash, entries, head_hash, transaction_id)
    select encode(sha256(convert_to(customer::text, 'UTF8')), 'hex'), count(*),
      (array_agg(hash order by sequence desc))[1], pg_current_xact_id()::text
    from consent_event where customer_id = customer
    having count(*) > 0;
    delete from consent_event where customer_id = customer;
    get diagnostics erased = row_count;
    delete from consent_receipt where customer_id = customer;
    delete from consent_snapshot where customer_id = customer;
    return erased;
  end $$;
  -- It runs with its owner's rights; who may call it is granted by name.
  revoke execute on function consent_ledger_erase from public;
`;

/** What ends by itself has ended when somebody asks, also before the worker has written it down. */
const termsAtThisMoment = `
  create function consent_cells_due(cells jsonb, terms jsonb) returns jsonb
  language sql volatile as $$
    select cells || coalesce(jsonb_object_agg(key,
      case when (value ->> 'nextUntil')::timestamptz <= clock_timestamp() then 'EXPIRED'
        else value ->> 'next' end), '{}')
    from jsonb_each(terms)
    where (value ->> 'until')::timestamptz <= clock_timestamp()
  $$;

  create function consent_cells_now(cells jsonb, terms jsonb, due_at timestamptz) returns jsonb
  language sql volatile as $$
    select case when due_at <= clock_timestamp() then consent_cells_due(cells, terms) else cells end
  $$;

  with entry as (
    select distinct on (customer_id, purpose, category) * from consent_event
    order by customer_id, purpose, category, sequence desc
  ), known as (
    select customer_id, jsonb_object_agg(purpose || ':' || category, jsonb_build_object(
      'sequence', sequence, 'version', purpose_version, 'at', recorded_at)) as terms
    from entry group by customer_id
  ), head as (
    select distinct on (customer_id) customer_id, sequence, hash from consent_event
    order by customer_id, sequence desc
  )
  update consent_snapshot
  set terms = known.terms, head_sequence = head.sequence, head_hash = head.hash
  from known join head using (customer_id)
  where consent_snapshot.customer_id = known.customer_id;
`;

const receiptsAndRefusals = `
  -- Issued once, when first asked for, and the same ever after.
  create table consent_receipt (
    customer_id uuid not null references customer on delete cascade,
    sequence integer not null,
    key_id text not null,
    jws text not null,
    issued_at timestamptz not null default clock_timestamp(),
    primary key (customer_id, sequence)
  );

  -- Public halves only; those of the past stay, so that old receipts can be checked.
  create table signing_key (
    key_id text primary key,
    public_key jsonb not null,
    first_used_at timestamptz not null default clock_timestamp()
  );

  -- What was refused, without its content.
  create table refused_attempt (
    refused_attempt_id bigserial primary key,
    -- The caller's own; who is only named by a caller is not written down.
    customer_id uuid references customer on delete cascade,
    actor_kind text not null
      constraint refused_attempt_actor_kind
      check (actor_kind in ('ANONYMOUS', 'CUSTOMER', 'CLIENT')),
    client text,
    operation text not null,
    code text not null,
    attempted_at timestamptz not null default clock_timestamp()
  );
  create index refused_attempt_customer on refused_attempt (customer_id, refused_attempt_id);
  create index refused_attempt_time on refused_attempt (attempted_at);
`;
