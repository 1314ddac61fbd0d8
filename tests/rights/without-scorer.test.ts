import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { decide, happened } from "../recommendations/people.ts";
import { asCustomer, globalId, key, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";

let kathi: TestApp;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp();
  await upsertItems(kathi.database.dataSource.manager, [item("item-1")]);
  customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "OUTREACH:EMAIL");
  await happened(kathi, customerId, "PURCHASE", "item-1", Date.now() - 1_000);
  jest.spyOn(kathi.app.shelves, "current").mockImplementation(() => {
    throw new Error("the scorer is down");
  });
  // No model either: what was learned is gone while the rights are exercised.
  await kathi.database.dataSource.query(
    "drop table model_snapshot_part, model_snapshot, mood_count",
  );
});
afterAll(() => kathi.close());

const change = async (mutation: string, type: string, input: object = {}, fields = "") => {
  const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ${fields}
    errors { code } } }`;
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(asCustomer(customerId), query, variables);
  expect(errors).toBeUndefined();
  expect(data.answer.errors).toEqual([]);
  return data.answer;
};

test("recommendations fail, for the scorer really is down", async () => {
  const query = `{ me { recommendations(placement: "home") { seed } } }`;
  expect((await kathi.ask(asCustomer(customerId), query)).errors).toHaveLength(1);
});

test("see, export, restrict, quiet, reset, undo, withdraw work without models and scorer", async () => {
  const cell = { purpose: "OUTREACH", category: "EMAIL" };
  const event = { customerId: globalId(customerId), kind: "PURCHASE", sku: "item-1" };
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `{ me { evidence { nodes { value } } consents { state } recommendationLists { nodes { id } } } }`,
  );
  expect(data.me).toMatchObject({ evidence: { nodes: [{ value: "item-1" }] } });
  for (const format of ["JSON", "CSV"]) {
    const { export: written } = await change(
      "customerExport",
      "CustomerExportInput",
      { format },
      "export { document }",
    );
    expect(written.document).toContain("item-1");
  }
  await change("processingRestrict", "ProcessingRestrictInput");
  await change("processingRestrict", "ProcessingRestrictInput", { isRestricted: false });
  await change("quietSet", "QuietSetInput");
  await change("profileReset", "ProfileResetInput");
  await change("profileResetUndo", "ProfileResetInput");
  await change("consentWithdraw", "ConsentChangeInput", cell);
  await change("evidenceExclude", "EvidenceExcludeInput", {
    evidenceId: await firstEvidenceId(),
  });
  const again = await kathi.ask(
    asCustomer(customerId),
    `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
      results { verdict } } }`,
    { input: { interactions: [event], idempotencyKey: randomUUID() } },
  );
  expect(again.data.interactionsRecord.results).toEqual([{ verdict: "ACCEPTED" }]);
});

async function firstEvidenceId(): Promise<string> {
  const query = "{ me { evidence { nodes { evidence { id } } } } }";
  return (await kathi.ask(asCustomer(customerId), query)).data.me.evidence.nodes[0].evidence.id;
}
