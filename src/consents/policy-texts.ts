import type {
  Basis,
  DataCategory,
  Operation,
  Purpose,
  PurposeRule,
  Retention,
} from "./policy-table.ts";

/** What customers and data-protection officers read about the policy table, in plain words. */

/** A text in every language that customers are written to in. */
export interface Text {
  readonly EN: string;
  readonly DE: string;
}

export const PURPOSE_TEXTS: Readonly<Record<Purpose, Text>> = {
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

/** What each purpose is called where there is no room for a sentence. */
export const PURPOSE_TITLES: Readonly<Record<Purpose, Text>> = {
  SERVICE: { EN: "your orders", DE: "Ihre Bestellungen" },
  SECURITY: { EN: "security", DE: "Sicherheit" },
  PROFILE_FREE: { EN: "suggestions for everybody", DE: "Vorschläge für alle" },
  PERSONALISATION: { EN: "suggestions for you", DE: "Vorschläge für Sie" },
  MOOD: { EN: "your mood", DE: "Ihre Stimmung" },
  OUTREACH: { EN: "writing or calling", DE: "Schreiben und Anrufen" },
  IMPROVEMENT: { EN: "learning for everybody", DE: "Lernen für alle" },
  EXPERTISE: { EN: "guiding others", DE: "Andere leiten" },
  SHARING: { EN: "passing on", DE: "Weitergabe" },
  LEGAL: { EN: "the law", DE: "das Gesetz" },
};

/** What a category is called, what it is, and where it comes from. */
export interface CategoryText {
  readonly title: Text;
  readonly text: Text;
  readonly source: Text;
}

const FROM_YOU: Text = { EN: "You tell us.", DE: "Sie sagen es uns." };
const FROM_YOU_OR_HOUSE: Text = {
  EN: "You tell us, or the house's own systems (orders, customer files) do.",
  DE: "Sie sagen es uns, oder die Systeme des Hauses (Bestellungen, Kundenkartei) melden es.",
};
const FROM_USE: Text = {
  EN: "It arises when you use our shop, app or till.",
  DE: "Es entsteht, wenn Sie unseren Laden, unsere App oder Kasse benutzen.",
};

const category = (title: [string, string], text: [string, string], source: Text): CategoryText => ({
  title: { EN: title[0], DE: title[1] },
  text: { EN: text[0], DE: text[1] },
  source,
});

export const CATEGORY_TEXTS: Readonly<Record<DataCategory, CategoryText>> = {
  IDENTIFIER: category(
    ["Customer number", "Kundennummer"],
    [
      "The number under which you are kept here, and your numbers in the house's other systems.",
      "Die Nummer, unter der Sie hier geführt werden, und Ihre Nummern in den anderen Systemen des Hauses.",
    ],
    {
      EN: "We make it, or the house's own systems bring it.",
      DE: "Wir vergeben sie, oder die Systeme des Hauses bringen sie mit.",
    },
  ),
  EMAIL: category(
    ["E-mail address", "E-Mail-Adresse"],
    ["Where e-mail reaches you.", "Wo eine E-Mail Sie erreicht."],
    FROM_YOU_OR_HOUSE,
  ),
  NAME: category(
    ["Name and form of address", "Name und Anrede"],
    [
      "How you want to be addressed, in your own words.",
      "Wie Sie angesprochen werden möchten, in Ihren Worten.",
    ],
    FROM_YOU_OR_HOUSE,
  ),
  PHONE: category(
    ["Telephone number", "Telefonnummer"],
    [
      "Where a call or a text message reaches you.",
      "Wo ein Anruf oder eine Kurznachricht Sie erreicht.",
    ],
    FROM_YOU_OR_HOUSE,
  ),
  ADDRESS: category(
    ["Postal address", "Anschrift"],
    ["Where a letter or a parcel reaches you.", "Wo ein Brief oder ein Paket Sie erreicht."],
    FROM_YOU_OR_HOUSE,
  ),
  BIRTHDAY: category(
    ["Birthday", "Geburtstag"],
    ["Month and day; we never ask for the year.", "Monat und Tag; nach dem Jahr fragen wir nie."],
    FROM_YOU_OR_HOUSE,
  ),
  LANGUAGE: category(
    ["Language", "Sprache"],
    ["The language that you want to read.", "Die Sprache, in der Sie lesen möchten."],
    FROM_YOU_OR_HOUSE,
  ),
  DECLARED_PREFERENCE: category(
    ["What you like", "Was Sie mögen"],
    [
      "What you have said you like or dislike, and how you have set the dial of your suggestions.",
      "Was Sie nach eigenen Angaben mögen oder nicht mögen, und wie Sie den Regler Ihrer Vorschläge gestellt haben.",
    ],
    FROM_YOU,
  ),
  PURCHASE: category(
    ["Purchases", "Einkäufe"],
    [
      "What you have bought or given back, and when.",
      "Was Sie gekauft oder zurückgegeben haben, und wann.",
    ],
    FROM_USE,
  ),
  BROWSING: category(
    ["Looking around", "Umsehen"],
    [
      "What you have looked at, clicked on or put into the cart.",
      "Was Sie angesehen, angeklickt oder in den Korb gelegt haben.",
    ],
    FROM_USE,
  ),
  FEEDBACK: category(
    ["Your opinion", "Ihre Meinung"],
    [
      "Your ratings and answers to suggestions, and which suggestions were shown to you.",
      "Ihre Bewertungen und Antworten auf Vorschläge, und welche Vorschläge Ihnen gezeigt wurden.",
    ],
    FROM_USE,
  ),
  CONVERSATION: category(
    ["Service cases", "Anliegen"],
    [
      "What you have written to our service or told it.",
      "Was Sie unserem Service geschrieben oder gesagt haben.",
    ],
    FROM_YOU,
  ),
  CONTEXT: category(
    ["Situation", "Situation"],
    [
      "The rough circumstances: time of day, weather, season, occasion, device.",
      "Die groben Umstände: Tageszeit, Wetter, Jahreszeit, Anlass, Gerät.",
    ],
    FROM_USE,
  ),
  LOCATION: category(
    ["Place", "Ort"],
    [
      "Where you are, more exactly than the town; used for one answer and then forgotten.",
      "Wo Sie sind, genauer als die Stadt; für eine Antwort verwendet und dann vergessen.",
    ],
    FROM_YOU,
  ),
  MOOD: category(
    ["Mood", "Stimmung"],
    [
      "A word that you choose for this moment; it is never stored with you and never guessed.",
      "Ein Wort, das Sie für diesen Moment wählen; es wird nie zu Ihnen gespeichert und nie erraten.",
    ],
    FROM_YOU,
  ),
  GUESS: category(
    ["Our guesses", "Unsere Vermutungen"],
    [
      "What might interest you, worked out from your own data when it is needed; you can strike it.",
      "Was Sie interessieren könnte, bei Bedarf aus Ihren eigenen Daten errechnet; Sie können es streichen.",
    ],
    {
      EN: "We work it out from what you allow.",
      DE: "Wir errechnen es aus dem, was Sie erlauben.",
    },
  ),
  CONSENT_RECORD: category(
    ["Your decisions and their proof", "Ihre Entscheidungen und ihr Nachweis"],
    [
      "What you have allowed, refused, withdrawn or limited, the receipts, and who used your data.",
      "Was Sie erlaubt, abgelehnt, widerrufen oder begrenzt haben, die Belege, und wer Ihre Daten benutzt hat.",
    ],
    {
      EN: "It arises when you decide, and when somebody uses your data.",
      DE: "Es entsteht, wenn Sie entscheiden und wenn jemand Ihre Daten benutzt.",
    },
  ),
};

export const RETENTION_TEXTS: Readonly<Record<Retention, Text>> = {
  REQUEST: {
    EN: "Not kept: only while you are being answered.",
    DE: "Gar nicht: nur während Sie eine Antwort bekommen.",
  },
  COUNTS: {
    EN: "Not kept: only counts of at least 20 people, which belong to nobody.",
    DE: "Gar nicht: nur Zählungen von mindestens 20 Menschen, die niemandem gehören.",
  },
  REBUILT: {
    EN: "Not kept: worked out anew whenever it is needed.",
    DE: "Gar nicht: jedes Mal neu errechnet, wenn sie gebraucht werden.",
  },
  DAYS_90: { EN: "90 days.", DE: "90 Tage." },
  MONTHS_12: { EN: "12 months.", DE: "12 Monate." },
  MONTHS_24: { EN: "24 months.", DE: "24 Monate." },
  WITH_EVENT: {
    EN: "As long as the event that it belongs to, 24 months at most.",
    DE: "So lange wie das Ereignis, zu dem sie gehört, höchstens 24 Monate.",
  },
  CASE: {
    EN: "Until the case is closed, and 12 months after.",
    DE: "Bis das Anliegen erledigt ist, und 12 Monate danach.",
  },
  UNTIL_CHANGED: {
    EN: "Until you change it or take it back.",
    DE: "Bis Sie es ändern oder zurücknehmen.",
  },
  RELATION: {
    EN: "As long as you are our customer, and 30 days after at most.",
    DE: "Solange Sie unser Kunde sind, und höchstens 30 Tage danach.",
  },
  STATUTORY: {
    EN: "As long as the law demands.",
    DE: "So lange, wie das Gesetz es verlangt.",
  },
};

export const BASIS_TEXTS: Readonly<Record<Basis, Text>> = {
  CONTRACT: { EN: "contract, Art. 6(1)(b)", DE: "Vertrag, Art. 6 Abs. 1 lit. b" },
  LAW: { EN: "law, Art. 6(1)(c)", DE: "Gesetz, Art. 6 Abs. 1 lit. c" },
  INTEREST: {
    EN: "legitimate interest, Art. 6(1)(f); you can object",
    DE: "berechtigtes Interesse, Art. 6 Abs. 1 lit. f; Sie können widersprechen",
  },
  CONSENT: { EN: "your consent, Art. 6(1)(a)", DE: "Ihre Einwilligung, Art. 6 Abs. 1 lit. a" },
  REQUEST: {
    EN: "your request, Art. 6(1)(b); within it only",
    DE: "Ihre Anfrage, Art. 6 Abs. 1 lit. b; nur in ihr",
  },
};

export const OPERATION_TEXTS: Readonly<Record<Operation, Text>> = {
  COLLECT: { EN: "collect", DE: "erheben" },
  STORE: { EN: "store", DE: "speichern" },
  SCORE: { EN: "compute with", DE: "damit rechnen" },
  EXPLAIN: { EN: "explain to you", DE: "Ihnen erklären" },
  SHARE: { EN: "hand on", DE: "weitergeben" },
};

export const OWNER_TEXTS: Readonly<Record<PurposeRule["owner"], Text>> = {
  SERVICE: { EN: "customer service", DE: "Kundenservice" },
  SECURITY: { EN: "IT security", DE: "IT-Sicherheit" },
  MARKETING: { EN: "marketing", DE: "Marketing" },
  DATA: { EN: "data and analytics", DE: "Daten und Analyse" },
  COMPLIANCE: { EN: "data protection and law", DE: "Datenschutz und Recht" },
};
