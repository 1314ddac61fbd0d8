import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pino } from "pino";
import type { DataSource } from "typeorm";
import type { Viewer } from "../../src/access/viewer.ts";
import { createApp } from "../../src/app.ts";
import { ensureCustomers, externalIdsOf } from "../../src/customers/customer.repository.ts";
import { openDataSource } from "../../src/db/data-source.ts";
import { openConnections } from "../../src/db/roles.ts";
import { factEvidenceOf } from "../../src/facts/fact.repository.ts";
import type { RequestScope } from "../../src/graphql/request-scope.ts";
import { createGraphqlServer } from "../../src/graphql/server.ts";
import { destroyCustomerKey } from "../../src/sealing/key.repository.ts";
import { keyringOf } from "../../src/sealing/keyring.ts";
import {
  asClient,
  asCustomer,
  globalId,
  key,
  openTestApp,
  type TestApp,
  testIssuer,
} from "../support/app.ts";
import { countRows, databaseText } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const crm = asClient("customers:read", "customers:write");
const FACTS = "facts { field value valueState provenance evidence { id value valueState source } }";
const NAMES = "externalIds { system externalId valueState }";
const UPSERT = `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
  customerId errors { code } } }`;

async function upsert(externalId: string, facts: object[]): Promise<string> {
  const input = { externalId: { system: "crm", externalId }, facts, idempotencyKey: key() };
  const { data, errors } = await kathi.ask(crm, UPSERT, { input });
  expect(errors).toBeUndefined();
  expect(data.customerUpsert.errors).toEqual([]);
  const { customerIds } = await ensureCustomers(manager(), "crm", [externalId]);
  return customerIds.get(externalId)!;
}

/** An app on a data source of its own. */
async function openTestAppOn(dataSource: DataSource) {
  const logger = pino({ level: "silent" });
  const connections = await openConnections(dataSource);
  const app = createApp({
    connections,
    tokens: kathi.app.tokens,
    logger,
    issuer: await testIssuer(),
  });
  await app.shelves.refresh();
  const { schema } = app;
  const server = await createGraphqlServer<RequestScope>({ schema, isProduction: true, logger });
  return {
    async ask(viewer: Viewer, query: string, variables: Record<string, unknown> = {}) {
      const contextValue = app.scopeOf(viewer, key());
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      if (body.kind !== "single") throw new Error("Expected one answer.");
      // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes.
      return JSON.parse(JSON.stringify(body.singleResult)) as { data: any; errors?: any[] };
    },
    close: async () => {
      await server.stop();
      await connections.close();
    },
  };
}

const manager = () => kathi.database.dataSource.manager;
const run = (text: string, values: unknown[] = []) => kathi.database.dataSource.query(text, values);

function about(viewer: Viewer, customerId: string) {
  const query = `query ($id: ID!) { customer(id: $id) { ${FACTS} ${NAMES} } }`;
  return kathi.ask(viewer, query, { id: globalId(customerId) });
}

test("no plaintext of a fact or a name in another system is in the database", async () => {
  const secrets = {
    FORM_OF_ADDRESS: "Frau Kanarienvogel",
    EMAIL: "kanarie@example.com",
    PHONE: "+43 1 5550100",
    ADDRESS: "Kanariengasse 7",
    LANGUAGE: "gsw-CH",
  };
  const facts = Object.entries(secrets).map(([field, value]) => ({ field, value }));
  const customerId = await upsert("kanarie-4711", facts);
  const { data } = await about(asCustomer(customerId), customerId);
  expect(data.customer.externalIds).toEqual([
    { system: "crm", externalId: "kanarie-4711", valueState: "READABLE" },
  ]);
  const shown = data.customer.facts.map(({ value }: { value: string }) => value);
  expect(shown.sort()).toEqual(Object.values(secrets).sort());
  const text = (await databaseText(kathi.database.dataSource)).toLowerCase();
  for (const secret of [...Object.values(secrets), "kanarie-4711"]) {
    expect(text).not.toContain(secret.toLowerCase());
    for (const encoding of ["utf8", "utf16le"] as const) {
      expect(text).not.toContain(Buffer.from(secret, encoding).toString("hex"));
    }
  }
});

test("reading facts and names costs one statement each", async () => {
  const customerId = await upsert("one-statement", [{ field: "LANGUAGE", value: "de" }]);
  const { statements } = await about(crm, customerId);
  // The customer, the facts, the names, and who has read them.
  expect(statements).toHaveLength(4);
});

test("equal values of two customers have nothing equal in the table of facts but the lookup", async () => {
  const facts = [{ field: "FORM_OF_ADDRESS", value: "Frau Doktor" }];
  const ids = [await upsert("twin-1", facts), await upsert("twin-2", facts)];
  const stored = await run(
    "select sealed_value, value_digest, email_digest from fact_evidence where customer_id = any($1)",
    [ids],
  );
  expect(stored).toHaveLength(2);
  expect(stored[0].value_digest.equals(stored[1].value_digest)).toBe(false);
  expect(stored[0].sealed_value.equals(stored[1].sealed_value)).toBe(false);
  expect(stored.map((row: { email_digest: unknown }) => row.email_digest)).toEqual([null, null]);
});

test("a ciphertext that is copied to another row, field or customer opens nowhere", async () => {
  const facts = [
    { field: "FORM_OF_ADDRESS", value: "Herr Rat" },
    { field: "ADDRESS", value: "Ring 1" },
  ];
  const [ann, bob] = [await upsert("swap-ann", facts), await upsert("swap-bob", facts)];
  await run(
    `update fact_evidence set sealed_value = other.sealed_value from fact_evidence as other
     where fact_evidence.customer_id = $1 and other.customer_id = $2
       and fact_evidence.field = other.field`,
    [bob, ann],
  );
  const values = async (id: string) =>
    (await factEvidenceOf(manager(), [id])).map(({ value }) => value);
  expect(await values(bob)).toEqual([null, null]);
  await run(
    "update fact_evidence set field = 'PHONE' where customer_id = $1 and field = 'ADDRESS'",
    [ann],
  );
  expect((await values(ann)).sort()).toEqual(["Herr Rat", null]);
  await run(
    `update external_id set sealed_external_id = other.sealed_external_id from external_id as other
     where external_id.customer_id = $1 and other.customer_id = $2`,
    [bob, ann],
  );
  expect(await externalIdsOf(manager(), [bob])).toEqual([
    { system: "crm", externalId: null, customerId: bob },
  ]);
});

test("a data key that is given to another customer opens nothing", async () => {
  const facts = [{ field: "ADDRESS", value: "Ring 2" }];
  const [ann, bob] = [await upsert("keys-ann", facts), await upsert("keys-bob", facts)];
  await run(
    `update keyring.customer_key set wrapped_key = other.wrapped_key
     from keyring.customer_key as other
     where customer_key.customer_id = $1 and other.customer_id = $2`,
    [bob, ann],
  );
  expect(await factEvidenceOf(manager(), [bob])).toMatchObject([{ value: null }]);
  expect(await factEvidenceOf(manager(), [ann])).toMatchObject([{ value: "Ring 2" }]);
});

test("without the customer's key values are null with a code, and everything else stays", async () => {
  const facts = [{ field: "EMAIL", value: "lost@example.com" }];
  const customerId = await upsert("lost", facts);
  const before = (await about(crm, customerId)).data.customer;
  expect(await destroyCustomerKey(manager(), customerId)).toBe(true);
  expect(await destroyCustomerKey(manager(), customerId)).toBe(false);
  for (const viewer of [crm, asCustomer(customerId)]) {
    const { data, errors } = await about(viewer, customerId);
    expect(errors).toBeUndefined();
    const lost = { value: null, valueState: "KEY_MISSING" };
    const [fact] = before.facts;
    expect(data.customer).toEqual({
      facts: [{ ...fact, ...lost, evidence: [{ ...fact.evidence[0], ...lost }] }],
      externalIds: [{ system: "crm", externalId: null, valueState: "KEY_MISSING" }],
    });
    const id = fact.evidence[0].id;
    const node = `query ($id: ID!) { node(id: $id) { ... on FactEvidence { value valueState } } }`;
    expect((await kathi.ask(viewer, node, { id })).data.node).toEqual(lost);
  }
  const email = `{ customer(email: "lost@example.com") { id } }`;
  expect((await kathi.ask(crm, email)).data.customer).toBeNull();
});

test("striking what nobody can read says so and changes nothing", async () => {
  const customerId = await upsert("lost-too", [{ field: "LANGUAGE", value: "de" }]);
  await destroyCustomerKey(manager(), customerId);
  const before = await countRows(kathi.database.dataSource);
  const strike = `mutation { factStrike(input: { field: LANGUAGE, idempotencyKey: "${key()}" }) {
    errors { code } } }`;
  const { errors } = await kathi.ask(asCustomer(customerId), strike);
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "KEY_MISSING" }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("a customer whose key is gone can be served again; what was lost stays lost", async () => {
  const customerId = await upsert("again", [{ field: "LANGUAGE", value: "de" }]);
  await destroyCustomerKey(manager(), customerId);
  await upsert("again", [{ field: "LANGUAGE", value: "fr" }]);
  const values = (await factEvidenceOf(manager(), [customerId])).map(({ value }) => value);
  expect(values.sort()).toEqual(["fr", null]);
});

test("who is deleted takes their key along", async () => {
  const customerId = await upsert("gone", []);
  await run("delete from customer where customer_id = $1", [customerId]);
  expect(
    await run("select 1 from keyring.customer_key where customer_id = $1", [customerId]),
  ).toEqual([]);
});

test("a process without the master key reads null, looks nothing up and makes no keys", async () => {
  const customerId = await upsert("elsewhere", [{ field: "LANGUAGE", value: "de" }]);
  const before = await countRows(kathi.database.dataSource);
  const masterKeys = { home: "/nowhere", masterKey: "f".repeat(64) };
  const other = await openDataSource({ url: kathi.database.url, masterKeys });
  try {
    expect(await factEvidenceOf(other.manager, [customerId])).toMatchObject([{ value: null }]);
    const missing = {
      name: "StartupError",
      message: expect.stringContaining("keys of this house"),
    };
    await expect(keyringOf(other.manager).open()).rejects.toMatchObject(missing);
    await expect(ensureCustomers(other.manager, "crm", ["new"])).rejects.toMatchObject(missing);
    await expect(ensureCustomers(other.manager, "crm", ["elsewhere"])).rejects.toMatchObject(
      missing,
    );
    // A withdrawal must work all the same, and a repetition be known.
    const digests = [1, 2].map(() => keyringOf(other.manager).callDigest("withdraw"));
    expect(new Set(await Promise.all(digests)).size).toBe(1);
  } finally {
    await other.destroy();
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("a server without the master key answers with a code, and rights still work", async () => {
  const customerId = await upsert("keyless", [{ field: "LANGUAGE", value: "de" }]);
  const masterKeys = { home: "/nowhere", masterKey: "d".repeat(64) };
  const dataSource = await openDataSource({ url: kathi.database.url, masterKeys });
  const keyless = await openTestAppOn(dataSource);
  try {
    const id = globalId(customerId);
    const shown = await keyless.ask(asCustomer(customerId), `{ me { id ${FACTS} } }`);
    expect(shown.errors).toBeUndefined();
    expect(shown.data.me).toMatchObject({
      id,
      facts: [{ value: null, valueState: "KEY_MISSING" }],
    });

    const before = await countRows(kathi.database.dataSource);
    const byName = `{ customer(externalId: { system: "crm", externalId: "keyless" }) { id } }`;
    const input = { externalId: { system: "crm", externalId: "x" }, idempotencyKey: key() };
    const answers = [await keyless.ask(crm, byName), await keyless.ask(crm, UPSERT, { input })];
    for (const { data, errors } of answers) {
      expect(data?.customer ?? data?.customerUpsert ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: "KEY_MISSING" } }]);
      expect(errors?.[0]?.message).not.toContain("master-keys");
    }
    expect(await countRows(kathi.database.dataSource)).toEqual(before);

    const cell = "purpose: PERSONALISATION, category: PURCHASE";
    for (const change of ["consentGrant", "consentWithdraw"]) {
      const mutation = `mutation { ${change}(input: { ${cell}, idempotencyKey: "${key()}" }) {
        errors { code } } }`;
      const { data, errors } = await keyless.ask(asCustomer(customerId), mutation);
      expect([errors, data[change]]).toEqual([undefined, { errors: [] }]);
    }
  } finally {
    await keyless.close();
    await dataSource.destroy();
  }
});

test("digests of calls do not follow from their contents alone", async () => {
  const digest = await keyringOf(manager()).callDigest("guess");
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const masterKeys = { home: "/nowhere", masterKey: "e".repeat(64) };
  const other = await openDataSource({ url: kathi.database.url, masterKeys });
  expect(await keyringOf(other.manager).callDigest("guess")).not.toBe(digest);
  await other.destroy();
});

test("parallel calls about one new customer agree on one key", async () => {
  const names = await Promise.all(
    Array.from({ length: 10 }, () => upsert("crowd", [{ field: "LANGUAGE", value: "de" }])),
  );
  expect(new Set(names).size).toBe(1);
  expect(await factEvidenceOf(manager(), [names[0]!])).toMatchObject([{ value: "de" }]);
  await destroyCustomerKey(manager(), names[0]!);
  const keyrings = Array.from({ length: 10 }, () =>
    keyringOf(manager()).keysForWriting(manager(), [names[0]!]),
  );
  const keys = (await Promise.all(keyrings)).map((found) => found.get(names[0]!)!.digest("x"));
  expect(new Set(keys.map((digest) => digest.toString("hex"))).size).toBe(1);
});
