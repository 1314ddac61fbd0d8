import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CompactSign, calculateJwkThumbprint, compactVerify, exportJWK, type JWK } from "jose";
import type { Config } from "../config.ts";
import { ensureHome, unusableHome } from "../home.ts";
import { StartupError } from "../result.ts";

/** EdDSA with Ed25519 (RFC 8037): the same text has the same signature. */
const ALGORITHM = "EdDSA";

/** What signs: a private key with its public half as others see it. */
export interface SigningKey {
  /** Thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** JSON Web Key with `kid`, `alg` and `use`. */
  readonly publicKey: JWK;
}

/**
 * The key that signs: the configured one, or one kept in the home folder, made at the first use and
 * readable by its owner only.
 *
 * @throws StartupError when the folder cannot be used, or what is there is no Ed25519 key
 */
export async function signingKeyOf({
  home,
  signingKey,
}: Pick<Config, "home" | "signingKey">): Promise<SigningKey> {
  if (signingKey) return toSigningKey(signingKey, "KATHI_SIGNING_KEY");
  await ensureHome(home);
  const file = keyFileIn(home);
  try {
    await writeFile(file, newPrivateKey(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw unusableHome(home, error);
  }
  try {
    return await toSigningKey(await readFile(file, "utf8"), file);
  } catch (error) {
    throw error instanceof StartupError ? error : unusableHome(home, error);
  }
}

/** The same, but makes none: null where this house has no key yet. */
export async function knownSigningKeyOf(
  config: Pick<Config, "home" | "signingKey">,
): Promise<SigningKey | null> {
  if (!config.signingKey && !(await isFile(keyFileIn(config.home)))) return null;
  return signingKeyOf(config);
}

function keyFileIn(home: string): string {
  return join(home, "signing-key");
}

function isFile(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A fresh private key as text: PKCS #8 (RFC 5958) in base64. */
export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
}

/**
 * Reads a private key from its text.
 *
 * @param origin where it came from, for the error; never its value
 * @throws StartupError where it is no Ed25519 key
 */
export async function toSigningKey(text: string, origin: string): Promise<SigningKey> {
  const privateKey = readPrivateKey(text);
  if (privateKey?.asymmetricKeyType !== "ed25519") {
    throw new StartupError(`${origin}: expected an Ed25519 private key, PKCS #8 in base64.`);
  }
  const jwk = await exportJWK(createPublicKey(privateKey));
  const keyId = await calculateJwkThumbprint(jwk);
  return { keyId, privateKey, publicKey: { ...jwk, kid: keyId, alg: ALGORITHM, use: "sig" } };
}

/** Signs a JSON document; a compact JSON Web Signature (RFC 7515). The same gives the same. */
export function signJson(key: SigningKey, type: string, payload: unknown): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: ALGORITHM, typ: type, kid: key.keyId })
    .sign(key.privateKey);
}

/** What a signature proves, or why it proves nothing. */
export type VerifiedJson =
  | { readonly isValid: true; readonly keyId: string; readonly payload: unknown }
  | { readonly isValid: false; readonly reason: string };

/** Checks a compact JSON Web Signature against public keys; makes no connection. */
export async function verifyJson(
  jws: string,
  type: string,
  keys: readonly JWK[],
): Promise<VerifiedJson> {
  const invalid = (reason: string) => ({ isValid: false as const, reason });
  let keyId: string | undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      (header) => {
        keyId = header.kid;
        const key = keys.find(({ kid }) => kid === header.kid);
        if (!key) throw new UnknownKeyError();
        return createPublicKey({ key: key as Record<string, unknown>, format: "jwk" });
      },
      { algorithms: [ALGORITHM] },
    );
    if (protectedHeader.typ !== type) return invalid("it is signed, but no receipt");
    return {
      isValid: true,
      keyId: keyId ?? "",
      payload: JSON.parse(Buffer.from(payload).toString()),
    };
  } catch (error) {
    if (error instanceof UnknownKeyError) return invalid("none of the given keys has signed it");
    // What jose, JSON and the key parser say of a text that is no valid signature.
    return invalid("the signature does not fit");
  }
}

class UnknownKeyError extends Error {}

function readPrivateKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
}
