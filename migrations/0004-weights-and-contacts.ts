import type { MigrationInterface, QueryRunner } from "typeorm";

/** What customers want of each signal, and how often they may be contacted. */
export class WeightsAndContacts1764100000000 implements MigrationInterface {
  readonly name = "WeightsAndContacts1764100000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table customer_weights (
        customer_id uuid primary key references customer on delete cascade,
        -- Factors, null where the customer has left them to the house.
        history double precision,
        context double precision,
        mood double precision,
        surprise double precision,
        set_at timestamptz not null default clock_timestamp(),
        constraint customer_weights_range check (
          history between 0 and 2 and context between 0 and 2 and mood between 0 and 2
          and surprise between 0 and 1)
      );

      create table contact_budget (
        customer_id uuid not null references customer on delete cascade,
        channel text not null
          constraint contact_budget_channel check (channel in ('EMAIL', 'PUSH', 'SMS', 'PHONE')),
        -- Ascending; the next contact removes what is older than seven days.
        planned_at timestamptz[] not null default '{}',
        -- The customer's own number; null where the house's counts.
        contacts_per_week integer
          constraint contact_budget_contacts check (contacts_per_week >= 0),
        primary key (customer_id, channel)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table customer_weights, contact_budget");
  }
}
