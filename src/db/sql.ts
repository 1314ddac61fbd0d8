import type { EntityManager } from "typeorm";

/** A statement with its values; values never become part of the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What `sql` builds. A class, so that no value that came from outside passes for one. */
class Statement implements Sql {
  readonly text: string;

  /** @param parts the text around the values, one more than these */
  constructor(
    readonly parts: readonly string[],
    readonly values: readonly unknown[],
  ) {
    this.text = parts.reduce((statement, part, index) => `${statement}$${index}${part}`);
  }
}

/**
 * Builds a statement from a template: every `${value}` becomes a numbered parameter, and what `sql`
 * built becomes part of the text, with its own values.
 *
 * @throws TypeError for `undefined`, which PostgreSQL would silently read as null
 */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const missing = values.indexOf(undefined);
  if (missing >= 0) throw new TypeError(`SQL parameter ${missing + 1} is undefined.`);
  const parts = [texts[0]!];
  const parameters: unknown[] = [];
  for (const [index, value] of values.entries()) {
    const inner = value instanceof Statement ? value : new Statement(["", ""], [value]);
    const [first, ...rest] = inner.parts;
    parts.push(parts.pop() + first!, ...rest);
    parts.push(parts.pop() + texts[index + 1]!);
    parameters.push(...inner.values);
  }
  return new Statement(parts, parameters);
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
