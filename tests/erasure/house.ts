import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { asClient, asCustomer, globalId, key, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";

/** Cells that let everything below be kept. */
const CELLS = ["BROWSING", "FEEDBACK", "CONTEXT", "PURCHASE", "DECLARED_PREFERENCE", "BIRTHDAY"];

/** Opens or closes a cell as the customer. */
export async function decide(...call: Parameters<typeof attempt>): Promise<void> {
  const codes = await attempt(...call);
  if (codes.length > 0) throw new Error(codes.join());
}

/** Tries to open or close a cell as the customer; returns the codes of what went wrong. */
export async function attempt(
  kathi: TestApp,
  customerId: string,
  change: "consentGrant" | "consentWithdraw" | "consentRefuse",
  category: string,
  purpose = "PERSONALISATION",
  more: Record<string, unknown> = {},
): Promise<string[]> {
  const { data, errors } = await kathi.ask(
    asCustomer(customerId),
    `mutation ($input: ConsentChangeInput!) { done: ${change}(input: $input) { errors { code } } }`,
    { input: { purpose, category, idempotencyKey: key(), ...more } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.done.errors.map(({ code }: { code: string }) => code);
}

/** Events of a customer, reported by a till. */
export async function record(
  kathi: TestApp,
  customerId: string,
  events: readonly Record<string, unknown>[],
): Promise<string[]> {
  const interactions = events.map((event) => ({ customerId: globalId(customerId), ...event }));
  const { data } = await kathi.ask(
    asClient("interactions:write"),
    `mutation ($input: InteractionsRecordInput!) {
      interactionsRecord(input: $input) { results { verdict } } }`,
    { input: { interactions, idempotencyKey: key() } },
  );
  return data.interactionsRecord.results.map(({ verdict }: { verdict: string }) => verdict);
}

/** What another system knows of a customer whom it calls `name`. */
export async function upsert(
  kathi: TestApp,
  name: string,
  facts: readonly { field: string; value: string }[] = [],
) {
  const { data } = await kathi.ask(
    asClient("customers:write"),
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
      customerId isCreated droppedFields suppressedFields errors { code message path } } }`,
    {
      input: {
        externalId: { system: "test", externalId: name },
        facts,
        idempotencyKey: key(),
      },
    },
  );
  return data.customerUpsert;
}

/** A customer called `name` of whom the house knows something of every kind. */
export async function addKnownCustomer(kathi: TestApp, name: string): Promise<string> {
  const { manager } = kathi.database.dataSource;
  const addedAt = new Date("2025-12-01T00:00:00Z");
  await upsertItems(
    manager,
    ["tea", "jam", "cup"].map((sku) => item(sku, { addedAt, tags: ["sweet"] })),
  );
  await kathi.app.shelves.refresh();
  const customerId = await kathi.addCustomer(name);
  for (const category of CELLS) await decide(kathi, customerId, "consentGrant", category);
  for (const category of ["FEEDBACK", "CONTEXT", "PURCHASE", "BROWSING"]) {
    await decide(kathi, customerId, "consentGrant", category, "IMPROVEMENT");
  }
  await upsert(kathi, name, [
    { field: "EMAIL", value: `${name}@example.org` },
    { field: "PHONE", value: "+43 1 234567" },
    { field: "BIRTHDAY", value: "02-29" },
  ]);
  await record(kathi, customerId, [
    { eventId: `${name}-1`, kind: "PURCHASE", sku: "tea", value: 1, at: "2026-01-01T10:00:00Z" },
    { eventId: `${name}-2`, kind: "VIEW", sku: "jam", at: "2026-02-01T10:00:00Z" },
    {
      eventId: `${name}-3`,
      kind: "LIKE",
      sku: "cup",
      at: "2026-03-01T10:00:00Z",
      context: [{ name: "weather", value: `hot-${name}` }],
    },
  ]);
  await kathi.ask(
    asCustomer(customerId),
    `mutation ($weights: IdempotencyKey!, $likes: IdempotencyKey!, $limit: IdempotencyKey!) {
      weightsSet(input: { history: 1.5, idempotencyKey: $weights }) { errors { code } }
      preferencesDeclare(input: { preferences: [{ target: ITEM, name: "tea", sentiment: LIKE }],
        idempotencyKey: $likes }) { errors { code } }
      contactLimitSet(input: { channel: EMAIL, contactsPerWeek: 1, idempotencyKey: $limit })
        { errors { code } } }`,
    { weights: key(), likes: key(), limit: key() },
  );
  await leaveTraces(kathi, customerId);
  await showList(kathi, asCustomer(customerId));
  return customerId;
}

/** What is kept about a customer beside evidence: of rights, refusals, accesses. */
async function leaveTraces(kathi: TestApp, customerId: string): Promise<void> {
  // A login of this moment, by the clock of the test's application.
  const authenticatedAt = kathi.app.services.rights.now();
  const { data, errors } = await kathi.ask(
    { kind: "CUSTOMER", customerId, authenticatedAt },
    `mutation ($strike: IdempotencyKey!, $reset: IdempotencyKey!, $undo: IdempotencyKey!,
      $refused: IdempotencyKey!) {
      guessStrike(input: { kind: TAG, name: "sweet", idempotencyKey: $strike }) { errors { code } }
      profileReset(input: { idempotencyKey: $reset }) { errors { code } }
      profileResetUndo(input: { idempotencyKey: $undo }) { errors { code } }
      evidenceErase(input: { evidenceId: "none", idempotencyKey: $refused }) { errors { code } } }`,
    { strike: key(), reset: key(), undo: key(), refused: key() },
  );
  const { evidenceErase, ...done } = data;
  const isDone = Object.values<{ errors: unknown[] }>(done).every((own) => own.errors.length === 0);
  if (errors || !isDone) throw new Error(JSON.stringify({ data, errors }));
  const query = "{ me { preferences { name } receipts(first: 1) { nodes { jws } } } }";
  const read = await kathi.ask(asCustomer(customerId), query);
  if (read.errors) throw new Error(JSON.stringify(read.errors));
  await kathi.app.services.accessLog.flush();
  await kathi.database.dataSource.query(
    "insert into email_correction (customer_id, corrected_on, attempts) values ($1, now(), 1)",
    [customerId],
  );
}

/** Asks for a list and lets the house keep it. */
export async function showList(kathi: TestApp, viewer: Viewer) {
  const { data } = await kathi.ask(
    viewer,
    `{ me { recommendations(placement: "home", mode: FULL, context: { weather: "hot" }) {
      listId items { item { sku } score explanation { contributions { parts { evidenceIds } } } } } } }`,
  );
  return data.me?.recommendations ?? null;
}

/** Everything that a table holds of a customer, as texts in a stable order. */
export async function rowsOfCustomer(
  { database: { dataSource } }: TestApp,
  customerId: string,
): Promise<Record<string, string[]>> {
  const tables = dataSource.entityMetadatas
    .filter(({ columns }) => columns.some(({ databaseName }) => databaseName === "customer_id"))
    .map(({ tablePath }) => tablePath)
    .filter((name) => name !== "learner_change");
  const entries = await Promise.all(
    tables.map(async (name) => {
      const found: { row: string }[] = await dataSource.query(
        `select own::text as row from ${name} as own where customer_id = $1 order by 1`,
        [customerId],
      );
      return [name, found.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** The id of a customer's event. */
export async function interactionIdOfSku(kathi: TestApp, customerId: string, sku: string) {
  const [found] = await kathi.database.dataSource.query(
    "select interaction_id as id from interaction where customer_id = $1 and item_id = $2",
    [customerId, sku],
  );
  return encodeNodeId("Interaction", customerId, found.id);
}
