import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ConsentState } from "../../src/consents/consent.entity.ts";
import { keepUntil, mayKeep, permit, usableSince } from "../../src/consents/gate.ts";
import {
  CATEGORIES,
  type Cell,
  type DataCategory,
  hasLapsed,
  isGrantable,
  isObjectable,
  OPERATIONS,
  objectableCells,
  POLICY,
  POLICY_CELLS,
  POLICY_VERSION,
  PURPOSE_DESCRIPTIONS,
  PURPOSES,
  policyCell,
  purposeTextsOf,
  purposeVersionOf,
  purposeVersionSince,
  RETENTION_DAYS,
} from "../../src/consents/policy.ts";
import { PURPOSE_RULES } from "../../src/consents/policy-table.ts";
import {
  BASIS_TEXTS,
  CATEGORY_TEXTS,
  OPERATION_TEXTS,
  OWNER_TEXTS,
  PURPOSE_TEXTS,
  RETENTION_TEXTS,
} from "../../src/consents/policy-texts.ts";
import { asNobody, openTestApp, type TestApp } from "../support/app.ts";

const DAY_MS = 86_400_000;

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const states: ConsentState[] = ["REQUESTED", "GIVEN", "RENEWED", "REFUSED", "WITHDRAWN"];
const purposes = fc.constantFrom(...PURPOSES);
const categories = fc.constantFrom(...CATEGORIES);
const operations = fc.constantFrom(...OPERATIONS);
const views = fc
  .dictionary(
    fc.tuple(purposes, categories).map((names) => names.join(":")),
    fc.constantFrom(...states),
  )
  .map((cells) => ({ epoch: 1, cells }));

test("every text exists in both languages and is a sentence where customers read it", () => {
  const texts = [
    ...Object.values(PURPOSE_TEXTS),
    ...Object.values(CATEGORY_TEXTS).flatMap(({ text, source }) => [text, source]),
    ...Object.values(RETENTION_TEXTS),
  ];
  for (const { EN, DE } of texts) {
    expect(EN).toMatch(/^[A-Z0-9].*\.$/);
    expect(DE).toMatch(/^[A-ZÄÖÜ0-9].*\.$/);
    expect(DE).not.toBe(EN);
  }
  expect(Object.keys(PURPOSE_TEXTS).sort()).toEqual(PURPOSES.toSorted());
  expect(Object.keys(CATEGORY_TEXTS).sort()).toEqual(CATEGORIES.toSorted());
  expect(Object.keys(RETENTION_TEXTS).sort()).toEqual(Object.keys(RETENTION_DAYS).sort());
  const words = [BASIS_TEXTS, OPERATION_TEXTS, OWNER_TEXTS].flatMap((of) => Object.values(of));
  const titles = Object.values(CATEGORY_TEXTS).map(({ title }) => title);
  for (const { EN, DE } of [...words, ...titles]) {
    expect(EN.length).toBeGreaterThan(0);
    expect(DE.length).toBeGreaterThan(0);
  }
});

test("a cell stands on a basis that its purpose may stand on, and does something", () => {
  for (const { purpose, basis, operations: own } of POLICY_CELLS) {
    expect(PURPOSE_RULES[purpose].bases).toContain(basis);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own).size).toBe(own.length);
  }
});

test("the table is the one that was decided", () => {
  const letter: Record<string, string> = {
    CONTRACT: "B",
    LAW: "L",
    INTEREST: "I",
    CONSENT: "C",
    REQUEST: "s",
  };
  const lines = CATEGORIES.map((category) =>
    [
      category,
      ...PURPOSES.map((purpose) => letter[POLICY[category][purpose]?.basis ?? ""] ?? "."),
    ].join(" "),
  );
  // SERVICE SECURITY PROFILE_FREE PERSONALISATION MOOD OUTREACH IMPROVEMENT EXPERTISE SHARING LEGAL
  expect(lines).toEqual([
    "IDENTIFIER B B . . . . . . . L",
    "EMAIL B B . . . C . . C L",
    "NAME B . . . . C . . C L",
    "PHONE B B . . . C . . C .",
    "ADDRESS B I . . . C . . C L",
    "BIRTHDAY . . . C . C . . . .",
    "LANGUAGE B . s . . . . . . .",
    "DECLARED_PREFERENCE . . s C . C C . C .",
    "PURCHASE B I . C . C C C C L",
    "BROWSING . I s C . . C . . .",
    "FEEDBACK . . s C . . C . . .",
    "CONVERSATION B . . . . . . . . .",
    "CONTEXT . . s C s . C . . .",
    "LOCATION s . . . . . . . . .",
    "MOOD . . . . s . C . . .",
    "GUESS . . . C . C . . . .",
    "CONSENT_RECORD . . . . . . . . . L",
  ]);
});

test("a changed table is a changed version", () => {
  // Changed on purpose? Then decide whether it is a major change (another category for a purpose
  // that is not asked cell by cell, recipient, basis, or a longer retention): if so, raise version
  // and oldestValidVersion of the purpose. Then bring this line up to date.
  expect(POLICY_VERSION).toBe("2293d06cfb060274");
});

test("what lives in a request only is neither kept nor handed on", () => {
  for (const { basis, operations: own, retention } of POLICY_CELLS) {
    if (basis !== "REQUEST" && RETENTION_DAYS[retention] !== 0) continue;
    expect(own).not.toContain("STORE");
    expect(own).not.toContain("SHARE");
  }
});

test("what is not in the table is forbidden, whatever was decided", () => {
  fc.assert(
    fc.property(views, purposes, categories, operations, (view, purpose, category, operation) => {
      const cell = policyCell(purpose, category);
      fc.pre(!cell?.operations.includes(operation));
      expect(permit(view, purpose, category, operation)).toBe(false);
    }),
  );
});

test("consent decides where consent is the basis, and nothing else does", () => {
  fc.assert(
    fc.property(views, purposes, categories, operations, (view, purpose, category, operation) => {
      fc.pre(policyCell(purpose, category)?.operations.includes(operation) === true);
      const state = (view.cells as Record<string, ConsentState>)[`${purpose}:${category}`];
      const isOpen = state === "GIVEN" || state === "RENEWED";
      const expected = {
        CONSENT: isOpen,
        INTEREST: isOpen || state === undefined,
        CONTRACT: true,
        LAW: true,
        REQUEST: true,
      }[policyCell(purpose, category)!.basis];
      expect(permit(view, purpose, category, operation)).toBe(expected);
    }),
  );
});

test("closing a cell opens nothing anywhere", () => {
  const closed = fc.constantFrom<ConsentState>("REQUESTED", "REFUSED", "WITHDRAWN");
  const names = fc.tuple(purposes, categories, operations);
  fc.assert(
    fc.property(views, names, names, closed, (view, [purpose, category], asked, state) => {
      const after = { epoch: 2, cells: { ...view.cells, [`${purpose}:${category}`]: state } };
      if (permit(after, ...asked)) expect(permit(view, ...asked)).toBe(true);
      expect(keepUntil(after, asked[1], 0)).toBeLessThanOrEqual(keepUntil(view, asked[1], 0));
    }),
  );
});

test("a value is kept as long as the longest of the purposes that let it be stored", () => {
  const recordedAt = Date.UTC(2026, 0, 1);
  const until = (category: DataCategory, ...open: string[]) => {
    const cells = Object.fromEntries(open.map((cell) => [cell, "GIVEN" as const]));
    return (keepUntil({ epoch: 1, cells }, category, recordedAt) - recordedAt) / DAY_MS;
  };
  expect(until("BROWSING")).toBe(0);
  expect(until("BROWSING", "PERSONALISATION:BROWSING")).toBe(90);
  expect(until("FEEDBACK", "IMPROVEMENT:FEEDBACK")).toBe(730);
  expect(until("BIRTHDAY", "OUTREACH:BIRTHDAY")).toBe(365);
  expect(until("PURCHASE")).toBe(Infinity);
  expect(until("MOOD", "IMPROVEMENT:MOOD")).toBe(0);
  expect(until("LOCATION")).toBe(0);
  fc.assert(
    fc.property(views, categories, (view, category) => {
      expect(keepUntil(view, category, recordedAt) > recordedAt).toBe(mayKeep(view, category));
    }),
  );
});

test("purchases serve for ever and fit suggestions for 24 months", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(usableSince("SERVICE", "PURCHASE", now)).toBe(-Infinity);
  expect(usableSince("PERSONALISATION", "PURCHASE", now)).toBe(now - 730 * DAY_MS);
  expect(usableSince("PERSONALISATION", "NAME", now)).toBe(Infinity);
});

test("nobody can agree to be passed on to nobody", () => {
  for (const category of CATEGORIES) {
    expect(isGrantable("SHARING", category)).toBe(false);
    const view = { epoch: 1, cells: { [`SHARING:${category}`]: "GIVEN" as const } };
    expect(permit(view, "SHARING", category, "SHARE")).toBe(false);
  }
  expect(PURPOSE_DESCRIPTIONS.find((it) => it.purpose === "SHARING")?.consentCategories).toEqual(
    [],
  );
});

test("a consent to a version that never was, or that lapsed, holds no more", () => {
  for (const purpose of PURPOSES) {
    const version = purposeVersionOf(purpose);
    expect(hasLapsed(purpose, version)).toBe(false);
    expect(hasLapsed(purpose, PURPOSE_RULES[purpose].oldestValidVersion - 1)).toBe(true);
    for (const forged of [version + 1, 0.5, Number.NaN, -1]) {
      expect(hasLapsed(purpose, forged)).toBe(true);
    }
  }
});

test("a customer can object to legitimate interest, to outreach and to sharing", () => {
  expect(objectableCells(["SECURITY"])).toEqual([
    "SECURITY:ADDRESS",
    "SECURITY:PURCHASE",
    "SECURITY:BROWSING",
  ]);
  expect(objectableCells(["SERVICE", "LEGAL", "PERSONALISATION", "MOOD"])).toEqual([]);
  expect(objectableCells(["SHARING"])).toContain("SHARING:EMAIL");
  for (const { purpose, category } of POLICY_CELLS.filter((cell) => cell.purpose === "OUTREACH")) {
    expect(isObjectable(purpose, category)).toBe(true);
  }
});

test("a version was published on a day that has been, and its text is the one that is shown", () => {
  for (const { purpose, texts } of PURPOSE_DESCRIPTIONS) {
    expect(purposeVersionSince(purpose).getTime()).toBeLessThan(Date.now());
    expect(purposeTextsOf(purpose)).toEqual(texts);
  }
});

test("the table cannot be changed while it runs", () => {
  const cell = policyCell("PERSONALISATION", "PURCHASE") as Cell;
  expect(() => Object.assign(cell, { basis: "CONTRACT" })).toThrow(TypeError);
  expect(() => (cell.operations as string[]).push("SHARE")).toThrow(TypeError);
  expect(() => Object.assign(POLICY.MOOD, { SERVICE: cell })).toThrow(TypeError);
});

test("anybody can read the policy, in both languages", async () => {
  const { data, statements } = await kathi.ask(
    asNobody,
    `{ policy { version
        categories { category en: title de: title(locale: DE) text source }
        cells { purpose category basis operations retention retentionDays isGrantable } } }`,
  );
  expect(statements).toEqual([]);
  expect(data.policy.version).toBe(POLICY_VERSION);
  expect(data.policy.categories).toHaveLength(CATEGORIES.length);
  expect(data.policy.categories[4]).toEqual({
    category: "ADDRESS",
    en: "Postal address",
    de: "Anschrift",
    text: "Where a letter or a parcel reaches you.",
    source: "You tell us, or the house's own systems (orders, customer files) do.",
  });
  expect(data.policy.cells).toHaveLength(POLICY_CELLS.length);
  expect(data.policy.cells).toContainEqual({
    purpose: "PERSONALISATION",
    category: "BROWSING",
    basis: "CONSENT",
    operations: ["COLLECT", "STORE", "SCORE", "EXPLAIN"],
    retention: "90 days.",
    retentionDays: 90,
    isGrantable: true,
  });
  expect(data.policy.cells.filter((it: { purpose: string }) => it.purpose === "SHARING")).toEqual(
    [],
  );
});
