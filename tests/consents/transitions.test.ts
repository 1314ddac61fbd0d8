import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CellName, ConsentChange } from "../../src/consents/consent.entity.ts";
import { isOpenState } from "../../src/consents/gate.ts";
import {
  afterEntries,
  type Decision,
  dueEntries,
  entryFor,
  lapsedEntries,
  type StoredCells,
  stateAt,
} from "../../src/consents/transitions.ts";

const CELL: CellName = "PERSONALISATION:PURCHASE";
const START = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;

/** A ledger of one cell in memory, as the database would keep it. */
class Ledger {
  stored: StoredCells = { cells: {}, terms: {} };
  sequence = 0;

  decide(decision: Decision, hour: number, untilHour: number | null = null): void {
    const until = untilHour === null ? null : at(untilHour);
    const entry = entryFor(this.stored, CELL, decision, at(hour), until);
    if (entry) this.append(entry, hour);
  }

  sweep(hour: number): void {
    for (const entry of dueEntries(this.stored, at(hour))) this.append(entry, hour);
  }

  stateAt(hour: number) {
    return stateAt(this.stored, CELL, at(hour));
  }

  private append(entry: Pick<ConsentChange, "purpose" | "category" | "state">, hour: number) {
    const change = { ...entry, customerId: "c", method: "API", actor: "x", documentation: null };
    const changes = [change as ConsentChange];
    this.stored = afterEntries(this.stored, this.sequence, changes, at(hour));
    this.sequence += 1;
  }
}

function at(hour: number): Date {
  return new Date(START + hour * HOUR);
}

test("a paused cell comes back as it was", () => {
  const ledger = new Ledger();
  ledger.decide("GRANT", 0);
  ledger.decide("PAUSE", 1, 5);
  expect([ledger.stateAt(4), ledger.stateAt(5)]).toEqual(["PAUSED", "GIVEN"]);
  ledger.sweep(6);
  expect(ledger.stored.cells).toEqual({ [CELL]: "GIVEN" });
  expect(ledger.stateAt(1_000)).toBe("GIVEN");
});

test("a consent that ends during a pause has ended when the pause ends", () => {
  const ledger = new Ledger();
  ledger.decide("GRANT", 0, 3);
  ledger.decide("PAUSE", 1, 5);
  expect(ledger.stateAt(4)).toBe("PAUSED");
  expect(ledger.stateAt(5)).toBe("EXPIRED");
  ledger.decide("RESUME", 4);
  expect(ledger.stored.cells[CELL]).toBe("EXPIRED");
});

test("a pause can be moved and ended early, and what it interrupted keeps its end", () => {
  const ledger = new Ledger();
  ledger.decide("GRANT", 0, 10);
  ledger.decide("PAUSE", 1, 5);
  ledger.decide("PAUSE", 2, 8);
  expect([ledger.stateAt(7), ledger.stateAt(8), ledger.stateAt(10)]).toEqual([
    "PAUSED",
    "GIVEN",
    "EXPIRED",
  ]);
  ledger.decide("RESUME", 3);
  expect([ledger.stateAt(3), ledger.stateAt(9), ledger.stateAt(10)]).toEqual([
    "GIVEN",
    "GIVEN",
    "EXPIRED",
  ]);
});

test("agreeing again renews, and a renewal can change the end", () => {
  const ledger = new Ledger();
  ledger.decide("GRANT", 0, 10);
  ledger.decide("GRANT", 1, 10);
  expect(ledger.sequence).toBe(1);
  ledger.decide("GRANT", 2, 20);
  expect([ledger.stateAt(2), ledger.stateAt(15), ledger.stateAt(20)]).toEqual([
    "RENEWED",
    "RENEWED",
    "EXPIRED",
  ]);
});

test("what was agreed to under an older version lapses, paused or not; a no stays a no", () => {
  const terms = { sequence: 1, version: 0, at: at(0).toISOString() };
  const of = (state: "GIVEN" | "PAUSED" | "REFUSED") =>
    lapsedEntries({ cells: { [CELL]: state }, terms: { [CELL]: terms } }).map((it) => it.state);
  expect([of("GIVEN"), of("PAUSED"), of("REFUSED")]).toEqual([
    ["INVALIDATED"],
    ["INVALIDATED"],
    [],
  ]);
});

const decisions = fc.record({
  decision: fc.constantFrom<Decision>(
    "GRANT",
    "REFUSE",
    "WITHDRAW",
    "REQUEST",
    "PAUSE",
    "RESUME",
    "OBJECT",
    "UNOBJECT",
  ),
  length: fc.option(fc.integer({ min: 1, max: 30 })),
  isSwept: fc.boolean(),
});

test("law: nothing but a grant opens what is closed for good, whatever happens in between", () => {
  fc.assert(
    fc.property(fc.array(decisions, { maxLength: 30 }), (story) => {
      const ledger = new Ledger();
      let hour = 0;
      let isLastWordYes = false;
      for (const { decision, length, isSwept } of story) {
        hour += 1;
        if (isSwept) ledger.sweep(hour);
        const isBounded = decision === "GRANT" || decision === "PAUSE";
        const end = decision === "PAUSE" ? (length ?? 1) : length;
        ledger.decide(decision, hour, isBounded && end !== null ? hour + end : null);
        if (decision === "GRANT") isLastWordYes = true;
        const isNo = decision === "REFUSE" || decision === "WITHDRAW" || decision === "OBJECT";
        if (isNo) isLastWordYes = false;
        for (const later of [0, 1, 7, 100]) {
          const state = ledger.stateAt(hour + later);
          if (!isLastWordYes && state !== "UNKNOWN") expect(isOpenState(state)).toBe(false);
        }
      }
    }),
  );
});

test("law: a sweep changes nothing that anybody could see", () => {
  fc.assert(
    fc.property(fc.array(decisions, { maxLength: 20 }), (story) => {
      const [swept, unswept] = [new Ledger(), new Ledger()];
      let hour = 0;
      for (const { decision, length } of story) {
        hour += 2;
        const end = decision === "PAUSE" ? (length ?? 1) : decision === "GRANT" ? length : null;
        swept.sweep(hour - 1);
        for (const ledger of [swept, unswept]) {
          ledger.decide(decision, hour, end === null ? null : hour + end);
        }
        for (const later of [0, 1, 5, 50]) {
          const at = hour + later;
          expect(isOpenState(swept.stateAt(at) as never)).toBe(
            isOpenState(unswept.stateAt(at) as never),
          );
        }
      }
    }),
  );
});
