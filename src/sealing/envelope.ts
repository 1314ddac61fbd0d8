import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** First byte of every envelope, so that another algorithm can be told apart one day. */
const VERSION = 1;
const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes of a key for {@link seal} and {@link hmac}. */
export const KEY_BYTES = 32;

/**
 * Where a sealed value belongs: table, field, customer, row. It is authenticated with the value, so
 * a ciphertext that somebody copies to another place does not open there.
 */
export type Place = readonly string[];

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D): version (1 byte), nonce (12, random), ciphertext,
 * tag (16). A random 96-bit nonce is safe for 2^32 values of one key (section 8.3); a customer has
 * dozens.
 *
 * @param key 32 bytes
 */
export function seal(key: Uint8Array, content: Uint8Array, place: Place): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(encoded(place));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]);
}

/** What {@link seal} has sealed, or null where key, place or a single bit is another. */
export function unseal(key: Uint8Array, sealed: Uint8Array, place: Place): Buffer | null {
  const tagAt = sealed.length - TAG_BYTES;
  if (sealed[0] !== VERSION || tagAt < 1 + NONCE_BYTES) return null;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(encoded(place))
    .setAuthTag(sealed.subarray(tagAt));
  const content = decipher.update(sealed.subarray(1 + NONCE_BYTES, tagAt));
  try {
    return Buffer.concat([content, decipher.final()]);
  } catch {
    // Node has no other word for a tag that does not fit; nothing else can fail here.
    return null;
  }
}

/** HMAC-SHA-256 (RFC 2104) over parts, which are encoded so that no two lists give one text. */
export function hmac(key: Uint8Array, parts: readonly string[]): Buffer {
  return createHmac("sha256", key).update(encoded(parts)).digest();
}

/** Also for texts with lone surrogates: JSON escapes them, where UTF-8 would make them equal. */
function encoded(parts: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(parts));
}
