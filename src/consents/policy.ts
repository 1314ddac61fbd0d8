/**
 * The one table that says what personal data may be used for, and on which basis. A cell that is
 * not in it is forbidden.
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

export type DataCategory =
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
  | "MOOD";

/**
 * Why a cell may be open (GDPR Art. 6): contract, law, legitimate interest, consent; `REQUEST`
 * means that the value lives inside the request only and is never stored.
 */
export type Basis = "CONTRACT" | "LAW" | "INTEREST" | "CONSENT" | "REQUEST";

type PolicyTable = Readonly<Record<DataCategory, Readonly<Partial<Record<Purpose, Basis>>>>>;

export const POLICY: PolicyTable = {
  EMAIL: {
    SERVICE: "CONTRACT",
    SECURITY: "CONTRACT",
    OUTREACH: "CONSENT",
    SHARING: "CONSENT",
    LEGAL: "LAW",
  },
  NAME: { SERVICE: "CONTRACT", OUTREACH: "CONSENT", SHARING: "CONSENT", LEGAL: "LAW" },
  PHONE: {
    SERVICE: "CONTRACT",
    SECURITY: "CONTRACT",
    OUTREACH: "CONSENT",
    SHARING: "CONSENT",
  },
  ADDRESS: {
    SERVICE: "CONTRACT",
    SECURITY: "INTEREST",
    OUTREACH: "CONSENT",
    SHARING: "CONSENT",
    LEGAL: "LAW",
  },
  BIRTHDAY: { PERSONALISATION: "CONSENT", OUTREACH: "CONSENT" },
  LANGUAGE: { SERVICE: "CONTRACT", PROFILE_FREE: "REQUEST" },
  DECLARED_PREFERENCE: {
    PROFILE_FREE: "REQUEST",
    PERSONALISATION: "CONSENT",
    OUTREACH: "CONSENT",
    IMPROVEMENT: "CONSENT",
    SHARING: "CONSENT",
  },
  PURCHASE: {
    SERVICE: "CONTRACT",
    SECURITY: "INTEREST",
    PERSONALISATION: "CONSENT",
    OUTREACH: "CONSENT",
    IMPROVEMENT: "CONSENT",
    EXPERTISE: "CONSENT",
    SHARING: "CONSENT",
    LEGAL: "LAW",
  },
  BROWSING: {
    SECURITY: "INTEREST",
    PROFILE_FREE: "REQUEST",
    PERSONALISATION: "CONSENT",
    IMPROVEMENT: "CONSENT",
  },
  FEEDBACK: { PROFILE_FREE: "REQUEST", PERSONALISATION: "CONSENT", IMPROVEMENT: "CONSENT" },
  CONVERSATION: { SERVICE: "CONTRACT" },
  CONTEXT: {
    PROFILE_FREE: "REQUEST",
    PERSONALISATION: "CONSENT",
    MOOD: "REQUEST",
    IMPROVEMENT: "CONSENT",
  },
  // IMPROVEMENT lets declared moods be counted without any link to the person.
  MOOD: { MOOD: "REQUEST", IMPROVEMENT: "CONSENT" },
};

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
  /** Rises when the text changes in substance; the ledger keeps which one was agreed to. */
  readonly version: number;
  readonly texts: { readonly EN: string; readonly DE: string };
  readonly consentCategories: DataCategory[];
}

const PURPOSE_TEXTS: Readonly<Record<Purpose, { EN: string; DE: string }>> = {
  SERVICE: {
    EN: "Doing what you have ordered.",
    DE: "Ausführen, was Sie bestellt haben.",
  },
  SECURITY: {
    EN: "Keeping your account and your payments safe.",
    DE: "Ihr Konto und Ihre Zahlungen schützen.",
  },
  PROFILE_FREE: {
    EN: "Suggestions for everybody, without using anything about you.",
    DE: "Vorschläge für alle, ohne etwas über Sie zu verwenden.",
  },
  PERSONALISATION: {
    EN: "Suggestions that fit you, made from what you allow here.",
    DE: "Vorschläge, die zu Ihnen passen, aus dem, was Sie hier erlauben.",
  },
  MOOD: {
    EN: "Answering the mood that you tell us, for this one answer only.",
    DE: "Auf die Stimmung eingehen, die Sie uns sagen, nur für diese eine Antwort.",
  },
  OUTREACH: {
    EN: "Writing to you or calling you.",
    DE: "Ihnen schreiben oder Sie anrufen.",
  },
  IMPROVEMENT: {
    EN: "Learning from what you do so that suggestions get better for everybody.",
    DE: "Aus dem, was Sie tun, lernen, damit die Vorschläge für alle besser werden.",
  },
  EXPERTISE: {
    EN: "Letting what you find guide others; your name is never told.",
    DE: "Was Sie entdecken, andere leiten lassen; Ihr Name wird nie genannt.",
  },
  SHARING: {
    EN: "Passing data on to a recipient that we name to you.",
    DE: "Daten an einen Empfänger weitergeben, den wir Ihnen nennen.",
  },
  LEGAL: { EN: "What the law demands of us.", DE: "Was das Gesetz von uns verlangt." },
};

export const PURPOSES = Object.keys(PURPOSE_TEXTS) as Purpose[];
const CATEGORIES = Object.keys(POLICY) as DataCategory[];

/** The version of every purpose's text; the ledger keeps which one a consent was given for. */
export const PURPOSE_VERSION = 1;

/** When that version was published: nobody can have agreed to it before. */
const PURPOSE_VERSION_SINCE = new Date("2025-01-01T00:00:00Z");

/** The version of a purpose's text that is shown today. */
export function purposeVersionOf(_purpose: Purpose): number {
  return PURPOSE_VERSION;
}

/** When the version that is shown today was published. */
export function purposeVersionSince(_purpose: Purpose): Date {
  return PURPOSE_VERSION_SINCE;
}

/** The texts of a purpose that are shown today, by language. */
export function purposeTextsOf(purpose: Purpose): { readonly EN: string; readonly DE: string } {
  return PURPOSE_TEXTS[purpose];
}

/** All purposes with their texts and the categories that each asks consent for. */
export const PURPOSE_DESCRIPTIONS: readonly PurposeDescription[] = PURPOSES.map((purpose) => ({
  purpose,
  version: PURPOSE_VERSION,
  texts: PURPOSE_TEXTS[purpose],
  consentCategories: CATEGORIES.filter((category) => isGrantable(purpose, category)),
}));

/** Whether a customer's consent can open this cell. */
export function isGrantable(purpose: Purpose, category: DataCategory): boolean {
  return POLICY[category][purpose] === "CONSENT";
}

/**
 * Whether a customer can object to this cell (GDPR Art. 21): to what rests on a legitimate
 * interest, and always to being written to and to being passed on.
 */
export function isObjectable(purpose: Purpose, category: DataCategory): boolean {
  const basis = POLICY[category][purpose];
  if (basis === "INTEREST") return true;
  return basis === "CONSENT" && (purpose === "OUTREACH" || purpose === "SHARING");
}

/** Whether this cell rests on a legitimate interest: open until the customer objects. */
export function isInterest(purpose: Purpose, category: DataCategory): boolean {
  return POLICY[category][purpose] === "INTEREST";
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
  const [purpose, category] = text.split(":") as [Purpose, DataCategory];
  if (!PURPOSES.includes(purpose) || !CATEGORIES.includes(category)) return null;
  return isGrantable(purpose, category) ? { purpose, category } : null;
}
