import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  asClient,
  asClientWithout,
  asCustomer,
  asCustomerOfYesterday,
  asNobody,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows } from "../support/rows.ts";
import {
  addKnownCustomer,
  decide,
  interactionIdOfSku,
  record,
  rowsOfCustomer,
  showList,
  upsert,
} from "./house.ts";

let kathi: TestApp;
let clock = Date.now();

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => clock);
});
afterAll(() => kathi.close());

/** A login of this moment, by the test's own clock. */
function now(customerId: string): Viewer {
  return { kind: "CUSTOMER", customerId, authenticatedAt: clock };
}

type Input = Record<string, unknown>;

const INPUT_TYPES: Record<string, string> = {
  evidenceErase: "EvidenceEraseInput",
  historyErase: "HistoryEraseInput",
  categoryErase: "CategoryEraseInput",
  customerErase: "CustomerEraseInput",
  erasureUndo: "ErasureUndoInput",
};

async function call(viewer: Viewer, operation: string, input: Input) {
  const { data, errors } = await kathi.ask(
    viewer,
    `mutation ($input: ${INPUT_TYPES[operation]}!) { done: ${operation}(input: $input) {
      erasure { id scope state recordCount requestedBy undoableUntil category evidenceId from to }
      errors { code } } }`,
    { input: { idempotencyKey: key(), ...input } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.done;
}

/** The code of a call that was refused. */
async function codeOf(viewer: Viewer, operation: string, input: Input): Promise<string> {
  return (await call(viewer, operation, input)).errors[0].code;
}

/** Without what an erasure itself leaves, and without what it raises. */
async function evidenceOf(customerId: string) {
  const { erasure, erasure_held_row, erased_interaction, ...rest } = await rowsOfCustomer(
    kathi,
    customerId,
  );
  return rest;
}

async function me(customerId: string) {
  const { data } = await kathi.ask(
    now(customerId),
    `{ me { id facts { field } interactions { nodes { id kind } } preferences { name }
        erasures { scope state } } erasures { scope state undoableUntil } }`,
  );
  return data;
}

describe("one piece of evidence", () => {
  test("is gone at once, from the customer's own view and by its id", async () => {
    const ann = await addKnownCustomer(kathi, "item-ann");
    const evidenceId = await interactionIdOfSku(kathi, ann, "tea");
    const done = await call(now(ann), "evidenceErase", { evidenceId });
    expect(done).toMatchObject({
      erasure: { scope: "ITEM", state: "DONE", recordCount: 1, undoableUntil: null, evidenceId },
      errors: [],
    });
    const { data } = await kathi.ask(now(ann), "query ($id: ID!) { node(id: $id) { id } }", {
      id: evidenceId,
    });
    expect(data.node).toBeNull();
    expect((await me(ann)).me.interactions.nodes).toHaveLength(2);
    expect(await codeOf(now(ann), "evidenceErase", { evidenceId })).toBe("NOT_FOUND");
  });

  test("does not come back when its source sends it again", async () => {
    const ann = await addKnownCustomer(kathi, "again-ann");
    const evidenceId = await interactionIdOfSku(kathi, ann, "tea");
    await call(now(ann), "evidenceErase", { evidenceId });
    const event = { kind: "PURCHASE", sku: "tea", value: 1, at: "2026-01-01T10:00:00Z" };
    expect(await record(kathi, ann, [{ eventId: "again-ann-1", ...event }])).toEqual([
      "SUPPRESSED",
    ]);
    expect(await record(kathi, ann, [{ eventId: "another", ...event }])).toEqual(["ACCEPTED"]);
  });

  test("can be a statement, which other systems cannot bring back, or a preference", async () => {
    const ann = await addKnownCustomer(kathi, "fact-ann");
    const { data } = await kathi.ask(
      now(ann),
      "{ me { facts { field evidence { id } } preferences { id } } }",
    );
    const email = data.me.facts.find(({ field }: { field: string }) => field === "EMAIL");
    await call(now(ann), "evidenceErase", { evidenceId: email.evidence[0].id });
    await call(now(ann), "evidenceErase", { evidenceId: data.me.preferences[0].id });
    const known = await me(ann);
    expect(known.me.facts.map(({ field }: { field: string }) => field)).not.toContain("EMAIL");
    expect(known.me.preferences).toEqual([]);
    const facts = [{ field: "EMAIL", value: "fact-ann@example.org" }];
    expect(await upsert(kathi, "fact-ann", facts)).toMatchObject({ suppressedFields: ["EMAIL"] });
    expect(
      await upsert(kathi, "fact-ann", [{ field: "EMAIL", value: "new@example.org" }]),
    ).toMatchObject({ suppressedFields: [] });
  });
});

test("an item that can be undone comes back exactly as it was", async () => {
  const ann = await addKnownCustomer(kathi, "undo-ann");
  const before = await evidenceOf(ann);
  const evidenceId = await interactionIdOfSku(kathi, ann, "cup");
  const { erasure } = await call(now(ann), "evidenceErase", { evidenceId, isUndoable: true });
  expect(erasure).toMatchObject({ state: "PENDING" });
  expect(Date.parse(erasure.undoableUntil)).toBe(clock + LIMITS.erasureUndoMs);
  expect((await evidenceOf(ann)).interaction).toHaveLength(2);
  const undone = await call(now(ann), "erasureUndo", { erasureId: erasure.id });
  expect(undone).toMatchObject({ erasure: { state: "UNDONE" }, errors: [] });
  expect(await evidenceOf(ann)).toEqual(before);
});

test.each(["BROWSING", "FEEDBACK", "CONTEXT", "DECLARED_PREFERENCE", "BIRTHDAY"])(
  "%s is erased alone and comes back exactly",
  async (category) => {
    const ann = await addKnownCustomer(kathi, `category-${category}`);
    const before = await evidenceOf(ann);
    const { erasure } = await call(now(ann), "categoryErase", { category, isUndoable: true });
    expect(erasure).toMatchObject({ scope: "CATEGORY", category, state: "PENDING" });
    expect(erasure.recordCount).toBeGreaterThan(0);
    const after = await evidenceOf(ann);
    const changed = Object.keys(before).filter(
      (table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]),
    );
    const tables: Record<string, string[]> = {
      BROWSING: ["interaction"],
      FEEDBACK: ["interaction", "shown_list"],
      CONTEXT: ["interaction", "shown_list"],
      DECLARED_PREFERENCE: ["declared_preference", "customer_weights", "struck_guess"],
      BIRTHDAY: ["fact_evidence"],
    };
    expect(new Set(changed)).toEqual(new Set(tables[category]));
    await call(now(ann), "erasureUndo", { erasureId: erasure.id });
    expect(await evidenceOf(ann)).toEqual(before);
  },
);

test("a span of time takes what happened in it: its beginning, not its end", async () => {
  const ann = await addKnownCustomer(kathi, "range-ann");
  const range = { from: "2026-02-01T10:00:00Z", to: "2026-03-01T10:00:00Z" };
  const { erasure } = await call(now(ann), "historyErase", range);
  expect(erasure).toMatchObject({ scope: "RANGE", recordCount: 1, state: "DONE" });
  expect((await me(ann)).me.interactions.nodes.map(({ kind }: Input) => kind)).toEqual([
    "LIKE",
    "PURCHASE",
  ]);
});

describe("everything", () => {
  test("is as if it had never been, from the answer on", async () => {
    const ann = await addKnownCustomer(kathi, "all-ann");
    const { erasure } = await call(now(ann), "customerErase", {});
    expect(erasure).toMatchObject({ scope: "EVERYTHING", state: "PENDING" });
    expect(await me(ann)).toEqual({
      me: null,
      erasures: [{ scope: "EVERYTHING", state: "PENDING", undoableUntil: erasure.undoableUntil }],
    });
    expect(await showList(kathi, now(ann))).toBeNull();
    expect(await record(kathi, ann, [{ kind: "VIEW", sku: "tea" }])).toEqual([
      "CUSTOMER_NOT_FOUND",
    ]);
    expect(await upsert(kathi, "all-ann")).toMatchObject({ errors: [{ code: "SUPPRESSED" }] });
    const { data } = await kathi.ask(
      now(ann),
      `mutation { consentGrant(input: { purpose: IMPROVEMENT, category: FEEDBACK,
        idempotencyKey: "late" }) { errors { code } } }`,
    );
    expect(data.consentGrant.errors).toEqual([{ code: "NOT_FOUND" }]);
  });

  test("comes back exactly when it is undone, and may be brought in again", async () => {
    const ann = await addKnownCustomer(kathi, "back-ann");
    const before = await evidenceOf(ann);
    const { erasure } = await call(now(ann), "customerErase", {});
    expect((await evidenceOf(ann)).interaction).toEqual([]);
    await call(now(ann), "erasureUndo", { erasureId: erasure.id });
    expect(await evidenceOf(ann)).toEqual(before);
    expect(await upsert(kathi, "back-ann")).toMatchObject({ isCreated: false, errors: [] });
  });

  test("leaves no row of any table, and nothing that names the customer but the erasure", async () => {
    const ann = await addKnownCustomer(kathi, "gone-ann");
    const before = await rowsOfCustomer(kathi, ann);
    // Every table of customers has something to lose, so none can be forgotten.
    const empty = Object.keys(before).filter((table) => before[table]!.length === 0);
    expect(new Set(empty)).toEqual(
      new Set(["erasure", "erasure_held_row", "erased_interaction", "follow_up"]),
    );
    const { erasure } = await call(now(ann), "customerErase", { isUndoable: false });
    expect(erasure).toMatchObject({ state: "DONE", undoableUntil: null });
    const { erasure: left, ...rest } = await rowsOfCustomer(kathi, ann);
    expect(left).toHaveLength(1);
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
    const [found] = await kathi.database.dataSource.query(
      "select count(*)::int as count from idempotency_record where actor = $1",
      [`customer:${ann}`],
    );
    expect(found.count).toBe(0);
    expect((await me(ann)).erasures).toEqual([
      { scope: "EVERYTHING", state: "DONE", undoableUntil: null },
    ]);
  });

  test("is erased for good by the worker when the time for undoing is over", async () => {
    const ann = await addKnownCustomer(kathi, "due-ann");
    const { erasure } = await call(now(ann), "customerErase", {});
    expect(await kathi.app.services.erasures.finishNext()).toBe(false);
    clock += LIMITS.erasureUndoMs;
    expect(await codeOf(now(ann), "erasureUndo", { erasureId: erasure.id })).toBe("UNDO_TOO_LATE");
    while (await kathi.app.services.erasures.finishNext());
    const { erasure: left, ...rest } = await rowsOfCustomer(kathi, ann);
    expect(left).toHaveLength(1);
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
    expect(await codeOf(now(ann), "erasureUndo", { erasureId: erasure.id })).toBe("UNDO_TOO_LATE");
    expect(await upsert(kathi, "due-ann")).toMatchObject({ errors: [{ code: "SUPPRESSED" }] });
  });

  test("asked for twice is one erasure; without undo it becomes final", async () => {
    const ann = await addKnownCustomer(kathi, "twice-ann");
    const first = await call(now(ann), "customerErase", {});
    expect(await call(now(ann), "customerErase", {})).toEqual(first);
    const final = await call(now(ann), "customerErase", { isUndoable: false });
    expect(final.erasure).toMatchObject({ id: first.erasure.id, state: "DONE" });
    expect(await call(now(ann), "customerErase", {})).toEqual(final);
  });

  test("ten parallel erasures and records end in one erasure and no orphan row", async () => {
    const ann = await addKnownCustomer(kathi, "race-ann");
    const calls = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0
        ? call(now(ann), "customerErase", { isUndoable: false })
        : record(kathi, ann, [{ eventId: `race-${index}`, kind: "VIEW", sku: "tea" }]),
    );
    await Promise.all(calls);
    const { erasure: left, ...rest } = await rowsOfCustomer(kathi, ann);
    expect(left).toHaveLength(1);
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
  });
});

describe("what is refused changes nothing", () => {
  let ann: string;
  let bob: string;
  let evidenceId: string;

  beforeAll(async () => {
    ann = await addKnownCustomer(kathi, "refused-ann");
    bob = await addKnownCustomer(kathi, "refused-bob");
    evidenceId = await interactionIdOfSku(kathi, ann, "tea");
  });

  async function expectRefused(viewer: Viewer, operation: string, input: Input, code: string) {
    const before = await countRows(kathi.database.dataSource);
    expect(await codeOf(viewer, operation, input)).toBe(code);
    expect(await countRows(kathi.database.dataSource)).toEqual(before);
  }

  const operations = (): [string, Input][] => [
    ["evidenceErase", { evidenceId }],
    ["historyErase", { from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z" }],
    ["categoryErase", { category: "BROWSING" }],
    ["customerErase", {}],
  ];

  test("a login of yesterday, or of an unknown time", async () => {
    const unknown: Viewer = { kind: "CUSTOMER", customerId: ann, authenticatedAt: null };
    for (const [operation, input] of operations()) {
      for (const viewer of [asCustomerOfYesterday(ann), unknown]) {
        await expectRefused(viewer, operation, input, "LOGIN_NOT_RECENT");
      }
    }
  });

  test("clients and nobody", async () => {
    for (const [operation, input] of operations()) {
      for (const viewer of [asNobody, asClientWithout("catalogue:write")]) {
        await expectRefused(viewer, operation, input, "FORBIDDEN");
      }
    }
  });

  test("somebody else's evidence, and what is none", async () => {
    for (const id of [evidenceId, encodeNodeId("Customer", bob), "nonsense", ""]) {
      await expectRefused(now(bob), "evidenceErase", { evidenceId: id }, "NOT_FOUND");
    }
  });

  test("a span of time that ends before it begins, or at once", async () => {
    const from = "2026-02-01T00:00:00Z";
    for (const to of ["2026-01-01T00:00:00Z", from]) {
      await expectRefused(now(ann), "historyErase", { from, to }, "RANGE_INVALID");
    }
  });

  test("a category that there is not", async () => {
    const { errors } = await kathi.ask(
      now(ann),
      `mutation { categoryErase(input: { category: INCOME, idempotencyKey: "x" })
        { errors { code } } }`,
    );
    expect(errors?.[0]?.extensions?.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test("undoing twice, somebody else's, or what was never asked for", async () => {
    const { erasure } = await call(now(ann), "categoryErase", {
      category: "BROWSING",
      isUndoable: true,
    });
    await expectRefused(now(bob), "erasureUndo", { erasureId: erasure.id }, "NOT_FOUND");
    await expectRefused(
      now(ann),
      "erasureUndo",
      { erasureId: encodeNodeId("Erasure", ann, crypto.randomUUID()) },
      "NOT_FOUND",
    );
    await call(now(ann), "erasureUndo", { erasureId: erasure.id });
    await expectRefused(now(ann), "erasureUndo", { erasureId: erasure.id }, "ALREADY_UNDONE");
  });

  test("undoing a part while everything is erased", async () => {
    const part = await call(now(bob), "categoryErase", { category: "BROWSING", isUndoable: true });
    const all = await call(now(bob), "customerErase", {});
    await expectRefused(
      now(bob),
      "erasureUndo",
      { erasureId: part.erasure.id },
      "EVERYTHING_PENDING",
    );
    await call(now(bob), "erasureUndo", { erasureId: all.erasure.id });
    const undone = await call(now(bob), "erasureUndo", { erasureId: part.erasure.id });
    expect(undone.errors).toEqual([]);
  });

  test("a key that was used for something else", async () => {
    const input = { category: "MOOD", idempotencyKey: "same-key" };
    await call(now(ann), "categoryErase", input);
    expect(await call(now(ann), "categoryErase", input)).toMatchObject({ errors: [] });
    await expectRefused(
      now(ann),
      "categoryErase",
      { ...input, category: "BROWSING" },
      "IDEMPOTENCY_KEY_REUSED",
    );
  });
});

test("what is refused is noted for the customer, without what it was about", async () => {
  const ann = await addKnownCustomer(kathi, "noted-ann");
  await codeOf(asCustomerOfYesterday(ann), "categoryErase", { category: "BROWSING" });
  const moment = "2026-02-01T00:00:00Z";
  await codeOf(now(ann), "historyErase", { from: moment, to: moment });
  await codeOf(now(ann), "erasureUndo", { erasureId: "none" });
  const { data } = await kathi.ask(
    now(ann),
    "{ me { refusedAttempts(first: 3) { nodes { operation code } } } }",
  );
  expect(data.me.refusedAttempts.nodes).toEqual([
    { operation: "erasureUndo", code: "NOT_FOUND" },
    { operation: "historyErase", code: "RANGE_INVALID" },
    { operation: "categoryErase", code: "LOGIN_NOT_RECENT" },
  ]);
});

test("an id that was merged into another goes with it, and erases nothing itself", async () => {
  const ann = await addKnownCustomer(kathi, "merged-ann");
  const bob = await addKnownCustomer(kathi, "merged-bob");
  const { data } = await kathi.ask(
    asClient("customers:write"),
    `mutation { customerMerge(input: { from: { system: "test", externalId: "merged-bob" },
      into: { system: "test", externalId: "merged-ann" }, idempotencyKey: "merge" })
      { errors { code } } }`,
  );
  expect(data.customerMerge.errors).toEqual([]);
  expect(await codeOf(now(bob), "customerErase", {})).toBe("NOT_FOUND");
  await call(now(ann), "customerErase", { isUndoable: false });
  for (const customerId of [ann, bob]) {
    const { erasure: left, ...rest } = await rowsOfCustomer(kathi, customerId);
    expect(left).toHaveLength(1);
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
  }
});

test("erasures are the customer's own to see", async () => {
  const ann = await addKnownCustomer(kathi, "seen-ann");
  const { erasure } = await call(now(ann), "categoryErase", { category: "BROWSING" });
  const node = "query ($id: ID!) { node(id: $id) { ... on Erasure { scope category } } }";
  const own = await kathi.ask(now(ann), node, { id: erasure.id });
  expect(own.data.node).toEqual({ scope: "CATEGORY", category: "BROWSING" });
  const stranger = asCustomer(await kathi.addCustomer());
  for (const viewer of [stranger, asNobody, asClientWithout("catalogue:write")]) {
    expect((await kathi.ask(viewer, node, { id: erasure.id })).data.node).toBeNull();
  }
});

test("what nothing keeps any more does not come back, what is paused or frozen does", async () => {
  const ann = await addKnownCustomer(kathi, "kept-ann");
  await decide(kathi, ann, "consentWithdraw", "BROWSING", "IMPROVEMENT");
  const range = { from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", isUndoable: true };
  const { erasure } = await call(now(ann), "historyErase", range);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await kathi.ask(
    now(ann),
    `mutation { consentPause(input: { purpose: PERSONALISATION, category: BROWSING,
      until: "${until}", idempotencyKey: "pause" }) { errors { code } } }`,
  );
  await decide(kathi, ann, "consentWithdraw", "FEEDBACK");
  await decide(kathi, ann, "consentWithdraw", "FEEDBACK", "IMPROVEMENT");
  await decide(kathi, ann, "consentWithdraw", "CONTEXT");
  await decide(kathi, ann, "consentWithdraw", "CONTEXT", "IMPROVEMENT");
  await call(now(ann), "erasureUndo", { erasureId: erasure.id });
  const { interaction, shown_list: lists } = await rowsOfCustomer(kathi, ann);
  expect(interaction!.map((row) => /VIEW|PURCHASE|LIKE/.exec(row)?.[0]).sort()).toEqual([
    "PURCHASE",
    "VIEW",
  ]);
  expect(interaction!.join()).not.toContain("weather");
  expect(lists).toEqual([]);
});

test("a withdrawal between an erasure and its undoing is obeyed afterwards", async () => {
  const ann = await addKnownCustomer(kathi, "between-ann");
  const { erasure } = await call(now(ann), "categoryErase", {
    category: "BIRTHDAY",
    isUndoable: true,
  });
  await kathi.database.dataSource.query("delete from follow_up");
  await decide(kathi, ann, "consentWithdraw", "BIRTHDAY");
  await kathi.database.dataSource.query("delete from follow_up");
  await call(now(ann), "erasureUndo", { erasureId: erasure.id });
  const { follow_up: followUps } = await rowsOfCustomer(kathi, ann);
  expect(followUps).toEqual([expect.stringContaining("BIRTHDAY")]);
});
