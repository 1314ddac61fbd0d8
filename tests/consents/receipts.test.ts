import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decodeJwt, decodeProtectedHeader, type JWK } from "jose";
import { newPrivateKey, signJson, toSigningKey } from "../../src/access/signing-key.ts";
import type { Viewer } from "../../src/access/viewer.ts";
import type { Output } from "../../src/commands/output.ts";
import { checkReceipt, receiptCommand } from "../../src/commands/receipt.ts";
import { readConfig } from "../../src/config.ts";
import { ReceiptService } from "../../src/consents/receipt.service.ts";
import { RECEIPT_TYPE, receiptOf } from "../../src/consents/receipt.ts";
import { Transactions } from "../../src/db/transactions.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";

let kathi: TestApp;
let customerId: string;
let customer: Viewer;
let folder: string;

beforeAll(async () => {
  kathi = await openTestApp();
  customerId = await kathi.addCustomer("maria@example.org");
  customer = asCustomer(customerId);
  for (const name of ["consentGrant", "consentWithdraw", "consentRefuse"]) await change(name);
  folder = await mkdtemp(join(tmpdir(), "kathi-receipts-"));
});
afterAll(async () => {
  await kathi.close();
  await rm(folder, { recursive: true });
});

async function change(name: string): Promise<void> {
  const input = { purpose: "PERSONALISATION", category: "PURCHASE", idempotencyKey: key() };
  const query = `mutation ($input: ConsentChangeInput!) { ${name}(input: $input) { errors { code } } }`;
  const { data } = await kathi.ask(customer, query, { input });
  expect(data[name].errors).toEqual([]);
}

const RECEIPTS = `query ($after: String) { me { receipts(first: 2, after: $after) {
  nodes { jws keyId issuedAt sequence } pageInfo { hasNextPage endCursor } } } }`;

async function receipts(after: string | null = null) {
  return (await kathi.ask(customer, RECEIPTS, { after })).data.me.receipts;
}

const keys = async () => (await kathi.app.services.receipts.keySet()).keys as JWK[];

test("every entry has one, refusals and withdrawals included, page by page", async () => {
  const first = await receipts();
  const second = await receipts(first.pageInfo.endCursor);
  expect(second.pageInfo.hasNextPage).toBe(false);
  const all = [...first.nodes, ...second.nodes];
  const reports = await Promise.all(
    all.map(async ({ jws }: { jws: string }) => checkReceipt(jws, await keys())),
  );
  expect(reports.map(({ isValid }) => isValid)).toEqual([true, true, true]);
  expect(reports.map(({ receipt }) => receipt?.events[0]?.event_state)).toEqual([
    "REFUSED",
    "WITHDRAWN",
    "GIVEN",
  ]);
});

test("is a record of ISO/IEC TS 27560 that names nobody", async () => {
  const query = `{ me { consentHistory(first: 9) { nodes { eventId hash recordedAt sequence
    receipt { jws sequence } } } } }`;
  const { nodes } = (await kathi.ask(customer, query)).data.me.consentHistory;
  const given = nodes.at(-1);
  expect(given.receipt.sequence).toBe(1);
  const { receipt } = await checkReceipt(given.receipt.jws, await keys());
  expect(receipt).toEqual({
    schema_version: "ISO/IEC TS 27560:2023",
    record_id: given.eventId,
    pii_principal_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    pii_processing: {
      privacy_notice: { version: 1, sha256: null },
      purposes: [
        {
          purpose: "PERSONALISATION",
          lawful_basis: "CONSENT",
          pii_information: [{ pii_type: "PURCHASE", pii_optional: true }],
          pii_controllers: ["controller"],
          retention_period: expect.any(String),
          recipient_third_parties: [],
          withdrawal_method: expect.stringContaining("consentWithdraw"),
        },
      ],
    },
    party_identification: [
      { party_id: "controller", party_role: "PII controller", party_name: "A house for tests" },
    ],
    events: [
      {
        event_time: given.recordedAt,
        claimed_time: null,
        validity_duration: null,
        event_type: "API",
        event_state: "GIVEN",
        entity_id: "PII principal",
        sequence: 1,
        ledger_hash: given.hash,
      },
    ],
  });
  const text = Buffer.from(given.receipt.jws.split(".")[1], "base64url").toString();
  expect(text).not.toContain(customerId);
  expect(text).not.toContain("maria");
  expect(decodeProtectedHeader(given.receipt.jws)).toMatchObject({ alg: "EdDSA" });
});

test("costs 3 statements for a page when it is new, one ever after, and stays the same", async () => {
  const other = asCustomer(await kathi.addCustomer());
  const grant = `mutation { consentGrant(input: { purpose: IMPROVEMENT, category: PURCHASE,
    idempotencyKey: "${key()}" }) { errors { code } } }`;
  await kathi.ask(other, grant);
  const query = "{ me { receipts(first: 2) { nodes { jws issuedAt } } } }";
  // The customer and the page of entries are read in any case.
  const first = await kathi.ask(other, query);
  const again = await kathi.ask(other, query);
  expect([first.statements.length, again.statements.length]).toEqual([5, 3]);
  expect(again.data).toEqual(first.data);
});

test("parallel first requests agree on one receipt", async () => {
  await change("consentGrant");
  const answers = await Promise.all(Array.from({ length: 10 }, () => receipts()));
  const first = new Set(answers.map(({ nodes }) => nodes[0].jws));
  expect(first.size).toBe(1);
});

test("stays valid and the same after the key has changed", async () => {
  const [before] = (await receipts()).nodes;
  const newKey = await toSigningKey(newPrivateKey(), "test");
  const issuer = { key: newKey, controller: "Another name" };
  const later = new ReceiptService(new Transactions(kathi.database.dataSource), issuer);
  const [after] = await later.page(customer, customerId, 1, 1000);
  expect(after?.jws).toBe(before.jws);
  const published = (await later.keySet()).keys as JWK[];
  expect(published.map(({ kid }) => kid)).toEqual(
    expect.arrayContaining([before.keyId, newKey.keyId]),
  );
  expect(published.every((it) => it.d === undefined && it.crv === "Ed25519")).toBe(true);
  expect((await checkReceipt(before.jws, published)).isValid).toBe(true);
});

test("is for the customer alone", async () => {
  const other = asCustomer(await kathi.addCustomer());
  const client = asClient("customers:read");
  const event = `query ($id: ID!) { node(id: $id) { ... on ConsentEvent { receipt { jws } } } }`;
  const ids = "{ me { consentHistory(first: 1) { nodes { id } } } }";
  const { id } = (await kathi.ask(customer, ids)).data.me.consentHistory.nodes[0];
  expect((await kathi.ask(customer, event, { id })).data.node.receipt.jws).toMatch(/^ey/);
  expect((await kathi.ask(other, event, { id })).data.node).toBeNull();
  expect((await kathi.ask(asNobody, event, { id })).data.node).toBeNull();
  expect((await kathi.ask(client, event, { id })).data.node).toEqual({ receipt: null });
  const page = `query ($id: ID!) { customer(id: $id) { receipts(first: 9) { nodes { jws } }
    refusedAttempts(first: 9) { nodes { code } } } }`;
  const named = { id: globalId(customerId) };
  expect((await kathi.ask(client, page, named)).data.customer).toEqual({
    receipts: { nodes: [] },
    refusedAttempts: { nodes: [] },
  });
  expect((await kathi.ask(other, page, named)).data.customer).toBeNull();
});

describe("kathi receipt verify", () => {
  async function verify(jws: string, options: { keys?: string } = {}) {
    const file = join(folder, "receipt.jws");
    await writeFile(file, `${jws}\n`);
    const keysFile = join(folder, "keys.json");
    await writeFile(keysFile, options.keys ?? JSON.stringify({ keys: await keys() }));
    // biome-ignore lint/suspicious/noExplicitAny: the report is looked into.
    let report: any;
    const output: Output = {
      line: () => {},
      progress: () => {},
      result: (value) => {
        report = value;
      },
    };
    const positionals = ["verify", file];
    const config = readConfig({ KATHI_HOME: join(folder, "home") });
    const { signal } = new AbortController();
    const run = receiptCommand.run({
      config,
      output,
      positionals,
      options: { keys: keysFile },
      signal,
    });
    const failure = await run.then(
      () => null,
      (error: Error) => error,
    );
    return { report, failure };
  }

  const newest = async (): Promise<string> => (await receipts()).nodes[0].jws;

  test("says what a valid receipt shows", async () => {
    const { report, failure } = await verify(await newest());
    expect(failure).toBeNull();
    expect(report).toMatchObject({
      isValid: true,
      keyId: expect.any(String),
      receipt: { events: [{ event_state: "GIVEN" }] },
    });
  });

  /** A receipt with one change to its record, under the old signature. */
  const forged = async () => {
    const [header, , signature] = (await newest()).split(".");
    const record = decodeJwt(await newest());
    const payload = Buffer.from(JSON.stringify({ ...record, record_id: "x" })).toString(
      "base64url",
    );
    return `${header}.${payload}.${signature}`;
  };
  const unsigned = async () => {
    const [, payload] = (await newest()).split(".");
    const header = Buffer.from('{"alg":"none"}').toString("base64url");
    return `${header}.${payload}.`;
  };
  const strangers = async () =>
    signJson(await toSigningKey(newPrivateKey(), "test"), RECEIPT_TYPE, {});
  const cut = async () => (await newest()).slice(0, -2);

  test.each([
    ["a changed record", forged, "the signature does not fit"],
    ["a cut signature", cut, "the signature does not fit"],
    ["one without a signature", unsigned, "the signature does not fit"],
    ["a stranger's key", strangers, "none of the given keys has signed it"],
    ["no receipt at all", async () => "hello", "the signature does not fit"],
    ["an empty file", async () => "", "the signature does not fit"],
  ])("refuses %s", async (_, make, reason) => {
    const { report, failure } = await verify(await make());
    expect(report).toMatchObject({ isValid: false, reason, receipt: null });
    expect(failure?.message).toBe(`The receipt is not valid: ${reason}.`);
  });

  test("refuses what is signed with a good key but is no receipt", async () => {
    const own = await toSigningKey(newPrivateKey(), "test");
    const other = await signJson(own, "JWT", { sub: "x" });
    const odd = await signJson(own, RECEIPT_TYPE, { schema_version: "1" });
    for (const jws of [other, odd]) {
      const report = await checkReceipt(jws, [own.publicKey]);
      expect(report).toMatchObject({ isValid: false, reason: "it is signed, but no receipt" });
    }
  });

  test("without keys asks this house's own, and makes none", async () => {
    const file = join(folder, "own.jws");
    const home = join(folder, "empty-home");
    await writeFile(file, await newest());
    const output: Output = { line: () => {}, progress: () => {}, result: () => {} };
    const { signal } = new AbortController();
    const run = receiptCommand.run({
      config: readConfig({ KATHI_HOME: home }),
      output,
      positionals: ["verify", file],
      options: {},
      signal,
    });
    await expect(run).rejects.toThrow(/has no key yet/);
    await expect(readFile(join(home, "signing-key"))).rejects.toThrow();
  });

  test("says when the keys are no keys", async () => {
    const { failure } = await verify(await newest(), { keys: "{}" });
    expect(failure?.message).toMatch(/is no JSON Web Key Set/);
  });
});

test("the same entry gives the same signature", async () => {
  const [event] = (await kathi.app.services.consents.history(customer, customerId, 1, 1000)) ?? [];
  const own = await toSigningKey(newPrivateKey(), "test");
  const sign = () => signJson(own, RECEIPT_TYPE, receiptOf(event!, "x"));
  expect(await sign()).toBe(await sign());
});
