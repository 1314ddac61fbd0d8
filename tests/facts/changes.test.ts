import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FactEvidenceRow } from "../../src/facts/fact.entity.ts";
import { factEvidenceOf, recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { resolveFacts } from "../../src/facts/fact.service.ts";
import { factChanges } from "../../src/facts/fact-change.service.ts";
import { asClient, asCustomer, globalId, key, openTestApp, type TestApp } from "../support/app.ts";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const CHANGE = "field from to kind changedBy";
const CORRECT = `mutation ($input: FactCorrectInput!) { factCorrect(input: $input) {
  errors { code } fact { changes { ${CHANGE} } } } }`;
const STRIKE = `mutation ($input: FactStrikeInput!) { factStrike(input: $input) {
  errors { code } customer { facts { field } factChanges { ${CHANGE} } } } }`;
const EXCLUDE = `mutation ($input: EvidenceExcludeInput!) { evidenceExclude(input: $input) {
  errors { code } customer { factChanges { ${CHANGE} } } evidence { ... on FactEvidence {
    status statusChangedBy statusChangedAt } } } }`;

async function change(customerId: string, text: string, input: object) {
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(asCustomer(customerId), text, variables);
  expect(errors).toBeUndefined();
  const payload = Object.values(data)[0] as { errors: [] };
  expect(payload.errors).toEqual([]);
  return payload as never as Record<string, never>;
}
const correct = (customerId: string, value: string) =>
  change(customerId, CORRECT, { field: "FORM_OF_ADDRESS", value });
const strike = (customerId: string) => change(customerId, STRIKE, { field: "FORM_OF_ADDRESS" });

async function say(customerId: string, source: string, value: string, capturedAt: Date) {
  const statement = { customerId, source, value, capturedAt, isCorrection: false } as const;
  await recordFactEvidence(kathi.database.dataSource.manager, [
    { ...statement, field: "FORM_OF_ADDRESS", provenance: "IMPORTED" },
  ]);
  // The history tells moments apart by milliseconds.
  await new Promise((resolve) => setTimeout(resolve, 2));
}

test("old and new value and who changed it, in the answer of the correction itself", async () => {
  const customerId = await kathi.addCustomer();
  await say(customerId, "client:crm", "old@x", new Date(1));
  await say(customerId, "client:till", "newer@x", new Date(2));
  const { fact } = await correct(customerId, "right@x");
  const field = "FORM_OF_ADDRESS";
  const changes = [
    { field, from: "newer@x", to: "right@x", kind: "CORRECTED", changedBy: "customer" },
    { field, from: "old@x", to: "newer@x", kind: "STATED", changedBy: "client:till" },
    { field, from: null, to: "old@x", kind: "STATED", changedBy: "client:crm" },
  ];
  expect(fact).toEqual({ changes });
  // What is brought in again changes nothing, so it is no change either.
  await say(customerId, "client:crm", "old@x", new Date());
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `{ me { facts { changes { ${CHANGE} } evidence { value statedAt statusChangedAt
       statusChangedBy } } } }`,
  );
  expect(data.me.facts[0].changes).toEqual(changes);
  for (const { value, statusChangedBy, statedAt } of data.me.facts[0].evidence) {
    expect(statusChangedBy).toBe(value === "right@x" ? null : "customer");
    expect(Date.parse(statedAt)).toBeGreaterThan(Date.now() - 60_000);
  }
});

test("a struck value leaves its history though the field has no value", async () => {
  const customerId = await kathi.addCustomer();
  await say(customerId, "client:crm", "wrong@x", new Date(1));
  const { customer } = await strike(customerId);
  expect(customer).toEqual({
    facts: [],
    factChanges: [
      {
        field: "FORM_OF_ADDRESS",
        from: "wrong@x",
        to: null,
        kind: "STRUCK",
        changedBy: "customer",
      },
      {
        field: "FORM_OF_ADDRESS",
        from: null,
        to: "wrong@x",
        kind: "STATED",
        changedBy: "client:crm",
      },
    ],
  });
});

test("excluded evidence says so, once", async () => {
  const customerId = await kathi.addCustomer();
  await say(customerId, "client:crm", "gone@x", new Date(1));
  const query = "{ me { facts { evidence { id } } } }";
  const { me } = (await kathi.ask(asCustomer(customerId), query)).data;
  const input = { evidenceId: me.facts[0].evidence[0].id };
  const first = await change(customerId, EXCLUDE, input);
  expect(first).toMatchObject({
    customer: { factChanges: [{ from: "gone@x", to: null, kind: "EXCLUDED" }, {}] },
    evidence: { status: "EXCLUDED", statusChangedBy: "customer" },
  });
  expect(await change(customerId, EXCLUDE, input)).toEqual(first);
});

test("excluding the evidence of a struck value does not let the value in again", async () => {
  const customerId = await kathi.addCustomer();
  await say(customerId, "client:crm", "wrong@x", new Date(1));
  const query = "{ me { facts { evidence { id } } } }";
  const { me } = (await kathi.ask(asCustomer(customerId), query)).data;
  await strike(customerId);
  const input = { evidenceId: me.facts[0].evidence[0].id };
  expect(await change(customerId, EXCLUDE, input)).toMatchObject({
    evidence: { status: "STRUCK" },
  });
  await say(customerId, "client:till", "wrong@x", new Date(2));
  expect((await kathi.ask(asCustomer(customerId), query)).data.me.facts).toEqual([]);
});

test("clients see the changes of the fields that they see, and no others", async () => {
  const customerId = await kathi.addCustomer();
  const statement = { customerId, isCorrection: false, source: "x", capturedAt: new Date(1) };
  await recordFactEvidence(kathi.database.dataSource.manager, [
    { ...statement, field: "BIRTHDAY", value: "03-01", provenance: "IMPORTED" },
    { ...statement, field: "FORM_OF_ADDRESS", value: "a@x", provenance: "IMPORTED" },
  ]);
  const query = "query ($id: ID!) { customer(id: $id) { factChanges { field } } }";
  const fields = async (viewer: ReturnType<typeof asCustomer>) => {
    const { data } = await kathi.ask(viewer, query, { id: globalId(customerId) });
    return data.customer?.factChanges.map(({ field }: { field: string }) => field).sort();
  };
  expect(await fields(asCustomer(customerId))).toEqual(["BIRTHDAY", "FORM_OF_ADDRESS"]);
  expect(await fields(asClient("customers:read"))).toEqual(["FORM_OF_ADDRESS"]);
  expect(await fields(asClient("customers:write"))).toBeUndefined();
});

const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("say" as const),
      source: fc.constantFrom("client:crm", "client:till"),
      value: fc.constantFrom("a@x", "b@x", "c@x"),
      day: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("correct" as const),
      value: fc.constantFrom("a@x", "b@x", "c@x"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("strike" as const) }) },
);

test("the changes are what a witness saw, whatever happens to a field", async () => {
  const { manager } = kathi.database.dataSource;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 7 }), async (steps) => {
      const customerId = await kathi.addCustomer();
      const seen: (string | null)[] = [null];
      const said = new Set<string>();
      let isRepeated = false;
      for (const step of steps) {
        if (step.what === "strike" && seen.at(-1) === null) continue;
        if (step.what === "strike") await strike(customerId);
        else {
          const name = step.what === "say" ? `${step.source} ${step.value}` : step.value;
          isRepeated ||= said.has(name);
          said.add(name);
          if (step.what === "correct") await correct(customerId, step.value);
          else await say(customerId, step.source, step.value, new Date(step.day));
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
        const [fact] = resolveFacts(await factEvidenceOf(manager, [customerId]));
        if ((fact?.value ?? null) !== seen.at(-1)) seen.push(fact?.value ?? null);
      }
      const changes = factChanges(await factEvidenceOf(manager, [customerId])).toReversed();
      const told = [null, ...changes.map(({ to }) => to)];
      for (const [index, { from }] of changes.entries()) expect(from).toBe(told[index]);
      expect(told.at(-1)).toBe(seen.at(-1));
      // Of what was said twice, only the first and the latest time are known.
      if (!isRepeated) expect(told).toEqual(seen);
    }),
    { numRuns: 40 },
  );
});

test("ten thousand statements about one field are replayed in a moment", () => {
  const evidence = Array.from({ length: 10_000 }, (_, index) => ({
    customerId: "c",
    evidenceId: `e${index}`,
    field: "FORM_OF_ADDRESS",
    value: `v${index % 5_000}`,
    provenance: "IMPORTED",
    isCorrection: false,
    source: `client:${index}`,
    capturedAt: new Date(index),
    statedAt: new Date(index),
    recordedAt: new Date(20_000 + index),
    status: index < 9_000 ? "CORRECTED" : "ACTIVE",
    statusChangedAt: index < 9_000 ? new Date(15_000) : null,
    statusChangedBy: index < 9_000 ? "customer" : null,
  })) as FactEvidenceRow[];
  // Quadratic work would hang for minutes; the time limit of the suite is what fails then.
  expect(factChanges(evidence)[0]!.to).toBe(resolveFacts(evidence)[0]!.value);
});
