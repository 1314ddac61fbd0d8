import type { MigrationInterface, QueryRunner } from "typeorm";

/** Finds what is past its time without reading what is not. */
export class Retention1764200000000 implements MigrationInterface {
  readonly name = "Retention1764200000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Purchases stay as long as the customer does, so they are not in it: neither does a large
      -- import pay for it, nor does the sweeper pass over them every hour.
      create index interaction_age on interaction (recorded_at)
        where kind not in ('PURCHASE', 'RETURN');
      -- Of purchases, the situation alone has a time.
      create index interaction_context_age on interaction (recorded_at)
        where kind in ('PURCHASE', 'RETURN') and context <> '{}';
      create index idempotency_record_age on idempotency_record (recorded_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop index interaction_age, interaction_context_age, idempotency_record_age",
    );
  }
}
