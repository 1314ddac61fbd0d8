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

      -- Two ids of one person: what the one had is the other's, and its ledger stays as it was.
      -- Everything that stores for a customer holds this row, so it is the one to say so.
      alter table consent_snapshot
        add column merged_into uuid,
        add column merged_at timestamptz,
        add column merged_by text,
        add constraint consent_snapshot_merged_into_fkey
          foreign key (merged_into) references customer on delete cascade,
        add constraint consent_snapshot_merge check (merged_into <> customer_id
          and num_nonnulls(merged_into, merged_at, merged_by) in (0, 3));
      create index consent_snapshot_merged on consent_snapshot (merged_into)
        where merged_into is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index consent_snapshot_merged;
      alter table consent_snapshot drop constraint consent_snapshot_merge,
        drop column merged_by, drop column merged_at, drop column merged_into;
      alter table fact_evidence
        drop constraint fact_evidence_status_change,
        drop column status_changed_by, drop column status_changed_at, drop column stated_at;
      drop table struck_guess;
    `);
  }
}
