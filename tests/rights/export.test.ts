import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { Tokens } from "../../src/access/tokens.ts";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { Transactions } from "../../src/db/transactions.ts";
import { insertSuppressions } from "../../src/erasure/suppression.repository.ts";
import { type Contact, contactDigests } from "../../src/erasure/suppression.service.ts";
import { CSV_COLUMNS, evidenceCsv } from "../../src/rights/csv.ts";
import { ExportService } from "../../src/rights/export.service.ts";
import {
  type CustomerData,
  canonicalText,
  customerExportSchema,
} from "../../src/rights/export-format.ts";
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
  const items = Array.from({ length: 12 }, (_, index) =>
    item(`item-${index}`, { tags: index < 3 ? ["sweet"] : [] }),
  );
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
  customerId = await personWithEverything("ada");
  await leaveRecords(customerId);
  exported = (await write()).document;
});
afterAll(() => kathi.close());

const ask = async (viewer: Viewer, query: string, input: object) => {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, query, variables);
  expect(errors).toBeUndefined();
  return data;
};

/** What the house writes down about what it, others and the customer did. */
async function leaveRecords(id: string): Promise<void> {
  const self = asCustomer(id);
  const strike = `mutation ($input: GuessStrikeInput!) { guessStrike(input: $input) {
    errors { code } } }`;
  const { guessStrike } = await ask(self, strike, { kind: "TAG", name: "sweet" });
  expect(guessStrike.errors).toEqual([]);
  const erase = `mutation ($input: HistoryEraseInput!) { historyErase(input: $input) {
    errors { code } } }`;
  const range = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" };
  expect((await ask(self, erase, range)).historyErase.errors).toEqual([]);
  // Receipts are issued when they are asked for.
  const history = "consentHistory(first: 100) { nodes { receipt { jws } } }";
  expect((await kathi.ask(self, `{ me { ${history} } }`)).errors).toBeUndefined();
  const { dataSource } = kathi.database;
  await dataSource.query(
    "insert into erased_interaction values ($1, gen_random_uuid(), gen_random_uuid())",
    [id],
  );
  await dataSource.query(
    `insert into access_log values
       ($1, '2026-08-02', 'CLIENT', 'crm', 'OUTREACH', 'EMAIL', '2026-08-02', '2026-08-02', 47),
       ($1, '2026-08-02', 'CUSTOMER', '', 'SERVICE', 'EMAIL', '2026-08-02', '2026-08-02', 1)`,
    [id],
  );
  await dataSource.query(
    `insert into refused_attempt (customer_id, actor_kind, operation, code) values
       ($1, 'CUSTOMER', 'consentGrant', 'PURPOSE_VERSION_WRONG'),
       ($1, 'CUSTOMER', 'consentGrant', 'FORBIDDEN')`,
    [id],
  );
  const mergedId = await kathi.addCustomer("the other ada");
  await decide(kathi, mergedId, "GIVEN", "OUTREACH:PURCHASE");
  // As a merge leaves it; its own effect on what is open is tested where it is.
  await dataSource.query(
    `update consent_snapshot set merged_into = $1, merged_at = now(), merged_by = 'crm'
     where customer_id = $2`,
    [id, mergedId],
  );
  await dataSource.query("delete from external_id where customer_id = $1", [mergedId]);
}

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
  expect(data.struckGuesses).toMatchObject([{ kind: "TAG", name: "sweet" }]);
  expect(data.receipts.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(data.erasures).toMatchObject([{ scope: "RANGE", requestedBy: "CUSTOMER" }]);
  expect(data.erasedInteractions).toHaveLength(1);
  expect(data.dataUses).toMatchObject([{ actorName: "crm", purpose: "OUTREACH" }]);
  expect(data.emailCorrections).toMatchObject([{ attempts: 1, refusals: 0 }]);
  expect(data.refusedAttempts.map(({ code }) => code)).toEqual([
    "PURPOSE_VERSION_WRONG",
    "FORBIDDEN",
  ]);
  expect(data.mergedCustomers).toMatchObject([
    { decisions: { mergedInto: customerId, mergedBy: "crm" }, consentEvents: [{ state: "GIVEN" }] },
  ]);
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
  expect(after).toMatchObject({ customer: 2, consent_event: 9, shown_list: 1, item: 3 });
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

const sealed = (data: CustomerData) =>
  JSON.stringify({ ...data, seal: house.seal(canonicalText(data)) });

test.each<[string, (event: CustomerData["consentEvents"][number]) => void]>([
  ["another state", (event) => void Object.assign(event, { state: "GIVEN" })],
  ["another time", (event) => void Object.assign(event, { recordedAt: "2020-01-01T00:00:00Z" })],
  ["another hash", (event) => void Object.assign(event, { hash: "a".repeat(64) })],
  ["another chain", (event) => void Object.assign(event, { previousHash: "b".repeat(64) })],
])("even with the house's seal an entry with %s does not add up", async (_name, tamper) => {
  const { seal: _, ...data } = JSON.parse(exported);
  tamper(data.consentEvents.at(-1));
  const { result, before, after } = await restoreInto(house, sealed(data));
  expect(result).toMatchObject({ ok: false, errors: [{ code: "CONTENT_INVALID" }] });
  expect(after).toEqual(before);
});

test("nobody but the ledger's owner gives entries a time", async () => {
  const id = await kathi.addCustomer();
  const entry = `insert into consent_event (customer_id, sequence, event_id, purpose,
    purpose_version, category, state, method, actor, recorded_at, previous_hash, hash)
    values ($1, 1, gen_random_uuid(), 'OUTREACH', 1, 'EMAIL', 'GIVEN', 'API', 'customer',
      '2020-01-01', repeat('0', 64), repeat('0', 64)) returning recorded_at`;
  await kathi.connections.served.transaction(async (manager) => {
    await manager.query("set local kathi.restoring_ledger = 'on'");
    const [{ recorded_at: recordedAt }] = await manager.query(entry, [id]);
    expect(recordedAt.getFullYear()).toBeGreaterThan(2020);
  });
});

test("a customer who was erased stays so, whatever file is brought in", async () => {
  const empty = await openTestApp();
  try {
    const { dataSource } = empty.database;
    await dataSource.query(
      `insert into erasure (customer_id, erasure_id, scope, requested_by, requested_at, state,
         ended_at) values ($1, gen_random_uuid(), 'EVERYTHING', 'CUSTOMER', now(), 'DONE', now())`,
      [customerId],
    );
    const before = await countRows(dataSource);
    const result = await new RestoreService(new Transactions(dataSource), house).restore(exported);
    expect(result).toMatchObject({ ok: false, errors: [{ code: "CUSTOMER_ERASED" }] });
    expect(await countRows(dataSource)).toEqual(before);
  } finally {
    await empty.close();
  }
});

test.each<[Contact, boolean]>([
  [["EXTERNAL_ID", "test", "ada"], true],
  [["EMAIL", "ADA@example.org"], true],
  [["PHONE", "+49 30 12345"], true],
  [["EMAIL", "someone.else@example.org"], false],
])(
  "a file of another house, where %j was erased here: refused is %s",
  async (contact, isRefused) => {
    const empty = await openTestApp();
    try {
      const { dataSource } = empty.database;
      await dataSource.transaction(async (manager) => {
        const digests = await contactDigests(manager, [contact]);
        await insertSuppressions(manager, randomUUID(), digests);
      });
      const before = await countRows(dataSource);
      // Another id, or what was erased could be found by it.
      const file = exported.replaceAll(customerId, randomUUID());
      const service = new RestoreService(new Transactions(dataSource), house);
      const result = await service.restore(file);
      if (isRefused) {
        expect(result).toMatchObject({ ok: false, errors: [{ code: "CUSTOMER_ERASED" }] });
        expect(await countRows(dataSource)).toEqual(before);
      } else {
        expect(result).toMatchObject({ ok: true, value: { isOwnExport: false } });
      }
    } finally {
      await empty.close();
    }
  },
);

test.each<[string, (document: CustomerData) => void, string[]]>([
  [
    "a name without its key",
    (d) => void Object.assign(d.externalIds[0]!, { externalId: null }),
    ["externalIds"],
  ],
  ["a fact without its key", (d) => void Object.assign(d.facts[0]!, { value: null }), ["facts"]],
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
  const { dataSource } = kathi.database;
  const before = await countRows(dataSource);
  await dataSource.query("delete from refused_attempt");
  for (const [viewer, code] of [
    [asNobody, "FORBIDDEN"],
    [asClient("customers:read", "customers:write"), "FORBIDDEN"],
    [asCustomerOfYesterday(customerId), "LOGIN_NOT_RECENT"],
    [{ ...asCustomer(customerId), authenticatedAt: null } as Viewer, "LOGIN_NOT_RECENT"],
    [asCustomer("00000000-0000-4000-8000-000000000000"), "NOT_FOUND"],
  ] as const) {
    expect(await refused(viewer)).toEqual({ export: null, errors: [{ code, path: [] }] });
  }
  expect(await countRows(dataSource)).toEqual(before);
  const noted = await dataSource.query(
    `select actor_kind, customer_id, code from refused_attempt
     where operation = 'customerExport' order by refused_attempt_id`,
  );
  const own = { actor_kind: "CUSTOMER", customer_id: customerId };
  expect(noted).toEqual([
    { actor_kind: "ANONYMOUS", customer_id: null, code: "FORBIDDEN" },
    { actor_kind: "CLIENT", customer_id: null, code: "FORBIDDEN" },
    { ...own, code: "LOGIN_NOT_RECENT" },
    { ...own, code: "LOGIN_NOT_RECENT" },
    { actor_kind: "CUSTOMER", customer_id: null, code: "NOT_FOUND" },
  ]);
});

test("one state of the database in as many statements, whatever the number of rows", async () => {
  const small = await kathi.addCustomer();
  const statements = async (id: string) => {
    const variables = { input: { format: "JSON", idempotencyKey: key() } };
    return (await kathi.ask(asCustomer(id), EXPORT, variables)).statements;
  };
  const [few, many] = [await statements(small), await statements(customerId)];
  // The ledger of an id that was merged is read on its own.
  expect(few).toHaveLength(many.length - 4);
  expect(many[0]).toBe("START TRANSACTION");
  expect(many[1]).toBe("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  expect(many.some((text) => /insert|update|delete/i.test(text))).toBe(false);
});
