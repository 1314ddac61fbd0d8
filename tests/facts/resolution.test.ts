import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import type { FactEvidenceRow, Provenance } from "../../src/facts/fact.entity.ts";
import {
  factEvidenceOf,
  type NewFactEvidence,
  recordFactEvidence,
} from "../../src/facts/fact.repository.ts";
import { resolveFacts } from "../../src/facts/fact.service.ts";
import { asClient, asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const PROVENANCES = ["PROVIDED", "OBSERVED", "IMPORTED", "GUESSED"] as const;

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const anyStatement = fc.record({
  field: fc.constantFrom("FORM_OF_ADDRESS" as const, "PHONE" as const),
  value: fc.constantFrom("a@b", "c@d", "e@f"),
  provenance: fc.constantFrom(...PROVENANCES),
  source: fc.constantFrom("client:crm", "client:till", "customer"),
  // Few moments, so that many statements are equally old.
  capturedAt: fc.integer({ min: 0, max: 3 }).map((days) => new Date(NOW - days * 86_400_000)),
});

const rowsFrom = (statements: Partial<FactEvidenceRow>[]) =>
  statements.map((statement, index) => ({
    customerId: "c",
    evidenceId: `e${index}`,
    isCorrection: false,
    status: "ACTIVE",
    recordedAt: new Date(NOW + index),
    statedAt: new Date(NOW + index),
    statusChangedAt: null,
    statusChangedBy: null,
    ...statement,
  })) as FactEvidenceRow[];

const valuesOf = (rows: readonly FactEvidenceRow[]) =>
  resolveFacts(rows).map(({ field, value, provenance, isCorrected }) => {
    return { field, value, provenance, isCorrected };
  });

test("the order in which evidence arrives decides nothing", () => {
  const anyRow = fc.tuple(
    anyStatement,
    fc.boolean(),
    fc.constantFrom("ACTIVE", "EXCLUDED", "CORRECTED", "STRUCK"),
  );
  fc.assert(
    fc.property(
      fc
        .array(anyRow, { minLength: 1, maxLength: 12 })
        .chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
      ([rows, shuffled]) => {
        const built = (list: typeof rows) =>
          rowsFrom(
            list.map(([statement, isCorrection, status]) => ({
              ...statement,
              isCorrection,
              status: status as FactEvidenceRow["status"],
            })),
          );
        expect(valuesOf(built(shuffled))).toEqual(valuesOf(built(rows)));
      },
    ),
    { numRuns: 1_000 },
  );
});

test("a correction wins over everything, then the stronger kind, then what was captured last", () => {
  fc.assert(
    fc.property(fc.array(anyStatement, { maxLength: 10 }), anyStatement, (others, statement) => {
      const oldest = { ...statement, capturedAt: new Date(0), isCorrection: true };
      const rows = rowsFrom([...others, oldest]);
      const fact = resolveFacts(rows).find(({ field }) => field === statement.field);
      expect(fact).toMatchObject({ value: statement.value, isCorrected: true });
    }),
  );
  fc.assert(
    fc.property(fc.array(anyStatement, { minLength: 1, maxLength: 10 }), (statements) => {
      for (const fact of resolveFacts(rowsFrom(statements))) {
        const ofField = statements.filter(({ field }) => field === fact.field);
        const rank = (provenance: Provenance) => PROVENANCES.indexOf(provenance);
        const best = Math.min(...ofField.map(({ provenance }) => rank(provenance)));
        expect(rank(fact.provenance)).toBe(best);
        const newest = Math.max(
          ...ofField
            .filter(({ provenance }) => rank(provenance) === best)
            .map(({ capturedAt }) => capturedAt.getTime()),
        );
        expect(
          ofField.some(
            ({ provenance, value, capturedAt }) =>
              rank(provenance) === best && value === fact.value && capturedAt.getTime() === newest,
          ),
        ).toBe(true);
      }
    }),
  );
});

const CORRECT = `mutation ($input: FactCorrectInput!) { factCorrect(input: $input) {
  errors { code } fact { value isCorrected } } }`;

test("stored: any order of imports gives one result, again and again, and a correction outlives all", async () => {
  const { manager } = kathi.database.dataSource;
  const imported = anyStatement.map((statement) => ({
    ...statement,
    field: "FORM_OF_ADDRESS" as const,
    provenance: "IMPORTED" as const,
    isCorrection: false,
  }));
  const current = async (customerId: string) =>
    valuesOf(await factEvidenceOf(manager, [customerId]));
  await fc.assert(
    fc.asyncProperty(
      fc.array(imported, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      fc.nat(),
      async (statements, numbers, turn) => {
        const shuffled = statements
          .map((statement) => ({ statement, place: numbers.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ statement }) => statement);
        const store = (customerId: string, list: readonly Omit<NewFactEvidence, "customerId">[]) =>
          list.reduce(
            (before, statement) =>
              before.then(() => recordFactEvidence(manager, [{ ...statement, customerId }])),
            Promise.resolve(),
          );
        const [one, other, corrected] = [
          await kathi.addCustomer(),
          await kathi.addCustomer(),
          await kathi.addCustomer(),
        ];
        await store(one, statements);
        await store(other, shuffled);
        const result = await current(one);
        expect(await current(other)).toEqual(result);
        await store(other, statements);
        await store(other, shuffled);
        expect(await current(other)).toEqual(result);
        const at = turn % (statements.length + 1);
        await store(corrected, statements.slice(0, at));
        const input = {
          field: "FORM_OF_ADDRESS",
          value: "right@example.com",
          idempotencyKey: key(),
        };
        const { data } = await kathi.ask(asCustomer(corrected), CORRECT, { input });
        expect(data.factCorrect.fact).toEqual({ value: input.value, isCorrected: true });
        await store(corrected, statements);
        expect(await current(corrected)).toMatchObject([{ value: input.value }]);
      },
    ),
    { numRuns: 25 },
  );
});

test("a correction outlives the upserts of the other system, which learns of it", async () => {
  const upsert = (value: string) =>
    kathi.ask(
      asClient("customers:write", "customers:read"),
      `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
         errors { code } customerId customer { id facts { value isCorrected } } } }`,
      {
        input: {
          externalId: { system: "crm", externalId: "person-1" },
          facts: [{ field: "FORM_OF_ADDRESS", value }],
          idempotencyKey: key(),
        },
      },
    );
  await upsert("old@example.com");
  const id = await customerIdByExternalId(kathi.database.dataSource.manager, "crm", "person-1");
  const input = { field: "FORM_OF_ADDRESS", value: "right@example.com", idempotencyKey: key() };
  await kathi.ask(asCustomer(id!), CORRECT, { input });
  for (const value of ["old@example.com", "new@example.com", "old@example.com"]) {
    const { data } = await upsert(value);
    expect(data.customerUpsert.customer.facts).toEqual([
      { value: "right@example.com", isCorrected: true },
    ]);
  }
});
