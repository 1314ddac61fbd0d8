import { randomUUID } from "node:crypto";
import type { GraphqlClient } from "./client.ts";
import { everythingDocument, readEverything } from "./everything.ts";
import { type PromiseHouse, withDatabaseOf, withHouse } from "./house.ts";
import { addGuest, addItems, connectSystem, decide, uuidOf } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { startServerProcess } from "./server-process.ts";
import { missingTexts, storedTexts } from "./stored-texts.ts";

/** What a customer got when they asked for everything, beside what is stored. */
export interface SelfAccess {
  /** Texts that are stored about the customer, each as `table.column`, and which were not shown. */
  readonly storedTexts: number;
  readonly missing: readonly string[];
  /** Rows of the customer in all tables. */
  readonly rows: number;
  readonly seconds: number;
}

const SECONDS_MAX = 5;

export const selfAccessPromise: TrustPromise = {
  id: "P-3",
  name: "customers see everything that is stored about them, within 5 s at 10,000 evidences",
  async check({ folder, sizes, signal, onProgress }) {
    const found = await withHouse(folder, (house) =>
      measureSelfAccess(house, sizes.evidences, signal, onProgress),
    );
    const { rows, storedTexts, missing, seconds } = found;
    const amount = (count: number) => count.toLocaleString("en-US");
    return {
      holds: missing.length === 0 && rows >= sizes.evidences && seconds <= SECONDS_MAX,
      figure:
        `${amount(missing.length)} of ${amount(storedTexts)} stored texts not shown, ` +
        `${amount(rows)} rows asked for in ${seconds.toFixed(2)} s` +
        [...new Set(missing)].map((column) => `; ${column} is missing`).join(""),
    };
  },
};

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
      storedTexts(dataSource, uuidOf(guest.id)),
    );
    const document = await everythingDocument();
    const startMs = performance.now();
    const shown = await readEverything(guest.client, document);
    return {
      rows: stored.rows,
      storedTexts: stored.texts.length,
      missing: missingTexts(stored.texts, shown),
      seconds: (performance.now() - startMs) / 1000,
    };
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
