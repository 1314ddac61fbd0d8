import type { MigrationInterface, QueryRunner } from "typeorm";
import { sealExisting, unsealExisting } from "../src/sealing/existing.ts";

/**
 * Values of facts and the names of customers in other systems become ciphertexts; the keys to them
 * lie in a schema of their own. What is there already is sealed in the same transaction.
 */
export class SealedIdentity1764400000000 implements MigrationInterface {
  readonly name = "SealedIdentity1764400000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema keyring;

      -- A master key's id; the key itself is never in the database.
      create table keyring.master_key (
        master_key_id text primary key,
        registered_at timestamptz not null default clock_timestamp()
      );

      create table keyring.house_key (
        name text primary key constraint house_key_name check (name in ('INDEX', 'CALL')),
        wrapped_key bytea not null,
        master_key_id text not null references keyring.master_key,
        created_at timestamptz not null default clock_timestamp()
      );

      create table keyring.customer_key (
        customer_id uuid primary key references public.customer on delete cascade,
        wrapped_key bytea not null,
        master_key_id text not null references keyring.master_key,
        created_at timestamptz not null default clock_timestamp()
      );
      create index customer_key_master on keyring.customer_key (master_key_id);

      alter table fact_evidence
        add column sealed_value bytea,
        -- Of the customer's key: equal values of two customers have different digests.
        add column value_digest bytea,
        -- Of the house's key, for e-mail addresses only: customers are found by it.
        add column email_digest bytea;
      alter table external_id
        add column external_id_digest bytea,
        add column sealed_external_id bytea;

      -- How often a customer has changed their e-mail address, and how often that was refused.
      create table email_correction (
        customer_id uuid not null references customer on delete cascade,
        corrected_on date not null,
        attempts integer not null,
        refusals integer not null default 0,
        primary key (customer_id, corrected_on)
      );
    `);
    await sealExisting(runner.manager);
    await runner.query(`
      alter table fact_evidence
        drop constraint fact_evidence_statement,
        drop column value,
        alter sealed_value set not null,
        alter value_digest set not null,
        add constraint fact_evidence_statement
          unique (customer_id, field, source, is_correction, value_digest);
      create index fact_evidence_email on fact_evidence (email_digest)
        where email_digest is not null;
      -- An address that a customer gave themselves is theirs alone.
      create unique index fact_evidence_own_email on fact_evidence (email_digest)
        where email_digest is not null and status = 'ACTIVE' and provenance = 'PROVIDED';

      alter table external_id
        drop constraint external_id_pkey,
        drop column external_id,
        alter external_id_digest set not null,
        alter sealed_external_id set not null,
        add constraint external_id_pkey primary key (system, external_id_digest);

      -- Writes the tables anew, so that no page of them keeps a plain value.
      cluster fact_evidence using fact_evidence_pkey;
      alter table fact_evidence set without cluster;
      cluster external_id using external_id_pkey;
      alter table external_id set without cluster;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table fact_evidence add column value text;
      alter table external_id add column external_id text;
    `);
    await unsealExisting(runner.manager);
    await runner.query(`
      drop index fact_evidence_email, fact_evidence_own_email;
      alter table fact_evidence
        drop constraint fact_evidence_statement,
        drop column sealed_value,
        drop column value_digest,
        drop column email_digest,
        alter value set not null,
        add constraint fact_evidence_statement
          unique (customer_id, field, source, is_correction, value);
      alter table external_id
        drop constraint external_id_pkey,
        drop column external_id_digest,
        drop column sealed_external_id,
        alter external_id set not null,
        add constraint external_id_pkey primary key (system, external_id);
      drop table email_correction;
      drop table keyring.customer_key, keyring.house_key, keyring.master_key;
      drop schema keyring;
    `);
  }
}
