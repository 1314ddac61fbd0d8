import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { newPrivateKey } from "../../src/access/signing-key.ts";
import { Tokens } from "../../src/access/tokens.ts";
import type { Viewer } from "../../src/access/viewer.ts";
import { readConfig } from "../../src/config.ts";
import { NO_CONSENTS, permit, underGpc } from "../../src/consents/gate.ts";
import { POLICY, PURPOSES } from "../../src/consents/policy.ts";
import { type RunningServer, startServer } from "../../src/main.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows } from "../support/rows.ts";

let kathi: TestApp;
let server: RunningServer;
let customerId: string;
const tokens = new Tokens("a secret for tests only, 32 characters");

beforeAll(async () => {
  kathi = await openTestApp();
  const { dataSource, url } = kathi.database;
  const config = { ...readConfig({ KATHI_SIGNING_KEY: newPrivateKey() }), port: 0 };
  const database = { dataSource, url, isEmbedded: false, close: async () => {} };
  server = await startServer({ config, database, tokens, logger: pino({ level: "silent" }) });
});
afterAll(async () => {
  await server.stop();
  await kathi.close();
});
beforeEach(async () => {
  customerId = await kathi.addCustomer();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
type JsonObject = Record<string, any>;

/** Asks over HTTP, as a customer's browser does. */
async function ask(query: string, gpc?: string, isAnonymous = false) {
  const headers = {
    "content-type": "application/json",
    ...(!isAnonymous && {
      authorization: `Bearer ${await tokens.issueForCustomer(customerId, 60)}`,
    }),
    ...(gpc !== undefined && { "sec-gpc": gpc }),
  };
  const body = JSON.stringify({ query });
  const response = await fetch(`${server.url}/graphql`, { method: "POST", headers, body });
  const { data, errors } = (await response.json()) as JsonObject;
  expect(errors).toBeUndefined();
  return data;
}

const grant = (purpose: string, category: string) =>
  `mutation { change: consentGrant(input: { purpose: ${purpose}, category: ${category},
     idempotencyKey: "${key()}" }) { consent { state isOpen } errors { code } } }`;

const ledger = (): Promise<{ purpose: string; state: string; method: string }[]> =>
  kathi.database.dataSource.query(
    "select purpose, state, method from consent_event where customer_id = $1 order by sequence",
    [customerId],
  );

describe("Sec-GPC: 1", () => {
  test("stands in the ledger as an objection to outreach and sharing, once", async () => {
    await ask(grant("OUTREACH", "EMAIL"));
    for (let time = 0; time < 3; time++) await ask("{ me { consentEpoch } }", "1");
    const entries = (await ledger()).filter(({ method }) => method === "GPC");
    expect(new Set(entries.map(({ state }) => state))).toEqual(new Set(["OBJECTED"]));
    expect(new Set(entries.map(({ purpose }) => purpose))).toEqual(
      new Set(["OUTREACH", "SHARING"]),
    );
    const cells = Object.entries(POLICY).flatMap(([, row]) => [row.OUTREACH, row.SHARING]);
    expect(entries).toHaveLength(cells.filter((cell) => cell?.basis === "CONSENT").length);
    const { me } = await ask("{ me { consents { purpose isOpen } } }");
    expect(me.consents.some(({ isOpen }: { isOpen: boolean }) => isOpen)).toBe(false);
  });

  test("costs one statement where it is noted already", async () => {
    const { objections } = kathi.app.services;
    const cost = async () => {
      kathi.database.takeStatements();
      await objections.noteGpc(customerId);
      return kathi.database.takeStatements().length;
    };
    // Look, begin, hold, append, commit.
    expect([await cost(), await cost()]).toEqual([5, 1]);
  });

  test("is noted once by parallel requests", async () => {
    await Promise.all(Array.from({ length: 10 }, () => ask("{ me { consentEpoch } }", "1")));
    const entries = await ledger();
    await ask("{ me { consentEpoch } }", "1");
    expect(await ledger()).toEqual(entries);
    expect(new Set(entries.map((entry) => JSON.stringify(entry))).size).toBe(2);
  });

  test("closes personalisation for the request, and leaves the ledger's word as it was", async () => {
    await ask(grant("PERSONALISATION", "PURCHASE"));
    const query = `{ me { consents { purpose state isOpen }
      recommendations(placement: "x", first: 1) { mode } } }`;
    const ofPersonalisation = ({ purpose }: { purpose: string }) => purpose === "PERSONALISATION";
    const under = (await ask(query, "1")).me;
    expect(under.consents.filter(ofPersonalisation)).toEqual([
      { purpose: "PERSONALISATION", state: "GIVEN", isOpen: false },
    ]);
    expect(under.recommendations.mode).toBe("PROFILE_FREE");
    const without = (await ask(query)).me;
    expect(without.consents.filter(ofPersonalisation)).toEqual([
      { purpose: "PERSONALISATION", state: "GIVEN", isOpen: true },
    ]);
    expect(without.recommendations.mode).toBe("FULL");
  });

  test("never grants, and an express grant afterwards is the later word", async () => {
    await ask("{ me { consentEpoch } }", "1");
    const under = await ask(grant("OUTREACH", "EMAIL"), "1");
    expect(under.change).toEqual({ consent: { state: "GIVEN", isOpen: false }, errors: [] });
    await ask("{ me { consentEpoch } }", "1");
    const { me } = await ask("{ me { consents { purpose category isOpen } } }");
    expect(me.consents.filter(({ isOpen }: { isOpen: boolean }) => isOpen)).toEqual([
      { purpose: "OUTREACH", category: "EMAIL", isOpen: true },
    ]);
  });

  test("is noted also where all was objected to before, so a later grant stays", async () => {
    for (const purpose of ["OUTREACH", "SHARING"]) {
      await ask(`mutation { objectionRaise(input: { purpose: ${purpose},
        idempotencyKey: "${key()}" }) { errors { code } } }`);
    }
    const before = await ledger();
    await ask("{ me { consentEpoch } }", "1");
    expect(await ledger()).toEqual(before);
    kathi.database.takeStatements();
    await kathi.app.services.objections.noteGpc(customerId);
    expect(kathi.database.takeStatements()).toHaveLength(1);
    await ask(grant("OUTREACH", "EMAIL"));
    await ask("{ me { consentEpoch } }", "1");
    expect((await ledger()).at(-1)).toMatchObject({ purpose: "OUTREACH", state: "GIVEN" });
  });

  test("keeps nothing for personalisation while it is sent", async () => {
    await kathi.database.dataSource.query(
      `insert into item (item_id, title) values ('tea', 'Tea') on conflict do nothing`,
    );
    await ask(grant("PERSONALISATION", "BROWSING"));
    const view = `mutation { change: interactionsRecord(input: { idempotencyKey: "${key()}",
      interactions: [{ kind: VIEW, sku: "tea" }] }) { results { verdict } } }`;
    const verdicts = async (gpc?: string) =>
      (await ask(view, gpc)).change.results.map(({ verdict }: { verdict: string }) => verdict);
    expect(await verdicts("1")).toEqual(["DROPPED_WITHOUT_CONSENT"]);
    expect(await verdicts()).toEqual(["ACCEPTED"]);
  });

  test.each(["0", "", "true", "1, 1", " 11"])("is not %j", async (value) => {
    await ask("{ me { consentEpoch } }", value);
    expect(await ledger()).toEqual([]);
  });

  test("of nobody writes nothing", async () => {
    const before = await countRows(kathi.database.dataSource);
    expect(await ask("{ me { id } }", "1", true)).toEqual({ me: null });
    expect(await countRows(kathi.database.dataSource)).toEqual(before);
  });
});

test("the gate: the signal closes three purposes, opens nothing, and leaves the rest", () => {
  const cells = Object.fromEntries(
    PURPOSES.flatMap((purpose) =>
      Object.keys(POLICY).map((category) => [`${purpose}:${category}`, "GIVEN"]),
    ),
  );
  const open = { epoch: 1, cells };
  for (const purpose of PURPOSES) {
    for (const category of Object.keys(POLICY) as (keyof typeof POLICY)[]) {
      const isClosed = ["PERSONALISATION", "OUTREACH", "SHARING"].includes(purpose);
      const before = permit(open, purpose, category, "SCORE");
      expect(permit(underGpc(open, true), purpose, category, "SCORE")).toBe(!isClosed && before);
      expect(permit(underGpc(open, false), purpose, category, "SCORE")).toBe(before);
      const none = permit(NO_CONSENTS, purpose, category, "SCORE");
      expect(permit(underGpc(NO_CONSENTS, true), purpose, category, "SCORE")).toBe(
        !isClosed && none,
      );
    }
  }
});

test("the services see the signal of every viewer", async () => {
  const viewer: Viewer = { ...asCustomer(customerId), isGpc: true };
  await kathi.ask(asCustomer(customerId), grant("PERSONALISATION", "PURCHASE"));
  const { data } = await kathi.ask(viewer, "{ me { consents { isOpen } } }");
  expect(data.me.consents).toEqual([{ isOpen: false }]);
});

describe("the house says of itself", () => {
  test("that it obeys Global Privacy Control", async () => {
    const response = await fetch(`${server.url}/.well-known/gpc.json`);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "application/json; charset=utf-8",
    ]);
    expect(await response.json()).toEqual({
      gpc: true,
      lastUpdate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  test("with which keys its receipts are signed", async () => {
    await ask(grant("PERSONALISATION", "PURCHASE"));
    const { me } = await ask("{ me { receipts(first: 1) { nodes { keyId } } } }");
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as JsonObject;
    const own = keys.find(({ kid }: { kid: string }) => kid === me.receipts.nodes[0].keyId);
    expect(own).toEqual({
      kty: "OKP",
      crv: "Ed25519",
      x: expect.any(String),
      kid: expect.any(String),
      alg: "EdDSA",
      use: "sig",
    });
  });

  test("nothing to other methods and nothing at other paths", async () => {
    const post = await fetch(`${server.url}/.well-known/gpc.json`, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await fetch(`${server.url}/.well-known/toString`)).status).toBe(404);
  });
});
