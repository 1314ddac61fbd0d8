import type { MigrationInterface, QueryRunner } from "typeorm";

/** Tables with customers' rows that are learned from, and tables whose rows belong to nobody. */
const tablesOfCustomers = ["interaction", "consent_snapshot"] as const;
const tablesOfNobody = ["item", "mood_count"] as const;
const events = ["insert", "update", "delete"] as const;

/**
 * A queue of who has changed since the learner looked last. The changing statement writes it itself,
 * whoever sends that statement, and in its own transaction: what the learner takes out of the queue
 * is committed, and what is not committed yet stays in it. A watermark of times or of transaction
 * ids would lose changes that commit late, and rows that were deleted.
 *
 * One row for each statement and customer, never updated, so intake waits for nobody. Unlogged: a
 * crash of the server ends the worker's connection too, and a worker begins with the whole log.
 */
export class LearnerChanges1764000000000 implements MigrationInterface {
  readonly name = "LearnerChanges1764000000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table learner_change (
        learner_change_id bigserial primary key,
        -- Null: the catalogue or the mood counts, which belong to nobody.
        customer_id uuid
      );

      create function learner_change_of_customers() returns trigger language plpgsql as $$
      begin
        insert into learner_change (customer_id) select distinct customer_id from changed;
        return null;
      end $$;

      create function learner_change_of_nobody() returns trigger language plpgsql as $$
      begin
        insert into learner_change (customer_id) values (null);
        return null;
      end $$;
    `);
    for (const table of tablesOfCustomers) {
      for (const event of events) {
        const rows = event === "delete" ? "old" : "new";
        await runner.query(`
          create trigger learner_${event} after ${event} on ${table}
          referencing ${rows} table as changed
          for each statement execute function learner_change_of_customers()`);
      }
    }
    for (const table of tablesOfNobody) {
      await runner.query(`
        create trigger learner_change after ${events.join(" or ")} on ${table}
        for each statement execute function learner_change_of_nobody()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tablesOfCustomers) {
      for (const event of events) await runner.query(`drop trigger learner_${event} on ${table}`);
    }
    for (const table of tablesOfNobody) {
      await runner.query(`drop trigger learner_change on ${table}`);
    }
    await runner.query(`
      drop function learner_change_of_customers, learner_change_of_nobody;
      drop table learner_change`);
  }
}
