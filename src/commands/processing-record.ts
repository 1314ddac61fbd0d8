import {
  POLICY_CELLS,
  POLICY_VERSION,
  PURPOSES,
  type Purpose,
  purposeVersionOf,
  RECIPIENTS,
} from "../consents/policy.ts";
import { PURPOSE_RULES } from "../consents/policy-table.ts";
import {
  BASIS_TEXTS,
  CATEGORY_TEXTS,
  OPERATION_TEXTS,
  OWNER_TEXTS,
  PURPOSE_TEXTS,
  RETENTION_TEXTS,
  type Text,
} from "../consents/policy-texts.ts";
import {
  HEADINGS,
  MEASURES,
  NO_RECIPIENTS,
  NO_TRANSFERS,
  PEOPLE,
  RECIPIENTS_OF,
} from "./processing-record-texts.ts";

/** A language that the record can be printed in. */
export type RecordLocale = keyof Text;

/** Who is responsible; null where the operator has not said so. */
export interface Responsible {
  readonly controller: string | null;
  readonly officer: string | null;
}

type Activity = ReturnType<typeof activityOf>;

/** The record of processing activities: what GDPR Art. 30(1) asks for, letter by letter. */
export interface ProcessingRecord extends Responsible {
  readonly policyVersion: string;
  readonly locale: RecordLocale;
  readonly activities: readonly Activity[];
  readonly measures: readonly string[];
}

/**
 * The record, made from the policy table alone: one activity for each purpose that has cells.
 *
 * Pure; the same table gives the same record.
 */
export function processingRecord(locale: RecordLocale, responsible: Responsible): ProcessingRecord {
  return {
    policyVersion: POLICY_VERSION,
    locale,
    ...responsible,
    activities: PURPOSES.map((purpose) => activityOf(purpose, locale)).filter(
      ({ data }) => data.length > 0,
    ),
    measures: MEASURES.map((text) => text[locale]),
  };
}

function activityOf(purpose: Purpose, locale: RecordLocale) {
  const cells = POLICY_CELLS.filter((cell) => cell.purpose === purpose);
  const isShared = cells.some(({ operations }) => operations.includes("SHARE"));
  const own = RECIPIENTS_OF[purpose];
  const named = purpose === "SHARING" ? RECIPIENTS : [];
  return {
    purpose,
    version: purposeVersionOf(purpose),
    description: PURPOSE_TEXTS[purpose][locale],
    owner: OWNER_TEXTS[PURPOSE_RULES[purpose].owner][locale],
    people: PEOPLE[locale],
    recipients: [
      ...(isShared && own ? [own[locale]] : []),
      ...named.map(({ name, country }) => `${name} (${country})`),
    ],
    transfers: NO_TRANSFERS[locale],
    data: cells.map(({ category, basis, operations, retention }) => ({
      category,
      title: CATEGORY_TEXTS[category].title[locale],
      basis: BASIS_TEXTS[basis][locale],
      operations: operations.map((operation) => OPERATION_TEXTS[operation][locale]),
      retention: RETENTION_TEXTS[retention][locale],
    })),
  };
}

/** The record as Markdown, line by line. */
export function processingRecordLines(record: ProcessingRecord): string[] {
  const { locale, policyVersion, controller, officer, activities, measures } = record;
  const heading = (name: keyof typeof HEADINGS) => HEADINGS[name][locale];
  return [
    `# ${heading("title")}`,
    "",
    `- ${heading("controller")}: ${controller ?? heading("unnamed")}`,
    `- ${heading("officer")}: ${officer ?? heading("unnamed")}`,
    `- ${heading("version")}: ${policyVersion}`,
    ...activities.flatMap((activity) => activityLines(activity, locale)),
    "",
    `## ${heading("measures")}`,
    "",
    ...measures.map((measure) => `- ${measure}`),
  ];
}

function activityLines(activity: Activity, locale: RecordLocale): string[] {
  const heading = (name: keyof typeof HEADINGS) => HEADINGS[name][locale];
  const { purpose, version, description, owner, people, recipients, transfers, data } = activity;
  const columns = ["category", "basis", "operations", "retention"] as const;
  return [
    "",
    `## ${purpose} (${heading("purposeVersion")} ${version}): ${description}`,
    "",
    `- ${heading("owner")}: ${owner}`,
    `- ${heading("people")}: ${people}`,
    `- ${heading("recipients")}: ${recipients.join(" ") || NO_RECIPIENTS[locale]}`,
    `- ${heading("transfers")}: ${transfers}`,
    "",
    tableRow(columns.map(heading)),
    tableRow(columns.map(() => "---")),
    ...data.map(({ title, basis, operations, retention }) =>
      tableRow([title, basis, operations.join(", "), retention]),
    ),
  ];
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
