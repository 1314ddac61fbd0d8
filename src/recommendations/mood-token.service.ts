import { CompactEncrypt, compactDecrypt, errors } from "jose";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { Mood } from "../scoring/types.ts";

const sealedMoodSchema = z.strictObject({
  name: z.string().min(1),
  intensity: z.int().min(1).max(3),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** Texts are filled up to this, so that the length of a token does not tell the mood. */
const TEXT_LENGTH = 128;

/**
 * Seals declared moods, so that a visit's next requests need not ask again and nobody has to keep
 * the answer: a JSON Web Encryption (RFC 7516) with AES-256-GCM and a key of the house. It holds
 * the mood and when it ends, and nothing that tells one customer or visit from another.
 */
export class MoodTokens {
  /**
   * @param key 32 bytes
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly key: Uint8Array,
    private readonly now: () => number,
  ) {}

  /** A token that ends in half an hour; two of the same mood have nothing in common. */
  seal({ name, intensity }: Mood): Promise<string> {
    const expiresAt = this.now() + LIMITS.moodTokenMsMax;
    const text = JSON.stringify({ name, intensity, expiresAt }).padEnd(TEXT_LENGTH);
    if (text.length > TEXT_LENGTH) throw new Error("A mood's name is longer than a token.");
    return new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(this.key);
  }

  /**
   * The mood of a token. One that has ended, was changed or was never ours is refused, without
   * saying which of these it is.
   */
  async open(token: string): Promise<Result<Mood, Failure<"MOOD_TOKEN_INVALID">>> {
    const text = await this.decrypt(token);
    const sealed = sealedMoodSchema.safeParse(text === null ? null : JSON.parse(text));
    if (!sealed.success || sealed.data.expiresAt <= this.now()) {
      const message = "The mood's token is no longer valid: ask the customer again.";
      return fail("MOOD_TOKEN_INVALID", message, "moodToken");
    }
    const { name, intensity } = sealed.data;
    return ok({ name, intensity });
  }

  private async decrypt(token: string): Promise<string | null> {
    try {
      const { plaintext } = await compactDecrypt(token, this.key, {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return new TextDecoder().decode(plaintext);
    } catch (error) {
      // Anything else is a bug of ours.
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
