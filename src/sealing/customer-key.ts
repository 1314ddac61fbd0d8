import { randomBytes } from "node:crypto";
import { hmac, KEY_BYTES, type Place, seal, unseal } from "./envelope.ts";

/**
 * One customer's data key: 32 bytes that seal values and 32 that make their digests. Both come from
 * the random source at once, so nothing has to be derived.
 */
export class CustomerKey {
  private constructor(readonly bytes: Buffer) {}

  static generate(): CustomerKey {
    return new CustomerKey(randomBytes(2 * KEY_BYTES));
  }

  /** @throws RangeError for anything but 64 bytes */
  static from(bytes: Buffer): CustomerKey {
    if (bytes.length !== 2 * KEY_BYTES) throw new RangeError("Expected a data key of 64 bytes.");
    return new CustomerKey(bytes);
  }

  seal(text: string, place: Place): Buffer {
    // UTF-16 as it is: UTF-8 would replace lone surrogates, and what is opened must be what was
    // sealed.
    return seal(this.bytes.subarray(0, KEY_BYTES), Buffer.from(text, "utf16le"), place);
  }

  /** The sealed text, or null where it was not sealed with this key for this place. */
  unseal(sealed: Uint8Array, place: Place): string | null {
    return unseal(this.bytes.subarray(0, KEY_BYTES), sealed, place)?.toString("utf16le") ?? null;
  }

  /**
   * Tells whether two of this customer's values are equal, and nothing about anybody else's: equal
   * values of two customers have different digests, and without the key there are none.
   */
  digest(...parts: readonly string[]): Buffer {
    return hmac(this.bytes.subarray(KEY_BYTES), parts);
  }
}
