import { expect, test } from "@jest/globals";
import type { ConsentState } from "../../src/consents/consent.entity.ts";
import { isCellOpen, mayKeep, mayTakeIn, NO_CONSENTS, permit } from "../../src/consents/gate.ts";
import { POLICY, POLICY_CELLS, parseGrantableCell } from "../../src/consents/policy.ts";

const withState = (state: ConsentState) => ({
  epoch: 1,
  cells: { "PERSONALISATION:PURCHASE": state } as const,
});

test.each([
  ["GIVEN", true],
  ["REQUESTED", false],
  ["REFUSED", false],
  ["WITHDRAWN", false],
  ["RENEWED", true],
  ["EXPIRED", false],
  ["PAUSED", false],
  ["INVALIDATED", false],
  ["OBJECTED", false],
] as const)("a cell in the state %s is open: %s", (state, isOpen) => {
  expect(permit(withState(state), "PERSONALISATION", "PURCHASE", "SCORE")).toBe(isOpen);
});

test("one open cell opens no other", () => {
  const consents = withState("GIVEN");
  expect(permit(consents, "PERSONALISATION", "BROWSING", "SCORE")).toBe(false);
  expect(permit(consents, "IMPROVEMENT", "PURCHASE", "SCORE")).toBe(false);
});

test("letting the house learn from purchases is not yet guiding others", () => {
  const consents = { epoch: 1, cells: { "IMPROVEMENT:PURCHASE": "GIVEN" as const } };
  expect(permit(consents, "EXPERTISE", "PURCHASE", "SCORE")).toBe(false);
});

test("a cell that was given is open, whatever it is that it allows", () => {
  for (const { purpose, category, basis } of POLICY_CELLS) {
    if (basis !== "CONSENT") continue;
    const given = { epoch: 1, cells: { [`${purpose}:${category}`]: "GIVEN" as const } };
    const withdrawn = { epoch: 2, cells: { [`${purpose}:${category}`]: "WITHDRAWN" as const } };
    expect([purpose, category, isCellOpen(given, purpose, category)]).toEqual([
      purpose,
      category,
      true,
    ]);
    expect(isCellOpen(withdrawn, purpose, category)).toBe(false);
  }
  // Nobody is named to share with, so an old consent opens nothing.
  const shared = { epoch: 1, cells: { "SHARING:EMAIL": "GIVEN" as const } };
  expect(isCellOpen(shared, "SHARING", "EMAIL")).toBe(false);
});

test("what is unknown is closed", () => {
  expect(permit(NO_CONSENTS, "PERSONALISATION", "PURCHASE", "SCORE")).toBe(false);
  expect(permit(NO_CONSENTS, "GOSSIP" as never, "PURCHASE", "SCORE")).toBe(false);
  expect(permit(NO_CONSENTS, "SERVICE", "DNA" as never, "STORE")).toBe(false);
  const odd = { epoch: 1, cells: { "PERSONALISATION:PURCHASE": "MAYBE" as never } };
  expect(permit(odd, "PERSONALISATION", "PURCHASE", "SCORE")).toBe(false);
});

test("what lives in the request may be scored but not kept or shared", () => {
  expect(permit(NO_CONSENTS, "MOOD", "MOOD", "SCORE")).toBe(true);
  expect(permit(NO_CONSENTS, "MOOD", "MOOD", "STORE")).toBe(false);
  expect(permit(NO_CONSENTS, "MOOD", "MOOD", "SHARE")).toBe(false);
});

test("a legitimate interest holds until the customer objects, a contract whatever they say", () => {
  expect(permit(NO_CONSENTS, "SECURITY", "BROWSING", "COLLECT")).toBe(true);
  const cells = { "SECURITY:BROWSING": "OBJECTED", "SECURITY:EMAIL": "OBJECTED" } as const;
  expect(permit({ epoch: 1, cells }, "SECURITY", "BROWSING", "COLLECT")).toBe(false);
  expect(permit({ epoch: 1, cells }, "SECURITY", "PURCHASE", "COLLECT")).toBe(true);
  expect(permit({ epoch: 1, cells }, "SECURITY", "EMAIL", "COLLECT")).toBe(true);
});

test("purchases are kept to serve, browsing and feedback only under consent", () => {
  expect(mayKeep(NO_CONSENTS, "PURCHASE")).toBe(true);
  expect(mayKeep(NO_CONSENTS, "BROWSING")).toBe(false);
  expect(mayKeep(NO_CONSENTS, "FEEDBACK")).toBe(false);
  const consents = { epoch: 1, cells: { "IMPROVEMENT:BROWSING": "GIVEN" as const } };
  expect(mayKeep(consents, "BROWSING")).toBe(true);
});

test("mood can never be kept, whatever is granted", () => {
  const cells = Object.fromEntries(
    Object.keys(POLICY.MOOD).map((purpose) => [`${purpose}:MOOD`, "GIVEN"]),
  );
  expect(permit({ epoch: 1, cells }, "PERSONALISATION", "MOOD", "STORE")).toBe(false);
  expect(permit({ epoch: 1, cells }, "SERVICE", "MOOD", "STORE")).toBe(false);
});

test.each([
  ["PERSONALISATION:PURCHASE", { purpose: "PERSONALISATION", category: "PURCHASE" }],
  ["EXPERTISE:PURCHASE", { purpose: "EXPERTISE", category: "PURCHASE" }],
  ["EXPERTISE:FEEDBACK", null],
  ["SERVICE:PURCHASE", null],
  ["PERSONALISATION:MOOD", null],
  ["PERSONALISATION", null],
  ["toString:PURCHASE", null],
  ["", null],
])("the cell %j reads as %j", (text, cell) => {
  expect(parseGrantableCell(text)).toEqual(cell);
});

test("what is taken in needs a purpose that may collect it and keep it; the law alone only keeps", () => {
  expect(mayTakeIn(NO_CONSENTS, "PURCHASE")).toBe(true);
  expect(mayTakeIn(NO_CONSENTS, "BROWSING")).toBe(false);
  expect(mayKeep(NO_CONSENTS, "CONVERSATION")).toBe(true);
  const consents = { epoch: 1, cells: { "IMPROVEMENT:BROWSING": "GIVEN" as const } };
  expect(mayTakeIn(consents, "BROWSING")).toBe(true);
  for (const category of ["LOCATION", "MOOD", "GUESS"] as const) {
    const cells = Object.fromEntries(
      Object.keys(POLICY[category]).map((purpose) => [`${purpose}:${category}`, "GIVEN" as const]),
    );
    expect(mayTakeIn({ epoch: 1, cells }, category)).toBe(false);
  }
});
