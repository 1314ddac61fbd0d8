import { expect, test } from "@jest/globals";
import { SignJWT } from "jose";
import { InvalidTokenError, Tokens } from "../../src/access/tokens.ts";
import { isRecentlyAuthenticated, loginNotRecent, type Scope } from "../../src/access/viewer.ts";

const SECRET = "a secret for tests only, 32 characters";
const CUSTOMER = "3f0f8d0e-7a86-4b43-9d8f-0d6a0c0d5a11";
const tokens = new Tokens(SECRET);

const bearer = async (token: Promise<string>) => `Bearer ${await token}`;

test("a customer's token names the customer", async () => {
  const header = await bearer(tokens.issueForCustomer(CUSTOMER, 60));
  const authenticatedAt = expect.any(Number);
  const viewer = { kind: "CUSTOMER", customerId: CUSTOMER, authenticatedAt };
  expect(await tokens.authenticate(header)).toEqual(viewer);
  expect(await tokens.authenticate(header)).toEqual(viewer);
});

test("a token says when its customer logged in, and after 15 minutes that is no recent login", async () => {
  const at = Math.floor(Date.now() / 1000) * 1000;
  const issuer = new Tokens(SECRET, () => at);
  const viewer = await issuer.authenticate(await bearer(issuer.issueForCustomer(CUSTOMER, 3600)));
  expect(viewer).toEqual({ kind: "CUSTOMER", customerId: CUSTOMER, authenticatedAt: at });
  expect(isRecentlyAuthenticated(viewer, at + 900_000)).toBe(true);
  expect(isRecentlyAuthenticated(viewer, at + 900_001)).toBe(false);
});

test("a login that lies in the future is none, but for the skew of a clock", async () => {
  const now = Date.now();
  const at = (authenticatedAt: number) =>
    ({ kind: "CUSTOMER", customerId: CUSTOMER, authenticatedAt }) as const;
  expect(isRecentlyAuthenticated(at(now + 300_000), now)).toBe(true);
  expect(isRecentlyAuthenticated(at(now + 300_001), now)).toBe(false);
});

test("a token that was verified before does not stay a recent login", async () => {
  let now = Date.now();
  const clocked = new Tokens(SECRET, () => now);
  const header = await bearer(clocked.issueForCustomer(CUSTOMER, 3600));
  expect(isRecentlyAuthenticated(await clocked.authenticate(header), now)).toBe(true);
  now += 901_000;
  expect(isRecentlyAuthenticated(await clocked.authenticate(header), now)).toBe(false);
});

test.each([["a text"], [null], [{}]])("auth_time %p is refused", async (authTime) => {
  const header = await bearer(forge({ sub: CUSTOMER, auth_time: authTime }));
  await expect(tokens.authenticate(header)).rejects.toBeInstanceOf(InvalidTokenError);
});

test("a client cannot claim a customer's login", async () => {
  const header = await bearer(forge({ client: "crm", scope: "customers:read", auth_time: 1e10 }));
  const viewer = await tokens.authenticate(header);
  expect(viewer).toEqual({ kind: "CLIENT", name: "crm", scopes: new Set(["customers:read"]) });
  expect(isRecentlyAuthenticated(viewer, Date.now())).toBe(false);
});

test("the refusal has a code of its own and says what to do", () => {
  expect(loginNotRecent()).toEqual({
    ok: false,
    errors: [
      {
        code: "LOGIN_NOT_RECENT",
        message: "This needs a login of the last 15 minutes.",
        path: [],
      },
    ],
  });
});

test("a token without the time of the login is no recent login, nor is a client", async () => {
  const viewer = await tokens.authenticate(await bearer(forge({ sub: CUSTOMER })));
  expect(viewer).toEqual({ kind: "CUSTOMER", customerId: CUSTOMER, authenticatedAt: null });
  expect(isRecentlyAuthenticated(viewer, Date.now())).toBe(false);
  const client = { kind: "CLIENT", name: "crm", scopes: new Set<Scope>() } as const;
  expect(isRecentlyAuthenticated(client, Date.now())).toBe(false);
});

test("a client's token carries its scopes and no others", async () => {
  const header = await bearer(tokens.issueForClient("crm", ["customers:read"], 60));
  expect(await tokens.authenticate(header)).toEqual({
    kind: "CLIENT",
    name: "crm",
    scopes: new Set(["customers:read"]),
  });
});

test("no header is nobody", async () => {
  expect(await tokens.authenticate(undefined)).toEqual({ kind: "ANONYMOUS" });
});

const forge = (claims: object, more: { alg?: string; secret?: string; exp?: string } = {}) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: more.alg ?? "HS256" })
    .setIssuer("kathi")
    .setAudience("kathi")
    .setExpirationTime(more.exp ?? "60 seconds")
    .sign(new TextEncoder().encode(more.secret ?? SECRET));

test.each([
  ["an empty header", async () => ""],
  ["another scheme", async () => "Basic dXNlcjpwYXNz"],
  ["no token", async () => "Bearer "],
  ["a text", async () => "Bearer nonsense"],
  ["another secret", () => bearer(forge({ sub: CUSTOMER }, { secret: "x".repeat(40) }))],
  ["another algorithm", () => bearer(forge({ sub: CUSTOMER }, { alg: "HS512" }))],
  ["an expired token", () => bearer(forge({ sub: CUSTOMER }, { exp: "-1 seconds" }))],
  ["a subject that is no id", () => bearer(forge({ sub: "' or 1=1" }))],
  ["nobody at all", () => bearer(forge({}))],
  [
    "an unsigned token",
    async () =>
      `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(
        JSON.stringify({ sub: CUSTOMER, iss: "kathi", aud: "kathi", exp: 9_999_999_999 }),
      ).toString("base64url")}.`,
  ],
])("%s is refused", async (_name, header) => {
  await expect(tokens.authenticate(await header())).rejects.toBeInstanceOf(InvalidTokenError);
});

test("a token ends when it expires, also where it was verified before", async () => {
  let now = Date.now();
  const clocked = new Tokens(SECRET, () => now);
  const header = await bearer(clocked.issueForCustomer(CUSTOMER, 60));
  await clocked.authenticate(header);
  now += 61_000;
  await expect(clocked.authenticate(header)).rejects.toBeInstanceOf(InvalidTokenError);
});

test("unknown scopes in a token open nothing", async () => {
  const header = await bearer(forge({ client: "crm", scope: "everything customers:read" }));
  expect(await tokens.authenticate(header)).toMatchObject({ scopes: new Set(["customers:read"]) });
});
