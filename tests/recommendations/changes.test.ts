import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Client } from "pg";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { ConsentState } from "../../src/consents/consent.entity.ts";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import {
  excludeInteraction,
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import { takeChanges } from "../../src/interactions/log.repository.ts";
import {
  type HouseLearner,
  learnSnapshot,
  openLearner,
} from "../../src/recommendations/learner.service.ts";
import { replaceMoodCounts } from "../../src/recommendations/recommendation.repository.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { deleteCustomers, item } from "../support/rows.ts";

const NOW = Date.UTC(2026, 5, 1);
const NAMES = ["ann", "bob", "cid"] as const;
type Name = (typeof NAMES)[number];

let database: TestDatabase;
let idOf: ReadonlyMap<string, string>;
let learner: HouseLearner;

beforeAll(async () => {
  database = await openTestDatabase();
  const { manager } = database.dataSource;
  await upsertItems(manager, [item("tea"), item("jam"), item("cup")]);
  idOf = (await ensureCustomers(manager, "test", NAMES)).customerIds;
  for (const name of NAMES) await decide(name, "GIVEN");
  await buy("ann", "tea", 1);
  await buy("bob", "jam", 1);
});
afterAll(() => database.close());

beforeEach(async () => {
  const { dataSource } = database;
  learner = await openLearner(dataSource, dataSource.manager);
});

function decide(name: Name, state: ConsentState) {
  const cell = { purpose: "IMPROVEMENT", category: "PURCHASE" } as const;
  const change = { ...cell, state, method: "API", actor: "customer", documentation: null } as const;
  return appendConsentEvent(
    database.dataSource.manager,
    { customerId: idOf.get(name)!, ...change },
    ["UNKNOWN", "GIVEN", "WITHDRAWN"],
  );
}

function buy(name: Name, itemId: string, day: number) {
  return insertInteractions(database.dataSource.manager, [
    {
      customerId: idOf.get(name)!,
      interactionId: interactionIdOf("test", `${name}-${itemId}-${day}`),
      itemId,
      kind: "PURCHASE",
      value: 1,
      occurredAt: new Date(Date.UTC(2026, 0, day)),
      isTimeKnown: true,
      context: {},
      provenance: "OBSERVED",
      source: "test",
    },
  ]);
}

/** Reads the changes, learns, and compares with who reads all of the house. */
async function expectExact(): Promise<void> {
  const { dataSource } = database;
  expect(await learner.readChanges(dataSource.manager)).toBe(true);
  const { modelVersion, customers, events } = await learner.learn(NOW);
  const rebuilt = await learnSnapshot(dataSource, NOW);
  expect({ modelVersion, customers, events }).toEqual({
    modelVersion: rebuilt.modelVersion,
    customers: rebuilt.customers,
    events: rebuilt.events,
  });
}

test.each<[string, () => Promise<unknown>]>([
  ["a purchase", () => buy("ann", "jam", 2)],
  ["a first purchase", () => buy("cid", "cup", 3)],
  ["a purchase that comes late", () => buy("ann", "cup", 1)],
  ["a withdrawal", () => decide("bob", "WITHDRAWN")],
  ["a consent given again", () => decide("bob", "GIVEN")],
  [
    "an event that its customer takes out",
    () =>
      excludeInteraction(
        database.dataSource.manager,
        idOf.get("ann")!,
        interactionIdOf("test", "ann-jam-2"),
      ),
  ],
  ["a new item", () => upsertItems(database.dataSource.manager, [item("pot")])],
  [
    "mood counts",
    () =>
      replaceMoodCounts(database.dataSource.manager, "test", [
        { mood: "CALM", tag: "rich", shown: 40, accepted: 20 },
      ]),
  ],
  ["an erasure", () => deleteCustomers(database.dataSource, "customer_id = $1", [idOf.get("cid")])],
])("after %s the changes alone give the same model as the whole house", async (_, change) => {
  await change();
  await expectExact();
});

test("without changes there is nothing to read, and nothing is read twice", async () => {
  const { manager } = database.dataSource;
  expect(await learner.readChanges(manager)).toBe(false);
  await buy("ann", "tea", 9);
  expect(await learner.readChanges(manager)).toBe(true);
  expect(await learner.readChanges(manager)).toBe(false);
});

test("of a change, only its customers are read: the queue, their consents and their log", async () => {
  await buy("ann", "tea", 10);
  database.takeStatements();
  await learner.readChanges(database.dataSource.manager);
  // The log is read in a transaction that takes the role of IMPROVEMENT, and the use is written down.
  expect(database.takeStatements()).toHaveLength(3 + 3 + 1);
});

test("what commits late is not lost", async () => {
  const writer = new Client({ connectionString: database.url });
  await writer.connect();
  try {
    await writer.query("begin");
    await writer.query("update interaction set context = '{}' where customer_id = $1", [
      idOf.get("ann"),
    ]);
    expect(await learner.readChanges(database.dataSource.manager)).toBe(false);
    await writer.query("commit");
    expect(await takeChanges(database.dataSource.manager)).toEqual({
      customerIds: [idOf.get("ann")],
      isHouseChanged: false,
    });
  } finally {
    await writer.end();
  }
});

test("learning in another process takes nothing out of the queue", async () => {
  await buy("ann", "tea", 11);
  await learnSnapshot(database.dataSource, NOW);
  expect(await learner.readChanges(database.dataSource.manager)).toBe(true);
});
