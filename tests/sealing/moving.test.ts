import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  customerIdByExternalId,
  ensureCustomers,
  externalIdsOf,
  moveExternalIds,
} from "../../src/customers/customer.repository.ts";
import { customerIdsByEmail } from "../../src/facts/email.repository.ts";
import type { FactEvidenceRow } from "../../src/facts/fact.entity.ts";
import {
  deleteFactEvidence,
  factEvidenceOf,
  recordFactEvidence,
  restoreFactEvidence,
} from "../../src/facts/fact.repository.ts";
import { destroyCustomerKey } from "../../src/sealing/key.repository.ts";
import { openTestApp, type TestApp } from "../support/app.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const manager = () => kathi.database.dataSource.manager;

function record(customerId: string, facts: Partial<FactEvidenceRow>[]): Promise<void> {
  const statements = facts.map(({ value, ...more }) => ({
    customerId,
    field: "EMAIL" as const,
    provenance: "IMPORTED" as const,
    isCorrection: false,
    source: "crm",
    capturedAt: new Date(1_700_000_000_000),
    ...more,
    value: value ?? "",
  }));
  return recordFactEvidence(manager(), statements);
}

/** What a merge does with the evidence of one of the two. */
async function move(from: string, into: string): Promise<void> {
  const evidence = (await factEvidenceOf(manager(), [from])).map((row) => ({
    ...row,
    value: row.value!,
  }));
  await deleteFactEvidence(manager(), from);
  await restoreFactEvidence(manager(), into, evidence);
}

test("evidence that moves keeps its id, its times and its status, and opens", async () => {
  const [from, into] = [await kathi.addCustomer(), await kathi.addCustomer()];
  await record(from, [{ value: "moved@example.com" }, { field: "LANGUAGE", value: "de" }]);
  await kathi.database.dataSource.query(
    "update fact_evidence set status = 'EXCLUDED' where customer_id = $1 and field = 'LANGUAGE'",
    [from],
  );
  const before = await factEvidenceOf(manager(), [from]);
  await move(from, into);
  expect(await factEvidenceOf(manager(), [from])).toEqual([]);
  const moved = before.map((row) => ({ ...row, customerId: into }));
  // Both came at one moment: which of them is listed first says nothing.
  const found = await factEvidenceOf(manager(), [into]);
  expect(found).toHaveLength(moved.length);
  expect(found).toEqual(expect.arrayContaining(moved));
  expect(await customerIdsByEmail(manager(), "moved@example.com", 9)).toEqual([into]);
});

test("an address that both have given themselves is no conflict with oneself", async () => {
  const [from, into] = [await kathi.addCustomer(), await kathi.addCustomer()];
  const own = { provenance: "PROVIDED", source: "app" } as const;
  await record(from, [{ ...own, value: "Me@Twice.example" }]);
  await kathi.database.dataSource.query(
    "update fact_evidence set email_digest = null where customer_id = $1",
    [from],
  );
  await record(into, [{ ...own, value: "me@twice.example" }]);
  await move(from, into);
  expect(await factEvidenceOf(manager(), [into])).toHaveLength(2);
  expect(await customerIdsByEmail(manager(), "me@twice.example", 9)).toEqual([into]);
});

test("names that move are found and opened", async () => {
  const names = await ensureCustomers(manager(), "crm", ["from-1", "into-1"]);
  const [from, into] = [names.customerIds.get("from-1")!, names.customerIds.get("into-1")!];
  await moveExternalIds(manager(), from, into);
  expect(await customerIdByExternalId(manager(), "crm", "from-1")).toBe(into);
  expect(await externalIdsOf(manager(), [from, into])).toEqual([
    { system: "crm", externalId: "from-1", customerId: into },
    { system: "crm", externalId: "into-1", customerId: into },
  ]);
});

test("names that cannot be read are not moved", async () => {
  const [from, into] = [await kathi.addCustomer("unread"), await kathi.addCustomer()];
  await record(from, [{ field: "LANGUAGE", value: "it" }]);
  await destroyCustomerKey(manager(), from);
  await expect(moveExternalIds(manager(), from, into)).rejects.toThrow("keys of this house");
  expect(await factEvidenceOf(manager(), [from])).toHaveLength(1);
  expect(await externalIdsOf(manager(), [from])).toHaveLength(1);
});
