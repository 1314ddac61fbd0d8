import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CompactEncrypt } from "jose";
import { Tokens } from "../../src/access/tokens.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { MoodTokens } from "../../src/recommendations/mood-token.service.ts";
import { asCustomer, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, databaseText, item } from "../support/rows.ts";
import { decide } from "./people.ts";

const NAMES = ["CURIOUS", "CALM", "FESTIVE", "IN_A_HURRY", "JUST_THE_ESSENTIALS"];
const SECRET = "a secret for tests only, 32 characters";
const HALF_AN_HOUR_MS = 30 * 60 * 1000;
const NOW = Date.UTC(2026, 5, 1, 12);

let kathi: TestApp;
let now = NOW;
let customerId: string;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => now);
  const items = Array.from({ length: 20 }, (_, at) =>
    item(`item-${at}`, { tags: [`tag-${at % 3}`] }),
  );
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
  customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:PURCHASE", "IMPROVEMENT:FEEDBACK");
});
afterAll(() => kathi.close());

const key = new Tokens(SECRET).deriveKey("mood token 1");
const moodTokens = () => new MoodTokens(key, () => now);
const invalid = { ok: false, errors: [{ code: "MOOD_TOKEN_INVALID" }] };

const LIST = `query ($mood: MoodInput, $moodToken: String) { me {
  recommendations(placement: "home", mode: FULL, mood: $mood, moodToken: $moodToken) {
    moodToken items { rank score item { sku } } } } }`;

async function ask(variables: Record<string, unknown>) {
  return kathi.ask(asCustomer(customerId), LIST, variables);
}

async function answered(variables: Record<string, unknown>) {
  const { data, errors } = await ask(variables);
  expect(errors).toBeUndefined();
  return data.me.recommendations;
}

test("a token gives back what was sealed, for half an hour and not longer", async () => {
  now = NOW;
  const token = await moodTokens().seal({ name: "FESTIVE", intensity: 3 });
  now = NOW + HALF_AN_HOUR_MS - 1;
  expect(await moodTokens().open(token)).toEqual({
    ok: true,
    value: { name: "FESTIVE", intensity: 3 },
  });
  now = NOW + HALF_AN_HOUR_MS;
  expect(await moodTokens().open(token)).toMatchObject(invalid);
});

test("tokens are of one length whatever the mood, and no two have anything in common", async () => {
  const moods = NAMES.flatMap((name) => [1, 2, 3].map((intensity) => ({ name, intensity })));
  const tokens = await Promise.all([...moods, ...moods].map((mood) => moodTokens().seal(mood)));
  expect(new Set(tokens.map((token) => token.length)).size).toBe(1);
  const parts = tokens.map((token) => token.split("."));
  // The header names the algorithms and nothing else; there is no encrypted key.
  expect(new Set(parts.map(([header]) => header)).size).toBe(1);
  expect(JSON.parse(Buffer.from(parts[0]![0]!, "base64url").toString())).toEqual({
    alg: "dir",
    enc: "A256GCM",
  });
  for (const at of [2, 3, 4]) {
    expect(new Set(parts.map((part) => part[at])).size).toBe(tokens.length);
    const prefixes = new Set(parts.map((part) => part[at]!.slice(0, 8)));
    expect(prefixes.size).toBe(tokens.length);
  }
});

test("a token with one character changed is refused, wherever it is", async () => {
  const token = await moodTokens().seal({ name: "CALM", intensity: 1 });
  const other = (character: string) => (character === "A" ? "B" : "A");
  for (let at = 0; at < token.length; at += 1) {
    const changed = `${token.slice(0, at)}${other(token[at]!)}${token.slice(at + 1)}`;
    // The last character of a part can have bits that stand for nothing; the text must count then.
    const opened = await moodTokens().open(changed);
    if (opened.ok) expect(sameBytes(changed, token)).toBe(true);
    else expect(opened).toMatchObject(invalid);
  }
});

function sameBytes(one: string, other: string): boolean {
  const bytes = (text: string) => text.split(".").map((part) => Buffer.from(part, "base64url"));
  const others = bytes(other);
  return bytes(one).every((part, at) => part.equals(others[at]!));
}

test("whatever text comes is refused and never thrown", async () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc
      .array(fc.string({ unit: "grapheme-ascii" }), { minLength: 5, maxLength: 5 })
      .map((parts) => parts.join(".")),
    fc
      .array(fc.uint8Array({ maxLength: 40 }), { minLength: 4, maxLength: 4 })
      .map(
        (parts) =>
          `${tokenHeader()}.${parts.map((it) => Buffer.from(it).toString("base64url")).join(".")}`,
      ),
  );
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      expect(await moodTokens().open(token)).toMatchObject(invalid);
    }),
  );
});

function tokenHeader(): string {
  return Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url");
}

const forge = (content: unknown, sealedWith: Uint8Array, enc = "A256GCM") =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: "dir", enc })
    .encrypt(sealedWith);
const content = { name: "CALM", intensity: 2, expiresAt: NOW + 1 };

test.each([
  ["another house's key", () => forge(content, randomBytes(32))],
  ["the secret itself as key", () => forge(content, Buffer.from(SECRET).subarray(0, 32))],
  ["a key for another use", () => forge(content, new Tokens(SECRET).deriveKey("mood token 2"))],
  ["another algorithm", () => forge(content, randomBytes(16), "A128GCM")],
  ["an intensity of 9", () => forge({ ...content, intensity: 9 }, key)],
  ["no end", () => forge({ name: "CALM", intensity: 2 }, key)],
  ["more than a mood", () => forge({ ...content, customerId: "me" }, key)],
])("a token with %s is refused", async (_name, token) => {
  now = NOW;
  expect(await moodTokens().open(await token())).toMatchObject(invalid);
});

test("a list gives the mood's token on request, and it asks for the same list", async () => {
  now = NOW;
  const said = await answered({ mood: { name: "FESTIVE", intensity: 3 } });
  expect(said.moodToken).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
  const handedBack = await answered({ moodToken: said.moodToken });
  expect(handedBack.items).toEqual(said.items);
  expect((await answered({})).moodToken).toBeNull();
});

test("handing a token on does not make it last longer", async () => {
  now = NOW;
  const { moodToken } = await answered({ mood: { name: "CALM" } });
  now = NOW + HALF_AN_HOUR_MS - 1;
  expect((await answered({ moodToken })).moodToken).toBe(moodToken);
  now = NOW + HALF_AN_HOUR_MS;
  const { data, errors } = await ask({ moodToken });
  expect(data.me).toBeNull();
  expect(errors).toMatchObject([
    {
      message: "The mood's token is no longer valid: ask the customer again.",
      extensions: { code: "MOOD_TOKEN_INVALID" },
    },
  ]);
  now = NOW;
});

test.each([
  ["a mood and a token", { mood: { name: "CALM" }, moodToken: "x" }, "BAD_USER_INPUT"],
  ["a token that is none", { moodToken: "canary-token" }, "MOOD_TOKEN_INVALID"],
  ["an empty token", { moodToken: "" }, "MOOD_TOKEN_INVALID"],
  ["a token of 3,000 characters", { moodToken: "x".repeat(3000) }, "BAD_USER_INPUT"],
])("%s is refused, and the answer does not repeat it", async (_name, variables, code) => {
  const { data, errors } = await ask(variables);
  expect(data?.me ?? null).toBeNull();
  expect(errors?.[0]?.extensions?.code).toBe(code);
  expect(errors?.[0]?.message).not.toContain("canary");
});

test("a token leaves nothing behind", async () => {
  const before = await countRows(kathi.database.dataSource);
  const { moodToken } = await answered({ mood: { name: "IN_A_HURRY" } });
  await answered({ moodToken });
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const text = await databaseText(kathi.database.dataSource);
  expect(text).toContain(customerId);
  for (const word of ["IN_A_HURRY", moodToken]) expect(text).not.toContain(word);
});
