import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPackageRoot } from "../graphql/schema.ts";
import type { GraphqlClient } from "./client.ts";

/** The query that is the access request, where the house ships one. */
const SHIPPED = "schema/queries/everything-about-me.graphql";

/** What the schema says about a customer, for a house that ships no such query. */
const KNOWN = `query ($eventsAfter: String, $ledgerAfter: String) { me {
  id createdAt consentEpoch
  externalIds { system externalId }
  facts { field value evidence { id field value source provenance status capturedAt } }
  preferences { id target name sentiment declaredAt }
  weights { __typename } contactBudgets { channel contactsPerWeek }
  consents { purpose category state }
  interactions(first: 100, after: $eventsAfter) {
    nodes { id at kind value source provenance status context { name value } item { sku } }
    pageInfo { hasNextPage endCursor } }
  consentHistory(first: 100, after: $ledgerAfter) {
    nodes { id sequence purpose purposeVersion category state method actor documentation recordedAt }
    pageInfo { hasNextPage endCursor } } } }`;

/** The document with which customers ask for everything. */
export async function everythingDocument(): Promise<string> {
  try {
    return await readFile(join(findPackageRoot(), SHIPPED), "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return KNOWN;
    throw error;
  }
}

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Asks for everything as the customer's own page would: the whole document, and again with the
 * cursors of all lists that go on, until none does.
 *
 * @returns all answers
 */
export async function readEverything(
  client: GraphqlClient,
  document: string,
): Promise<readonly object[]> {
  const lists = [...document.matchAll(/(\w+)\(first: \d+, after: \$(\w+)\)/g)];
  const answers: object[] = [];
  let cursors: Record<string, string | null> = {};
  let isComplete = false;
  while (!isComplete) {
    const { me } = (await client.ask(document, cursors)).data;
    answers.push(me);
    isComplete = true;
    const next: Record<string, string | null> = {};
    for (const [, field = "", variable = ""] of lists) {
      const { hasNextPage, endCursor } = (me[field] as Page).pageInfo;
      if (hasNextPage) isComplete = false;
      // Behind its end a list stays empty.
      next[variable] = endCursor ?? cursors[variable] ?? null;
    }
    cursors = next;
  }
  return answers;
}
