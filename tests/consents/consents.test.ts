import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import {
  asClient,
  asClientWithout,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const CHANGE = (name: string) => `mutation ($input: ConsentChangeInput!) {
  change: ${name}(input: $input) {
    consent { purpose category state isOpen }
    customer { consentEpoch consents { purpose category state } }
    errors { code path }
  }
}`;

const PURCHASE = { purpose: "PERSONALISATION", category: "PURCHASE" };

function change(viewer: Viewer, name: string, input: object = PURCHASE) {
  return kathi.ask(viewer, CHANGE(name), { input: { idempotencyKey: key(), ...input } });
}

test("granting, refusing and withdrawing change the cell and raise the epoch", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const given = (await change(customer, "consentGrant")).data.change;
  expect(given).toEqual({
    consent: { ...PURCHASE, state: "GIVEN", isOpen: true },
    customer: { consentEpoch: 1, consents: [{ ...PURCHASE, state: "GIVEN" }] },
    errors: [],
  });
  const withdrawn = (await change(customer, "consentWithdraw")).data.change;
  expect(withdrawn.consent).toEqual({ ...PURCHASE, state: "WITHDRAWN", isOpen: false });
  expect(withdrawn.customer.consentEpoch).toBe(2);
  const refused = (await change(customer, "consentRefuse")).data.change;
  expect(refused.consent).toEqual({ ...PURCHASE, state: "REFUSED", isOpen: false });
  expect(refused.customer.consentEpoch).toBe(3);
});

test("withdrawing what was never given succeeds and records nothing", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const { change: payload } = (await change(customer, "consentWithdraw")).data;
  expect(payload).toEqual({
    consent: null,
    customer: { consentEpoch: 0, consents: [] },
    errors: [],
  });
});

test("the ledger keeps every change, newest first, page by page", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  await change(customer, "consentGrant");
  await change(customer, "consentWithdraw");
  await change(customer, "consentGrant");
  const query = `query ($after: String) { me { consentHistory(first: 2, after: $after) {
    nodes { sequence state method actor purposeVersion documentation }
    pageInfo { hasNextPage endCursor } } } }`;
  const first = (await kathi.ask(customer, query)).data.me.consentHistory;
  const entry = { method: "API", actor: "customer", purposeVersion: 1, documentation: null };
  expect(first.nodes).toEqual([
    { sequence: 3, state: "GIVEN", ...entry },
    { sequence: 2, state: "WITHDRAWN", ...entry },
  ]);
  expect(first.pageInfo.hasNextPage).toBe(true);
  const after = first.pageInfo.endCursor;
  const second = (await kathi.ask(customer, query, { after })).data.me.consentHistory;
  expect(second.nodes).toEqual([{ sequence: 1, state: "GIVEN", ...entry }]);
  expect(second.pageInfo.hasNextPage).toBe(false);
});

test("a cell that no consent can open is refused", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const input = { purpose: "SECURITY", category: "FEEDBACK" };
  const { change: payload } = (await change(customer, "consentGrant", input)).data;
  expect(payload.errors).toEqual([{ code: "CELL_NOT_GRANTABLE", path: ["category"] }]);
});

test("the same key gives the same answer and changes nothing", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const input = { ...PURCHASE, idempotencyKey: "once" };
  await change(customer, "consentGrant", input);
  await change(customer, "consentWithdraw");
  const repeated = (await change(customer, "consentGrant", input)).data.change;
  expect(repeated.customer.consentEpoch).toBe(2);
  expect(repeated.consent.state).toBe("WITHDRAWN");
  const other = { ...input, category: "BROWSING" };
  const reused = (await change(customer, "consentGrant", other)).data.change;
  expect(reused.errors).toEqual([{ code: "IDEMPOTENCY_KEY_REUSED", path: ["idempotencyKey"] }]);
});

test("parallel changes take turns: no sequence is lost or used twice", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const names = Array.from({ length: 40 }, (_, index) =>
    index % 2 === 0 ? "consentGrant" : "consentRefuse",
  );
  await Promise.all(names.map((name) => change(customer, name)));
  const { me } = (
    await kathi.ask(
      customer,
      "{ me { consentEpoch consentHistory(first: 100) { nodes { sequence state } } } }",
    )
  ).data;
  const sequences = me.consentHistory.nodes.map((entry: { sequence: number }) => entry.sequence);
  expect(sequences).toEqual(Array.from({ length: me.consentEpoch }, (_, i) => me.consentEpoch - i));
  const states: string[] = me.consentHistory.nodes.map((entry: { state: string }) => entry.state);
  // Every change changes the state: two equal neighbours would mean a lost turn.
  for (const [index, state] of states.entries()) expect(state).not.toBe(states[index + 1]);
});

test("who may change a customer's consents", async () => {
  const customerId = await kathi.addCustomer();
  const other = await kathi.addCustomer();
  const named = { ...PURCHASE, customerId: globalId(customerId) };
  const codes = async (viewer: Viewer, name: string) =>
    (await change(viewer, name, named)).data.change.errors.map((e: { code: string }) => e.code);
  const onlyCustomer = ["ONLY_CUSTOMER_MAY_GRANT"];
  expect(await codes(asNobody, "consentGrant")).toEqual(onlyCustomer);
  expect(await codes(asClient("consents:close"), "consentGrant")).toEqual(onlyCustomer);
  expect(await codes(asCustomer(other), "consentGrant")).toEqual(["NOT_FOUND"]);
  expect(await codes(asNobody, "consentWithdraw")).toEqual(["NOT_FOUND"]);
  expect(await codes(asClientWithout("consents:close"), "consentWithdraw")).toEqual(["NOT_FOUND"]);
  expect(await codes(asCustomer(other), "consentWithdraw")).toEqual(["NOT_FOUND"]);
  const epoch = await kathi.ask(asCustomer(customerId), "{ me { consentEpoch } }");
  expect(epoch.data.me.consentEpoch).toBe(0);
  expect(await codes(asCustomer(customerId), "consentGrant")).toEqual([]);
  expect(await codes(asClient("consents:close"), "consentWithdraw")).toEqual([]);
});

test("a malformed customer id never falls back to the viewer", async () => {
  const customerId = await kathi.addCustomer();
  const input = { ...PURCHASE, customerId: "nonsense" };
  const { change: payload } = (await change(asCustomer(customerId), "consentGrant", input)).data;
  expect(payload.errors).toEqual([{ code: "NOT_FOUND", path: ["customerId"] }]);
});

test("every purpose has a text in both languages", async () => {
  const query = "{ purposes { purpose version en: text de: text(locale: DE) consentCategories } }";
  const { purposes } = (await kathi.ask(asNobody, query)).data;
  expect(purposes).toHaveLength(10);
  for (const { en, de } of purposes) {
    expect(en).not.toBe("");
    expect(de).not.toBe(en);
  }
  const improvement = purposes.find((it: { purpose: string }) => it.purpose === "IMPROVEMENT");
  expect(improvement.consentCategories).toEqual([
    "DECLARED_PREFERENCE",
    "PURCHASE",
    "BROWSING",
    "FEEDBACK",
    "CONTEXT",
    "MOOD",
  ]);
});
