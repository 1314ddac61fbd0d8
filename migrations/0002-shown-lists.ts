import type { MigrationInterface, QueryRunner } from "typeorm";

/** What customers were shown, with the probability of every slot. */
export class ShownLists1763800000000 implements MigrationInterface {
  readonly name = "ShownLists1763800000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shown_list (
        customer_id uuid not null references customer on delete cascade,
        list_id uuid not null,
        placement text not null,
        shown_at timestamptz not null,
        seed integer not null,
        model_version text,
        -- There is no PROFILE_FREE: such an answer is about nobody.
        mode text not null
          constraint shown_list_mode check (mode in ('DECLARED_ONLY', 'FULL')),
        context jsonb not null default '{}',
        -- How many items the first slot could have shown; one fewer in each that follows.
        candidate_count integer not null,
        -- One entry for each slot in the arrays that follow, best first.
        item_ids text[] not null,
        -- What the ranking would have placed there; null where it is what was shown.
        replaced_item_ids text[] not null,
        -- Of the shown item, given the slots before.
        propensities double precision[] not null,
        primary key (customer_id, list_id),
        constraint shown_list_slots check (
          cardinality(item_ids) between 1 and candidate_count
          and cardinality(replaced_item_ids) = cardinality(item_ids)
          and cardinality(propensities) = cardinality(item_ids))
      );
      -- For the retention alone.
      create index shown_list_age on shown_list (shown_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table shown_list");
  }
}
