import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { Tokens } from "../../src/access/tokens.ts";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { Transactions } from "../../src/db/transactions.ts";
import { CSV_COLUMNS, evidenceCsv } from "../../src/rights/csv.ts";
import { ExportService } from "../../src/rights/export.service.ts";
import { type CustomerData, customerExportSchema } from "../../src/rights/export-format.ts";
import { RestoreService } from "../../src/rights/restore.service.ts";
import { decide, happened } from "../recommendations/people.ts";
import {
  asClient,
  asCustomer,
  asCustomerOfYesterday,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, item } from "../support/rows.ts";

let kathi: TestApp;
let customerId: string;
/** What `kathi export` writes for the customer. */
let exported: string;

const house = new Tokens("a secret for tests only, 32 characters");
const otherHouse = new Tokens("the secret of a house across the road");

beforeAll(async () => {
  kathi = await openTestApp();
  const items = Array.from({ length: 12 }, (_, index) => item(`item-${index}`));
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
  customerId = await personWithEverything("ada");
  exported = (await write()).document;
});
afterAll(() => kathi.close());

const ask = async (viewer: Viewer, query: string, input: object) => {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, query, variables);
  expect(errors).toBeUndefined();
  return data;
};

async function personWithEverything(name: string): Promise<string> {
  const id = await kathi.addCustomer(name);
  const self = asCustomer(id);
  await decide(kathi, id, "GIVEN", "PERSONALISATION:PURCHASE", "PERSONALISATION:FEEDBACK");
  await decide(
    kathi,
    id,
    "GIVEN",
    "PERSONALISATION:DECLARED_PREFERENCE",
    "PERSONALISATION:CONTEXT",
  );
  await decide(kathi, id, "GIVEN", "IMPROVEMENT:FEEDBACK", "OUTREACH:EMAIL", "OUTREACH:PURCHASE");
  await decide(kathi, id, "WITHDRAWN", "OUTREACH:PURCHASE");
  await ask(
    asClient("customers:write"),
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) { errors { code } } }`,
    {
      externalId: { system: "test", externalId: name },
      facts: [
        { field: "EMAIL", value: "ada@example.org" },
        { field: "PHONE", value: "+49 30 12345" },
        { field: "FORM_OF_ADDRESS", value: '=HYPERLINK("x"), "Ada"' },
      ],
    },
  );
  await ask(
    self,
    `mutation ($input: FactCorrectInput!) { factCorrect(input: $input) { errors { code } } }`,
    { field: "EMAIL", value: "countess@example.org" },
  );
  await ask(
    self,
    `mutation ($input: InteractionsRecordInput!) { interactionsRecord(input: $input) {
      results { verdict } } }`,
    {
      interactions: [
        {
          kind: "PURCHASE",
          sku: "item-3",
          value: 2.5,
          context: [{ name: "weather", value: "hot, dry" }],
        },
        { kind: "RATING", sku: "item-4", value: 5 },
      ],
    },
  );
  await happened(kathi, id, "LIKE", "item-7", Date.now() - 86_400_000);
  await kathi.database.dataSource.query(
    "update interaction set status = 'EXCLUDED' where customer_id = $1 and item_id = 'item-7'",
    [id],
  );
  const preferences = [
    { target: "TAG", name: "@sweet", sentiment: "LIKE" },
    { target: "ITEM", name: "item-1", sentiment: "DISLIKE" },
  ];
  await ask(
    self,
    `mutation ($input: PreferencesDeclareInput!) { preferencesDeclare(input: $input) {
      errors { code } } }`,
    { preferences },
  );
  const weights = `mutation ($input: WeightsSetInput!) { weightsSet(input: $input) {
    errors { code } } }`;
  await ask(self, weights, { history: 0.1, surprise: 0.7 });
  await ask(
    asClient("contacts:plan"),
    `mutation ($input: ContactPlanInput!) { contactPlan(input: $input) { errors { code } } }`,
    { customerId: globalId(id), channel: "EMAIL", placement: "letter" },
  );
  await kathi.ask(self, `{ me { recommendations(placement: "home", mode: FULL) { listId } } }`);
  const right = (name: string, type: string) =>
    `mutation ($input: ${type}!) { ${name}(input: $input) { errors { code } } }`;
  await ask(self, right("profileReset", "ProfileResetInput"), {});
  await ask(self, right("quietSet", "QuietSetInput"), {});
  await ask(self, right("processingRestrict", "ProcessingRestrictInput"), {});
  return id;
}

const EXPORT = `mutation ($input: CustomerExportInput!) { customerExport(input: $input) {
  export { mediaType fileName document sha256 } errors { code path } } }`;

async function write(format = "JSON", viewer: Viewer = asCustomer(customerId)) {
  const { customerExport } = await ask(viewer, EXPORT, { format });
  expect(customerExport.errors).toEqual([]);
  return customerExport.export;
}

/** Brings a file into an empty house, and says what the house then exports and has. */
async function restoreInto(seal: Tokens, file: string) {
  const empty = await openTestApp();
  try {
    const { dataSource } = empty.database;
    const before = await countRows(dataSource);
    const transactions = new Transactions(dataSource);
    const result = await new RestoreService(transactions, seal).restore(file);
    const service = new ExportService(transactions, seal, Date.now);
    const again = result.ok ? await service.export(result.value.customerId, "JSON") : null;
    const after = await countRows(dataSource);
    return { result, again: again?.ok ? again.value.document : null, before, after };
  } finally {
    await empty.close();
  }
}

test("an export has everything, fits its published schema, and is the same each time", async () => {
  const { mediaType, document, sha256 } = await write();
  expect(mediaType).toBe("application/json");
  expect(sha256).toBe(createHash("sha256").update(document).digest("hex"));
  expect(document).toBe(exported);
  const data = customerExportSchema.parse(JSON.parse(document));
  expect(data.customer.customerId).toBe(customerId);
  expect(data.externalIds).toEqual([{ system: "test", externalId: "ada" }]);
  expect(data.consentEvents.map(({ state }) => state)).toEqual([
    ...Array.from({ length: 7 }, () => "GIVEN"),
    "WITHDRAWN",
  ]);
  expect(data.facts).toHaveLength(4);
  expect(data.facts.find(({ value }) => value === "ada@example.org")?.status).toBe("CORRECTED");
  expect(data.interactions).toHaveLength(3);
  expect(data.interactions.find(({ itemId }) => itemId === "item-3")).toMatchObject({
    value: 2.5,
    context: { weather: "hot, dry" },
    status: "ACTIVE",
  });
  expect(data.interactions.find(({ itemId }) => itemId === "item-7")?.status).toBe("EXCLUDED");
  expect(data.preferences).toHaveLength(2);
  expect(data.weights).toMatchObject({ history: 0.1, context: null, surprise: 0.7 });
  expect(data.contactBudgets).toMatchObject([{ channel: "EMAIL", plannedAt: [expect.anything()] }]);
  expect(data.recommendationLists).toHaveLength(1);
  expect(data.resets).toHaveLength(1);
  expect(data.decisions).toMatchObject({
    restrictedAt: expect.any(String),
    quietSince: expect.any(String),
    resetAt: data.resets[0]?.resetAt,
  });
});

test("brought into an empty house of the same seal it exports the same text again", async () => {
  const { result, again, after } = await restoreInto(house, exported);
  expect(result).toEqual({
    ok: true,
    value: { customerId, isOwnExport: true, interactions: 3, facts: 4 },
  });
  expect(again).toBe(exported);
  expect(after).toMatchObject({ customer: 1, consent_event: 8, shown_list: 1, item: 3 });
  // However the file was written down, its data are the same.
  const pretty = JSON.stringify(JSON.parse(exported), null, 4);
  expect((await restoreInto(house, pretty)).again).toBe(exported);
});

test("an export of another house opens nothing here: what was open is asked again", async () => {
  const { result, again } = await restoreInto(otherHouse, exported);
  expect(result).toMatchObject({ ok: true, value: { isOwnExport: false } });
  const data = JSON.parse(again ?? "") as CustomerData;
  const given = JSON.parse(exported) as CustomerData;
  expect(data.decisions.cells).toEqual({
    ...Object.fromEntries(Object.keys(given.decisions.cells).map((cell) => [cell, "REQUESTED"])),
    "OUTREACH:PURCHASE": "REFUSED",
  });
  expect(data.consentEvents.every(({ method }) => method === "IMPORTED")).toBe(true);
  // What limits the house is taken over, and so is everything else.
  for (const part of ["facts", "interactions", "preferences", "resets"] as const) {
    expect(data[part]).toEqual(given[part]);
  }
  expect(data.decisions.restrictedAt).toBe(given.decisions.restrictedAt);
});

test("whoever opens a cell in the file breaks the seal", async () => {
  const forged = exported.replace('"OUTREACH:PURCHASE":"WITHDRAWN"', '"OUTREACH:PURCHASE":"GIVEN"');
  expect(forged).not.toBe(exported);
  const { again } = await restoreInto(house, forged);
  expect((JSON.parse(again ?? "") as CustomerData).decisions.cells["OUTREACH:PURCHASE"]).toBe(
    "REQUESTED",
  );
});

test.each<[string, (document: CustomerData) => void, string[]]>([
  [
    "a kind that there is not",
    (d) => void Object.assign(d.interactions[0]!, { kind: "STEAL" }),
    [],
  ],
  [
    "a time that is none",
    (d) => void Object.assign(d.interactions[0]!, { occurredAt: "now" }),
    ["interactions", "0", "occurredAt"],
  ],
  [
    "an id that is none",
    (d) => void Object.assign(d.customer, { customerId: "1; drop table customer" }),
    ["customer", "customerId"],
  ],
  ["the same event twice", (d) => void d.interactions.push(d.interactions[0]!), []],
  [
    "a NUL character",
    (d) => void Object.assign(d.externalIds[0]!, { externalId: "a\u0000b" }),
    ["externalIds", "0", "externalId"],
  ],
  [
    "a column that there is not",
    (d) => void Object.assign(d.facts[0]!, { isAdmin: true }),
    ["facts", "0"],
  ],
  ["another version", (d) => void Object.assign(d, { version: 2 }), ["version"]],
  ["lists of unequal lengths", (d) => void d.recommendationLists[0]!.propensities.pop(), []],
])("%s: refused by its place, nothing stored", async (_name, tamper, path) => {
  const document = JSON.parse(exported);
  tamper(document);
  const { result, before, after } = await restoreInto(house, JSON.stringify(document));
  expect(result).toMatchObject({ ok: false, errors: [{ code: "CONTENT_INVALID", path }] });
  expect(after).toEqual(before);
});

test("any text at all gets an answer that quotes nothing of it", async () => {
  const service = new RestoreService(new Transactions(kathi.database.dataSource), house);
  const before = await countRows(kathi.database.dataSource);
  const cut = `${exported.slice(0, 500)}\n,canary@example.org`;
  const answer = await service.restore(cut);
  expect(answer).toMatchObject({ ok: false, errors: [{ code: "NOT_JSON" }] });
  expect(JSON.stringify(answer)).not.toContain("canary");
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      expect((await service.restore(text)).ok).toBe(false);
    }),
    { numRuns: 50 },
  );
  expect(await service.restore(exported)).toMatchObject({ errors: [{ code: "CUSTOMER_EXISTS" }] });
  const renamed = exported.replaceAll(customerId, "00000000-0000-4000-8000-000000000001");
  expect(await service.restore(renamed)).toMatchObject({ errors: [{ code: "EXTERNAL_ID_TAKEN" }] });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("the table has one row for each piece of evidence, and no cell is a formula", async () => {
  const { mediaType, document } = await write("CSV");
  expect(mediaType).toContain("text/csv");
  expect(document.split("\r\n")).toHaveLength(1 + 4 + 3 + 2 + 1);
  const rows: Record<string, string>[] = parse(document, { columns: true });
  expect(Object.keys(rows[0]!)).toEqual([...CSV_COLUMNS]);
  expect(rows.map(({ value }) => value)).toEqual(
    expect.arrayContaining(["'+49 30 12345", `'=HYPERLINK("x"), "Ada"`, "'@sweet", "item-3"]),
  );
  expect(rows.find(({ value }) => value === "item-3")).toMatchObject({
    amount: "2.5",
    context: '{"weather":"hot, dry"}',
  });
});

test("whatever a value is, it neither leaves its cell nor begins like a formula", () => {
  const { facts, interactions } = JSON.parse(exported) as CustomerData;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const data = { facts: [{ ...facts[0]!, value }], interactions, preferences: [] };
      const rows: string[][] = parse(evidenceCsv(data as unknown as CustomerData), {
        relax_column_count: false,
      });
      expect(rows).toHaveLength(2 + interactions.length);
      expect(rows[1]![3]).toBe(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
    }),
  );
});

test("only the customer, only after a recent login", async () => {
  const refused = async (viewer: Viewer) =>
    (await ask(viewer, EXPORT, { format: "JSON" })).customerExport;
  const before = await countRows(kathi.database.dataSource);
  for (const [viewer, code] of [
    [asNobody, "FORBIDDEN"],
    [asClient("customers:read", "customers:write"), "FORBIDDEN"],
    [asCustomerOfYesterday(customerId), "LOGIN_NOT_RECENT"],
    [{ ...asCustomer(customerId), authenticatedAt: null } as Viewer, "LOGIN_NOT_RECENT"],
    [asCustomer("00000000-0000-4000-8000-000000000000"), "NOT_FOUND"],
  ] as const) {
    expect(await refused(viewer)).toEqual({ export: null, errors: [{ code, path: [] }] });
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("one state of the database in as many statements, whatever the number of rows", async () => {
  const small = await kathi.addCustomer();
  const statements = async (id: string) => {
    const variables = { input: { format: "JSON", idempotencyKey: key() } };
    return (await kathi.ask(asCustomer(id), EXPORT, variables)).statements;
  };
  const [few, many] = [await statements(small), await statements(customerId)];
  expect(few).toHaveLength(many.length);
  expect(many[0]).toBe("START TRANSACTION");
  expect(many[1]).toBe("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  expect(many.some((text) => /insert|update|delete/i.test(text))).toBe(false);
});
