import type { Purpose } from "../consents/policy.ts";
import type { Text } from "../consents/policy-texts.ts";

/** What the record of processing says beside the policy table. */

export const HEADINGS = {
  title: {
    EN: "Record of processing activities (GDPR Art. 30(1))",
    DE: "Verzeichnis von Verarbeitungstätigkeiten (Art. 30 Abs. 1 DSGVO)",
  },
  version: { EN: "Policy version", DE: "Fassung der Richtlinie" },
  controller: { EN: "Controller", DE: "Verantwortlicher" },
  officer: { EN: "Data protection officer", DE: "Datenschutzbeauftragter" },
  unnamed: { EN: "(to be filled in)", DE: "(auszufüllen)" },
  purposeVersion: { EN: "version", DE: "Fassung" },
  owner: { EN: "Answers for it", DE: "Zuständig" },
  people: { EN: "Categories of people", DE: "Kategorien betroffener Personen" },
  recipients: { EN: "Recipients", DE: "Empfänger" },
  transfers: { EN: "Transfers to third countries", DE: "Übermittlungen in Drittländer" },
  category: { EN: "Category of data", DE: "Kategorie von Daten" },
  basis: { EN: "Basis", DE: "Rechtsgrundlage" },
  operations: { EN: "What is done", DE: "Was geschieht" },
  retention: { EN: "Erased after", DE: "Löschfrist" },
  measures: {
    EN: "Technical and organisational measures (Art. 32(1))",
    DE: "Technische und organisatorische Maßnahmen (Art. 32 Abs. 1)",
  },
} as const satisfies Readonly<Record<string, Text>>;

export const PEOPLE: Text = { EN: "Customers of the house.", DE: "Kunden des Hauses." };

export const NO_RECIPIENTS: Text = { EN: "None.", DE: "Keine." };

/** Who gets data that a cell of the purpose lets be handed on; named recipients come besides. */
export const RECIPIENTS_OF: Readonly<Partial<Record<Purpose, Text>>> = {
  SERVICE: {
    EN: "The house's own systems, each with a token of its own and only as far as its scopes reach.",
    DE: "Die eigenen Systeme des Hauses, jedes mit eigenem Zugang und nur, soweit seine Rechte reichen.",
  },
  OUTREACH: {
    EN: "Whoever writes or calls on the house's behalf.",
    DE: "Wer im Auftrag des Hauses schreibt oder anruft.",
  },
  LEGAL: {
    EN: "Authorities and courts, where the law demands it.",
    DE: "Behörden und Gerichte, wo das Gesetz es verlangt.",
  },
};

export const NO_TRANSFERS: Text = {
  EN: "None: the program makes no connection that the operator has not configured.",
  DE: "Keine: Das Programm baut keine Verbindung auf, die der Betreiber nicht eingerichtet hat.",
};

export const MEASURES: readonly Text[] = [
  {
    EN: "Every use of personal data asks the customer's decisions at that moment; what is not expressly allowed is closed.",
    DE: "Jede Verwendung fragt im selben Moment die Entscheidungen des Kunden ab; was nicht ausdrücklich erlaubt ist, ist gesperrt.",
  },
  {
    EN: "Decisions are kept in an append-only ledger with a chain of hashes; the database itself refuses changes to it.",
    DE: "Entscheidungen stehen in einem Verzeichnis, das nur wächst und durch Prüfsummen verkettet ist; die Datenbank selbst lässt keine Änderung zu.",
  },
  {
    EN: "Identity and free texts are encrypted with a key for each customer (AES-256-GCM); the keys are kept apart.",
    DE: "Identität und freie Texte sind mit einem eigenen Schlüssel je Kunde verschlüsselt (AES-256-GCM); die Schlüssel liegen getrennt.",
  },
  {
    EN: "Access only with a signed token: customers to their own data, systems by named scopes; the database separates customers by row-level security.",
    DE: "Zugriff nur mit signiertem Ausweis: Kunden auf ihre eigenen Daten, Systeme nach benannten Rechten; die Datenbank trennt Kunden zeilenweise.",
  },
  {
    EN: "Who has read which category for which purpose is logged, and the customer can see it.",
    DE: "Wer welche Kategorie für welchen Zweck gelesen hat, wird protokolliert und ist für den Kunden sichtbar.",
  },
  {
    EN: "What is past its retention is deleted by a job every hour; erased customers are erased again after a restore.",
    DE: "Was seine Frist überschritten hat, löscht ein Dienst stündlich; gelöschte Kunden werden nach einer Wiederherstellung erneut gelöscht.",
  },
  {
    EN: "Logs, metrics and error messages contain no personal data; moods are never stored.",
    DE: "Protokolle, Messwerte und Fehlermeldungen enthalten keine personenbezogenen Daten; Stimmungen werden nie gespeichert.",
  },
];
