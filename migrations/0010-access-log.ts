import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who used which data of a customer for what, counted by day. */
export class AccessLog1764700000000 implements MigrationInterface {
  readonly name = "AccessLog1764700000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access_log (
        customer_id uuid not null references customer on delete cascade,
        -- In UTC. A row counts a day, so the table grows with days and not with requests.
        day date not null,
        actor_kind text not null
          constraint access_log_actor_kind check (actor_kind in ('CUSTOMER', 'CLIENT', 'SYSTEM')),
        -- Empty for the customers themselves.
        actor_name text not null,
        purpose text not null,
        category text not null,
        first_at timestamptz not null,
        last_at timestamptz not null,
        uses integer not null
          constraint access_log_uses check (uses > 0),
        primary key (customer_id, day, actor_kind, actor_name, purpose, category)
      );
      -- For the retention alone.
      create index access_log_age on access_log (day);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table access_log");
  }
}
