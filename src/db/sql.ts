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

/** Runs a statement and returns its rows; one round trip. */
export async function rows<Row>(manager: EntityManager, statement: Sql): Promise<Row[]> {
  const answer = await manager.query(statement.text, [...statement.values]);
  return isUpdateAnswer(answer) ? (answer[0] as Row[]) : (answer as Row[]);
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
