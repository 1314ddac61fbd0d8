import type { DataCategory } from "../consents/policy.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { FactField } from "../facts/fact.entity.ts";
import { categoryOfField } from "../facts/fact.service.ts";
import { kindsWhere } from "../interactions/interaction.service.ts";
import type { ErasureRow, ErasureSubject, ItemTable } from "./erasure.entity.ts";
import type { RowSelection } from "./held-row.repository.ts";

/** Names and ids of the tables whose single rows a customer can have erased. */
export const ITEM_ID_COLUMNS: Readonly<Record<ItemTable, string>> = {
  interaction: "interaction_id",
  fact_evidence: "evidence_id",
  declared_preference: "preference_id",
};

/** Tables whose rows carry a situation, with the column that names a row. */
export const TABLES_WITH_CONTEXT = [
  { table: "interaction", idColumn: "interaction_id" },
  { table: "shown_list", idColumn: "list_id" },
] as const;

/** When a row came about, and when we wrote it. */
const TIMES: Readonly<Record<string, { happened: string; written: string }>> = {
  interaction: {
    happened: "case when is_time_known then occurred_at else recorded_at end",
    written: "recorded_at",
  },
  fact_evidence: { happened: "captured_at", written: "recorded_at" },
  declared_preference: { happened: "declared_at", written: "declared_at" },
  shown_list: { happened: "shown_at", written: "shown_at" },
  customer_weights: { happened: "set_at", written: "set_at" },
  struck_guess: { happened: "struck_at", written: "struck_at" },
};

const TABLES_OF_WHAT_HAPPENED = [
  "interaction",
  "fact_evidence",
  "declared_preference",
  "struck_guess",
  "shown_list",
];

const ALL_FIELDS: readonly FactField[] = [
  "FORM_OF_ADDRESS",
  "EMAIL",
  "PHONE",
  "ADDRESS",
  "BIRTHDAY",
  "LANGUAGE",
];

/** What a table holds only ever restricts: no consent opens it, and no withdrawal takes it away. */
export function onlyRestricts({ table }: RowSelection): boolean {
  return table === "struck_guess";
}

/** Which rows of a customer belong to a category. */
export function rowsOfCategory(customerId: string, category: DataCategory): RowSelection[] {
  const kinds = kindsWhere((own) => own === category);
  const fields = ALL_FIELDS.filter((field) => categoryOfField(field) === category);
  const own = sql`customer_id = ${customerId}`;
  const selections: RowSelection[] = [];
  if (kinds.length > 0) {
    const condition = sql`customer_id = ${customerId} and kind = any(${kinds}::text[])`;
    selections.push({ table: "interaction", condition });
  }
  if (fields.length > 0) {
    const condition = sql`customer_id = ${customerId} and field = any(${fields}::text[])`;
    selections.push({ table: "fact_evidence", condition });
  }
  // Lists are kept as what feedback answers, and weights are what is liked in general.
  if (category === "FEEDBACK") selections.push({ table: "shown_list", condition: own });
  if (category === "DECLARED_PREFERENCE") {
    selections.push({ table: "declared_preference", condition: own });
    selections.push({ table: "customer_weights", condition: own });
    selections.push({ table: "struck_guess", condition: own });
  }
  return selections;
}

/**
 * The rows that an erasure is about, except for those of everything. Situations are no rows of
 * their own: an erasure of CONTEXT has none.
 *
 * @param writtenUntil leaves out what was written later: replayed, an erasure is about the past
 */
export function rowsOf(
  customerId: string,
  subject: Exclude<ErasureSubject, { scope: "EVERYTHING" }>,
  writtenUntil: Date | null = null,
): RowSelection[] {
  return selectionsOf(customerId, subject).map(({ table, condition }) => ({
    table,
    condition: writtenUntil
      ? and(condition, `${TIMES[table]!.written} <= $`, writtenUntil)
      : condition,
  }));
}

function selectionsOf(
  customerId: string,
  subject: Exclude<ErasureSubject, { scope: "EVERYTHING" }>,
): RowSelection[] {
  switch (subject.scope) {
    case "ITEM": {
      const { itemTable: table, itemId } = subject;
      const own = sql`customer_id = ${customerId}`;
      return [{ table, condition: and(own, `${ITEM_ID_COLUMNS[table]} = $`, itemId) }];
    }
    case "RANGE":
      // Weights are a setting; they did not happen.
      return TABLES_OF_WHAT_HAPPENED.map((table) => {
        const time = TIMES[table]!.happened;
        const since = and(sql`customer_id = ${customerId}`, `${time} >= $`, subject.rangeFrom);
        return { table, condition: and(since, `${time} < $`, subject.rangeTo) };
      });
    case "CATEGORY":
      return rowsOfCategory(customerId, subject.category);
  }
}

/** What an erasure that was written down is about. */
export function subjectOf(
  row: Pick<ErasureRow, "scope" | "itemTable" | "itemId" | "rangeFrom" | "rangeTo" | "category">,
): ErasureSubject {
  switch (row.scope) {
    case "ITEM":
      return { scope: "ITEM", itemTable: row.itemTable!, itemId: row.itemId! };
    case "RANGE":
      return { scope: "RANGE", rangeFrom: row.rangeFrom!, rangeTo: row.rangeTo! };
    case "CATEGORY":
      return { scope: "CATEGORY", category: row.category! };
    case "EVERYTHING":
      return { scope: "EVERYTHING" };
  }
}

/** A condition and one more, which ends with the place of its value. */
function and({ text, values }: Sql, more: string, value: unknown): Sql {
  return { text: `${text} and ${more}${values.length + 1}`, values: [...values, value] };
}
