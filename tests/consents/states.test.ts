import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { endDueTerms, lapseOldVersions } from "../../src/consents/expiry.service.ts";
import { STATE_TEXTS } from "../../src/consents/state-texts.ts";
import {
  asClient,
  asClientWithout,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, databaseText } from "../support/rows.ts";

let kathi: TestApp;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp();
});
afterAll(() => kathi.close());

const PURCHASE = { purpose: "PERSONALISATION", category: "PURCHASE" };
const SELECTION = `{
  consent { state isOpen validUntil sequence } errors { code path } }`;
const CELLS_SELECTION = `{
  consents { purpose category state isOpen validUntil } errors { code path } }`;

const isSeveral = (name: string) => /Pause|Resume|objection/.test(name);

async function call(viewer: Viewer, name: string, input: object = PURCHASE) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const own = /consent(Grant|Refuse|Withdraw)/.test(name) ? "ConsentChangeInput" : type;
  const query = `mutation ($input: ${own}!) {
    change: ${name}(input: $input) ${isSeveral(name) ? CELLS_SELECTION : SELECTION} }`;
  const answer = await kathi.ask(viewer, query, { input: { idempotencyKey: key(), ...input } });
  expect(answer.errors).toBeUndefined();
  return { ...answer.data.change, statements: answer.statements };
}

async function newCustomer(): Promise<Viewer> {
  customerId = await kathi.addCustomer();
  return asCustomer(customerId);
}

async function states(viewer: Viewer): Promise<string[]> {
  const query = "{ me { consentHistory(first: 100) { nodes { state } } } }";
  const { data } = await kathi.ask(viewer, query);
  return data.me.consentHistory.nodes.map((node: { state: string }) => node.state).reverse();
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const run = (text: string, values: unknown[] = []) => kathi.database.dataSource.query(text, values);
const codes = (payload: { errors: { code: string }[] }) => payload.errors.map(({ code }) => code);

describe("a grant", () => {
  const HASH = "0".repeat(64);
  test.each([
    [{ purposeVersion: 0 }, "PURPOSE_VERSION_STALE"],
    [{ purposeVersion: 99 }, "PURPOSE_VERSION_STALE"],
    [{ noticeHash: HASH }, "NOTICE_UNKNOWN"],
    [{ claimedAt: inHours(1) }, "CLAIMED_TIME_INVALID"],
    [{ claimedAt: "1999-01-01T00:00:00Z" }, "CLAIMED_TIME_INVALID"],
    [{ claimedAt: inHours(-30 * 24 - 1) }, "CLAIMED_TIME_INVALID"],
    [{ validUntil: "2025-01-02T00:00:00Z" }, "VALID_UNTIL_INVALID"],
    [{ eventId: "no uuid" }, "EVENT_ID_INVALID"],
  ])("that claims %j is refused with %s, noted, and changes nothing", async (claim, code) => {
    const customer = await newCustomer();
    const before = await countRows(kathi.database.dataSource);
    expect(codes(await call(customer, "consentGrant", { ...PURCHASE, ...claim }))).toEqual([code]);
    expect(await countRows(kathi.database.dataSource)).toEqual(before);
    const query = "{ me { refusedAttempts(first: 9) { nodes { operation code } } } }";
    const { me } = (await kathi.ask(customer, query)).data;
    expect(me.refusedAttempts.nodes).toEqual([{ operation: "consentGrant", code }]);
  });

  test("and a no keep how the customer did it; a client cannot say that it was ours", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant", { ...PURCHASE, method: "UI" });
    const client = asClient("consents:close");
    await call(client, "consentWithdraw", {
      ...PURCHASE,
      customerId: globalId(customerId),
      method: "UI",
    });
    const query = "{ me { consentHistory(first: 9) { nodes { state method } } } }";
    const { me } = (await kathi.ask(customer, query)).data;
    expect(me.consentHistory.nodes).toEqual([
      { state: "WITHDRAWN", method: "API" },
      { state: "GIVEN", method: "UI" },
    ]);
  });

  test("keeps what its caller says about it", async () => {
    const customer = await newCustomer();
    const eventId = randomUUID();
    const { purposes } = (
      await kathi.ask(asNobody, "{ purposes { purpose noticeHash(locale: DE) } }")
    ).data;
    const { noticeHash } = purposes.find(
      (it: { purpose: string }) => it.purpose === "PERSONALISATION",
    );
    const claims = { eventId, noticeHash, purposeVersion: 1, method: "UI", validUntil: inHours(5) };
    const claimedAt = new Date().toISOString();
    await call(customer, "consentGrant", { ...PURCHASE, ...claims, claimedAt });
    const query = `{ me { consents { validUntil } consentHistory(first: 1) { nodes {
      eventId noticeHash method claimedAt validUntil previousHash hash } } } }`;
    const { me } = (await kathi.ask(customer, query)).data;
    expect(me.consents).toEqual([{ validUntil: claims.validUntil }]);
    const { purposeVersion: _, ...kept } = claims;
    expect(me.consentHistory.nodes).toEqual([
      {
        ...kept,
        claimedAt,
        previousHash: "0".repeat(64),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  test("may claim a time of some weeks ago", async () => {
    const customer = await newCustomer();
    const claim = { ...PURCHASE, claimedAt: inHours(-29 * 24) };
    expect((await call(customer, "consentGrant", claim)).consent).toMatchObject({ isOpen: true });
  });

  test("with the same event id is the same event, also after a withdrawal", async () => {
    const customer = await newCustomer();
    const eventId = randomUUID();
    await call(customer, "consentGrant", { ...PURCHASE, eventId });
    await call(customer, "consentWithdraw");
    const replay = await call(customer, "consentGrant", { ...PURCHASE, eventId });
    expect(codes(replay)).toEqual(["CONSENT_CHANGED"]);
    const query = "{ me { refusedAttempts(first: 9) { nodes { operation code } } } }";
    const { me } = (await kathi.ask(customer, query)).data;
    const noted = { operation: "consentGrant", code: "CONSENT_CHANGED" };
    expect(me.refusedAttempts.nodes).toEqual([noted]);
    const other = { ...PURCHASE, category: "BROWSING", eventId };
    expect(codes(await call(customer, "consentGrant", other))).toEqual(["EVENT_ID_REUSED"]);
    expect(codes(await call(customer, "consentRefuse", { ...PURCHASE, eventId }))).toEqual([
      "EVENT_ID_REUSED",
    ]);
    expect(await states(customer)).toEqual(["GIVEN", "WITHDRAWN"]);
  });

  test("with the same key is answered as before, and shows the cell as it is now", async () => {
    const customer = await newCustomer();
    const again = { ...PURCHASE, idempotencyKey: key() };
    await call(customer, "consentGrant", again);
    await call(customer, "consentWithdraw");
    const replay = await call(customer, "consentGrant", again);
    expect(replay).toMatchObject({ consent: { state: "WITHDRAWN", isOpen: false }, errors: [] });
    expect(await states(customer)).toEqual(["GIVEN", "WITHDRAWN"]);
  });

  test("is one event in parallel too", async () => {
    const customer = await newCustomer();
    const eventId = randomUUID();
    const grants = Array.from({ length: 10 }, () =>
      call(customer, "consentGrant", { ...PURCHASE, eventId }),
    );
    for (const { errors } of await Promise.all(grants)) expect(errors).toEqual([]);
    expect(await states(customer)).toEqual(["GIVEN"]);
  });

  test("for a time expires by itself, before anybody has written it down", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant", { ...PURCHASE, validUntil: inHours(1) });
    await passTime(customerId, 2);
    const query = "{ me { consents { state isOpen validUntil } } }";
    const expired = [{ state: "EXPIRED", isOpen: false, validUntil: null }];
    expect((await kathi.ask(customer, query)).data.me.consents).toEqual(expired);
    expect(await endDueTerms(kathi.database.dataSource)).toBe(1);
    expect(await endDueTerms(kathi.database.dataSource)).toBe(0);
    expect((await kathi.ask(customer, query)).data.me.consents).toEqual(expired);
    expect(await states(customer)).toEqual(["GIVEN", "EXPIRED"]);
    const renewed = await call(customer, "consentGrant");
    expect(renewed.consent).toMatchObject({ state: "RENEWED", isOpen: true });
  });
});

/** Lets the terms of a snapshot end earlier, as if time had passed. */
async function passTime(id: string, hours: number): Promise<void> {
  await run(
    `update consent_snapshot set due_at = due_at - make_interval(hours => $2),
       terms = (select jsonb_object_agg(key, value
         || case when value ? 'until' then jsonb_build_object('until',
              (value ->> 'until')::timestamptz - make_interval(hours => $2)) else '{}' end
         || case when value ? 'nextUntil' then jsonb_build_object('nextUntil',
              (value ->> 'nextUntil')::timestamptz - make_interval(hours => $2)) else '{}' end)
         from jsonb_each(terms))
     where customer_id = $1`,
    [id, hours],
  );
}

describe("a withdrawal and a grant", () => {
  test("that did not know of it: the grant is refused, in whatever order they arrive", async () => {
    const customer = await newCustomer();
    const seen = (await call(customer, "consentGrant")).consent.sequence;
    await call(customer, "consentWithdraw");
    const late = await call(customer, "consentGrant", { ...PURCHASE, expectedSequence: seen });
    expect(codes(late)).toEqual(["CONSENT_CHANGED"]);
    const claimed = { ...PURCHASE, claimedAt: new Date(Date.now() - 60_000).toISOString() };
    expect(codes(await call(customer, "consentGrant", claimed))).toEqual(["CONSENT_CHANGED"]);
    const known = { ...PURCHASE, expectedSequence: 2 };
    expect((await call(customer, "consentGrant", known)).consent.state).toBe("GIVEN");
  });

  test("40 at once: it ends withdrawn, because every grant answers what was before", async () => {
    for (let round = 0; round < 3; round++) {
      const customer = await newCustomer();
      const { consent } = await call(customer, "consentGrant");
      const changes = Array.from({ length: 40 }, (_, index) =>
        index % 4 === 0
          ? call(customer, "consentWithdraw")
          : call(customer, "consentGrant", {
              ...PURCHASE,
              validUntil: inHours(index + 1),
              expectedSequence: consent.sequence,
            }),
      );
      await Promise.all(changes);
      expect((await states(customer)).at(-1)).toBe("WITHDRAWN");
    }
  });

  test("a grant that waited for its turn behind a no does not open what that no has closed", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    const [withdrawal, grant] = await inThisOrder(
      () => call(customer, "consentWithdraw"),
      () => call(customer, "consentGrant"),
    );
    expect(withdrawal.errors).toEqual([]);
    expect(codes(grant)).toEqual(["CONSENT_CHANGED"]);
    expect(await states(customer)).toEqual(["GIVEN", "WITHDRAWN"]);
  });

  test("a pause outlasts a grant that waited for its turn behind it, or claims an earlier time", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    const pause = { until: inHours(2) };
    const [paused, grant] = await inThisOrder(
      () => call(customer, "consentPause", pause),
      () => call(customer, "consentGrant"),
    );
    expect([paused.errors, codes(grant)]).toEqual([[], ["CONSENT_CHANGED"]]);
    const claimed = { ...PURCHASE, claimedAt: new Date(Date.now() - 60_000).toISOString() };
    expect(codes(await call(customer, "consentGrant", claimed))).toEqual(["CONSENT_CHANGED"]);
    expect(await states(customer)).toEqual(["GIVEN", "PAUSED"]);
    expect((await call(customer, "consentGrant")).consent.state).toBe("RENEWED");
  });

  test("closing looks at no version and no clock: nothing keeps it from closing", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    const odd = {
      claimedAt: inHours(99),
      purposeVersion: 7,
      expectedSequence: 0,
      noticeHash: "maria@example.org",
    };
    const closed = await call(customer, "consentWithdraw", { ...PURCHASE, ...odd });
    expect(closed).toMatchObject({ consent: { state: "WITHDRAWN", isOpen: false }, errors: [] });
    expect(await databaseText(kathi.database.dataSource)).not.toContain("maria");
  });

  test("refusing and withdrawing take no more statements than granting", async () => {
    const customer = await newCustomer();
    const cost = async (name: string) => (await call(customer, name)).statements.length;
    // Begin, key, hold, append, outcome, commit, and the customer for the payload.
    expect([
      await cost("consentGrant"),
      await cost("consentWithdraw"),
      await cost("consentRefuse"),
    ]).toEqual([7, 7, 7]);
  });
});

type Payload = Awaited<ReturnType<typeof call>>;

/** Makes two calls wait for the customer's ledger together, the second behind the first. */
async function inThisOrder(
  first: () => Promise<Payload>,
  second: () => Promise<Payload>,
): Promise<[Payload, Payload]> {
  const runner = kathi.database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query("select from consent_snapshot where customer_id = $1 for update", [
    customerId,
  ]);
  const payloads = [first()];
  await untilWaiting(1);
  payloads.push(second());
  await untilWaiting(2);
  await runner.commitTransaction();
  await runner.release();
  return [await payloads[0]!, await payloads[1]!];
}

async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [{ waiting }] = await run(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a bundle", () => {
  const grants = (cells: readonly string[], hash = "") =>
    `mutation { ${cells
      .map((cell, index) => {
        const [purpose, category] = cell.split(":");
        const input = `purpose: ${purpose}, category: ${category}, idempotencyKey: "${key()}"${hash}`;
        return `g${index}: consentGrant(input: {${input}}) { errors { code } }`;
      })
      .join("\n")} }`;

  async function codesOf(query: string): Promise<string[]> {
    const { data, errors } = await kathi.ask(await newCustomer(), query);
    expect(errors).toBeUndefined();
    return Object.values(data as Record<string, { errors: { code: string }[] }>).flatMap(codes);
  }

  test("of several purposes is refused as a whole", async () => {
    const cells = ["PERSONALISATION:PURCHASE", "OUTREACH:EMAIL"];
    expect(await codesOf(grants(cells))).toEqual(["BUNDLED_GRANT", "BUNDLED_GRANT"]);
    const [{ count }] = await run(
      "select count(*)::int from consent_event where customer_id = $1",
      [customerId],
    );
    expect(count).toBe(0);
  });

  test("hidden in fragments and variables is found", async () => {
    const query = `mutation ($purpose: Purpose!) {
      ... { a: consentGrant(input: {purpose: $purpose, category: PURCHASE, idempotencyKey: "${key()}"}) { errors { code } } }
      ...B }
      fragment B on Mutation {
        b: consentGrant(input: {purpose: IMPROVEMENT, category: PURCHASE, idempotencyKey: "${key()}"}) { errors { code } } }`;
    const { data } = await kathi.ask(await newCustomer(), query, { purpose: "PERSONALISATION" });
    expect([codes(data.a), codes(data.b)]).toEqual([["BUNDLED_GRANT"], ["BUNDLED_GRANT"]]);
  });

  test("of one purpose is no bundle", async () => {
    const cells = ["PERSONALISATION:PURCHASE", "PERSONALISATION:BROWSING"];
    expect(await codesOf(grants(cells))).toEqual([]);
  });

  test("with the notice of each purpose is none either", async () => {
    const { purposes } = (await kathi.ask(asNobody, "{ purposes { purpose noticeHash } }")).data;
    const hashOf = (purpose: string) =>
      purposes.find((it: { purpose: string }) => it.purpose === purpose).noticeHash;
    const grant = (alias: string, purpose: string) => `${alias}: consentGrant(input: {
      purpose: ${purpose}, category: PURCHASE, idempotencyKey: "${key()}",
      noticeHash: "${hashOf(purpose)}" }) { errors { code } }`;
    const query = `mutation { ${grant("a", "PERSONALISATION")} ${grant("b", "IMPROVEMENT")} }`;
    expect(await codesOf(query)).toEqual([]);
  });

  test("of too many cells is refused, also of one purpose", async () => {
    const cells = Array<string>(11).fill("PERSONALISATION:PURCHASE");
    expect(await codesOf(grants(cells))).toEqual(Array(11).fill("BUNDLED_GRANT"));
  });
});

describe("a request", () => {
  const agent = asClient("consents:request");
  const named = () => ({ ...PURCHASE, customerId: globalId(customerId) });

  test("stays a request until the customer grants, and says who has asked and where", async () => {
    const customer = await newCustomer();
    const asked = await call(agent, "consentRequest", { ...named(), documentation: "call 4711" });
    expect(asked.consent).toMatchObject({ state: "REQUESTED", isOpen: false });
    expect(codes(await call(agent, "consentGrant", named()))).toEqual(["ONLY_CUSTOMER_MAY_GRANT"]);
    const query = `{ me { consentHistory(first: 1) { nodes { method actor documentation } } } }`;
    const { me } = (await kathi.ask(customer, query)).data;
    expect(me.consentHistory.nodes).toEqual([
      { method: "PHONE_AGENT", actor: "client:crm", documentation: "call 4711" },
    ]);
    expect((await call(customer, "consentGrant")).consent).toMatchObject({ state: "GIVEN" });
  });

  test("is noted where it is refused, without a word about the customer", async () => {
    await newCustomer();
    const stored = () =>
      run(
        `select customer_id, actor_kind, client, operation, code from refused_attempt
         order by refused_attempt_id desc limit 2`,
      );
    await call(asNobody, "consentGrant", named());
    await call(agent, "consentGrant", named());
    const note = { customer_id: null, operation: "consentGrant", code: "ONLY_CUSTOMER_MAY_GRANT" };
    expect(await stored()).toEqual([
      { ...note, actor_kind: "CLIENT", client: "crm" },
      { ...note, actor_kind: "ANONYMOUS", client: null },
    ]);
  });

  test("needs its scope, and customers need none", async () => {
    const customer = await newCustomer();
    const without = asClientWithout("consents:request");
    expect(codes(await call(without, "consentRequest", named()))).toEqual(["NOT_FOUND"]);
    expect(codes(await call(asNobody, "consentRequest", named()))).toEqual(["NOT_FOUND"]);
    const own = await call(customer, "consentRequest", named());
    expect(codes(own)).toEqual(["ONLY_CLIENT_MAY_REQUEST"]);
    expect(await states(customer)).toEqual([]);
  });

  test.each(["consentRefuse", "consentWithdraw"])(
    "waits for twelve months after %s",
    async (no) => {
      const customer = await newCustomer();
      await call(customer, "consentGrant");
      await call(customer, no);
      expect(codes(await call(agent, "consentRequest", named()))).toEqual(["REQUEST_TOO_SOON"]);
      await backdateLedger(customerId, "11 months 20 days");
      expect(codes(await call(agent, "consentRequest", named()))).toEqual(["REQUEST_TOO_SOON"]);
      await backdateLedger(customerId, "1 month");
      expect((await call(agent, "consentRequest", named())).consent.state).toBe("REQUESTED");
    },
  );
});

async function backdateLedger(id: string, interval: string): Promise<void> {
  await run("alter table consent_event disable trigger consent_event_append_only");
  await run(
    "update consent_event set recorded_at = recorded_at - $2::interval where customer_id = $1",
    [id, interval],
  );
  await run("alter table consent_event enable always trigger consent_event_append_only");
}

describe("a pause", () => {
  test("closes all that is open in one go and brings it back as it was", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant", { ...PURCHASE, validUntil: inHours(9) });
    await call(customer, "consentGrant", { ...PURCHASE, category: "BROWSING" });
    await call(customer, "consentRefuse", { ...PURCHASE, category: "FEEDBACK" });
    const paused = await call(customer, "consentPause", { until: inHours(2) });
    const of = (payload: { consents: { category: string; state: string }[] }) =>
      Object.fromEntries(payload.consents.map(({ category, state }) => [category, state]));
    expect(of(paused)).toEqual({ BROWSING: "PAUSED", FEEDBACK: "REFUSED", PURCHASE: "PAUSED" });
    expect(paused.statements).toHaveLength(7);
    await passTime(customerId, 3);
    const query = "{ me { consents { category state isOpen } } }";
    const back = { BROWSING: "GIVEN", FEEDBACK: "REFUSED", PURCHASE: "GIVEN" };
    expect(of((await kathi.ask(customer, query)).data.me)).toEqual(back);
    await endDueTerms(kathi.database.dataSource);
    expect(of((await kathi.ask(customer, query)).data.me)).toEqual(back);
    await passTime(customerId, 9);
    expect(of((await kathi.ask(customer, query)).data.me)).toEqual({
      ...back,
      PURCHASE: "EXPIRED",
    });
  });

  test("can be ended by the customer, by nobody else", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    const until = inHours(2);
    const named = { customerId: globalId(customerId) };
    const client = asClient("consents:close");
    expect((await call(client, "consentPause", { ...named, until })).errors).toEqual([]);
    expect(codes(await call(client, "consentResume", named))).toEqual(["ONLY_CUSTOMER_MAY_RESUME"]);
    expect(codes(await call(asNobody, "consentPause", { ...named, until }))).toEqual(["NOT_FOUND"]);
    expect((await call(customer, "consentResume", {})).consents).toMatchObject([
      { state: "GIVEN", isOpen: true },
    ]);
    expect(await states(customer)).toEqual(["GIVEN", "PAUSED", "GIVEN"]);
  });

  test("that a resumption waited behind, not knowing of it, stays", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    await call(customer, "consentGrant", { ...PURCHASE, category: "BROWSING" });
    await call(customer, "consentPause", { category: "BROWSING", until: inHours(1) });
    const [paused, resumed] = await inThisOrder(
      () => call(customer, "consentPause", { category: "PURCHASE", until: inHours(1) }),
      () => call(customer, "consentResume", {}),
    );
    expect([paused.errors, resumed.errors]).toEqual([[], []]);
    expect(resumed.consents).toMatchObject([
      { category: "BROWSING", state: "GIVEN" },
      { category: "PURCHASE", state: "PAUSED" },
    ]);
  });

  test.each([
    ["the past", -1],
    ["more than a year", 24 * 400],
  ])("into %s is refused", async (_, hours) => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    const refused = await call(customer, "consentPause", { until: inHours(hours) });
    expect(codes(refused)).toEqual(["PAUSE_END_INVALID"]);
    expect(await states(customer)).toEqual(["GIVEN"]);
  });

  test("that a withdrawal follows never comes back", async () => {
    const customer = await newCustomer();
    await call(customer, "consentGrant");
    await call(customer, "consentPause", { until: inHours(1) });
    expect((await call(customer, "consentWithdraw")).consent.state).toBe("WITHDRAWN");
    await passTime(customerId, 2);
    await endDueTerms(kathi.database.dataSource);
    expect(await states(customer)).toEqual(["GIVEN", "PAUSED", "WITHDRAWN"]);
  });
});

describe("an objection", () => {
  test("closes what rests on a legitimate interest", async () => {
    const customer = await newCustomer();
    const { consents } = await call(customer, "objectionRaise", { purpose: "SECURITY" });
    expect(consents.length).toBeGreaterThan(1);
    for (const cell of consents) {
      expect(cell).toMatchObject({ purpose: "SECURITY", state: "OBJECTED", isOpen: false });
    }
    const categories = consents.map(({ category }: { category: string }) => category);
    expect(categories).toContain("BROWSING");
    expect(categories).not.toContain("EMAIL");
  });

  test("is taken back by the customer, and by nobody else", async () => {
    const customer = await newCustomer();
    const named = { customerId: globalId(customerId), purpose: "SECURITY" };
    await call(customer, "objectionRaise", { purpose: "SECURITY" });
    const refused = await call(asClient("consents:close"), "objectionWithdraw", named);
    expect(codes(refused)).toEqual(["ONLY_CUSTOMER_MAY_WITHDRAW_OBJECTION"]);
    const one = { purpose: "SECURITY", category: "BROWSING" };
    const { consents } = await call(customer, "objectionWithdraw", one);
    const of = (category: string) =>
      consents.find((cell: { category: string }) => cell.category === category);
    expect(of("BROWSING")).toMatchObject({ state: "OBJECTION_WITHDRAWN", isOpen: true });
    expect(of("PURCHASE")).toMatchObject({ state: "OBJECTED", isOpen: false });
    const again = await call(customer, "objectionRaise", one);
    expect(again.consents).toContainEqual(
      expect.objectContaining({ ...one, state: "OBJECTED", isOpen: false }),
    );
  });

  test("that waits before its being taken back stands", async () => {
    const customer = await newCustomer();
    const one = { purpose: "SECURITY", category: "BROWSING" };
    const [raised, taken] = await inThisOrder(
      () => call(customer, "objectionRaise", one),
      () => call(customer, "objectionWithdraw", one),
    );
    expect([raised.errors, taken.errors]).toEqual([[], []]);
    expect(await states(customer)).toEqual(["OBJECTED"]);
    await call(customer, "objectionWithdraw", one);
    expect(await states(customer)).toEqual(["OBJECTED", "OBJECTION_WITHDRAWN"]);
  });

  test("to outreach is not taken back but outdone by a grant", async () => {
    const customer = await newCustomer();
    await call(customer, "objectionRaise", { purpose: "OUTREACH" });
    const { consents } = await call(customer, "objectionWithdraw", { purpose: "OUTREACH" });
    const open = consents.filter(({ isOpen }: { isOpen: boolean }) => isOpen);
    expect([consents.length > 1, open]).toEqual([true, []]);
  });

  test("to outreach closes it, and a later grant opens it again", async () => {
    const customer = await newCustomer();
    const cell = { purpose: "OUTREACH", category: "EMAIL" };
    await call(customer, "consentGrant", cell);
    await call(customer, "objectionRaise", { purpose: "OUTREACH" });
    expect(
      codes(
        await call(asClient("consents:request"), "consentRequest", {
          ...cell,
          customerId: globalId(customerId),
        }),
      ),
    ).toEqual(["REQUEST_TOO_SOON"]);
    expect((await call(customer, "consentGrant", cell)).consent).toMatchObject({ isOpen: true });
  });

  test.each([
    [{ purpose: "PERSONALISATION" }, "purpose"],
    [{ purpose: "SERVICE" }, "purpose"],
    [{ purpose: "SECURITY", category: "EMAIL" }, "category"],
  ])("to %j is refused", async (input, path) => {
    const customer = await newCustomer();
    const { errors } = await call(customer, "objectionRaise", input);
    expect(errors).toEqual([{ code: "CELL_NOT_OBJECTABLE", path: [path] }]);
    expect(await states(customer)).toEqual([]);
  });
});

test("every state has a text in both languages", () => {
  for (const { EN, DE } of Object.values(STATE_TEXTS)) {
    expect(EN).toMatch(/^You|^The|^What/);
    expect(DE).toMatch(/Sie|Ihre/);
  }
});

describe("a newer version of a purpose", () => {
  const newer = (purpose: string) => (purpose === "PERSONALISATION" ? 2 : 1);

  test("invalidates what was agreed to under an older one, and nothing else, once", async () => {
    const customer = await newCustomer();
    const other = { purpose: "IMPROVEMENT", category: "PURCHASE" };
    await call(customer, "consentGrant");
    await call(customer, "consentGrant", { ...PURCHASE, category: "BROWSING" });
    await call(customer, "consentPause", { category: "BROWSING", until: inHours(1) });
    await call(customer, "consentRefuse", { ...PURCHASE, category: "FEEDBACK" });
    await call(customer, "consentGrant", other);
    const { dataSource } = kathi.database;
    expect(await lapseOldVersions(dataSource)).toBe(0);
    expect(await lapseOldVersions(dataSource, newer)).toBeGreaterThanOrEqual(2);
    expect(await lapseOldVersions(dataSource, newer)).toBe(0);
    const query = "{ me { consents { purpose category state isOpen } } }";
    const cell = (category: string, state: string) => ({
      purpose: "PERSONALISATION",
      category,
      state,
      isOpen: false,
    });
    expect((await kathi.ask(customer, query)).data.me.consents).toEqual([
      { ...other, state: "GIVEN", isOpen: true },
      cell("BROWSING", "INVALIDATED"),
      cell("FEEDBACK", "REFUSED"),
      cell("PURCHASE", "INVALIDATED"),
    ]);
    expect((await call(customer, "consentGrant")).consent.state).toBe("RENEWED");
  });
});
