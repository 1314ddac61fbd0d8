import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { decodeNodeId } from "../../src/graphql/node-ids.ts";
import { findPackageRoot } from "../../src/graphql/schema.ts";
import { insertInteractions } from "../../src/interactions/interaction.repository.ts";
import { asClient, asCustomer, globalId, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";

const QUERY = readFileSync(
  join(findPackageRoot(), "schema/queries/everything-about-me.graphql"),
  "utf8",
);

// biome-ignore lint/suspicious/noExplicitAny: the answer has many shapes.
type Answer = any;

/** Where the rows of a table are in the answer, and each of its columns in such a row. */
interface Mapped {
  readonly rows: (me: Answer) => Answer[];
  readonly columns: Readonly<Record<string, ((row: Answer, me: Answer) => unknown) | string>>;
}

const keyAt = (place: number) => (row: { id: string }) => decodeNodeId(row.id)?.keys[place];
const owner = (_row: Answer, me: Answer) => decodeNodeId(me.id)?.keys[0];
const asObject = (pairs: { name: string; value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
const entries = (kind: string) => (me: Answer) =>
  me.evidence.nodes.filter((entry: Answer) => entry.kind === kind);
const evidenceId = ({ evidence }: Answer) => keyAt(1)(evidence);
/** The status that is stored; what a reset puts aside is stored as it was. */
const storedStatus = ({ status }: Answer) => (status === "RESET" ? "ACTIVE" : status);

/** Types of evidence and their tables. */
const TABLE_OF_TYPE: Readonly<Record<string, string>> = {
  Interaction: "interaction",
  FactEvidence: "fact_evidence",
  DeclaredPreference: "declared_preference",
};

/** Every column of every table with a customer; a text instead of a place says why there is none. */
const MAPPED: Readonly<Record<string, Mapped>> = {
  customer: {
    rows: (me) => [me],
    columns: { customer_id: owner, created_at: (row) => row.createdAt },
  },
  external_id: {
    rows: (me) => me.externalIds,
    columns: {
      system: (row) => row.system,
      sealed_external_id: (row) => row.externalId,
      external_id_digest: "finds the customer by the name that is shown",
      customer_id: owner,
    },
  },
  fact_evidence: {
    rows: entries("FACT"),
    columns: {
      customer_id: owner,
      evidence_id: evidenceId,
      field: (row) => row.evidence.field,
      sealed_value: (row) => row.value,
      value_digest: "tells whether the value that is shown is stated again",
      email_digest: "finds the customer by the address that is shown",
      provenance: (row) => row.provenance,
      is_correction: (row) => row.evidence.isCorrection,
      source: (row) => row.source,
      captured_at: (row) => row.capturedAt,
      stated_at: (row) => row.evidence.statedAt,
      recorded_at: (row) => row.recordedAt,
      status: (row) => row.status,
      status_changed_at: (row) => row.evidence.statusChangedAt,
      status_changed_by: (row) => row.evidence.statusChangedBy,
    },
  },
  interaction: {
    rows: entries("INTERACTION"),
    columns: {
      customer_id: owner,
      interaction_id: evidenceId,
      item_id: (row) => row.evidence.item.sku,
      kind: (row) => row.evidence.kind,
      value: (row) => row.evidence.amount,
      occurred_at: (row) => row.evidence.at,
      is_time_known: (row) => row.evidence.isTimeKnown,
      recorded_at: (row) => row.recordedAt,
      context: (row) => asObject(row.evidence.context),
      provenance: (row) => row.provenance,
      source: (row) => row.source,
      status: storedStatus,
    },
  },
  declared_preference: {
    rows: entries("PREFERENCE"),
    columns: {
      customer_id: owner,
      preference_id: evidenceId,
      target: (row) => row.evidence.target,
      name: (row) => row.evidence.name,
      sentiment: (row) => row.evidence.sentiment,
      declared_at: (row) => row.evidence.declaredAt,
    },
  },
  consent_snapshot: {
    rows: (me) => [me],
    columns: {
      customer_id: owner,
      epoch: (row) => row.consentEpoch,
      cells: ({ consents }) =>
        Object.fromEntries(
          consents.map(({ purpose, category, state }: Answer) => [`${purpose}:${category}`, state]),
        ),
      restricted_at: (row) => row.restrictedAt,
      quiet_since: (row) => row.quiet?.since,
      quiet_until: (row) => row.quiet?.until,
      reset_at: ({ profileResets }) =>
        profileResets.find(({ undoneAt }: Answer) => undoneAt === null)?.resetAt,
      head_sequence: ({ consentHistory }) => consentHistory.nodes[0].sequence,
      head_hash: ({ consentHistory }) => consentHistory.nodes[0].hash,
      due_at: ({ consents }) => consents.map(({ validUntil }: Answer) => validUntil).sort()[0],
      is_gpc_noted: ({ consentHistory }) =>
        consentHistory.nodes.some(({ method }: Answer) => method === "GPC"),
      terms: "of each cell its entry, version, time and end: what `consents` and the history say",
      merged_into: "null while the id is somebody's; checked below",
      merged_at: "null while the id is somebody's; checked below",
      merged_by: "null while the id is somebody's; checked below",
    },
  },
  consent_event: {
    rows: (me) => me.consentHistory.nodes,
    columns: {
      customer_id: owner,
      sequence: (row) => row.sequence,
      purpose: (row) => row.purpose,
      purpose_version: (row) => row.purposeVersion,
      category: (row) => row.category,
      state: (row) => row.state,
      method: (row) => row.method,
      actor: (row) => row.actor,
      documentation: (row) => row.documentation,
      recorded_at: (row) => row.recordedAt,
      event_id: (row) => row.eventId,
      claimed_at: (row) => row.claimedAt,
      valid_until: (row) => row.validUntil,
      notice_hash: (row) => row.noticeHash,
      keeps_data: (row) => row.keepsData,
      previous_hash: (row) => row.previousHash,
      hash: (row) => row.hash,
    },
  },
  consent_receipt: {
    rows: (me) => me.consentHistory.nodes,
    columns: {
      customer_id: owner,
      sequence: (row) => row.sequence,
      key_id: (row) => row.receipt.keyId,
      jws: (row) => row.receipt.jws,
      issued_at: (row) => row.receipt.issuedAt,
    },
  },
  customer_weights: {
    rows: ({ profileResets, weights }) =>
      [weights, ...profileResets.map((reset: Answer) => reset.weights)].filter(
        (dial) => dial?.isSet,
      ),
    columns: {
      customer_id: owner,
      history: (row) => row.history,
      context: (row) => row.context,
      mood: (row) => row.mood,
      surprise: (row) => row.surprise,
      set_at: (row) => row.setAt,
    },
  },
  contact_budget: {
    rows: ({ contactBudgets }) =>
      contactBudgets.filter(
        ({ isSet, keptPlannedAt }: Answer) => isSet || keptPlannedAt.length > 0,
      ),
    columns: {
      customer_id: owner,
      channel: (row) => row.channel,
      planned_at: (row) => row.keptPlannedAt,
      contacts_per_week: (row) => (row.isSet ? row.contactsPerWeek : null),
    },
  },
  shown_list: {
    rows: (me) => me.recommendationLists.nodes,
    columns: {
      customer_id: owner,
      list_id: keyAt(1),
      placement: (row) => row.placement,
      shown_at: (row) => row.shownAt,
      seed: (row) => row.seed,
      model_version: (row) => row.modelVersion,
      mode: (row) => row.mode,
      context: (row) => asObject(row.context),
      candidate_count: (row) => row.candidateCount,
      item_ids: ({ slots }) => slots.map(({ sku }: Answer) => sku),
      replaced_item_ids: ({ slots }) => slots.map(({ replacedSku }: Answer) => replacedSku),
      propensities: ({ slots }) => slots.map(({ propensity }: Answer) => propensity),
    },
  },
  profile_reset: {
    rows: (me) => me.profileResets,
    columns: {
      customer_id: owner,
      reset_id: keyAt(1),
      reset_at: (row) => row.resetAt,
      undo_until: (row) => row.undoUntil,
      undone_at: (row) => row.undoneAt,
      erased_at: (row) => row.erasedAt,
    },
  },
  erasure: {
    rows: (me) => me.erasures,
    columns: {
      customer_id: owner,
      erasure_id: keyAt(1),
      scope: (row) => row.scope,
      item_table: ({ evidenceId: id }) => id && TABLE_OF_TYPE[decodeNodeId(id)?.type ?? ""],
      item_id: ({ evidenceId: id }) => id && decodeNodeId(id)?.keys[1],
      range_from: (row) => row.from,
      range_to: (row) => row.to,
      category: (row) => row.category,
      requested_by: (row) => row.requestedBy,
      requested_at: (row) => row.requestedAt,
      undoable_until: (row) => row.undoableUntil,
      state: (row) => row.state,
      ended_at: (row) => row.endedAt,
      row_count: (row) => row.recordCount,
      logged_state: "how far the house's own file knows of it",
      is_scrubbed: "whether the database's files were rewritten since",
    },
  },
  struck_guess: {
    rows: (me) => me.struckGuesses,
    columns: {
      customer_id: owner,
      kind: (row) => row.kind,
      name: (row) => row.name,
      struck_at: (row) => row.struckAt,
    },
  },
  access_log: {
    rows: (me) => me.whoUsedMyData.nodes,
    columns: {
      customer_id: owner,
      day: (row) => row.day,
      actor_kind: (row) => row.actorKind,
      actor_name: (row) => row.actorName ?? "",
      purpose: (row) => row.purpose,
      category: (row) => row.category,
      first_at: (row) => row.firstAt,
      last_at: (row) => row.lastAt,
      uses: (row) => row.count,
    },
  },
  email_correction: {
    rows: (me) => me.emailCorrections,
    columns: {
      customer_id: owner,
      corrected_on: (row) => row.day,
      attempts: (row) => row.attempts,
      refusals: (row) => row.refusals,
    },
  },
  refused_attempt: {
    rows: (me) => me.refusedAttempts.nodes,
    columns: {
      customer_id: owner,
      refused_attempt_id: "a place in the list",
      actor_kind: "the customer: what others try is kept without a customer",
      client: "none, for the same reason",
      operation: (row) => row.operation,
      code: (row) => row.code,
      attempted_at: (row) => row.attemptedAt,
    },
  },
  erasure_held_row: {
    rows: () => [],
    columns: {
      customer_id: "erased by the customer: nothing shows it, and `erasureUndo` brings it back",
      erasure_id: "names one of `erasures`",
      held_row_id: "random",
      table_name: "erased by the customer; gone when `undoableUntil` is over",
      is_whole: "erased by the customer; gone when `undoableUntil` is over",
      content: "erased by the customer; gone when `undoableUntil` is over",
    },
  },
  erased_interaction: {
    rows: () => [],
    columns: {
      customer_id: "keeps what the customer has erased from coming back",
      interaction_id: "a digest of an event's number; in the export",
      erasure_id: "names one of `erasures`",
    },
  },
  follow_up: {
    rows: () => [],
    columns: {
      customer_id: "a place in the queue of what follows from the history; emptied in minutes",
      category: "of the latest entry in the history that closed a cell",
      state: "whether the worker has been there",
      keeps_data: "whether the category is kept without being used: `status` FROZEN shows it",
      due_at: "when the worker comes",
    },
  },
  customer_key: {
    rows: () => [],
    columns: {
      customer_id: "the lock on what is shown in the open",
      wrapped_key: "random; it tells nothing and would open everything",
      master_key_id: "names a key of the house",
      created_at: "when the customer's values were first sealed, with the first of `evidence`",
    },
  },
  learner_change: {
    rows: () => [],
    columns: {
      learner_change_id: "a place in the learner's queue, which is emptied every half minute",
      customer_id: "says only that somebody should look again",
    },
  },
};

/** Tables without a customer: what tells that nothing in them is about one. */
const IMPERSONAL: Readonly<Record<string, string>> = {
  catalogue_state: "the catalogue's version",
  consent_erasure: "that a ledger was erased, by the digest of a random id",
  house_key: "a key of the house",
  item: "the catalogue",
  master_key: "names of keys of the house",
  migration: "which migrations were applied",
  model_snapshot: "what was learned from everybody",
  model_snapshot_part: "what was learned from everybody",
  mood_count: "counts of moods, without customer, time or order",
  signing_key: "public keys of the house",
  suppression: "keyed digests that belong to nobody any more",
  unlearning: "that models have to be learned anew, not because of whom",
};

/** Found by another name than the customer's id, and checked on its own below. */
const BY_ACTOR = "idempotency_record";

let kathi: TestApp;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp();
  const { manager } = kathi.database.dataSource;
  await upsertItems(manager, [item("item-1"), item("item-2"), item("item-3")]);
  await kathi.app.shelves.refresh();
  customerId = await kathi.addCustomer("canary-external");
  await storeEverything(customerId);
  await storeRecords(customerId);
  // Receipts are issued when they are first asked for.
  await everything();
});
afterAll(() => kathi.close());

const run = (statement: string, values: unknown[] = []) =>
  kathi.database.dataSource.query(statement, values);

/** At least one row in every table, and a value in every column. */
async function storeEverything(id: string): Promise<void> {
  const { manager } = kathi.database.dataSource;
  const change = { customerId: id, purpose: "PERSONALISATION", category: "PURCHASE" } as const;
  const by = { method: "API", actor: "canary-actor", documentation: "canary-document" } as const;
  const terms = {
    eventId: randomUUID(),
    claimedAt: new Date("2026-01-01T01:02:03.004Z"),
    validUntil: new Date("2126-01-01T01:02:03.004Z"),
    noticeHash: "c".repeat(64),
  };
  const given = { ...change, ...by, ...terms, state: "GIVEN" } as const;
  await appendConsentEvent(manager, given, ["UNKNOWN"]);
  await recordFactEvidence(manager, [
    {
      customerId: id,
      field: "ADDRESS",
      value: "canary-address",
      provenance: "IMPORTED",
      isCorrection: true,
      source: "canary-source",
      capturedAt: new Date("2026-01-02T03:04:05.678Z"),
    },
  ]);
  await run(
    `update fact_evidence set status_changed_by = 'canary-status', status_changed_at = now()
     where customer_id = $1`,
    [id],
  );
  await insertInteractions(manager, [
    {
      customerId: id,
      interactionId: randomUUID(),
      itemId: "item-2",
      kind: "PURCHASE",
      value: 3.25,
      occurredAt: new Date("2026-02-03T04:05:06.789Z"),
      isTimeKnown: true,
      context: { weather: "canary-weather" },
      provenance: "OBSERVED",
      source: "canary-shop",
    },
  ]);
  await run(
    `insert into declared_preference (customer_id, preference_id, target, name, sentiment)
     values ($1, gen_random_uuid(), 'TAG', 'canary-tag', 'DISLIKE')`,
    [id],
  );
  await run("insert into customer_weights values ($1, 0.25, 0.5, 1.5, 0.75)", [id]);
  await run(
    `insert into contact_budget (customer_id, channel, planned_at, contacts_per_week)
     values ($1, 'SMS', array['2025-03-04T05:06:07.891Z'::timestamptz, clock_timestamp()], 6)`,
    [id],
  );
  await run(
    `insert into shown_list values ($1, gen_random_uuid(), 'canary-placement', clock_timestamp(),
       4711, 'canary-model', 'FULL', '{"device": "canary-device"}', 9, '{item-1,item-2}',
       '{item-3,null}', '{0.125,0.875}')`,
    [id],
  );
  await run(
    `insert into profile_reset values
       ($1, gen_random_uuid(), '2026-03-01T00:00:00.001Z', '2026-03-02', '2026-03-01T12:00:00Z', null),
       ($1, gen_random_uuid(), '2026-04-01T00:00:00.001Z', '2026-04-02', null, '2026-04-02T01:00:00Z')`,
    [id],
  );
  await run(
    `update consent_snapshot set restricted_at = '2026-05-06T07:08:09.012Z',
       quiet_since = '2026-06-07T08:09:10.123Z', quiet_until = '2126-06-07T08:09:10.123Z',
       reset_at = '2026-04-01T00:00:00.001Z' where customer_id = $1`,
    [id],
  );
}

/** What the house has written down about what it, the customer and others did. */
async function storeRecords(id: string): Promise<void> {
  await run(
    `insert into erasure (customer_id, erasure_id, scope, item_table, item_id, range_from, range_to,
       category, requested_by, requested_at, undoable_until, state, ended_at, row_count) values
       ($1, gen_random_uuid(), 'ITEM', 'interaction', gen_random_uuid(), null, null, null,
         'CUSTOMER', '2026-07-01T01:00:00Z', '2026-07-02', 'DONE', '2026-07-03', 1),
       ($1, gen_random_uuid(), 'RANGE', null, null, '2025-01-01', '2025-02-01', null,
         'OPERATOR', '2026-07-02T01:00:00Z', null, 'DONE', '2026-07-02', 22),
       ($1, gen_random_uuid(), 'CATEGORY', null, null, null, null, 'BROWSING',
         'WITHDRAWAL', '2026-07-03T01:00:00Z', '2126-07-04', 'PENDING', null, 333)`,
    [id],
  );
  await run("insert into struck_guess values ($1, 'TAG', 'canary-guess', '2026-08-01')", [id]);
  await run(
    `insert into access_log values ($1, '2026-08-02', 'CLIENT', 'canary-client', 'OUTREACH',
       'EMAIL', '2026-08-02T01:00:00Z', '2026-08-02T02:00:00Z', 47)`,
    [id],
  );
  await run("insert into email_correction values ($1, '2026-08-03', 5, 2)", [id]);
  await run(
    `insert into refused_attempt (customer_id, actor_kind, operation, code)
     values ($1, 'CUSTOMER', 'canaryOperation', 'CANARY_CODE')`,
    [id],
  );
}

async function everything(variables: Record<string, string> = {}): Promise<Answer> {
  const { data, errors } = await kathi.ask(asCustomer(customerId), QUERY, variables);
  expect(errors).toBeUndefined();
  return data.me;
}

const columnsOfTables = async (): Promise<Map<string, string[]>> => {
  const found: { name: string; columns: string[] }[] = await run(
    `select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns
     where table_schema not in ('information_schema', 'pg_catalog')
     group by table_schema, table_name order by 1`,
  );
  return new Map(found.map(({ name, columns }) => [name, columns]));
};

const written = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(written) : value;
};

test("every column of every table with a customer is mapped to the answer, or says why not", async () => {
  const tables = await columnsOfTables();
  const mapped = Object.keys(MAPPED);
  const known = [...mapped, ...Object.keys(IMPERSONAL), BY_ACTOR].sort();
  expect([...tables.keys()].sort()).toEqual(known);
  for (const [table, columns] of tables) {
    const isPersonal = columns.includes("customer_id");
    expect([table, isPersonal]).toEqual([table, Object.hasOwn(MAPPED, table)]);
    if (isPersonal) {
      expect([table, Object.keys(MAPPED[table]!.columns).sort()]).toEqual([table, columns.sort()]);
    }
  }
});

/** What the one sealed value of each of these tables was before it was sealed. */
const CLEARTEXT: Readonly<Record<string, string>> = {
  external_id: "canary-external",
  fact_evidence: "canary-address",
};

const tablesWithPlaces = Object.entries(MAPPED).filter(([, { columns }]) =>
  Object.values(columns).some((place) => typeof place !== "string"),
);

test.each(tablesWithPlaces)(
  "%s: each value is in the answer of the one query",
  async (table, { rows: rowsIn, columns }) => {
    const me = await everything();
    const stored: Record<string, unknown>[] = await run(
      `select * from ${table} where customer_id = $1`,
      [customerId],
    );
    expect(stored.length).toBeGreaterThan(0);
    const places = Object.entries(columns).filter(([, place]) => typeof place !== "string");
    for (const [column] of places) {
      expect([column, stored.some((row) => row[column] !== null)]).toEqual([column, true]);
    }
    const pick = (read: (column: string, place: unknown) => unknown) =>
      Object.fromEntries(places.map(([column, place]) => [column, read(column, place) ?? null]));
    const isSealed = (column: string) => column.startsWith("sealed_");
    const expected = stored.map((row) =>
      pick((column) => (isSealed(column) ? CLEARTEXT[table] : written(row[column]))),
    );
    const answered = rowsIn(me).map((row) =>
      pick((_column, place) => (place as (row: Answer, me: Answer) => unknown)(row, me)),
    );
    const sorted = (list: object[]) => list.map((row) => JSON.stringify(row)).sort();
    expect(sorted(answered)).toEqual(sorted(expected));
  },
);

test("the customer's own calls are in the answer; others' outcomes hold no values", async () => {
  const mutation = `mutation ($input: ProfileResetInput!) { profileReset(input: $input) {
    errors { code } } }`;
  const input = { idempotencyKey: "canary-key" };
  await kathi.ask(asCustomer(customerId), mutation, { input });
  const { callRecords } = await everything();
  const [row] = await run("select * from idempotency_record where actor = $1", [
    `customer:${customerId}`,
  ]);
  expect(callRecords.nodes).toEqual([
    {
      key: "canary-key",
      inputDigest: row.input_digest,
      outcome: expect.any(String),
      recordedAt: row.recorded_at.toISOString(),
    },
  ]);
  expect(JSON.parse(callRecords.nodes[0].outcome)).toEqual(row.outcome);
  const upsert = `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
    errors { code } } }`;
  const externalId = { system: "test", externalId: "canary-external" };
  const facts = [{ field: "PHONE", value: "+49 555 0199" }];
  await kathi.ask(asClient("customers:write"), upsert, {
    input: { externalId, facts, idempotencyKey: "theirs" },
  });
  const [theirs] = await run("select * from idempotency_record where actor = 'client:crm'");
  expect(JSON.stringify(theirs)).not.toMatch(/555|canary-external/);
  expect(Object.keys(theirs.outcome.value).sort()).toEqual([
    "customerId",
    "droppedFields",
    "isCreated",
    "suppressedFields",
  ]);
});

test("each piece says for what it is used, on which basis, decided by which entry", async () => {
  await run("update consent_snapshot set restricted_at = null, reset_at = null");
  const { evidence } = await everything();
  const purchase = evidence.nodes.find(({ kind }: Answer) => kind === "INTERACTION");
  const uses = new Map(purchase.uses.map((use: Answer) => [use.purpose, use]));
  expect(uses.get("PERSONALISATION")).toEqual({
    purpose: "PERSONALISATION",
    basis: "CONSENT",
    isInUse: true,
    consentSequence: 1,
  });
  expect(uses.get("SERVICE")).toMatchObject({ basis: "CONTRACT", consentSequence: null });
  expect(uses.get("IMPROVEMENT")).toMatchObject({ isInUse: false, consentSequence: null });
  await run("update consent_snapshot set restricted_at = clock_timestamp()");
  const restricted = (await everything()).evidence.nodes.flatMap((entry: Answer) => entry.uses);
  expect(
    new Set(restricted.flatMap(({ isInUse, purpose }: Answer) => (isInUse ? [purpose] : []))),
  ).toEqual(new Set(["LEGAL"]));
});

test("an id that was merged into the customer's is in the answer with its ledger", async () => {
  const mergedId = await kathi.addCustomer();
  const { manager } = kathi.database.dataSource;
  const entry = { purpose: "OUTREACH", category: "EMAIL", state: "REFUSED" } as const;
  const by = { method: "API", actor: "canary-merged", documentation: null } as const;
  await appendConsentEvent(manager, { customerId: mergedId, ...entry, ...by }, ["UNKNOWN"]);
  await run(
    `update consent_snapshot set merged_into = $1, merged_by = 'canary-merger',
       merged_at = '2026-09-01T00:00:00Z' where customer_id = $2`,
    [customerId, mergedId],
  );
  const [merged, ...more] = (await everything()).mergedCustomers;
  expect(more).toEqual([]);
  expect(merged).toMatchObject({
    mergedAt: "2026-09-01T00:00:00.000Z",
    mergedBy: "canary-merger",
    consentHistory: { nodes: [{ ...entry, actor: "canary-merged" }] },
  });
  expect(keyAt(0)(merged.consentHistory.nodes[0])).toBe(mergedId);
});

test("pages give every piece of evidence once, also those of one moment", async () => {
  const count = 250;
  const moment = new Date("2026-02-03T04:05:06.789Z");
  const events = Array.from({ length: count }, (_, index) => ({
    customerId,
    interactionId: randomUUID(),
    itemId: "item-1",
    kind: "VIEW" as const,
    value: null,
    occurredAt: index % 2 === 0 ? moment : new Date(moment.getTime() + index),
    isTimeKnown: true,
    context: {},
    provenance: "OBSERVED" as const,
    source: "test",
  }));
  await insertInteractions(kathi.database.dataSource.manager, events);
  await run(
    `update interaction set occurred_at = occurred_at + interval '7 microseconds'
     where customer_id = $1 and interaction_id::text < '8'`,
    [customerId],
  );
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Answer = (await everything(cursor ? { evidenceAfter: cursor } : {})).evidence;
    ids.push(...page.nodes.map((entry: Answer) => entry.evidence.id));
    cursor = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (cursor);
  expect(new Set(ids).size).toBe(ids.length);
  // Two facts, a purchase and a preference are from before.
  expect(ids).toHaveLength(count + 4);
});

test("nobody else gets at any of it", async () => {
  const other = await kathi.addCustomer();
  const fields = `evidence { nodes { value } } recommendationLists { nodes { id } }
    callRecords { nodes { key } } profileResets { id } emailCorrections { attempts }`;
  const query = `query ($id: ID!) { customer(id: $id) { ${fields} } }`;
  const id = globalId(customerId);
  const asked = await kathi.ask(asClient("customers:read", "contacts:plan"), query, { id });
  expect(asked.data.customer).toEqual({
    evidence: { nodes: [] },
    recommendationLists: { nodes: [] },
    callRecords: { nodes: [] },
    profileResets: [],
    emailCorrections: [],
  });
  expect((await kathi.ask(asCustomer(other), query, { id })).data.customer).toBeNull();

  const me = await everything();
  const node = "query ($id: ID!) { node(id: $id) { id __typename } }";
  const ids = [me.recommendationLists.nodes[0].id, me.profileResets[0].id];
  for (const [index, type] of ["ShownList", "ProfileReset"].entries()) {
    const found = await kathi.ask(asCustomer(customerId), node, { id: ids[index] });
    expect(found.data.node).toEqual({ id: ids[index], __typename: type });
    for (const viewer of [asCustomer(other), asClient("customers:read")]) {
      expect((await kathi.ask(viewer, node, { id: ids[index] })).data.node).toBeNull();
    }
  }
});
