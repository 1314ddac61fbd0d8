import type { MigrationInterface, QueryRunner } from "typeorm";

/** Customers, consents, catalogue, interactions, corrections and learned snapshots. */
export class FirstLight1763700000000 implements MigrationInterface {
  readonly name = "FirstLight1763700000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table customer (
        customer_id uuid primary key,
        created_at timestamptz not null default clock_timestamp()
      );

      -- A directory, not owned by a customer: it is asked by the other system's name.
      create table external_id (
        system text not null,
        external_id text not null,
        customer_id uuid not null references customer on delete cascade,
        primary key (system, external_id)
      );
      create index external_id_customer on external_id (customer_id);

      create table fact_evidence (
        customer_id uuid not null references customer on delete cascade,
        evidence_id uuid not null,
        field text not null,
        value text not null,
        provenance text not null
          constraint fact_evidence_provenance
          check (provenance in ('PROVIDED', 'OBSERVED', 'IMPORTED', 'GUESSED')),
        is_correction boolean not null default false,
        source text not null,
        captured_at timestamptz not null,
        recorded_at timestamptz not null default clock_timestamp(),
        status text not null default 'ACTIVE'
          constraint fact_evidence_status
          check (status in ('ACTIVE', 'EXCLUDED', 'CORRECTED', 'STRUCK')),
        primary key (customer_id, evidence_id),
        -- The same statement from the same source is one piece of evidence.
        constraint fact_evidence_statement
          unique (customer_id, field, source, is_correction, value)
      );

      create table consent_snapshot (
        customer_id uuid primary key references customer on delete cascade,
        epoch integer not null default 0,
        -- "PURPOSE:CATEGORY" -> state; what is absent is closed.
        cells jsonb not null default '{}'
      );

      create table consent_event (
        customer_id uuid not null references customer on delete cascade,
        sequence integer not null,
        purpose text not null,
        purpose_version integer not null,
        category text not null,
        state text not null
          constraint consent_event_state
          check (state in ('REQUESTED', 'GIVEN', 'REFUSED', 'WITHDRAWN')),
        method text not null
          constraint consent_event_method check (method in ('API', 'IMPORTED')),
        actor text not null,
        documentation text,
        recorded_at timestamptz not null default clock_timestamp(),
        primary key (customer_id, sequence)
      );

      create table item (
        item_id text primary key,
        title text not null,
        title_de text,
        categories text[] not null default '{}',
        tags text[] not null default '{}',
        price_minor integer constraint item_price check (price_minor >= 0),
        currency text,
        is_available boolean not null default true,
        added_at timestamptz not null default clock_timestamp()
      );

      -- One row: servers read the catalogue again when the version has risen.
      create table catalogue_state (
        catalogue_state_id boolean primary key default true
          constraint catalogue_state_single check (catalogue_state_id),
        version integer not null default 0
      );
      insert into catalogue_state default values;

      create table interaction (
        customer_id uuid not null references customer on delete cascade,
        -- Made from the source and the event's own id there: the primary key counts it once.
        interaction_id uuid not null,
        item_id text not null references item,
        kind text not null
          constraint interaction_kind check (kind in ('VIEW', 'CLICK', 'CART', 'PURCHASE',
            'RATING', 'LIKE', 'DISLIKE', 'RETURN', 'NOT_NOW')),
        value double precision,
        occurred_at timestamptz not null,
        is_time_known boolean not null default true,
        recorded_at timestamptz not null default clock_timestamp(),
        context jsonb not null default '{}',
        provenance text not null
          constraint interaction_provenance
          check (provenance in ('PROVIDED', 'OBSERVED', 'IMPORTED', 'GUESSED')),
        source text not null,
        status text not null default 'ACTIVE'
          constraint interaction_status check (status in ('ACTIVE', 'EXCLUDED')),
        primary key (customer_id, interaction_id)
      );
      create index interaction_recent on interaction (customer_id, occurred_at, interaction_id);

      create table declared_preference (
        customer_id uuid not null references customer on delete cascade,
        preference_id uuid not null,
        target text not null
          constraint declared_preference_target check (target in ('ITEM', 'CATEGORY', 'TAG')),
        name text not null,
        sentiment text not null
          constraint declared_preference_sentiment check (sentiment in ('LIKE', 'DISLIKE')),
        declared_at timestamptz not null default clock_timestamp(),
        primary key (customer_id, preference_id),
        constraint declared_preference_subject unique (customer_id, target, name)
      );

      -- Anonymous by construction: no customer, no time, no order.
      create table mood_count (
        source text not null,
        mood text not null,
        tag text not null,
        shown integer not null,
        accepted integer not null,
        primary key (source, mood, tag)
      );

      create table idempotency_record (
        actor text not null,
        idempotency_key text not null,
        input_digest text not null,
        outcome jsonb,
        recorded_at timestamptz not null default clock_timestamp(),
        primary key (actor, idempotency_key)
      );

      create table model_snapshot (
        snapshot_id serial primary key,
        created_at timestamptz not null default clock_timestamp(),
        -- Digest of the content; answers name it.
        model_version text not null
      );

      create table model_snapshot_part (
        snapshot_id integer not null references model_snapshot on delete cascade,
        name text not null,
        bytes bytea not null,
        primary key (snapshot_id, name)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table model_snapshot_part, model_snapshot, idempotency_record, mood_count,
        declared_preference, interaction, catalogue_state, item, consent_event, consent_snapshot,
        fact_evidence, external_id, customer
    `);
  }
}
