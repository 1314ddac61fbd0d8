import { createHash } from "node:crypto";
import { PURPOSE_TEXTS } from "./policy-texts.ts";

/**
 * The one table that says what personal data may be used for: on which basis, in which ways and for
 * how long. A cell that is not in it is forbidden. What customers read about it is in
 * `policy-texts.ts`.
 */

export type Purpose =
  | "SERVICE"
  | "SECURITY"
  | "PROFILE_FREE"
  | "PERSONALISATION"
  | "MOOD"
  | "OUTREACH"
  | "IMPROVEMENT"
  | "EXPERTISE"
  | "SHARING"
  | "LEGAL";

/** There is no category for health, belief, biometric, genetic or bought data: none can be kept. */
export type DataCategory =
  | "IDENTIFIER"
  | "EMAIL"
  | "NAME"
  | "PHONE"
  | "ADDRESS"
  | "BIRTHDAY"
  | "LANGUAGE"
  | "DECLARED_PREFERENCE"
  | "PURCHASE"
  | "BROWSING"
  | "FEEDBACK"
  | "CONVERSATION"
  | "CONTEXT"
  | "LOCATION"
  | "MOOD"
  | "GUESS"
  | "CONSENT_RECORD";

/**
 * Why a cell may be open (GDPR Art. 6): contract, law, legitimate interest, consent; `REQUEST`
 * means that the value lives inside the request only and is never stored.
 */
export type Basis = "CONTRACT" | "LAW" | "INTEREST" | "CONSENT" | "REQUEST";

/** What is about to be done with personal data. */
export const OPERATIONS = ["COLLECT", "STORE", "SCORE", "EXPLAIN", "SHARE"] as const;

export type Operation = (typeof OPERATIONS)[number];

/**
 * How long a value may be used for a purpose, in days since it was recorded; null where no age ends
 * it but an event: the end of the relation, a change, or a term of the law.
 */
export const RETENTION_DAYS = {
  REQUEST: 0,
  COUNTS: 0,
  DAYS_90: 90,
  MONTHS_12: 365,
  MONTHS_24: 730,
  WITH_EVENT: 730,
  CASE: null,
  UNTIL_CHANGED: null,
  RELATION: null,
  STATUTORY: null,
} as const satisfies Readonly<Record<string, number | null>>;

export type Retention = keyof typeof RETENTION_DAYS;

/** What one purpose may do with one category. */
export interface Cell {
  readonly basis: Basis;
  readonly operations: readonly Operation[];
  readonly retention: Retention;
}

type Row = Readonly<Partial<Record<Purpose, Cell>>>;
type PolicyTable = Readonly<Record<DataCategory, Row>>;

const cell = (basis: Basis, retention: Retention, ...operations: Operation[]): Cell =>
  Object.freeze({ basis, operations: Object.freeze(operations), retention });

/** To do what was ordered, it is taken in, kept, and passed to the house's own systems. */
const service = (retention: Retention = "RELATION") =>
  cell("CONTRACT", retention, "COLLECT", "STORE", "SHARE");
/** Protection looks; it keeps nothing that serving does not keep anyway. */
const security = (basis: "CONTRACT" | "INTEREST") => cell(basis, "RELATION", "COLLECT");
const inRequest = cell("REQUEST", "REQUEST", "COLLECT", "SCORE", "EXPLAIN");
const use = (retention: Retention) =>
  cell("CONSENT", retention, "COLLECT", "STORE", "SCORE", "EXPLAIN");
/** An address to reach the customer at is handed to whoever writes or calls. */
const reach = cell("CONSENT", "RELATION", "COLLECT", "STORE", "SHARE");
const improvement = (retention: Retention) =>
  cell("CONSENT", retention, "COLLECT", "STORE", "SCORE");
const sharing = (retention: Retention) => cell("CONSENT", retention, "SHARE");
const law = cell("LAW", "STATUTORY", "STORE");

export const POLICY: PolicyTable = {
  IDENTIFIER: { SERVICE: service(), SECURITY: security("CONTRACT"), LEGAL: law },
  EMAIL: {
    SERVICE: service(),
    SECURITY: security("CONTRACT"),
    OUTREACH: reach,
    SHARING: sharing("RELATION"),
    LEGAL: law,
  },
  NAME: { SERVICE: service(), OUTREACH: reach, SHARING: sharing("RELATION"), LEGAL: law },
  PHONE: {
    SERVICE: service(),
    SECURITY: security("CONTRACT"),
    OUTREACH: reach,
    SHARING: sharing("RELATION"),
  },
  ADDRESS: {
    SERVICE: service(),
    SECURITY: security("INTEREST"),
    OUTREACH: reach,
    SHARING: sharing("RELATION"),
    LEGAL: law,
  },
  BIRTHDAY: {
    PERSONALISATION: use("MONTHS_12"),
    OUTREACH: cell("CONSENT", "MONTHS_12", "COLLECT", "STORE", "SHARE"),
  },
  LANGUAGE: { SERVICE: service(), PROFILE_FREE: inRequest },
  DECLARED_PREFERENCE: {
    PROFILE_FREE: inRequest,
    PERSONALISATION: use("UNTIL_CHANGED"),
    OUTREACH: use("UNTIL_CHANGED"),
    IMPROVEMENT: improvement("UNTIL_CHANGED"),
    SHARING: sharing("UNTIL_CHANGED"),
  },
  PURCHASE: {
    SERVICE: service(),
    SECURITY: security("INTEREST"),
    PERSONALISATION: use("MONTHS_24"),
    OUTREACH: use("MONTHS_24"),
    IMPROVEMENT: improvement("MONTHS_24"),
    EXPERTISE: cell("CONSENT", "MONTHS_24", "SCORE"),
    SHARING: sharing("MONTHS_24"),
    LEGAL: law,
  },
  BROWSING: {
    SECURITY: cell("INTEREST", "REQUEST", "COLLECT"),
    PROFILE_FREE: inRequest,
    PERSONALISATION: use("DAYS_90"),
    IMPROVEMENT: improvement("DAYS_90"),
  },
  FEEDBACK: {
    PROFILE_FREE: inRequest,
    PERSONALISATION: use("MONTHS_24"),
    IMPROVEMENT: improvement("MONTHS_24"),
  },
  CONVERSATION: { SERVICE: service("CASE") },
  CONTEXT: {
    PROFILE_FREE: inRequest,
    PERSONALISATION: use("WITH_EVENT"),
    MOOD: inRequest,
    IMPROVEMENT: improvement("WITH_EVENT"),
  },
  LOCATION: { SERVICE: cell("REQUEST", "REQUEST", "COLLECT") },
  // IMPROVEMENT lets declared moods be counted without any link to the person: never stored.
  MOOD: { MOOD: inRequest, IMPROVEMENT: cell("CONSENT", "COUNTS", "COLLECT") },
  // Computed from evidence when somebody asks, so there is nothing to collect or to store.
  GUESS: {
    PERSONALISATION: cell("CONSENT", "MONTHS_12", "SCORE", "EXPLAIN"),
    OUTREACH: cell("CONSENT", "MONTHS_12", "SCORE", "EXPLAIN"),
  },
  // Who relies on consent must be able to prove it (GDPR Art. 7(1)), and that rights were honoured.
  CONSENT_RECORD: { LEGAL: cell("LAW", "RELATION", "COLLECT", "STORE", "EXPLAIN", "SHARE") },
};

/** What a purpose is, beside its texts. */
export interface PurposeRule {
  /** Rises when the text changes in substance; the ledger keeps which one was agreed to. */
  readonly version: number;
  /** The oldest version whose consents still hold; rises with each major change. */
  readonly oldestValidVersion: number;
  /** The role that answers for the purpose, by name in the record of processing. */
  readonly owner: "SERVICE" | "SECURITY" | "MARKETING" | "DATA" | "COMPLIANCE";
  /** Bases that its cells may stand on. */
  readonly bases: readonly Basis[];
}

const purposeRule = (owner: PurposeRule["owner"], ...bases: Basis[]): PurposeRule => ({
  version: 1,
  oldestValidVersion: 1,
  owner,
  bases,
});

export const PURPOSE_RULES: Readonly<Record<Purpose, PurposeRule>> = {
  SERVICE: purposeRule("SERVICE", "CONTRACT", "REQUEST"),
  SECURITY: purposeRule("SECURITY", "CONTRACT", "INTEREST"),
  PROFILE_FREE: purposeRule("MARKETING", "REQUEST"),
  PERSONALISATION: purposeRule("MARKETING", "CONSENT"),
  MOOD: purposeRule("MARKETING", "REQUEST"),
  OUTREACH: purposeRule("MARKETING", "CONSENT"),
  IMPROVEMENT: purposeRule("DATA", "CONSENT"),
  EXPERTISE: purposeRule("DATA", "CONSENT"),
  SHARING: purposeRule("COMPLIANCE", "CONSENT"),
  LEGAL: purposeRule("COMPLIANCE", "LAW"),
};

/** Whom SHARING passes data to, by name. Nobody: so there is nothing that could be agreed to. */
export const RECIPIENTS: readonly { readonly name: string; readonly country: string }[] = [];

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

/** The version of a purpose's text as it is now. */
export function purposeVersionOf(purpose: Purpose): number {
  return PURPOSE_RULES[purpose].version;
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
  readonly texts: { readonly EN: string; readonly DE: string };
  readonly consentCategories: DataCategory[];
}

/** The first version of every purpose's text, see {@link purposeVersionOf}. */
export const PURPOSE_VERSION = 1;

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

/** Reads `PURPOSE:CATEGORY`; null where it names no cell that consent can open. */
export function parseGrantableCell(
  text: string,
): { purpose: Purpose; category: DataCategory } | null {
  const [purpose, category, ...rest] = text.split(":") as [Purpose, DataCategory];
  if (rest.length > 0 || !PURPOSES.includes(purpose) || !CATEGORIES.includes(category)) return null;
  return isGrantable(purpose, category) ? { purpose, category } : null;
}
