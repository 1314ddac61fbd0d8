import { createHash } from "node:crypto";
import {
  type Cell,
  type DataCategory,
  POLICY,
  PURPOSE_RULES,
  type Purpose,
  RECIPIENTS,
  RETENTION_DAYS,
} from "./policy-table.ts";
import { PURPOSE_TEXTS, type Text } from "./policy-texts.ts";

/** What the policy table says, asked cell by cell and purpose by purpose. */

export {
  type Basis,
  type Cell,
  type DataCategory,
  OPERATIONS,
  type Operation,
  POLICY,
  type Purpose,
  RECIPIENTS,
  RETENTION_DAYS,
  type Retention,
} from "./policy-table.ts";

export const PURPOSES = Object.keys(PURPOSE_RULES) as Purpose[];
export const CATEGORIES = Object.keys(POLICY) as DataCategory[];

/** Changes with every cell, purpose version and recipient; answers and records name it. */
export const POLICY_VERSION = createHash("sha256")
  .update(JSON.stringify([POLICY, PURPOSE_RULES, RECIPIENTS, RETENTION_DAYS]))
  .digest("hex")
  .slice(0, 16);

/** The cell of a purpose and a category; undefined, which is forbidden, for every unknown name. */
export function policyCell(purpose: Purpose, category: DataCategory): Cell | undefined {
  if (!Object.hasOwn(POLICY, category)) return undefined;
  const row = POLICY[category];
  if (purpose === "SHARING" && RECIPIENTS.length === 0) return undefined;
  return Object.hasOwn(row, purpose) ? row[purpose] : undefined;
}

/** A cell with its place in the table. */
export interface PlacedCell extends Cell {
  readonly purpose: Purpose;
  readonly category: DataCategory;
}

/** All cells, category by category. */
export const POLICY_CELLS: readonly PlacedCell[] = CATEGORIES.flatMap((category) =>
  PURPOSES.flatMap((purpose) => {
    const placed = policyCell(purpose, category);
    return placed ? { purpose, category, ...placed } : [];
  }),
);

/** The version of a purpose's text as it is now. */
export function purposeVersionOf(purpose: Purpose): number {
  return PURPOSE_RULES[purpose].version;
}

/** The oldest version whose consents still hold: a major change lapses those to versions before. */
export function oldestValidVersionOf(purpose: Purpose): number {
  return PURPOSE_RULES[purpose].oldestValidVersion;
}

/** The day on which that version was published, at its first moment in UTC. */
export function purposeVersionSince(purpose: Purpose): Date {
  return new Date(PURPOSE_RULES[purpose].since);
}

/** The texts of a purpose that are shown today, by language. */
export function purposeTextsOf(purpose: Purpose): Text {
  return PURPOSE_TEXTS[purpose];
}

/**
 * Whether a consent to that version holds no more. A version that never was is no consent either.
 */
export function hasLapsed(purpose: Purpose, grantedVersion: number): boolean {
  const { version, oldestValidVersion } = PURPOSE_RULES[purpose];
  const isKnown = Number.isInteger(grantedVersion) && grantedVersion <= version;
  return !isKnown || grantedVersion < oldestValidVersion;
}

/**
 * Situations are free (name, value) pairs, so their names must not smuggle in what has no category
 * to be kept under: moods, health, belief, income, or a place finer than a city.
 */
const FORBIDDEN_CONDITION =
  /mood|emotion|feeling|stimmung|gefühl|gefuehl|laune|health|gesundheit|illness|krank|diagnos|religion|ethnic|income|einkommen|latitude|longitude|breitengrad|längengrad|^lat$|^lon$|^lng$|gps|^geo|address|adresse|street|strasse|straße|^ip$/i;

/** Whether a property may describe a situation. */
export function isConditionAllowed(name: string): boolean {
  return !FORBIDDEN_CONDITION.test(name);
}

/** A purpose as customers read it. */
export interface PurposeDescription {
  readonly purpose: Purpose;
  readonly version: number;
  readonly texts: Text;
  readonly consentCategories: DataCategory[];
}

/** All purposes with their texts and the categories that each asks consent for. */
export const PURPOSE_DESCRIPTIONS: readonly PurposeDescription[] = PURPOSES.map((purpose) => ({
  purpose,
  version: purposeVersionOf(purpose),
  texts: PURPOSE_TEXTS[purpose],
  consentCategories: CATEGORIES.filter((category) => isGrantable(purpose, category)),
}));

/** Whether a customer's consent can open this cell. */
export function isGrantable(purpose: Purpose, category: DataCategory): boolean {
  return policyCell(purpose, category)?.basis === "CONSENT";
}

/**
 * Whether a customer can object to this cell (GDPR Art. 21): to what rests on a legitimate
 * interest, and always to being written to and to being passed on, even to nobody yet.
 */
export function isObjectable(purpose: Purpose, category: DataCategory): boolean {
  const basis = POLICY[category][purpose]?.basis;
  if (basis === "INTEREST") return true;
  return basis === "CONSENT" && (purpose === "OUTREACH" || purpose === "SHARING");
}

/** Whether this cell rests on a legitimate interest: open until the customer objects. */
export function isInterest(purpose: Purpose, category: DataCategory): boolean {
  return policyCell(purpose, category)?.basis === "INTEREST";
}

/** The cells of these purposes that a customer can object to. */
export function objectableCells(purposes: readonly Purpose[]): `${Purpose}:${DataCategory}`[] {
  return purposes.flatMap((purpose) =>
    CATEGORIES.filter((category) => isObjectable(purpose, category)).map(
      (category) => `${purpose}:${category}` as const,
    ),
  );
}

/** Reads `PURPOSE:CATEGORY`; null where it names no cell that consent can open. */
export function parseGrantableCell(
  text: string,
): { purpose: Purpose; category: DataCategory } | null {
  const [purpose, category, ...rest] = text.split(":") as [Purpose, DataCategory];
  if (rest.length > 0 || !PURPOSES.includes(purpose) || !CATEGORIES.includes(category)) return null;
  return isGrantable(purpose, category) ? { purpose, category } : null;
}
