import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { customerIdByExternalId, externalIdsOf } from "../../src/customers/customer.repository.ts";
import { migrateDown, migrateUp, migrationStates } from "../../src/db/migrate.ts";
import { Transactions } from "../../src/db/transactions.ts";
import { customerIdsByEmail } from "../../src/facts/email.repository.ts";
import { factEvidenceOf, recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { ok } from "../../src/result.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { databaseText } from "../support/rows.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const SEALED = "SealedIdentity1764400000000";
const ann = "00000000-0000-4000-8000-00000000000a";
const bob = "00000000-0000-4000-8000-00000000000b";

const run = (text: string, values: unknown[] = []) => database.dataSource.query(text, values);

/** Back to the schema in which values were plain. */
async function migrateBefore(): Promise<void> {
  const { dataSource } = database;
  const isApplied = async () =>
    (await migrationStates(dataSource)).find(({ name }) => name === SEALED)?.isApplied;
  while (await isApplied()) await migrateDown(dataSource);
}

async function writePlain(): Promise<void> {
  await run("insert into customer (customer_id) values ($1), ($2)", [ann, bob]);
  await run("insert into consent_snapshot (customer_id) values ($1), ($2)", [ann, bob]);
  await run(
    "insert into external_id (system, external_id, customer_id) values ('crm', 'plain-7', $1)",
    [ann],
  );
  const fact = `insert into fact_evidence (customer_id, evidence_id, field, value, provenance, source,
    captured_at, status) values ($1, gen_random_uuid(), $2, $3, $4, 'crm', $5, $6)`;
  await run(fact, [ann, "ADDRESS", "Plaingasse 7", "IMPORTED", "2026-01-01", "ACTIVE"]);
  await run(fact, [ann, "LANGUAGE", "de-plain", "IMPORTED", "2026-01-01", "STRUCK"]);
  // Before there was a rule, both could say that this is theirs.
  await run(fact, [ann, "EMAIL", "Both@plain.example", "PROVIDED", "2026-01-02", "ACTIVE"]);
  await run(fact, [bob, "EMAIL", "both@plain.example", "PROVIDED", "2026-01-01", "ACTIVE"]);
}

test("what was plain is sealed, found and struck as before", async () => {
  await migrateBefore();
  await writePlain();
  await migrateUp(database.dataSource);
  const { manager } = database.dataSource;
  expect(await customerIdByExternalId(manager, "crm", "plain-7")).toBe(ann);
  expect(await externalIdsOf(manager, [ann])).toEqual([
    { system: "crm", externalId: "plain-7", customerId: ann },
  ]);
  const facts = (await factEvidenceOf(manager, [ann])).map(({ field, value, status }) => ({
    field,
    value,
    status,
  }));
  expect(facts).toHaveLength(3);
  expect(facts).toEqual(
    expect.arrayContaining([
      { field: "ADDRESS", value: "Plaingasse 7", status: "ACTIVE" },
      { field: "LANGUAGE", value: "de-plain", status: "STRUCK" },
      { field: "EMAIL", value: "Both@plain.example", status: "ACTIVE" },
    ]),
  );
  expect((await databaseText(database.dataSource)).toLowerCase()).not.toContain("plain");
  // The one who said it first keeps the address.
  expect(await customerIdsByEmail(manager, "both@plain.example", 10)).toEqual([bob]);
  // The same statement again is the same evidence.
  await recordFactEvidence(manager, [
    {
      customerId: ann,
      field: "LANGUAGE",
      value: "de-plain",
      provenance: "IMPORTED",
      isCorrection: false,
      source: "crm",
      capturedAt: new Date(),
    },
  ]);
  const again = await factEvidenceOf(manager, [ann]);
  expect(again).toHaveLength(3);
  expect(again.find(({ field }) => field === "LANGUAGE")?.status).toBe("STRUCK");
});

test("no page of the tables keeps a plain value", async () => {
  await migrateBefore();
  await writePlain();
  const before = await run(
    "select pg_relation_filepath('fact_evidence') as facts, pg_relation_filepath('external_id') as names",
  );
  await migrateUp(database.dataSource);
  const after = await run(
    "select pg_relation_filepath('fact_evidence') as facts, pg_relation_filepath('external_id') as names",
  );
  expect(after[0].facts).not.toBe(before[0].facts);
  expect(after[0].names).not.toBe(before[0].names);
  await run("checkpoint");
  for (const path of [after[0].facts, after[0].names]) {
    const [{ bytes }] = await run("select pg_read_binary_file($1) as bytes", [path]);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.toString("latin1").toLowerCase()).not.toContain("plain");
  }
});

test("a call from before is recognised, though its digest is keyed now", async () => {
  await migrateBefore();
  await run(`insert into idempotency_record (actor, idempotency_key, input_digest, outcome)
    values ('client:crm', 'k', encode(sha256('["operation",{"email":"a@b"}]'), 'hex'), '{"value": 7}')`);
  await migrateUp(database.dataSource);
  const call = { actor: "client:crm", operation: "operation", key: "k", input: { email: "a@b" } };
  const transactions = new Transactions(database.dataSource);
  expect(await transactions.once(call, async () => ok(8))).toEqual(ok(7));
  const other = { ...call, input: { email: "x@y" } };
  expect(await transactions.once(other, async () => ok(8))).toMatchObject({
    errors: [{ code: "IDEMPOTENCY_KEY_REUSED" }],
  });
});

test("going back opens what can be opened", async () => {
  await migrateBefore();
  await writePlain();
  await migrateUp(database.dataSource);
  await run("delete from keyring.customer_key where customer_id = $1", [bob]);
  await migrateBefore();
  const values = await run("select value from fact_evidence order by value");
  expect(values).toEqual([
    { value: "Both@plain.example" },
    { value: "Plaingasse 7" },
    { value: "de-plain" },
  ]);
  expect(await run("select external_id from external_id")).toEqual([{ external_id: "plain-7" }]);
});

test("more customers than a batch are sealed", async () => {
  await migrateBefore();
  await run(
    "insert into customer (customer_id) select gen_random_uuid() from generate_series(1, 2300)",
  );
  await run(`insert into external_id (system, external_id, customer_id)
    select 'crm', 'plain-' || customer_id, customer_id from customer`);
  await migrateUp(database.dataSource);
  const [counted] = await run("select count(*)::int as keys from keyring.customer_key");
  expect(counted.keys).toBe(2_300);
  const ids = (await run("select customer_id from customer")).map(
    (row: { customer_id: string }) => row.customer_id,
  );
  const names = await externalIdsOf(database.dataSource.manager, ids);
  expect(names.every(({ externalId, customerId }) => externalId === `plain-${customerId}`)).toBe(
    true,
  );
  expect(names).toHaveLength(2_300);
});
