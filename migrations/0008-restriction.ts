import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a customer has put out of use: restricted, quiet, reset. */
export class Restriction1764500000000 implements MigrationInterface {
  readonly name = "Restriction1764500000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table consent_snapshot
        -- GDPR Art. 18: what is kept is used for nothing until the customer lifts it.
        add restricted_at timestamptz,
        -- No contacts, no reminders; without an end until the customer says otherwise.
        add quiet_since timestamptz,
        add quiet_until timestamptz,
        -- What was observed up to this moment counts no more; whole milliseconds.
        add reset_at timestamptz,
        add constraint consent_snapshot_quiet check (quiet_until > quiet_since);

      create table profile_reset (
        customer_id uuid not null references customer on delete cascade,
        reset_id uuid not null,
        reset_at timestamptz not null,
        -- Until then it can be undone; from then on what lies before it is erased.
        undo_until timestamptz not null,
        undone_at timestamptz,
        erased_at timestamptz,
        primary key (customer_id, reset_id),
        constraint profile_reset_end check (undone_at is null or erased_at is null)
      );
      create index profile_reset_due on profile_reset (undo_until)
        where undone_at is null and erased_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table profile_reset;
      alter table consent_snapshot drop constraint consent_snapshot_quiet,
        drop restricted_at, drop quiet_since, drop quiet_until, drop reset_at`);
  }
}
