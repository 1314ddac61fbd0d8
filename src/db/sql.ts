import type { EntityManager } from "typeorm";

/** A statement with its values; values never become part of the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Builds a statement from a template: every `${value}` becomes a numbered parameter.
 *
 * @throws TypeError for `undefined`, which PostgreSQL would silently read as null
 */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const missing = values.indexOf(undefined);
  if (missing >= 0) throw new TypeError(`SQL parameter ${missing + 1} is undefined.`);
  const text = texts.reduce((statement, part, index) => `${statement}$${index}${part}`);
  return { text, values };
}

/**
 * Runs a statement and returns its rows; one round trip. Each connection prepares a text once and
 * plans it seldom: PostgreSQL spends more time on planning our short reads than on running them.
 */
export async function rows<Row>(manager: EntityManager, statement: Sql): Promise<Row[]> {
  const prepared = { name: preparedName(statement.text), text: statement.text };
  // TypeORM hands the query to the driver as it is; only its type insists on a string.
  const answer = await manager.query(prepared as unknown as string, [...statement.values]);
  return isUpdateAnswer(answer) ? (answer[0] as Row[]) : (answer as Row[]);
}

const preparedNames = new Map<string, string>();

/** Values are never part of a text, so there are as many names as places that write SQL. */
function preparedName(text: string): string {
  let name = preparedNames.get(text);
  if (name === undefined) {
    name = `kathi_${preparedNames.size}`;
    preparedNames.set(text, name);
  }
  return name;
}

/** Runs a statement and returns its first row, or undefined where it has none. */
export async function firstRow<Row>(manager: EntityManager, statement: Sql) {
  return (await rows<Row>(manager, statement))[0];
}

/** TypeORM answers UPDATE and DELETE as `[rows, count]`, everything else as `rows`. */
function isUpdateAnswer(answer: unknown): answer is [unknown[], number] {
  return (
    Array.isArray(answer) &&
    answer.length === 2 &&
    Array.isArray(answer[0]) &&
    typeof answer[1] === "number"
  );
}
