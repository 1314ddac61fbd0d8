import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FactEvidenceRow } from "../../src/facts/fact.entity.ts";
import { resolveFacts } from "../../src/facts/fact.service.ts";
import { mergeEvidence } from "../../src/facts/fact-merge.service.ts";

type Step =
  | { readonly what: "say"; readonly source: string; readonly value: string }
  | { readonly what: "correct"; readonly value: string }
  | { readonly what: "strike" };

const anyValue = fc.constantFrom("a@x", "b@x", "c@x");
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constant("say" as const),
    source: fc.constantFrom("client:crm", "client:till"),
    value: anyValue,
  }),
  fc.record({ what: fc.constant("correct" as const), value: anyValue }),
  fc.record({ what: fc.constant("strike" as const) }),
);

/** What one customer's evidence is after some steps, by the rules of the repository. */
function lived(customerId: string, steps: readonly (readonly [Step, number])[]) {
  const rows: FactEvidenceRow[] = [];
  const mark = (row: FactEvidenceRow, status: FactEvidenceRow["status"], at: number) => {
    Object.assign(row, { status, statusChangedAt: new Date(at), statusChangedBy: "customer" });
  };
  for (const [step, at] of steps) {
    if (step.what === "strike") {
      const value = resolveFacts(rows)[0]?.value;
      for (const row of rows) {
        if (row.value === value && row.status === "ACTIVE") mark(row, "STRUCK", at);
      }
      continue;
    }
    const isCorrection = step.what === "correct";
    const source = isCorrection ? "customer" : step.source;
    const name = (row: FactEvidenceRow) => `${row.source} ${row.isCorrection} ${row.value}`;
    const known = rows.find((row) => name(row) === `${source} ${isCorrection} ${step.value}`);
    const time = new Date(at);
    if (known) {
      known.recordedAt = time;
      if (isCorrection) known.status = "ACTIVE";
      if (known.status === "ACTIVE") known.capturedAt = time;
    } else {
      rows.push({
        ...{ customerId, evidenceId: `${customerId}${rows.length}`, field: "EMAIL", source },
        ...{ value: step.value, provenance: isCorrection ? "PROVIDED" : "IMPORTED", isCorrection },
        ...{ capturedAt: time, statedAt: time, recordedAt: time, status: "ACTIVE" },
        ...{ statusChangedAt: null, statusChangedBy: null },
      });
    }
    if (!isCorrection) continue;
    for (const row of rows) {
      const isIt = row.isCorrection && row.value === step.value;
      if (!isIt && row.status === "ACTIVE") mark(row, "CORRECTED", at);
    }
  }
  return rows;
}

const anyTwoLives = fc
  .array(fc.tuple(anyStep, fc.boolean()), { maxLength: 10 })
  .map((steps) =>
    steps.map(([step, isFirst], index) => ({ step, isFirst, at: 1_000 * index + 1 })),
  );

const resolved = (rows: readonly FactEvidenceRow[]) => resolveFacts(rows)[0]?.value ?? null;

test("who is merged into whom changes nothing about the facts", () => {
  fc.assert(
    fc.property(anyTwoLives, (steps) => {
      const of = (isFirst: boolean) =>
        steps.filter((it) => it.isFirst === isFirst).map(({ step, at }) => [step, at] as const);
      const [one, other] = [lived("a", of(true)), lived("b", of(false))];
      const merged = mergeEvidence(one, other);
      expect(resolved(mergeEvidence(other, one))).toBe(resolved(merged));
      const names = merged.map((row) => `${row.source} ${row.isCorrection} ${row.value}`);
      expect(new Set(names).size).toBe(names.length);
      expect(mergeEvidence(merged, [])).toEqual(merged);
    }),
    { numRuns: 2_000 },
  );
});

test("the newest correction of either wins, unless it was struck; what is struck stays so", () => {
  let corrected = 0;
  fc.assert(
    fc.property(anyTwoLives, (steps) => {
      const of = (isFirst: boolean) =>
        steps.filter((it) => it.isFirst === isFirst).map(({ step, at }) => [step, at] as const);
      const [one, other] = [lived("a", of(true)), lived("b", of(false))];
      const rows = [...one, ...other];
      const value = resolved(mergeEvidence(one, other));
      const said = rows.filter(({ isCorrection }) => isCorrection);
      const newest = said.toSorted((a, b) => b.recordedAt.getTime() - a.recordedAt.getTime())[0];
      const strikes = rows.filter(({ status }) => status === "STRUCK");
      const isStruck = (row: FactEvidenceRow) =>
        strikes.some((it) => it.value === row.value && it.statusChangedAt! > row.recordedAt);
      if (newest && newest.status === "ACTIVE" && !isStruck(newest)) {
        corrected += 1;
        expect(value).toBe(newest.value);
      }
      for (const strike of strikes) {
        const isSaidLater = said.some(
          (row) => row.value === strike.value && row.recordedAt > strike.statusChangedAt!,
        );
        if (!isSaidLater) expect(value).not.toBe(strike.value);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(corrected).toBeGreaterThan(200);
});
