import type { DataSource } from "typeorm";
import { decodeNodeId } from "../graphql/node-ids.ts";

/** A text that is stored about a customer. */
export interface StoredText {
  /** As `table.column`. */
  readonly column: string;
  readonly text: string;
}

/** Emptied by the worker; its rows say that somebody should look again, and nothing about whom. */
const QUEUE = "learner_change";

/**
 * Every text in every row of a customer, texts within JSON and arrays included; numbers, times and
 * bytes are left to the rows that they are in. A table belongs to customers when it has a column
 * `customer_id`, so no list has to be kept when tables are added.
 */
export async function storedTexts(
  dataSource: DataSource,
  customerId: string,
): Promise<{ readonly rows: number; readonly texts: StoredText[] }> {
  const tables: { name: string }[] = await dataSource.query(
    `select table_name as name from information_schema.columns
       join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and column_name = 'customer_id' and table_type = 'BASE TABLE'
       and table_name <> $1
     order by table_name`,
    [QUEUE],
  );
  const texts: StoredText[] = [];
  let rows = 0;
  for (const { name } of tables) {
    const found: Record<string, unknown>[] = await dataSource.query(
      `select * from ${name} where customer_id = $1`,
      [customerId],
    );
    rows += found.length;
    for (const row of found) {
      for (const [column, value] of Object.entries(row)) {
        for (const text of textsIn(value)) texts.push({ column: `${name}.${column}`, text });
      }
    }
  }
  return { rows, texts };
}

/** The columns of texts that are nowhere in an answer, once for each text. */
export function missingTexts(stored: readonly StoredText[], answer: unknown): string[] {
  const shown = new Set<string>();
  for (const text of textsIn(answer)) {
    shown.add(text);
    // A global id shows the keys that it is made of.
    for (const key of decodeNodeId(text)?.keys ?? []) shown.add(key);
  }
  return stored.filter(({ text }) => !shown.has(text)).map(({ column }) => column);
}

const TIME = /^\d{4}-\d\d-\d\d[T ]/;

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return TIME.test(value) ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  if (value instanceof Date || Buffer.isBuffer(value)) return [];
  return Object.values(value).flatMap(textsIn);
}
