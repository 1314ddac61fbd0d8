import { generateKeyPairSync } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { newPrivateKey, signingKeyOf, toSigningKey } from "../../src/access/signing-key.ts";
import { StartupError } from "../../src/result.ts";
import { makeHome } from "../support/cli.ts";

let home: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ home, remove } = await makeHome());
});
afterAll(() => remove());

test("is made once, readable by its owner only, and the same ever after", async () => {
  const made = await Promise.all(
    [1, 2, 3].map(() => signingKeyOf({ home, signingKey: undefined })),
  );
  expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
  expect((await stat(join(home, "signing-key"))).mode & 0o777).toBe(0o600);
});

test("can be given to several servers", async () => {
  const text = newPrivateKey();
  const [one, other] = await Promise.all(
    [1, 2].map(() => signingKeyOf({ home, signingKey: text })),
  );
  expect(one?.keyId).toBe(other?.keyId);
  expect(one?.keyId).toBe((await toSigningKey(text, "x")).keyId);
});

test("its public half holds nothing of the private one", async () => {
  const { publicKey, keyId } = await signingKeyOf({ home, signingKey: undefined });
  expect(Object.keys(publicKey).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  expect(publicKey.kid).toBe(keyId);
  expect(JSON.stringify(publicKey)).not.toContain(
    await readFile(join(home, "signing-key"), "utf8"),
  );
});

const rsa = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
test.each([
  ["nonsense", "x".repeat(64)],
  ["another kind of key", rsa.export({ format: "der", type: "pkcs8" }).toString("base64")],
])("refuses %s without repeating it", async (_, text) => {
  const failure = await signingKeyOf({ home, signingKey: text }).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(StartupError);
  expect((failure as Error).message).toMatch(/^KATHI_SIGNING_KEY: expected an Ed25519/);
  expect((failure as Error).message).not.toContain(text);
  await writeFile(join(home, "signing-key"), text);
  await expect(signingKeyOf({ home, signingKey: undefined })).rejects.toThrow(StartupError);
});
