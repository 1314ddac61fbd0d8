import type { MigrationInterface, QueryRunner } from "typeorm";

/** Struck guesses, the times and authors that a fact's changes are derived from, and merges. */
export class Guesses1764800000000 implements MigrationInterface {
  readonly name = "Guesses1764800000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Likings are computed from evidence and never stored; that one is wrong has to be.
      create table struck_guess (
        customer_id uuid not null references customer on delete cascade,
        kind text not null
          constraint struck_guess_kind check (kind in ('CATEGORY', 'TAG')),
        name text not null,
        struck_at timestamptz not null default clock_timestamp(),
        primary key (customer_id, kind, name)
      );

      alter table fact_evidence
        -- When it was stated first; recorded_at is when it was stated last.
        add column stated_at timestamptz,
        -- When its status changed last, and who changed it; they stay when it is stated again.
        add column status_changed_at timestamptz,
        add column status_changed_by text;
      update fact_evidence set stated_at = recorded_at;
      alter table fact_evidence
        alter column stated_at set not null,
        alter column stated_at set default clock_timestamp(),
        add constraint fact_evidence_status_change
          check ((status_changed_at is null) = (status_changed_by is null));

      -- Two ids of one person. What the one had is the other's; its ledger stays as it was.
      create table customer_merge (
        customer_id uuid not null references customer on delete cascade,
        merged_customer_id uuid not null references customer on delete cascade,
        merged_at timestamptz not null default clock_timestamp(),
        merged_by text not null,
        primary key (customer_id, merged_customer_id),
        constraint customer_merge_once unique (merged_customer_id),
        constraint customer_merge_other check (customer_id <> merged_customer_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table customer_merge;
      alter table fact_evidence
        drop constraint fact_evidence_status_change,
        drop column status_changed_by, drop column status_changed_at, drop column stated_at;
      drop table struck_guess;
    `);
  }
}
