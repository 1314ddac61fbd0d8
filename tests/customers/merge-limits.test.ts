import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { daysBefore, decide, happened } from "../recommendations/people.ts";
import { asClient, asCustomer, globalId, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, item } from "../support/rows.ts";

/** What a customer has put out of use, had erased, or had noted, when two ids become one. */

const CLIENT = asClient("customers:write", "customers:read", "interactions:write");
const BROWSING = "PERSONALISATION:BROWSING";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp();
  await upsertItems(kathi.database.dataSource.manager, [item("a"), item("b")]);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

interface Person {
  readonly id: string;
  readonly name: { readonly system: string; readonly externalId: string };
}

async function two(): Promise<[from: Person, into: Person]> {
  const person = async () => {
    const name = { system: "test", externalId: key() };
    return { id: await kathi.addCustomer(name.externalId), name };
  };
  return [await person(), await person()];
}

async function change(viewer: Viewer, name: string, fields: string, more: object = {}) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`.replace("ResetUndo", "Reset");
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) {
    ${fields} errors { code path } } }`;
  const input = { idempotencyKey: key(), ...more };
  const { data, errors } = await kathi.ask(viewer, text, { input });
  expect(errors).toBeUndefined();
  return data[name];
}

const merge = (from: Person, into: Person) =>
  change(CLIENT, "customerMerge", "isMerged", { from: from.name, into: into.name });

async function merged(from: Person, into: Person) {
  expect(await merge(from, into)).toEqual({ isMerged: true, errors: [] });
}

function statement(text: string, ...values: unknown[]) {
  return kathi.database.dataSource.query(text, values);
}

async function limitsOf(id: string) {
  const [limits] = await statement(
    `select epoch, restricted_at as restricted, quiet_since as since, quiet_until as until,
       reset_at as reset from consent_snapshot where customer_id = $1`,
    id,
  );
  return limits;
}

test.each(["from", "into"])("what %s has restricted stays restricted", async (side) => {
  const [from, into] = await two();
  const restricted = side === "from" ? from : into;
  const { errors } = await change(asCustomer(restricted.id), "processingRestrict", "__typename");
  expect(errors).toEqual([]);
  const before = await limitsOf(into.id);
  await merged(from, into);
  const after = await limitsOf(into.id);
  expect(after.restricted).toBeInstanceOf(Date);
  // Answers that were under way do not know of the restriction.
  expect(after.epoch).toBe(before.epoch + (side === "from" ? 1 : 0));
});

const at = (day: number) => new Date(Date.UTC(2030, 0, day));

test.each([
  ["none and until 5", null, [1, 5], [1, 5]],
  ["until 5 and none", [1, 5], null, [1, 5]],
  ["until 5 and until 9", [2, 5], [1, 9], [1, 9]],
  ["for good and until 5", [1, null], [2, 5], [1, null]],
  ["until 5 and for good", [1, 5], [2, null], [1, null]],
] as const)("of two quiet times the longer holds: %s", async (_name, own, theirs, expected) => {
  const [from, into] = await two();
  const day = (number: number | null | undefined) => (number == null ? null : at(number));
  for (const [{ id }, quiet] of [
    [into, own],
    [from, theirs],
  ] as const) {
    await statement(
      "update consent_snapshot set quiet_since = $2, quiet_until = $3 where customer_id = $1",
      ...[id, day(quiet?.[0]), day(quiet?.[1])],
    );
  }
  await merged(from, into);
  const { since, until } = await limitsOf(into.id);
  expect([since, until]).toEqual(expected.map(day));
});

test("a reset holds for the person, and its undo goes along", async () => {
  const [from, into] = await two();
  await happened(kathi, into.id, "PURCHASE", "a", daysBefore(Date.now(), 3));
  const { errors } = await change(asCustomer(from.id), "profileReset", "__typename");
  expect(errors).toEqual([]);
  const { reset } = await limitsOf(from.id);
  await merged(from, into);
  expect((await limitsOf(into.id)).reset).toEqual(reset);
  const undone = await change(asCustomer(into.id), "profileResetUndo", "__typename");
  expect(undone.errors).toEqual([]);
  expect((await limitsOf(into.id)).reset).toBeNull();
});

test("while something can still be put back under the old id, nothing is merged", async () => {
  const [from, into] = await two();
  await happened(kathi, from.id, "PURCHASE", "a", daysBefore(Date.now(), 3));
  const { erasure } = await change(asCustomer(from.id), "categoryErase", "erasure { id }", {
    category: "PURCHASE",
    isUndoable: true,
  });
  expect(erasure).not.toBeNull();
  const before = await countRows(kathi.database.dataSource);
  const refused = await merge(from, into);
  expect(refused).toMatchObject({ errors: [{ code: "ERASURE_PENDING", path: ["from"] }] });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const undone = await change(asCustomer(from.id), "erasureUndo", "__typename", {
    erasureId: erasure.id,
  });
  expect(undone.errors).toEqual([]);
  await merged(from, into);
});

test.each(["from", "into"])("an event that %s has had erased is gone for good", async (side) => {
  const [from, into] = await two();
  const record = async (id: string) => {
    const event = { customerId: globalId(id), kind: "PURCHASE", sku: "a", eventId: side };
    const { results } = await change(CLIENT, "interactionsRecord", "results { verdict }", {
      interactions: [event],
    });
    return results[0].verdict;
  };
  for (const { id } of [from, into]) expect(await record(id)).toBe("ACCEPTED");
  const erasing = side === "from" ? from : into;
  const { erasure } = await change(asCustomer(erasing.id), "categoryErase", "erasure { state }", {
    category: "PURCHASE",
    isUndoable: false,
  });
  expect(erasure).toEqual({ state: "DONE" });
  await merged(from, into);
  const count = "select count(*)::int from interaction where customer_id = any($1)";
  expect(await statement(count, [from.id, into.id])).toEqual([{ count: 0 }]);
  expect(await record(into.id)).not.toBe("ACCEPTED");
});

test("what closing under the old id entails follows where the data are", async () => {
  const [from, into] = await two();
  await decide(kathi, from.id, "GIVEN", BROWSING);
  await happened(kathi, from.id, "VIEW", "a", daysBefore(Date.now(), 1));
  await merged(from, into);
  const due =
    "select customer_id as id, category, state from follow_up where customer_id = any($1)";
  expect(await statement(due, [from.id, into.id])).toEqual([
    { id: into.id, category: "BROWSING", state: "WAITING" },
  ]);
});

test("who used the data of either is in one log, a day's uses counted together", async () => {
  const [from, into] = await two();
  const query = "query ($id: ID!) { customer(id: $id) { interactions { nodes { kind } } } }";
  for (const [{ id }, times] of [
    [from, 2],
    [into, 1],
  ] as const) {
    await happened(kathi, id, "PURCHASE", id === from.id ? "a" : "b", daysBefore(Date.now(), 3));
    for (let time = 0; time < times; time++) {
      await kathi.ask(CLIENT, query, { id: globalId(id) });
    }
  }
  await merged(from, into);
  const log = "select customer_id as id, uses from access_log where customer_id = any($1)";
  expect(await statement(log, [from.id, into.id])).toEqual([{ id: into.id, uses: 3 }]);
});
