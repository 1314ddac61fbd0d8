import type { DataSource, EntityManager } from "typeorm";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { keyringOf } from "../sealing/keyring.ts";
import { firstRow, sql } from "./sql.ts";

/** Names one call of a mutation: who calls, which operation, the caller's key, and the content. */
export interface Call {
  /** `customer:ID` or `client:NAME`. */
  readonly actor: string;
  readonly operation: string;
  readonly key: string;
  /** The input that must be the same when the key is used again. */
  readonly input: unknown;
}

type KeyReused = Failure<"IDEMPOTENCY_KEY_REUSED">;

/** Opens transactions: services call it, nothing else does. */
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /** For single statements that need no transaction of their own. */
  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  /** Runs `work` in one transaction. */
  run<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    return this.dataSource.transaction(work);
  }

  /** Runs `work` on one state of the database, which it cannot change. */
  snapshot<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    return this.dataSource.transaction("REPEATABLE READ", async (manager) => {
      await manager.query("set transaction read only");
      return work(manager);
    });
  }

  /** Runs `work` in one transaction, which a failed outcome rolls back. */
  async attempt<Value, Failed>(
    work: (manager: EntityManager) => Promise<Result<Value, Failed>>,
  ): Promise<Result<Value, Failed>> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const result = await work(manager);
        if (!result.ok) throw new RolledBack(result);
        return result;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.result as Result<Value, Failed>;
      throw error;
    }
  }

  /**
   * Runs `work` in one transaction, once for each key: a repeated call gets the first outcome and
   * changes nothing. Outcomes are kept in the database, so they must hold ids only, no personal
   * data. A failed outcome rolls back and is not kept: the caller may correct and try again.
   *
   * Cost: 2 statements more than `work`, 2 in all for a repetition.
   */
  async once<Value, Code extends string>(
    call: Call,
    work: (manager: EntityManager) => Promise<Result<Value, Failure<Code>>>,
  ): Promise<Result<Value, Failure<Code> | KeyReused>> {
    // Contents of calls can be guessed, so their digests are keyed.
    const content = JSON.stringify([call.operation, call.input]);
    const digest = await keyringOf(this.manager).callDigest(content);
    return this.attempt<Value, Failure<Code> | KeyReused>(async (manager) => {
      const earlier = await claim<Value>(manager, call, digest);
      if (earlier) return earlier;
      const result = await work(manager);
      if (result.ok) await keepOutcome(manager, call, result.value);
      return result;
    });
  }
}

/** Carries an expected failure out of a transaction that must not be committed. */
class RolledBack extends Error {
  constructor(readonly result: Result<unknown, unknown>) {
    super("rolled back");
  }
}

/**
 * Takes the key, or finds who took it. `on conflict do update` waits for a transaction that holds
 * the key at this moment, so two parallel calls with one key never both do the work.
 */
async function claim<Value>(
  manager: EntityManager,
  call: Call,
  digest: string,
): Promise<Result<Value, KeyReused> | undefined> {
  const found = await firstRow<{ digest: string; outcome: { value: Value } | null }>(
    manager,
    sql`
      insert into idempotency_record (actor, idempotency_key, input_digest)
      values (${call.actor}, ${call.key}, ${digest})
      on conflict (actor, idempotency_key) do update set actor = excluded.actor
      returning input_digest as digest, outcome`,
  );
  if (!found?.outcome) return undefined;
  if (found.digest !== digest) {
    return fail(
      "IDEMPOTENCY_KEY_REUSED",
      "This key was used with other content. Use a new key for a new change.",
      "idempotencyKey",
    );
  }
  return ok(found.outcome.value);
}

async function keepOutcome(manager: EntityManager, call: Call, value: unknown): Promise<void> {
  await firstRow(
    manager,
    sql`
      update idempotency_record set outcome = ${JSON.stringify({ value: value ?? null })}::jsonb
      where actor = ${call.actor} and idempotency_key = ${call.key}`,
  );
}
