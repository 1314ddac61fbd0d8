import type { CustomerData } from "./export-format.ts";

/** The columns of the table, in their order; `context` is JSON, times are ISO 8601. */
export const CSV_COLUMNS = [
  "kind",
  "id",
  "subject",
  "value",
  "amount",
  "provenance",
  "source",
  "captured_at",
  "recorded_at",
  "status",
  "context",
] as const;

type CsvRow = readonly (string | number | null)[];

/**
 * A customer's evidence as a table (RFC 4180): a header, then one row for each fact, event and
 * preference, lines ended by CR LF. A cell that a spreadsheet would read as a formula begins with
 * an apostrophe, also where that was a telephone number such as +49 …
 *
 * @see OWASP, "CSV Injection"
 */
export function evidenceCsv(data: CustomerData): string {
  const rows: CsvRow[] = [
    CSV_COLUMNS,
    ...data.facts.map((row) => [
      "FACT",
      row.evidenceId,
      row.field,
      row.value,
      null,
      row.provenance,
      row.source,
      row.capturedAt,
      row.recordedAt,
      row.status,
      null,
    ]),
    ...data.interactions.map((row) => [
      "INTERACTION",
      row.interactionId,
      row.kind,
      row.itemId,
      row.value,
      row.provenance,
      row.source,
      row.isTimeKnown ? row.occurredAt : null,
      row.recordedAt,
      row.status,
      JSON.stringify(row.context),
    ]),
    ...data.preferences.map((row) => [
      "PREFERENCE",
      row.preferenceId,
      `${row.sentiment} ${row.target}`,
      row.name,
      null,
      "PROVIDED",
      "customer",
      row.declaredAt,
      row.declaredAt,
      "ACTIVE",
      null,
    ]),
  ];
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** Every cell is quoted, so that no value can end its cell or its row. */
function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
