import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { tokenSecretOf } from "../../src/access/token-secret.ts";
import { Tokens } from "../../src/access/tokens.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { CellName } from "../../src/consents/consent.entity.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import { migrateUp } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { key } from "../support/app.ts";
import { type CliRun, makeHome, startCli, untilPrinted } from "../support/cli.ts";
import { item } from "../support/rows.ts";

/**
 * A server and a database of their own answer a load of requests with moods and situations, right
 * ones and wrong ones. Then everything that was written is searched: the database's files with its
 * write-ahead log and its log, what the server has printed, and its metrics. The house has no mood
 * counts, which are anonymous and name moods by right, so no mood's name may be anywhere.
 */

const MOODS = ["CURIOUS", "CALM", "FESTIVE", "IN_A_HURRY", "JUST_THE_ESSENTIALS"];
const ROUNDS = 4;
const CELLS: CellName[] = ["PURCHASE", "CONTEXT", "FEEDBACK", "BROWSING"].flatMap((category) => [
  `PERSONALISATION:${category}` as CellName,
  `IMPROVEMENT:${category}` as CellName,
]);

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly body: any;
}

let house: Awaited<ReturnType<typeof makeHome>>;
let url: string;
/** Has opened every cell; the other one has opened nothing. */
let open: { id: string; token: string };
let closed: { id: string; token: string };
let client: string;
let server: CliRun;
/** How many lists of their own the access log has of customers, for what they bought. */
let ownListUses: number;
/** Every token of a mood that the server gave out. */
const moodTokens: string[] = [];
/** Everything that was written anywhere, by where it is. */
let written: Map<string, Buffer>;

beforeAll(async () => {
  house = await makeHome();
  const database = await openDatabase({ home: house.home, databaseUrl: undefined });
  const { dataSource } = database;
  await migrateUp(dataSource);
  const items = Array.from({ length: 40 }, (_, at) =>
    item(`item-${at}`, { title: `found-title ${at}`, tags: [`tag-${at % 5}`] }),
  );
  await upsertItems(dataSource.manager, items);
  const { customerIds } = await ensureCustomers(dataSource.manager, "shop", ["open", "closed"]);
  const tokens = new Tokens(await tokenSecretOf({ home: house.home, tokenSecret: undefined }));
  const person = async (name: string) => {
    const customerId = customerIds.get(name) ?? "";
    const id = encodeNodeId("Customer", customerId);
    return { id, token: await tokens.issueForCustomer(customerId, 3600) };
  };
  [open, closed] = [await person("open"), await person("closed")];
  client = await tokens.issueForClient("shop", ["customers:read", "contacts:plan"], 3600);
  await database.close();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const environment = { KATHI_HOME: house.home, PORT: `${port}`, KATHI_LOG_LEVEL: "debug" };
  server = startCli(["serve"], environment);
  await untilPrinted(server, "Ctrl-C stops.");
  await load();
  const metrics = await (await fetch(`${url}/metrics`)).text();
  server.process.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  const after = await openDatabase({ home: house.home, databaseUrl: undefined });
  [{ uses: ownListUses }] = await after.dataSource.query(
    `select uses from access_log where actor_kind = 'CUSTOMER' and purpose = 'PERSONALISATION'
     and category = 'PURCHASE'`,
  );
  await after.close();
  written = await everythingWritten(server, metrics);
}, 300_000);
afterAll(async () => {
  if (server.process.exitCode === null) {
    server.process.kill("SIGKILL");
    await server.ended;
  }
  await house.remove();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function everythingWritten(server: CliRun, metrics: string): Promise<Map<string, Buffer>> {
  const { stdout, stderr } = server.printed;
  const all = Object.entries({ stdout, stderr, metrics }).map(
    ([name, text]) => [name, Buffer.from(text)] as const,
  );
  const entries = await readdir(house.home, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files: (readonly [string, Buffer])[] = [];
  for (const path of paths) files.push([path, await readFile(path)]);
  return new Map([...all, ...files]);
}

/** Where a text was written. */
function findings(text: string): string[] {
  return [...written].filter(([, bytes]) => bytes.includes(text)).map(([name]) => name);
}

async function post(token: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: await response.json() };
}

const LIST = `query ($mood: MoodInput, $moodToken: String, $context: ContextInput) { me {
  recommendations(placement: "home", mood: $mood, moodToken: $moodToken, context: $context) {
    mode moodToken listId items { item { sku } explanation { summary } } } } }`;
const LIST_FOR_CLIENT = `query ($id: ID!, $mood: MoodInput) { customer(id: $id) {
  recommendations(placement: "till", mood: $mood) { moodToken items { rank } } } }`;

async function load(): Promise<void> {
  for (const cell of CELLS) {
    const [purpose, category] = cell.split(":");
    await change(open.token, "consentGrant", "ConsentChangeInput", { purpose, category });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const moods = MOODS.flatMap((name) => [1, 2, 3].map((intensity) => ({ name, intensity })));
    for (const mood of moods) await Promise.all([visit(open, mood), visit(closed, mood)]);
    await Promise.all([...wrongRequests()]);
  }
}

/** One visit: lists with a mood, the mood handed back, and what the customer then does. */
async function visit({ id, token }: typeof open, mood: object): Promise<void> {
  const isOpen = token === open.token;
  const weather = isOpen ? "kept-weather" : "canary-weather";
  const said = await post(token, LIST, { mood, context: { weather } });
  const { moodToken, items, listId } = said.body.data.me.recommendations;
  expect(listId).toBeNull();
  moodTokens.push(moodToken);
  const again = await post(token, LIST, { moodToken });
  expect(again.body.errors).toBeUndefined();
  const forClient = await post(client, LIST_FOR_CLIENT, { id, mood });
  moodTokens.push(forClient.body.data.customer.recommendations.moodToken);
  // What was just bought rests, so a list can be empty after a while.
  const skus: string[] = items.map((place: { item: { sku: string } }) => place.item.sku);
  const sku = skus[0] ?? "item-0";
  const context = [{ name: "weather", value: weather }];
  const interactions = ["PURCHASE", "CLICK"].map((kind) => ({ kind, sku, context }));
  await change(token, "interactionsRecord", "InteractionsRecordInput", { interactions });
  await change(token, "recommendationFeedback", "RecommendationFeedbackInput", {
    sku: skus.at(-1) ?? "item-0",
    feedback: "NOT_NOW",
  });
}

async function change(token: string, name: string, type: string, input: object): Promise<void> {
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { errors { code message } } }`;
  const { body } = await post(token, query, { input: { ...input, idempotencyKey: key() } });
  expect([name, body.errors]).toEqual([name, undefined]);
}

/** Everything that is refused, with a mood or a canary in it. */
function* wrongRequests(): Generator<Promise<unknown>> {
  const { token } = open;
  const refused = async (answer: Promise<Answer>) => {
    expect((await answer).body.errors?.length ?? 0).toBeGreaterThan(0);
  };
  const mood = { name: "FESTIVE", intensity: 2 };
  yield refused(post(token, LIST, { mood: { name: "canary-mood" } }));
  yield refused(post(token, LIST, { mood: { name: "FESTIVE", intensity: 9 } }));
  yield refused(post(token, LIST, { mood: { ...mood, canary: "canary-field" } }));
  yield refused(post(token, LIST, { mood, moodToken: "canary-token" }));
  yield refused(post(token, LIST, { moodToken: `${moodTokens[0]}x` }));
  yield refused(post(token, LIST, { mood, context: { weather: "canary\0nul" } }));
  const conditions = [{ name: "mood", value: "canary-condition" }];
  yield refused(post(token, LIST, { mood, context: { conditions } }));
  yield refused(post(token, "{ me { recommendations(mood: { name: CANARY_LITERAL }) { mode } } }"));
  yield refused(post(token, "{ canaryField(mood: FESTIVE) }"));
  yield refused(post("canary-bearer", LIST, { mood }));
  const query = '{ me { recommendations(placement: "home", mood: { name: FESTIVE }) { mode } } }';
  yield fetch(`${url}/graphql?${new URLSearchParams({ query })}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  }).then(({ status }) => expect(status).toBe(405));
  yield fetch(`${url}/FESTIVE/canary-path?mood=FESTIVE`).then(({ status }) =>
    expect(status).toBe(404),
  );
  yield fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-mood": "FESTIVE canary-header" },
    body: '{"query": "FESTIVE canary-json',
  }).then(({ status }) => expect(status).toBe(400));
  const sku = "item-1";
  const context = [{ name: "mood", value: "FESTIVE" }];
  const interactions = [{ kind: "PURCHASE", sku, context }];
  yield change(token, "interactionsRecord", "InteractionsRecordInput", { interactions });
  yield change(client, "contactPlan", "ContactPlanInput", {
    customerId: open.id,
    channel: "EMAIL",
    placement: "letter",
  });
}

test("what may be kept is found, so the search finds what is there", () => {
  const inDatabase = (paths: string[]) => paths.filter((path) => path.includes("/postgres/base/"));
  const inWriteAheadLog = (paths: string[]) => paths.filter((path) => path.includes("/pg_wal/"));
  for (const text of ["found-title 1", "kept-weather", "PURCHASE"]) {
    expect([text, inDatabase(findings(text)).length > 0]).toEqual([text, true]);
    expect([text, inWriteAheadLog(findings(text)).length > 0]).toEqual([text, true]);
  }
  expect(findings("kathi_graphql_operation_duration_seconds")).toContain("metrics");
  expect(findings("database system is ready")).toEqual([
    join(house.home, "postgres", "server.log"),
  ]);
});

test.each(MOODS)("%s is in no file, no log, no metric and no message", (mood) => {
  expect(findings(mood)).toEqual([]);
});

test("no token of a mood is anywhere, nor any part of one", () => {
  expect(new Set(moodTokens).size).toBe(ROUNDS * MOODS.length * 3 * 4);
  const parts = moodTokens.flatMap((token) => token.split(".").slice(2, 4));
  const places = [...written].map(([name, bytes]) => [name, bytes.toString("latin1")] as const);
  const found = places.filter(([, text]) => parts.some((part) => text.includes(part)));
  expect(found.map(([name]) => name)).toEqual([]);
});

test("nothing that was refused was written, nor a situation without its consent", () => {
  expect(findings("canary")).toEqual([]);
  expect(findings("CANARY")).toEqual([]);
});

test("the metrics' labels name endpoints, kinds and statuses, never people or values", () => {
  const text = written.get("metrics")?.toString() ?? "";
  const ours = text.split("\n").filter((line) => line.startsWith("kathi_"));
  expect(ours.length).toBeGreaterThan(10);
  const labels = ours.flatMap((line) => [...line.matchAll(/(\w+)="([^"]*)"/g)]);
  const values = new Map<string, Set<string>>();
  for (const [, name = "", value = ""] of labels) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  expect([...values.keys()].sort()).toEqual(["endpoint", "kind", "le", "status"]);
  const allowed = {
    endpoint: ["graphql", "metrics", "other"],
    kind: ["query", "mutation", "none"],
    status: ["200", "400", "401", "404", "405"],
  };
  for (const [name, expected] of Object.entries(allowed)) {
    expect([name, [...(values.get(name) ?? [])].filter((it) => !expected.includes(it))]).toEqual([
      name,
      [],
    ]);
  }
});

test("what customers used themselves is counted to the last when the server has stopped", () => {
  // Two lists a visit; the first visit came before the first purchase.
  expect(ownListUses).toBe(2 * (ROUNDS * MOODS.length * 3 - 1));
});
