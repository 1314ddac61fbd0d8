import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { EntityManager } from "typeorm";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { CellName, ConsentSnapshotRow } from "../../src/consents/consent.entity.ts";
import { consentSnapshots } from "../../src/consents/consent.repository.ts";
import { permit } from "../../src/consents/gate.ts";
import { type DataCategory, isGrantable } from "../../src/consents/policy.ts";
import { changePreferences } from "../../src/corrections/preference.repository.ts";
import { type ReadingPurpose, readAs } from "../../src/db/roles.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import { CATEGORY_OF_KIND } from "../../src/interactions/interaction.service.ts";
import { loggedInteractions } from "../../src/interactions/log.repository.ts";
import { AnswerBasis } from "../../src/recommendations/answer.service.ts";
import { RecommendationService } from "../../src/recommendations/recommendation.service.ts";
import { setWeights } from "../../src/recommendations/weights.repository.ts";
import { type InteractionKind, interactionKinds } from "../../src/scoring/types.ts";
import { decide, happened } from "../recommendations/people.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, item } from "../support/rows.ts";

/*
 * Three walls stand between a closed cell and its data: the gate in the program, row-level security
 * in the database, and the confirmation in the last moment before an answer leaves. Each test takes
 * one away and shows that the others hold, and then the other as well, to show that it was needed.
 */

const NOW = Date.UTC(2026, 5, 1, 12);
const CELL = "PERSONALISATION:PURCHASE";
const REQUEST = {
  placement: "home",
  first: 10,
  mode: "FULL",
  context: {},
  mood: null,
  seed: 1,
} as const;

let kathi: TestApp;
/** The owner's connection: row-level security does not bind a superuser. */
let pastDatabase: EntityManager;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  pastDatabase = kathi.database.dataSource.manager;
  await upsertItems(
    pastDatabase,
    ["tea", "jam", "rye", "ham", "fig"].map((sku) => item(sku, { categories: ["food"] })),
  );
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

async function closedCustomer(): Promise<ConsentSnapshotRow> {
  const customerId = await kathi.addCustomer();
  await happened(kathi, customerId, "PURCHASE", "tea", NOW - 3_600_000);
  return (await consentSnapshots(pastDatabase, [customerId]))[0]!;
}

/** What a gate that lets everything pass would make of a customer's decisions. */
function pastGate(consents: ConsentSnapshotRow): ConsentSnapshotRow {
  return {
    ...consents,
    cells: { ...consents.cells, [CELL]: "GIVEN", "OUTREACH:PURCHASE": "GIVEN" },
  };
}

function serviceWith(managerFor: TestApp["connections"]["managerFor"]): RecommendationService {
  return new RecommendationService({ managerFor }, kathi.app.shelves, () => NOW);
}

/** Whether the customer's purchase has told on any item of a list. */
async function isUsed(service: RecommendationService, consents: ConsentSnapshotRow) {
  const viewer = asCustomer(consents.customerId);
  const { items } = await service.list(viewer, consents, REQUEST, new AnswerBasis());
  expect(items.length).toBeGreaterThan(0);
  return items.some(({ events }) => events.size > 0);
}

test("without the gate, row-level security withholds the evidence of a closed cell", async () => {
  const consents = await closedCustomer();
  expect(await isUsed(serviceWith(kathi.connections.managerFor), pastGate(consents))).toBe(false);
  // Without either it would be used: so the wall is what held.
  expect(
    await isUsed(
      serviceWith(() => pastDatabase),
      pastGate(consents),
    ),
  ).toBe(true);
});

test("without the gate, a list for outreach rests on nothing either", async () => {
  const consents = pastGate(await closedCustomer());
  const used = async (managerFor: TestApp["connections"]["managerFor"]) =>
    (await serviceWith(managerFor).outreachList(consents, 10)).items.some(
      ({ events }) => events.size > 0,
    );
  expect(await used(kathi.connections.managerFor)).toBe(false);
  expect(await used(() => pastDatabase)).toBe(true);
});

test("without row-level security, the gate withholds it", async () => {
  const consents = await closedCustomer();
  expect(
    await isUsed(
      serviceWith(() => pastDatabase),
      consents,
    ),
  ).toBe(false);
});

test("without the confirmation, a withdrawal binds the very next answer", async () => {
  const { customerId } = await closedCustomer();
  await decide(kathi, customerId, "GIVEN", CELL);
  const confirm = kathi.app.confirm;
  const ask = () =>
    kathi.ask(
      asCustomer(customerId),
      `{ me { recommendations(placement: "home", mode: FULL) {
        items { explanation { contributions { evidenceIds } } } } } }`,
    );
  const evidenceIn = async () => JSON.stringify((await ask()).data).match(/evidenceIds":\["/g);
  expect(await evidenceIn()).not.toBeNull();
  Object.assign(kathi.app, { confirm: async () => true });
  try {
    await decide(kathi, customerId, "WITHDRAWN", CELL);
    expect(await evidenceIn()).toBeNull();
  } finally {
    Object.assign(kathi.app, { confirm });
  }
});

const event = (customerId: string, kind: InteractionKind, context = {}) => ({
  customerId,
  interactionId: interactionIdOf("walls", key()),
  itemId: "tea",
  kind,
  value: kind === "RATING" ? 5 : null,
  occurredAt: new Date(NOW - 1000),
  isTimeKnown: true,
  context,
  provenance: "OBSERVED" as const,
  source: "test",
});

test("without the gate, the database stores nothing that no purpose may keep", async () => {
  const { customerId } = await closedCustomer();
  const before = await countRows(kathi.database.dataSource);
  const { manager } = kathi.connections.served;
  const refused = { code: "42501" };
  await expect(insertInteractions(manager, [event(customerId, "VIEW")])).rejects.toMatchObject(
    refused,
  );
  await expect(
    insertInteractions(manager, [event(customerId, "PURCHASE", { weather: "hot" })]),
  ).rejects.toMatchObject(refused);
  const liking = { target: "ITEM", name: "tea", sentiment: "LIKE" } as const;
  await expect(changePreferences(manager, customerId, [liking])).rejects.toMatchObject(refused);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  await insertInteractions(manager, [event(customerId, "PURCHASE")]);
});

test("no role of a server changes the ledger, and none of a purpose sees who somebody is", async () => {
  const { served } = kathi.connections;
  const refused = { code: "42501" };
  for (const statement of ["update consent_event set actor = 'x'", "delete from consent_event"]) {
    await expect(served.query(statement)).rejects.toMatchObject(refused);
  }
  await expect(served.query("drop table customer")).rejects.toMatchObject(refused);
  await expect(served.query("select * from migration")).rejects.toMatchObject(refused);
  for (const table of ["fact_evidence", "external_id", "consent_event", "contact_budget"]) {
    for (const purpose of ["PERSONALISATION", "OUTREACH", "IMPROVEMENT"] as const) {
      const read = readAs(kathi.database.dataSource, purpose, (manager) =>
        manager.query(`select * from ${table}`),
      );
      await expect(read).rejects.toMatchObject(refused);
    }
  }
});

/** Of any age: row-level security knows nothing of retention. */
const EVER = interactionKinds.map((kind) => ({ kind, since: new Date(0) }));

const STATES = ["GIVEN", "RENEWED", "REQUESTED", "REFUSED", "WITHDRAWN", "MAYBE"] as const;

test.each(["PERSONALISATION", "OUTREACH", "IMPROVEMENT"] as const)(
  "the database lets %s read what the gate permits, for every kind of event and state of a cell",
  async (purpose) => {
    const customerId = await kathi.addCustomer();
    await insertInteractions(
      pastDatabase,
      interactionKinds.map((kind) => event(customerId, kind)),
    );
    expect(await visibleKinds(purpose, customerId)).toEqual([]);
    const categories = [...new Set(Object.values(CATEGORY_OF_KIND))];
    for (const category of categories) {
      for (const state of STATES) {
        const cells = { [`${purpose}:${category}` as CellName]: state as "GIVEN" };
        await pastDatabase.query("update consent_snapshot set cells = $2 where customer_id = $1", [
          customerId,
          cells,
        ]);
        const permitted = interactionKinds.filter((kind) =>
          permit({ epoch: 0, cells }, purpose, CATEGORY_OF_KIND[kind], "SCORE"),
        );
        const isOpen = isGrantable(purpose, category) && ["GIVEN", "RENEWED"].includes(state);
        expect(permitted.length > 0).toBe(isOpen);
        expect(await visibleKinds(purpose, customerId)).toEqual([...permitted].sort());
      }
    }
  },
);

async function visibleKinds(purpose: ReadingPurpose, customerId: string): Promise<string[]> {
  const found = await readAs(kathi.database.dataSource, purpose, (manager) =>
    loggedInteractions(manager, [customerId], EVER),
  );
  return found.map(({ kind }) => kind).sort();
}

test("declared preferences and the dial are read under a cell of their own", async () => {
  const customerId = await kathi.addCustomer();
  const liking = { target: "ITEM", name: "tea", sentiment: "LIKE" } as const;
  await changePreferences(pastDatabase, customerId, [liking]);
  await setWeights(pastDatabase, customerId, null, { surprise: 1 });
  const category: DataCategory = "DECLARED_PREFERENCE";
  for (const purpose of ["PERSONALISATION", "OUTREACH", "IMPROVEMENT"] as const) {
    // A dial orders one's own lists, so nothing is learned from it for everybody.
    const dial = purpose === "IMPROVEMENT" ? [] : ["customer_weights"];
    for (const table of ["declared_preference", ...dial]) {
      expect(await visibleRows(purpose, table, customerId)).toBe(0);
    }
    await decide(kathi, customerId, "GIVEN", `${purpose}:${category}`);
    for (const table of ["declared_preference", ...dial]) {
      expect(await visibleRows(purpose, table, customerId)).toBe(1);
    }
  }
  const dialForEverybody = visibleRows("IMPROVEMENT", "customer_weights", customerId);
  await expect(dialForEverybody).rejects.toMatchObject({ code: "42501" });
});

async function visibleRows(purpose: ReadingPurpose, table: string, customerId: string) {
  return readAs(kathi.database.dataSource, purpose, async (manager) => {
    const rows = await manager.query(`select 1 from ${table} where customer_id = $1`, [customerId]);
    return rows.length;
  });
}

test("shown lists are stored and read under a cell of their own, also without the gate", async () => {
  const { customerId } = await closedCustomer();
  const store = () =>
    kathi.connections.served.query(
      `insert into shown_list (customer_id, list_id, placement, shown_at, seed, mode,
         candidate_count, item_ids, replaced_item_ids, propensities)
       values ($1, gen_random_uuid(), 'home', now(), 1, 'FULL', 1, '{tea}', '{null}', '{1}')`,
      [customerId],
    );
  await expect(store()).rejects.toMatchObject({ code: "42501" });
  await decide(kathi, customerId, "GIVEN", "IMPROVEMENT:FEEDBACK");
  await store();
  expect(await visibleRows("IMPROVEMENT", "shown_list", customerId)).toBe(1);
  await pastDatabase.query("update consent_snapshot set cells = '{}' where customer_id = $1", [
    customerId,
  ]);
  expect(await visibleRows("IMPROVEMENT", "shown_list", customerId)).toBe(0);
});

test("without gate and row-level security, the confirmation holds an overtaken answer back", async () => {
  const { customerId } = await closedCustomer();
  await decide(kathi, customerId, "GIVEN", CELL);
  const [consents] = await consentSnapshots(pastDatabase, [customerId]);
  const basis = new AnswerBasis();
  const service = serviceWith(() => pastDatabase);
  const { items } = await service.list(asCustomer(customerId), consents!, REQUEST, basis);
  expect(items.some(({ events }) => events.size > 0)).toBe(true);
  const scope = { ...kathi.app.scopeOf(asCustomer(customerId), key()), basis };
  await decide(kathi, customerId, "WITHDRAWN", CELL);
  expect(await kathi.app.confirm(scope)).toBe(false);
});

test("of a restricted customer the database shows nothing to anybody's purpose", async () => {
  const { customerId } = await closedCustomer();
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "IMPROVEMENT:PURCHASE");
  for (const purpose of ["PERSONALISATION", "IMPROVEMENT"] as const) {
    const restrict = (at: string | null) =>
      pastDatabase.query("update consent_snapshot set restricted_at = $2 where customer_id = $1", [
        customerId,
        at,
      ]);
    expect(await visibleKinds(purpose, customerId)).toEqual(["PURCHASE"]);
    await restrict("2026-06-01");
    expect(await visibleKinds(purpose, customerId)).toEqual([]);
    await restrict(null);
  }
});
