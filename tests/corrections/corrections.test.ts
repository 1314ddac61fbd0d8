import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { asClient, asCustomer, asNobody, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, item, latestRefusals } from "../support/rows.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
  await upsertItems(kathi.database.dataSource.manager, [item("cake"), item("wine")]);
});
afterAll(() => kathi.close());

const FIELDS = "errors { code path } customer { facts { field value isCorrected provenance } }";

const CORRECT = `mutation ($input: FactCorrectInput!) {
  factCorrect(input: $input) { ${FIELDS} fact { value isCorrected evidence { value status } } } }`;
const STRIKE = `mutation ($input: FactStrikeInput!) { factStrike(input: $input) { ${FIELDS} } }`;
const EXCLUDE = `mutation ($input: EvidenceExcludeInput!) { evidenceExclude(input: $input) {
  ${FIELDS} evidence { id ... on Interaction { status } ... on FactEvidence { status } } } }`;
const DECLARE = `mutation ($input: PreferencesDeclareInput!) { preferencesDeclare(input: $input) {
  errors { code path } customer { preferences { target name sentiment } } } }`;
const FEEDBACK = `mutation ($input: RecommendationFeedbackInput!) { recommendationFeedback(
  input: $input) { errors { code path } interaction { id kind provenance item { sku } } } }`;
const GRANT = `mutation ($input: ConsentChangeInput!) {
  consentGrant(input: $input) { errors { code } } }`;

async function ask(viewer: Viewer, query: string, input: object) {
  const answer = await kathi.ask(viewer, query, { input: { idempotencyKey: key(), ...input } });
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data)[0] as Record<string, never>;
}

function importFact(customerId: string, value: string) {
  return recordFactEvidence(kathi.database.dataSource.manager, [
    {
      customerId,
      field: "EMAIL",
      value,
      provenance: "IMPORTED",
      isCorrection: false,
      source: "client:crm",
      capturedAt: new Date(),
    },
  ]);
}

test("a correction wins at once and outlives later imports", async () => {
  const customerId = await kathi.addCustomer();
  await importFact(customerId, "old@example.com");
  const payload = await ask(asCustomer(customerId), CORRECT, {
    field: "EMAIL",
    value: "right@example.com",
  });
  expect(payload.fact).toEqual({
    value: "right@example.com",
    isCorrected: true,
    evidence: [
      { value: "right@example.com", status: "ACTIVE" },
      { value: "old@example.com", status: "CORRECTED" },
    ],
  });
  await importFact(customerId, "old@example.com");
  await importFact(customerId, "newer@example.com");
  const { me } = (await kathi.ask(asCustomer(customerId), "{ me { facts { value } } }")).data;
  expect(me.facts).toEqual([{ value: "right@example.com" }]);
});

test("the newest of two corrections wins, and an older one can be said again", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  for (const value of ["a@example.com", "b@example.com", "a@example.com"]) {
    const payload = await ask(customer, CORRECT, { field: "EMAIL", value });
    expect(payload.fact).toMatchObject({ value, isCorrected: true });
  }
});

test("a struck value stays struck when it is imported again; the customer may say it anew", async () => {
  const customerId = await kathi.addCustomer();
  const customer = asCustomer(customerId);
  await importFact(customerId, "wrong@example.com");
  const struck = await ask(customer, STRIKE, { field: "EMAIL" });
  expect(struck).toEqual({ errors: [], customer: { facts: [] } });
  await importFact(customerId, "wrong@example.com");
  expect((await kathi.ask(customer, "{ me { facts { value } } }")).data.me.facts).toEqual([]);
  const again = await ask(customer, STRIKE, { field: "EMAIL" });
  expect(again.errors).toEqual([{ code: "NOT_FOUND", path: ["field"] }]);
  const said = await ask(customer, CORRECT, { field: "EMAIL", value: "wrong@example.com" });
  expect(said.fact).toMatchObject({ value: "wrong@example.com", isCorrected: true });
});

test("a correction that does not fit its field changes nothing", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const before = await countRows(kathi.database.dataSource);
  const payload = await ask(customer, CORRECT, { field: "EMAIL", value: "nonsense" });
  expect(payload.errors).toEqual([{ code: "VALUE_INVALID", path: ["value"] }]);
  // What is only filled in wrongly is no attempt on anything.
  const noted = await latestRefusals(kathi.database.dataSource, 9);
  expect(noted).not.toContain("CUSTOMER factCorrect VALUE_INVALID");
  const birthday = await ask(customer, CORRECT, { field: "BIRTHDAY", value: "02-03" });
  expect(birthday.errors).toEqual([{ code: "CONSENT_REQUIRED", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("excluded evidence is out, stays out when repeated, and can be asked for by id", async () => {
  const customerId = await kathi.addCustomer();
  await importFact(customerId, "gone@example.com");
  const query = "{ me { facts { evidence { id } } } }";
  const { me } = (await kathi.ask(asCustomer(customerId), query)).data;
  const evidenceId = me.facts[0].evidence[0].id;
  for (let turn = 0; turn < 2; turn++) {
    const payload = await ask(asCustomer(customerId), EXCLUDE, { evidenceId });
    expect(payload).toEqual({
      errors: [],
      customer: { facts: [] },
      evidence: { id: evidenceId, status: "EXCLUDED" },
    });
  }
});

test("nobody excludes what is not theirs", async () => {
  const customerId = await kathi.addCustomer();
  const other = asCustomer(await kathi.addCustomer());
  await importFact(customerId, "mine@example.com");
  const query = "{ me { facts { evidence { id } } } }";
  const { me } = (await kathi.ask(asCustomer(customerId), query)).data;
  const evidenceId = me.facts[0].evidence[0].id;
  const notFound = [{ code: "NOT_FOUND", path: ["evidenceId"] }];
  expect((await ask(other, EXCLUDE, { evidenceId })).errors).toEqual(notFound);
  const invented = encodeNodeId("Interaction", customerId, "00000000-0000-4000-8000-000000000000");
  for (const id of ["nonsense", invented, encodeNodeId("Customer", customerId)]) {
    const payload = await ask(asCustomer(customerId), EXCLUDE, { evidenceId: id });
    expect(payload.errors).toEqual(notFound);
  }
  expect(await latestRefusals(kathi.database.dataSource, 4)).toEqual(
    Array(4).fill("CUSTOMER evidenceExclude NOT_FOUND"),
  );
  expect((await kathi.ask(asCustomer(customerId), query)).data.me.facts).toHaveLength(1);
});

test("preferences need consent to be kept, none to be taken back", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const like = { target: "TAG", name: "rich", sentiment: "LIKE" };
  const refused = await ask(customer, DECLARE, { preferences: [like] });
  expect(refused.errors).toEqual([{ code: "CONSENT_REQUIRED", path: [] }]);
  await ask(customer, GRANT, { purpose: "PERSONALISATION", category: "DECLARED_PREFERENCE" });
  const declared = await ask(customer, DECLARE, {
    preferences: [like, { target: "CATEGORY", name: "wine", sentiment: "DISLIKE" }],
  });
  expect(declared).toMatchObject({
    errors: [],
    customer: { preferences: expect.arrayContaining([like]) },
  });
  const changed = await ask(customer, DECLARE, {
    preferences: [
      { ...like, sentiment: "DISLIKE" },
      { target: "CATEGORY", name: "wine" },
    ],
  });
  expect(changed).toEqual({
    errors: [],
    customer: { preferences: [{ ...like, sentiment: "DISLIKE" }] },
  });
});

test.each([
  [[], "TOO_MANY_ENTRIES"],
  [Array(101).fill({ target: "TAG", name: "x" }), "TOO_MANY_ENTRIES"],
  [Array(2).fill({ target: "TAG", name: "x" }), "VALUE_INVALID"],
])("a call with %j preferences is refused", async (preferences, code) => {
  const customer = asCustomer(await kathi.addCustomer());
  const payload = await ask(customer, DECLARE, { preferences });
  expect(payload.errors).toEqual([{ code, path: ["preferences"] }]);
});

test("feedback becomes evidence, once for each key", async () => {
  const customer = asCustomer(await kathi.addCustomer());
  const feedback = { sku: "cake", feedback: "NOT_NOW", idempotencyKey: "later" };
  const refused = await ask(customer, FEEDBACK, feedback);
  expect(refused.errors).toEqual([{ code: "CONSENT_REQUIRED", path: [] }]);
  await ask(customer, GRANT, { purpose: "PERSONALISATION", category: "FEEDBACK" });
  const first = await ask(customer, FEEDBACK, feedback);
  expect(first.interaction).toMatchObject({
    kind: "NOT_NOW",
    provenance: "PROVIDED",
    item: { sku: "cake" },
  });
  expect(await ask(customer, FEEDBACK, feedback)).toEqual(first);
  const { me } = (await kathi.ask(customer, "{ me { interactions { nodes { id } } } }")).data;
  expect(me.interactions.nodes).toHaveLength(1);
  const unknown = await ask(customer, FEEDBACK, { sku: "nothing", feedback: "LIKE" });
  expect(unknown.errors).toEqual([{ code: "NOT_FOUND", path: ["sku"] }]);
});

test("only customers correct: nobody and no client does it for them", async () => {
  const before = await countRows(kathi.database.dataSource);
  for (const viewer of [asNobody, asClient("customers:write", "customers:read")]) {
    const calls: [string, object][] = [
      [CORRECT, { field: "EMAIL", value: "a@example.com" }],
      [STRIKE, { field: "EMAIL" }],
      [DECLARE, { preferences: [{ target: "TAG", name: "x" }] }],
      [FEEDBACK, { sku: "cake", feedback: "LIKE" }],
    ];
    for (const [query, input] of calls) {
      const payload = await ask(viewer, query, input);
      expect(payload.errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
    }
    expect(await latestRefusals(kathi.database.dataSource, 4)).toEqual(
      ["factCorrect", "factStrike", "preferencesDeclare", "recommendationFeedback"].map(
        (operation) => `${viewer.kind} ${operation} FORBIDDEN`,
      ),
    );
  }
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});
