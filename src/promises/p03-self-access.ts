import { randomUUID } from "node:crypto";
import type { GraphqlClient } from "./client.ts";
import { type PromiseHouse, withDatabaseOf, withHouse } from "./house.ts";
import { addGuest, addItems, connectSystem, decide, uuidOf } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { startServerProcess } from "./server-process.ts";

/** What a customer got when they asked for everything, beside what is stored. */
export interface SelfAccess {
  /** Rows that the customer was shown, by table. */
  readonly shown: Readonly<Record<string, number>>;
  /** Rows of this customer, by table; every table that has a column `customer_id`. */
  readonly stored: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const SECONDS_MAX = 5;

export const selfAccessPromise: TrustPromise = {
  id: "P-3",
  name: "customers see everything that is stored about them, within 5 s at 10,000 evidences",
  async check({ folder, sizes, signal, onProgress }) {
    const { shown, stored, seconds } = await withHouse(folder, (house) =>
      measureSelfAccess(house, sizes.evidences, signal, onProgress),
    );
    const missing = missingRows(shown, stored);
    const rows = Object.values(stored).reduce((sum, count) => sum + count, 0);
    return {
      holds: missing.length === 0 && seconds <= SECONDS_MAX,
      figure:
        `${rows.toLocaleString("en-US")} stored rows, asked for in ${seconds.toFixed(2)} s; ` +
        (missing.length === 0 ? "nothing missing" : `not shown: ${missing.join(", ")}`),
    };
  },
};

/** Tables of which the customer was shown fewer rows than are stored. */
export function missingRows(shown: SelfAccess["shown"], stored: SelfAccess["stored"]): string[] {
  return Object.entries(stored)
    .filter(([table, count]) => (shown[table] ?? 0) < count)
    .map(([table, count]) => `${count - (shown[table] ?? 0)} of ${table}`);
}

const EVENTS_PER_CALL = 500;

/**
 * Lets another system record a customer's events, then lets the customer ask for everything.
 *
 * @param evidences how many events
 */
export async function measureSelfAccess(
  house: PromiseHouse,
  evidences: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<SelfAccess> {
  const server = await startServerProcess({ home: house.home });
  const system = await connectSystem(house, server.url);
  const guest = await addGuest(house, server.url, system);
  try {
    const skus = await addItems(system, 20);
    for (const category of ["PURCHASE", "BROWSING", "DECLARED_PREFERENCE"]) {
      await decide(guest, "consentGrant", category);
    }
    for (let done = 0; done < evidences; done += EVENTS_PER_CALL) {
      signal.throwIfAborted();
      const interactions = Array.from(
        { length: Math.min(EVENTS_PER_CALL, evidences - done) },
        (_, place) => ({
          customerId: guest.id,
          kind: place % 2 === 0 ? "PURCHASE" : "VIEW",
          sku: skus[place % skus.length],
          eventId: randomUUID(),
        }),
      );
      await record(system, interactions);
      onProgress(Math.min(done + EVENTS_PER_CALL, evidences), evidences);
    }
    await sayMore(guest.client, system, guest.externalId);
    const stored = await withDatabaseOf(house, ({ dataSource }) =>
      storedRows(dataSource, uuidOf(guest.id)),
    );
    const startMs = performance.now();
    const shown = await readEverything(guest.client);
    return { shown, stored, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    for (const client of [system, guest.client]) client.close();
    await server.stop();
  }
}

async function record(system: GraphqlClient, interactions: readonly object[]): Promise<void> {
  const type = "InteractionsRecordInput";
  const fields = "results { verdict }";
  const { data } = await system.change("interactionsRecord", type, fields, { interactions });
  for (const { verdict } of data.results) {
    if (verdict !== "ACCEPTED") throw new Error(`An event was not accepted: ${verdict}.`);
  }
}

/** A little of everything else that can be stored about somebody. */
async function sayMore(
  client: GraphqlClient,
  system: GraphqlClient,
  externalId: object,
): Promise<void> {
  const facts = [{ field: "FORM_OF_ADDRESS", value: "Guest" }];
  await system.change("customerUpsert", "CustomerUpsertInput", "isCreated", { externalId, facts });
  await client.change("factCorrect", "FactCorrectInput", "fact { value }", {
    field: "EMAIL",
    value: "guest@example.org",
  });
  await client.change("preferencesDeclare", "PreferencesDeclareInput", "customer { id }", {
    preferences: [{ target: "TAG", name: "tag-1", sentiment: "LIKE" }],
  });
}

/** Emptied by the worker; its rows say that somebody should look again, and nothing about whom. */
const QUEUE = "learner_change";

/**
 * How many rows each table has of a customer. A table belongs to customers when it has a column
 * `customer_id`, so no list has to be kept when tables are added.
 */
async function storedRows(
  dataSource: { query(statement: string, values?: unknown[]): Promise<unknown> },
  customerId: string,
): Promise<Record<string, number>> {
  const tables = (await dataSource.query(`
    select table_name as name from information_schema.columns join information_schema.tables
      using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'customer_id' and table_type = 'BASE TABLE'
      and table_name <> '${QUEUE}'
    order by table_name`)) as { name: string }[];
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const statement = `select count(*)::int as count from ${name} where customer_id = $1`;
    const [row] = (await dataSource.query(statement, [customerId])) as { count: number }[];
    if (row && row.count > 0) counts[name] = row.count;
  }
  return counts;
}

const FIRST_PAGE = `{ me { id createdAt consentEpoch
  externalIds { system externalId }
  facts { field value evidence { id value source provenance status } }
  preferences { id target name sentiment declaredAt }
  weights { __typename } contactBudgets { __typename }
  consents { purpose category state } } }`;

const LISTS = {
  interaction: `interactions(first: 100, after: $after) {
    nodes { id at kind value source provenance status context { name value } item { sku } }
    pageInfo { hasNextPage endCursor } }`,
  consent_event: `consentHistory(first: 100, after: $after) {
    nodes { id purpose purposeVersion category state method actor recordedAt }
    pageInfo { hasNextPage endCursor } }`,
} as const;

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Asks for everything as the customer's own page would, page by page.
 *
 * @returns how many rows of each table were shown
 */
async function readEverything(client: GraphqlClient): Promise<Record<string, number>> {
  const { me } = (await client.ask(FIRST_PAGE)).data;
  const shown: Record<string, number> = {
    customer: 1,
    consent_snapshot: 1,
    external_id: me.externalIds.length,
    fact_evidence: me.facts.flatMap((fact: { evidence: unknown[] }) => fact.evidence).length,
    declared_preference: me.preferences.length,
    customer_weights: me.weights === null ? 0 : 1,
    contact_budget: me.contactBudgets.length,
  };
  for (const [table, list] of Object.entries(LISTS)) {
    const query = `query ($after: String) { me { page: ${list} } }`;
    const ids = new Set<string>();
    let after: string | null = null;
    do {
      const { page }: { page: Page } = (await client.ask(query, { after })).data.me;
      for (const { id } of page.nodes) ids.add(id);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    shown[table] = ids.size;
  }
  return shown;
}
