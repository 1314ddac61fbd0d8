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
  REBUILT: 0,
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

const table: PolicyTable = {
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
  // Computed from evidence when somebody asks, so there is nothing to collect, to store or to
  // forget: the evidence has periods of its own.
  GUESS: {
    PERSONALISATION: cell("CONSENT", "REBUILT", "SCORE", "EXPLAIN"),
    OUTREACH: cell("CONSENT", "REBUILT", "SCORE", "EXPLAIN"),
  },
  // Who relies on consent must be able to prove it (GDPR Art. 7(1)), and that rights were honoured.
  CONSENT_RECORD: { LEGAL: cell("LAW", "RELATION", "COLLECT", "STORE", "EXPLAIN", "SHARE") },
};

for (const row of Object.values(table)) Object.freeze(row);

export const POLICY: PolicyTable = Object.freeze(table);

/** What a purpose is, beside its texts. */
export interface PurposeRule {
  /** Rises when the text changes in substance; the ledger keeps which one was agreed to. */
  readonly version: number;
  /** The day on which that version was published: nobody can have agreed to it before. */
  readonly since: string;
  /** The oldest version whose consents still hold; rises with each major change. */
  readonly oldestValidVersion: number;
  /** The role that answers for the purpose, by name in the record of processing. */
  readonly owner: "SERVICE" | "SECURITY" | "MARKETING" | "DATA" | "COMPLIANCE";
  /** Bases that its cells may stand on. */
  readonly bases: readonly Basis[];
}

const purposeRule = (owner: PurposeRule["owner"], ...bases: Basis[]): PurposeRule => ({
  version: 1,
  since: "2025-01-01",
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
