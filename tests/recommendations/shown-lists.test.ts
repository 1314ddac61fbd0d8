import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { ConsentSnapshotRow, ConsentState } from "../../src/consents/consent.entity.ts";
import { appendConsentEvent, consentSnapshots } from "../../src/consents/consent.repository.ts";
import type { DataCategory } from "../../src/consents/policy.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import {
  consentedSlots,
  explorationShareFor,
  forgetShownLists,
  newSeed,
  type ShownList,
} from "../../src/recommendations/shown-list.service.ts";
import { explore, type InteractionKind, policy } from "../../src/scoring/index.ts";
import { key } from "../support/app.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { countRows, databaseText, deleteCustomers, item } from "../support/rows.ts";
import { leaveWithList } from "../support/shown-lists.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ITEMS = ["tea", "jam", "rye", "ham", "fig"];

let database: TestDatabase;
let now = NOW;
let customerId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await upsertItems(
    database.dataSource.manager,
    ITEMS.map((sku) => item(sku)),
  );
});
afterAll(() => database.close());

beforeEach(async () => {
  now = NOW;
  await deleteCustomers(database.dataSource);
  customerId = await addCustomer();
});

async function addCustomer(): Promise<string> {
  const name = key();
  const { customerIds } = await ensureCustomers(database.dataSource.manager, "test", [name]);
  return customerIds.get(name)!;
}

async function decide(category: DataCategory, state: ConsentState = "GIVEN") {
  const cell = { customerId, purpose: "IMPROVEMENT", category, state } as const;
  const change = { ...cell, method: "API", actor: "customer", documentation: null } as const;
  await appendConsentEvent(database.dataSource.manager, change, ["UNKNOWN", "GIVEN"]);
}

async function consents(): Promise<ConsentSnapshotRow> {
  const [found] = await consentSnapshots(database.dataSource.manager, [customerId]);
  return found!;
}

const leave = (decided: ConsentSnapshotRow, list: ShownList) =>
  leaveWithList(database, decided, list, now);

/** A list of the first two or three items; by default nothing is explored. */
function shown(more: Partial<ShownList> & { share?: number; ranked?: number[] } = {}): ShownList {
  const { share = 0, ranked = [0, 1], ...rest } = more;
  const explored = explore(ranked, [2, 3, 4], share, 7);
  return {
    placement: "home",
    seed: 7,
    modelVersion: "abc",
    mode: "FULL",
    context: { weather: "hot" },
    items: explored.items.map((item, slot) => ({
      itemId: ITEMS[item]!,
      rankedItemId: ITEMS[explored.exploited[slot]!]!,
      propensity: explored.propensities[slot]!,
    })),
    candidateCount: explored.candidateCount,
    ...rest,
  };
}

const storedLists = () => database.dataSource.query("select * from shown_list");

async function happened(kind: InteractionKind, itemId: string, at: number, more: object = {}) {
  await insertInteractions(database.dataSource.manager, [
    {
      customerId,
      interactionId: interactionIdOf("test", key()),
      itemId,
      kind,
      value: null,
      occurredAt: new Date(at),
      isTimeKnown: true,
      context: {},
      provenance: "OBSERVED",
      source: "test",
      ...more,
    },
  ]);
}

/** Rewards of all slots in the order in which they were shown. */
async function rewards(): Promise<number[]> {
  const found = [];
  for await (const { slots } of consentedSlots(database.dataSource, now)) {
    found.push(...slots.map(({ reward }) => reward));
  }
  return found;
}

test("a list is kept in one row and one statement, with every slot's probability", async () => {
  await decide("FEEDBACK");
  const decided = await consents();
  const list = shown({ share: 1, ranked: [0, 1, 2] });
  expect(list.items.some(({ itemId, rankedItemId }) => itemId !== rankedItemId)).toBe(true);
  database.takeStatements();
  const listId = await leave(decided, list);
  expect(database.takeStatements()).toHaveLength(1);
  expect(await storedLists()).toEqual([
    {
      customer_id: customerId,
      list_id: listId,
      placement: "home",
      shown_at: new Date(NOW),
      seed: 7,
      model_version: "abc",
      mode: "FULL",
      context: {},
      candidate_count: 5,
      item_ids: list.items.map(({ itemId }) => itemId),
      replaced_item_ids: list.items.map(({ itemId, rankedItemId }) =>
        rankedItemId === itemId ? null : rankedItemId,
      ),
      propensities: list.items.map(({ propensity }) => propensity),
    },
  ]);
});

test.each([
  ["no cell", []],
  ["other cells", ["PURCHASE", "BROWSING", "CONTEXT"]],
] as const)("with %s open nothing is explored and nothing is kept", async (_, categories) => {
  for (const category of categories) await decide(category);
  const before = await countRows(database.dataSource);
  const decided = await consents();
  expect(explorationShareFor(decided)).toBe(0);
  expect(await leave(decided, shown())).toBeNull();
  expect(await countRows(database.dataSource)).toEqual(before);
});

test("where feedback may be learned from, the house's share is explored", async () => {
  await decide("FEEDBACK");
  expect(explorationShareFor(await consents())).toBe(policy.explorationShare);
  expect(policy.explorationShare).toBeGreaterThanOrEqual(0.05);
  expect(policy.explorationShare).toBeLessThanOrEqual(0.1);
});

test("the situation is kept under a consent of its own only", async () => {
  await decide("FEEDBACK");
  await leave(await consents(), shown());
  expect(await databaseText(database.dataSource)).not.toContain("hot");
  await decide("CONTEXT");
  await leave(await consents(), shown());
  const contexts = (await storedLists()).map(({ context }: { context: object }) => context);
  expect(contexts).toEqual(expect.arrayContaining([{}, { weather: "hot" }]));
});

test("a withdrawal while the list was computed keeps it out", async () => {
  await decide("FEEDBACK");
  const decided = await consents();
  await decide("FEEDBACK", "WITHDRAWN");
  expect(await leave(decided, shown())).toBeNull();
  expect(await storedLists()).toEqual([]);
});

test("a withdrawal under way is waited for, and nothing is kept behind it", async () => {
  await decide("FEEDBACK");
  const decided = await consents();
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query("update consent_snapshot set epoch = epoch + 1 where customer_id = $1", [
      customerId,
    ]);
    const recording = leave(decided, shown());
    await runner.commitTransaction();
    expect(await recording).toBeNull();
  } finally {
    await runner.release();
  }
  expect(await storedLists()).toEqual([]);
});

test("an empty list and an unknown customer leave nothing", async () => {
  await decide("FEEDBACK");
  expect(await leave(await consents(), shown({ ranked: [] }))).toBeNull();
  const stranger = { ...(await consents()), customerId: "0190163d-8694-739b-aea5-966c26f8ad91" };
  expect(await leave(stranger, shown())).toBeNull();
  expect(await storedLists()).toEqual([]);
});

test("what was shown is erased with the customer and after its time", async () => {
  await decide("FEEDBACK");
  await leave(await consents(), shown());
  await forgetShownLists(database.dataSource.manager, Date.UTC(2028, 5, 1, 12));
  expect(await storedLists()).toHaveLength(1);
  await forgetShownLists(database.dataSource.manager, Date.UTC(2028, 5, 1, 12) + 1);
  expect(await storedLists()).toHaveLength(0);
  await leave(await consents(), shown());
  await deleteCustomers(database.dataSource, "customer_id = $1", [customerId]);
  expect(await storedLists()).toHaveLength(0);
});

test("an outcome is credited once, to the latest list that showed the item before it", async () => {
  for (const category of ["FEEDBACK", "BROWSING", "PURCHASE"] as const) await decide(category);
  await happened("PURCHASE", "tea", NOW - 1);
  await leave(await consents(), shown());
  now += HOUR;
  await leave(await consents(), shown());
  now += HOUR;
  await leave(await consents(), shown());
  expect(await rewards()).toEqual([0, 0, 0, 0, 0, 0]);
  await happened("CLICK", "tea", NOW + HOUR);
  await happened("CART", "tea", NOW + HOUR + 1);
  await happened("NOT_NOW", "jam", NOW + 3 * HOUR);
  await happened("PURCHASE", "ham", NOW + 3 * HOUR);
  expect(await rewards()).toEqual([0, 0, 0.5, 0, 0, -0.3]);
});

test("the window ends; what is excluded, has no clock or is somebody else's does not count", async () => {
  for (const category of ["FEEDBACK", "PURCHASE"] as const) await decide(category);
  await leave(await consents(), shown());
  await happened("PURCHASE", "tea", NOW + 7 * DAY);
  await happened("PURCHASE", "jam", NOW + 1, { isTimeKnown: false });
  await happened("LIKE", "jam", NOW + 1, { customerId: await addCustomer() });
  await happened("DISLIKE", "jam", NOW + 1);
  await database.dataSource.query(
    "update interaction set status = 'EXCLUDED' where kind = 'DISLIKE'",
  );
  expect(await rewards()).toEqual([0, 0]);
  await happened("PURCHASE", "tea", NOW + 7 * DAY - 1);
  await happened("RETURN", "tea", NOW + 7 * DAY - 1);
  expect(await rewards()).toEqual([-0.5, 0]);
});

test("only outcomes of open cells are read, and no lists behind a withdrawal", async () => {
  await decide("FEEDBACK");
  await leave(await consents(), shown());
  await happened("PURCHASE", "tea", NOW + 1);
  await happened("CLICK", "tea", NOW + 1);
  await happened("LIKE", "jam", NOW + 1);
  expect(await rewards()).toEqual([0, 1]);
  await decide("BROWSING");
  expect(await rewards()).toEqual([0.2, 1]);
  await decide("PURCHASE");
  expect(await rewards()).toEqual([1, 1]);
  await decide("FEEDBACK", "WITHDRAWN");
  expect(await rewards()).toEqual([]);
});

test("slots come back as they were explored, with the candidates that each had", async () => {
  await decide("FEEDBACK");
  const list = shown({ share: 1, ranked: [0, 1, 2] });
  await leave(await consents(), list);
  now += 6 * DAY;
  await leave(await consents(), shown());
  now += DAY;
  const customers = [];
  for await (const customer of consentedSlots(database.dataSource, now)) {
    customers.push(customer);
  }
  expect(customers).toHaveLength(1);
  expect(customers[0]).toMatchObject({ customerId, listCount: 2, openListCount: 1 });
  expect(customers[0]!.slots.slice(0, 3)).toEqual(
    list.items.map(({ itemId, rankedItemId, propensity }, slot) => ({
      rank: slot + 1,
      itemId,
      exploitedItemId: rankedItemId,
      propensity,
      candidateCount: 5 - slot,
      reward: 0,
    })),
  );
});

test("seeds fit into an integer of GraphQL and differ", () => {
  const seeds = Array.from({ length: 100 }, newSeed);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
  expect(new Set(seeds).size).toBeGreaterThan(90);
});
