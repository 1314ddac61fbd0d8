import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { openLearner } from "../../src/recommendations/learner.service.ts";
import { consentedSlots } from "../../src/recommendations/shown-list.service.ts";
import { sweepResets } from "../../src/rights/rights.service.ts";
import { decide, happened } from "../recommendations/people.ts";
import {
  asClient,
  asCustomer,
  asCustomerOfYesterday,
  asNobody,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, databaseText, item, latestRefusals } from "../support/rows.ts";

const DAY = 86_400_000;
/** The scores of new items depend on the time, so it stands still. */
const NOW = Date.now();

let kathi: TestApp;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const items = Array.from({ length: 12 }, (_, index) =>
    item(`item-${index}`, { tags: [`tag-${index % 3}`], categories: [`part-${index % 4}`] }),
  );
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());
beforeEach(async () => {
  customerId = await personWithProfile();
});

async function personWithProfile(): Promise<string> {
  const id = await kathi.addCustomer();
  await decide(
    kathi,
    id,
    "GIVEN",
    "PERSONALISATION:PURCHASE",
    "PERSONALISATION:FEEDBACK",
    "PERSONALISATION:DECLARED_PREFERENCE",
    "IMPROVEMENT:PURCHASE",
    "IMPROVEMENT:FEEDBACK",
    "IMPROVEMENT:DECLARED_PREFERENCE",
  );
  await happened(kathi, id, "PURCHASE", "item-3", Date.now() - 9 * DAY);
  await happened(kathi, id, "LIKE", "item-7", Date.now() - 2 * DAY);
  await declare(id, [{ target: "TAG", name: "tag-1", sentiment: "LIKE" }]);
  await weigh(id, { history: 2, surprise: 0 });
  await list(id);
  return id;
}

async function change(viewer: Viewer, mutation: string, type: string, input: object, fields = "") {
  const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) {
    errors { code path } ${fields} } }`;
  const variables = { input: { idempotencyKey: key(), ...input } };
  const { data, errors } = await kathi.ask(viewer, query, variables);
  expect(errors).toBeUndefined();
  return data.answer;
}

const declare = (id: string, preferences: object[]) =>
  change(asCustomer(id), "preferencesDeclare", "PreferencesDeclareInput", { preferences });
const weigh = (id: string, weights: object) =>
  change(asCustomer(id), "weightsSet", "WeightsSetInput", weights);
const reset = (viewer: Viewer = asCustomer(customerId), input: object = {}) =>
  change(viewer, "profileReset", "ProfileResetInput", input);
const undo = (viewer: Viewer = asCustomer(customerId), input: object = {}) =>
  change(viewer, "profileResetUndo", "ProfileResetInput", input);

const LIST = `recommendations(placement: "home", mode: FULL, seed: 7) { mode seed items {
  rank score slot sources item { sku } explanation { baseline summary
    contributions { signal value parts { name value evidenceIds } } } } }`;
const PROFILE = `preferences { id name sentiment status } weights { history surprise isSet setAt }
  interactions { nodes { id kind status } }`;

async function me(fields: string, id = customerId) {
  const { data, errors } = await kathi.ask(asCustomer(id), `{ me { ${fields} } }`);
  expect(errors).toBeUndefined();
  return data.me;
}

const list = async (id: string) => {
  await me(`recommendations(placement: "home", mode: FULL) { listId }`, id);
};

/** Ends the time in which resets can be undone. */
const letTimePass = () =>
  kathi.database.dataSource.query(
    `update profile_reset set undo_until = clock_timestamp() - interval '1 second'
     where customer_id = $1`,
    [customerId],
  );
const rowsOf = async (table: string) => {
  const [{ count }] = await kathi.database.dataSource.query(
    `select count(*)::int from ${table} where customer_id = $1`,
    [customerId],
  );
  return count;
};

test("a reset answers as if nothing had ever been known, and undoing it answers as before", async () => {
  const newcomer = await kathi.addCustomer();
  await decide(kathi, newcomer, "GIVEN", "PERSONALISATION:PURCHASE", "PERSONALISATION:FEEDBACK");
  await decide(kathi, newcomer, "GIVEN", "PERSONALISATION:DECLARED_PREFERENCE");
  const before = await me(`${LIST} ${PROFILE}`);
  const stored = await databaseText(kathi.database.dataSource);

  expect(await reset()).toEqual({ errors: [] });
  const after = await me(`${LIST} ${PROFILE} profileResets { resetAt undoUntil undoneAt erasedAt
    weights { history surprise isSet } }`);
  expect(after.recommendations).toEqual((await me(LIST, newcomer)).recommendations);
  expect(after.recommendations).not.toEqual(before.recommendations);
  expect(after.weights).toMatchObject({ isSet: false, setAt: null });
  expect(after.preferences).toEqual([{ ...before.preferences[0], status: "RESET" }]);
  expect(after.interactions.nodes.map(({ status }: { status: string }) => status)).toEqual([
    "RESET",
    "RESET",
  ]);
  const [own] = after.profileResets;
  expect(own).toMatchObject({ undoneAt: null, erasedAt: null });
  expect(own.weights).toEqual({ history: 2, surprise: 0, isSet: true });
  expect(Date.parse(own.undoUntil) - Date.parse(own.resetAt)).toBe(DAY);

  expect(await undo()).toEqual({ errors: [] });
  expect(JSON.stringify(await me(`${LIST} ${PROFILE}`))).toBe(JSON.stringify(before));
  // Not one row of the profile was rewritten.
  const profileRows = (text: string) =>
    text.split("\n").filter((row) => /item-3|item-7|tag-1/.test(row) && row.includes(customerId));
  expect(profileRows(await databaseText(kathi.database.dataSource))).toEqual(profileRows(stored));
});

test("what comes after a reset counts; the customer's newer word stands when it is undone", async () => {
  await happened(kathi, customerId, "PURCHASE", "item-5", Date.now() - DAY);
  await reset();
  await declare(customerId, [{ target: "TAG", name: "tag-1", sentiment: "DISLIKE" }]);
  await weigh(customerId, { mood: 0 });
  await happened(kathi, customerId, "PURCHASE", "item-8", Date.now() + 1_000);
  // Reported now, but it happened before.
  await happened(kathi, customerId, "PURCHASE", "item-9", Date.now() - 3 * DAY);
  const fields = `preferences { name sentiment status } weights { history mood surprise isSet }
    interactions { nodes { item { sku } status } }`;
  const after = await me(fields);
  expect(after.preferences).toEqual([{ name: "tag-1", sentiment: "DISLIKE", status: "ACTIVE" }]);
  // Numbers from before the reset do not come back with a new one.
  expect(after.weights).toMatchObject({ history: 1, mood: 0, isSet: true });
  const counting = (profile: typeof after) =>
    profile.interactions.nodes
      .filter(({ status }: { status: string }) => status === "ACTIVE")
      .map(({ item: { sku } }: { item: { sku: string } }) => sku)
      .sort();
  expect(counting(after)).toEqual(["item-8"]);
  await undo();
  const undone = await me(fields);
  expect(undone.preferences).toEqual([{ name: "tag-1", sentiment: "DISLIKE", status: "ACTIVE" }]);
  expect(counting(undone)).toEqual(["item-3", "item-5", "item-7", "item-8", "item-9"]);
});

test("the learner and the log of shown lists pass over what was before", async () => {
  const { dataSource } = kathi.database;
  const queue = dataSource.createQueryRunner();
  const learner = await openLearner(dataSource, queue.manager);
  const eventsNow = async () => {
    await learner.readChanges(queue.manager);
    return (await learner.learn(Date.now())).events;
  };
  const slotsNow = async () => {
    for await (const slots of consentedSlots(dataSource, Date.now())) {
      if (slots.customerId === customerId) return slots.slots.length;
    }
    return 0;
  };
  const [events, slots] = [await eventsNow(), await slotsNow()];
  expect(slots).toBeGreaterThan(0);
  await reset();
  expect(await eventsNow()).toBe(events - 2);
  expect(await slotsNow()).toBe(0);
  await undo();
  expect(await eventsNow()).toBe(events);
  expect(await slotsNow()).toBe(slots);
  await queue.release();
});

test("after 24 hours it is erased, once, and cannot be undone", async () => {
  const { manager } = kathi.database.dataSource;
  await reset();
  expect(await sweepResets(manager)).toBe(0);
  expect(await rowsOf("interaction")).toBe(2);
  await letTimePass();
  await happened(kathi, customerId, "PURCHASE", "item-8", Date.now() + 1_000);
  const bystander = customerId;
  customerId = await personWithProfile();
  const others = await rowsOf("interaction");
  customerId = bystander;

  expect(await Promise.all([sweepResets(manager), sweepResets(manager)])).toContain(1);
  expect(await sweepResets(manager)).toBe(0);
  expect(await rowsOf("interaction")).toBe(1);
  for (const table of ["declared_preference", "customer_weights", "shown_list"]) {
    expect([table, await rowsOf(table)]).toEqual([table, 0]);
  }
  expect(others).toBe(2);
  const [swept] = (await me("profileResets { erasedAt undoneAt }")).profileResets;
  expect(swept).toEqual({ erasedAt: expect.any(String), undoneAt: null });
  expect((await undo()).errors).toEqual([{ code: "NOTHING_TO_UNDO", path: [] }]);
  // What another system brings in again later happened before the reset all the same.
  await happened(kathi, customerId, "PURCHASE", "item-9", Date.now() - 3 * DAY);
  const { interactions } = await me("interactions { nodes { item { sku } status } }");
  expect(interactions.nodes).toEqual([
    { item: { sku: "item-8" }, status: "ACTIVE" },
    { item: { sku: "item-9" }, status: "RESET" },
  ]);
});

test("resets are undone one by one, the latest first; never twice, never too late", async () => {
  const before = await me(`${LIST} ${PROFILE}`);
  await reset();
  const between = await me(`${LIST} ${PROFILE}`);
  await happened(kathi, customerId, "PURCHASE", "item-8", Date.now() + 100);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await reset();
  await undo();
  expect(
    (await me("interactions { nodes { item { sku } status } }")).interactions.nodes[0],
  ).toEqual({ item: { sku: "item-8" }, status: "ACTIVE" });
  await kathi.database.dataSource.query(
    "delete from interaction where customer_id = $1 and item_id = 'item-8'",
    [customerId],
  );
  expect(await me(`${LIST} ${PROFILE}`)).toEqual(between);
  await undo();
  expect(await me(`${LIST} ${PROFILE}`)).toEqual(before);
  expect((await undo()).errors).toEqual([{ code: "NOTHING_TO_UNDO", path: [] }]);
  await reset();
  await letTimePass();
  expect((await undo()).errors).toEqual([{ code: "NOTHING_TO_UNDO", path: [] }]);
});

test("parallel undoing takes back one reset each, and a repeated call is one call", async () => {
  const once = key();
  await reset(asCustomer(customerId), { idempotencyKey: once });
  await reset(asCustomer(customerId), { idempotencyKey: once });
  expect(await rowsOf("profile_reset")).toBe(1);
  const undone = await Promise.all([undo(), undo(), undo()]);
  expect(undone.flatMap(({ errors }) => errors)).toHaveLength(2);
});

test("only the customer resets and undoes", async () => {
  const before = await countRows(kathi.database.dataSource);
  for (const viewer of [asNobody, asClient("customers:write", "consents:close")]) {
    expect((await reset(viewer)).errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
    expect((await undo(viewer)).errors).toEqual([{ code: "FORBIDDEN", path: [] }]);
  }
  const unknown = asCustomer("00000000-0000-4000-8000-000000000000");
  expect((await reset(unknown)).errors).toEqual([{ code: "NOT_FOUND", path: [] }]);
  expect((await undo(unknown)).errors).toEqual([{ code: "NOT_FOUND", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  expect(await latestRefusals(kathi.database.dataSource, 6)).toEqual([
    "ANONYMOUS profileReset FORBIDDEN",
    "ANONYMOUS profileResetUndo FORBIDDEN",
    "CLIENT profileReset FORBIDDEN",
    "CLIENT profileResetUndo FORBIDDEN",
    "CUSTOMER profileReset NOT_FOUND",
    "CUSTOMER profileResetUndo NOT_FOUND",
  ]);
});

test("a reset ends in erasing, so it needs a recent login; undoing it needs none", async () => {
  const before = await countRows(kathi.database.dataSource);
  const yesterday = asCustomerOfYesterday(customerId);
  expect((await reset(yesterday)).errors).toEqual([{ code: "LOGIN_NOT_RECENT", path: [] }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const noted = ["CUSTOMER profileReset LOGIN_NOT_RECENT"];
  expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
  await reset();
  expect(await undo(yesterday)).toEqual({ errors: [] });
});
