import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPackageRoot } from "../graphql/schema.ts";
import type { GraphqlClient } from "./client.ts";

/** The query that is the access request. */
const SHIPPED = "schema/queries/everything-about-me.graphql";

/** The document with which customers ask for everything. */
export function everythingDocument(): Promise<string> {
  return readFile(join(findPackageRoot(), SHIPPED), "utf8");
}

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Asks for everything as the customer's own page would: the whole document, and then what has
 * pages, with the cursors of all lists, until none goes on.
 *
 * @returns all answers
 */
export async function readEverything(
  client: GraphqlClient,
  document: string,
): Promise<readonly object[]> {
  const lists = [...document.matchAll(/(\w+)\(first: \d+, after: \$(\w+)\)/g)];
  const answers: object[] = [];
  let variables: Record<string, string | null | boolean> = {};
  let isComplete = false;
  while (!isComplete) {
    const { me } = (await client.ask(document, variables)).data;
    answers.push(me);
    isComplete = true;
    const next: typeof variables = { isFirstPage: false };
    for (const [, field = "", variable = ""] of lists) {
      const { hasNextPage, endCursor } = (me[field] as Page).pageInfo;
      if (hasNextPage) isComplete = false;
      // Behind its end a list stays empty.
      next[variable] = endCursor ?? variables[variable] ?? null;
    }
    variables = next;
  }
  return answers;
}
